// Values of this module: stored schemes, rounds and their states, tables, results.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/ids.hpp"
#include "kernel/label.hpp"
#include "kernel/time.hpp"
#include "modules/ledger/api.hpp"

namespace pingyi::rounds {

using SchemeId = Id<struct SchemeEntity>;
using RoundId = Id<struct RoundEntity>;
using StepId = Id<struct StepEntity>;
using TableId = Id<struct TableEntity>;
using ResultId = Id<struct ResultEntity>;
using AppealId = Id<struct AppealEntity>;

BOOST_DEFINE_ENUM_CLASS(SchemeState, draft, issued)

/// A scheme as somebody wrote it. `revision` rises with every saving of a draft.
struct StoredScheme {
    SchemeId id;
    std::string code;          ///< as in the text; of a text that cannot be read, what was there
    std::int64_t version = 0;  ///< likewise
    Label title;
    std::string yaml;
    std::int64_t revision = 1;
    SchemeState state = SchemeState::draft;
    std::string hash;  ///< of an issued one, 64 hex digits
    std::optional<AccountId> changed_by;
    Instant changed_at{};
    std::optional<Instant> issued_at;
    std::optional<ledger::EntryId> entry;  ///< of the ledger, that it was issued
};

BOOST_DEFINE_ENUM_CLASS(State, draft, consulted, issued, collecting, closed, computed, verified,
                        shown, appeals, signed_off, published, rectification, archived, suspended,
                        voided)
BOOST_DEFINE_ENUM_CLASS(Step, consult, issue, open, close, compute, verify, show, open_appeals,
                        close_appeals, sign, publish, rectify, archive, suspend, resume, void_round)
/// The programme office runs a round, it or the agency (third-party evaluators) computes, a checker
/// (an auditor) computes again.
BOOST_DEFINE_ENUM_CLASS(Party, office, agency, checker)
/// No step starts a clock.
BOOST_DEFINE_ENUM_CLASS(Clock, none)

struct Round {
    RoundId id;
    std::string code;  ///< in addresses: [a-z0-9-], "2026"
    Label name;
    SchemeId scheme;
    std::string from, until;  ///< months that measures of the server count: "2026-01" to "2026-12"
    State state = State::draft;
    std::optional<State> held;       ///< where a suspended round goes on
    std::int64_t version = 1;        ///< rises with every step
    std::optional<ResultId> result;  ///< the current one
    std::optional<Day> closes_on;    ///< as announced
    std::optional<Day> appeals_until;
    Instant made_at{}, changed_at{};
    std::optional<Instant> published_at;
};

/// A line of the timeline, only ever appended.
struct StepTaken {
    StepId id;
    RoundId round;
    Instant at{};
    Step step = Step::consult;
    State from = State::draft, to = State::draft;
    std::optional<AccountId> by;
    std::string reason;  ///< for everybody to read
};

BOOST_DEFINE_ENUM_CLASS(Origin, upload, server)
/// A table of a draft scheme or of a round, by its file name: "units.csv", "survey.csv".
struct Table {
    TableId id{};
    std::string owner{};  ///< id of the scheme or round
    std::string name{};
    std::string sha256{};  ///< hex, of the octets
    std::int64_t bytes = 0;
    std::int64_t rows = 0;  ///< without the header
    Origin origin = Origin::upload;
    std::string evidence{};  ///< where it comes from, as told by who brought it
    std::optional<AccountId> added_by{};
    Instant added_at{};
};

BOOST_DEFINE_ENUM_CLASS(Cause, closing, appeal, correction)
/// A computed result. `is_whole` once all of its files are stored.
struct StoredResult {
    ResultId id;
    RoundId round;
    std::int64_t number = 1;  ///< of the round, from 1
    std::string public_id;    ///< result id of the public bundle, 64 hex digits
    std::string audit_id;     ///< of the auditors'
    Cause cause = Cause::closing;
    std::optional<AccountId> computed_by, verified_by;
    Instant computed_at{};
    std::optional<Instant> verified_at;
    bool is_whole = false;
    std::optional<ledger::EntryId> entry{};  ///< of the ledger, that it was computed
};

inline constexpr std::string_view server_prefix = "casework-";
inline constexpr std::size_t table_bytes_max = std::size_t{8} * 1024 * 1024;
inline constexpr std::size_t tables_max = 60;

}  // namespace pingyi::rounds
