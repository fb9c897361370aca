// What the API of rounds reads and answers.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "kernel/fields.hpp"
#include "kernel/page.hpp"
#include "modules/rounds/months.hpp"
#include "modules/rounds/rules.hpp"
#include "modules/rounds/tables_wire.hpp"
#include "modules/rounds/types.hpp"

namespace pingyi::rounds {

inline constexpr Pattern round_code_pattern{&is_round_code, "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
                                            "rounds_bad_code", "2026"};
/// Shorter than an id.
using RoundCode = Text<1, 30, &round_code_pattern>;

struct RoundPath {
    RoundId round;
};
BOOST_DESCRIBE_STRUCT(RoundPath, (), (round))
struct RoundCodePath {
    RoundCode round;
};
BOOST_DESCRIBE_STRUCT(RoundCodePath, (), (round))
struct RoundsQuery {
    std::optional<Cursor> after;
    std::optional<Int<1, 100>> limit;
};
BOOST_DESCRIBE_STRUCT(RoundsQuery, (), (after, limit))

struct MakeRoundBody {
    RoundCode code;
    Text<1, 100> name;
    std::optional<Text<1, 200>> name_en;
    SchemeId scheme;
    Month from, until;
    std::optional<Day> closes_on, appeals_until;
};
BOOST_DESCRIBE_STRUCT(MakeRoundBody, (),
                      (code, name, name_en, scheme, from, until, closes_on, appeals_until))
struct ChangeRoundBody {
    Count version;
    Text<1, 100> name;
    std::optional<Text<1, 200>> name_en;
    SchemeId scheme;
    Month from, until;
    std::optional<Day> closes_on, appeals_until;
};
BOOST_DESCRIBE_STRUCT(ChangeRoundBody, (),
                      (version, name, name_en, scheme, from, until, closes_on, appeals_until))
struct StepBody {
    Step step = Step::consult;
    Count version;
    std::optional<Text<1, 500>> reason;
};
BOOST_DESCRIBE_STRUCT(StepBody, (), (step, version, reason))

struct RoundRow {
    RoundId id;
    std::string code;
    Label name;
    State state{};
    std::optional<Day> closes_on;
    Instant changed_at{};
    std::optional<Instant> published_at;
};
BOOST_DESCRIBE_STRUCT(RoundRow, (), (id, code, name, state, closes_on, changed_at, published_at))

struct RoundScheme {
    SchemeId id;
    std::string code;
    std::int64_t version = 0;
    Label title;
    SchemeState state{};
    std::string hash;
};
BOOST_DESCRIBE_STRUCT(RoundScheme, (), (id, code, version, title, state, hash))
/// A step that the reader may take.
struct StepOffer {
    Step step{};
    bool needs_reason = false;
    bool is_final = false;  ///< cannot be undone
};
BOOST_DESCRIBE_STRUCT(StepOffer, (), (step, needs_reason, is_final))
/// A step that somebody may take.
struct NextStep {
    Step step{};
    Party who{};
};
BOOST_DESCRIBE_STRUCT(NextStep, (), (step, who))
struct TimelineLine {
    Instant at{};
    Step step{};
    State from{}, to{};
    std::optional<std::string> by;  ///< how colleagues call them
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(TimelineLine, (), (at, step, from, to, by, reason))
struct RoundResult {
    ResultId id;
    std::int64_t number = 0;
    std::string public_id, audit_id;
    Cause cause{};
    std::optional<std::string> computed_by, verified_by;
    Instant computed_at{};
    std::optional<Instant> verified_at;
};
BOOST_DESCRIBE_STRUCT(RoundResult, (),
                      (id, number, public_id, audit_id, cause, computed_by, verified_by,
                       computed_at, verified_at))
struct RoundView {
    RoundId id;
    std::string code;
    Label name;
    RoundScheme scheme;
    std::string from, until;
    State state{};
    std::optional<State> held;
    std::int64_t version = 0;
    std::optional<Day> closes_on, appeals_until;
    Instant made_at{}, changed_at{};
    std::optional<Instant> published_at;
    bool may_change = false, may_bring = false;  ///< by the reader, now
    std::vector<StepOffer> steps;                ///< of the reader
    std::vector<NextStep> next;                  ///< of everybody
    std::vector<TimelineLine> timeline;          ///< oldest first
    std::vector<TableView> tables;               ///< by name
    std::vector<std::string> missing;            ///< tables that are still to be brought
    std::vector<std::string> entered;            ///< tables that only an appraisal fills
    std::vector<RoundResult> results;            ///< newest first
};
BOOST_DESCRIBE_STRUCT(RoundView, (),
                      (id, code, name, scheme, from, until, state, held, version, closes_on,
                       appeals_until, made_at, changed_at, published_at, may_change, may_bring,
                       steps, next, timeline, tables, missing, entered, results))

}  // namespace pingyi::rounds
