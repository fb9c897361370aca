// What the API of appeals reads and answers.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "kernel/fields.hpp"
#include "kernel/page.hpp"
#include "modules/rounds/appeals.hpp"
#include "modules/rounds/own_result.hpp"

namespace pingyi::rounds {

/// A body by its name.
struct BodyName {
    std::string code;
    Label name;
};
BOOST_DESCRIBE_STRUCT(BodyName, (), (code, name))

struct OwnPath {
    Text<1, 40> round;  ///< code
};
BOOST_DESCRIBE_STRUCT(OwnPath, (), (round))
struct OwnQuery {
    std::optional<Text<2, 40>> unit;  ///< the first of the reader's when absent
};
BOOST_DESCRIBE_STRUCT(OwnQuery, (), (unit))

/// A round whose results bodies may read.
struct OwnRound {
    std::string round;  ///< code
    Label name;
    State state = State::shown;
    std::optional<Day> appeals_until;
};
BOOST_DESCRIBE_STRUCT(OwnRound, (), (round, name, state, appeals_until))
struct OwnRounds {
    std::vector<OwnRound> items;  ///< newest first
};
BOOST_DESCRIBE_STRUCT(OwnRounds, (), (items))

/// An appeal as lists show it.
struct AppealRow {
    AppealId id{};
    std::string round{};
    Label round_name{};
    BodyName unit{};
    std::string node{};
    Label number{};
    std::string shown{};  ///< as it stood; empty where there was none
    AppealState state = AppealState::open;
    Instant filed_at{};
    std::optional<Instant> due{};  ///< absent while the calendar of a year is missing
    bool is_late = false;
};
BOOST_DESCRIBE_STRUCT(AppealRow, (),
                      (id, round, round_name, unit, node, number, shown, state, filed_at, due,
                       is_late))

/// The result of one body as its head reads it, and what may be done about it.
struct OwnResult {
    std::string round;
    Label round_name;
    State state = State::shown;
    std::int64_t number = 1;  ///< of the result
    std::string result_id;    ///< of the public bundle
    std::optional<Day> appeals_until;
    bool may_appeal = false;  ///< today, by the reader
    BodyName unit;
    std::vector<BodyName> others;  ///< more bodies of the reader
    OwnScore own;
    std::vector<AppealRow> appeals;  ///< of this body, in the order of filing
};
BOOST_DESCRIBE_STRUCT(OwnResult, (),
                      (round, round_name, state, number, result_id, appeals_until, may_appeal, unit,
                       others, own, appeals))

struct AppealBody {
    Text<2, 40> unit;
    Text<1, 400> node;
    Prose<1, 2000> grounds;
    std::optional<Prose<1, 1000>> corrected;
};
BOOST_DESCRIBE_STRUCT(AppealBody, (), (unit, node, grounds, corrected))

struct AppealPath {
    AppealId appeal;
};
BOOST_DESCRIBE_STRUCT(AppealPath, (), (appeal))
struct AppealFilePath {
    AppealId appeal;
    files::FileId file;
};
BOOST_DESCRIBE_STRUCT(AppealFilePath, (), (appeal, file))
struct EvidenceQuery {
    Text<1, 200> name;  ///< of the file, only shown
};
BOOST_DESCRIBE_STRUCT(EvidenceQuery, (), (name))
struct AppealsQuery {
    std::optional<AppealState> state;  ///< open when absent
    std::optional<Cursor> after;
    std::optional<Int<1, 100>> limit;
};
BOOST_DESCRIBE_STRUCT(AppealsQuery, (), (state, after, limit))

BOOST_DEFINE_ENUM_CLASS(EvidenceState, working, ready, refused)
struct Evidence {
    files::FileId file;
    std::string name;
    std::int64_t bytes = 0;
    EvidenceState state = EvidenceState::working;
    std::optional<std::string> reason;  ///< code of the error for which it was refused
};
BOOST_DESCRIBE_STRUCT(Evidence, (), (file, name, bytes, state, reason))

/// One appeal with all that belongs to it.
struct AppealView {
    AppealRow row;
    std::int64_t result = 1;  ///< number of the result that it is against
    std::string grounds, corrected;
    std::string filed_by;
    std::vector<Evidence> files;
    std::optional<std::string> decided_by;
    std::optional<Instant> decided_at;
    std::string reason, change, table;
    std::string before, after;  ///< sha256 of the table, for those who see rounds at work
    std::optional<std::string> corrected_by;
    std::optional<Instant> corrected_at;
    std::optional<std::int64_t> recomputed;  ///< number of the result with the correction
    std::optional<std::string> shown_after;  ///< the number in it
    bool may_add = false;                    ///< evidence
    bool may_decide = false;
    bool was_yours = false;  ///< the reader computed or verified the result and may not decide
    bool may_correct = false;
    std::vector<std::string> tables;  ///< of the round, for those who may decide
};
BOOST_DESCRIBE_STRUCT(AppealView, (),
                      (row, result, grounds, corrected, filed_by, files, decided_by, decided_at,
                       reason, change, table, before, after, corrected_by, corrected_at, recomputed,
                       shown_after, may_add, may_decide, was_yours, may_correct, tables))

struct DecisionBody {
    bool upheld = false;
    Prose<1, 1000> reason;
    std::optional<Prose<1, 1000>> change;  ///< needed where it is upheld
    std::optional<Text<1, 80>> table;      ///< likewise
};
BOOST_DESCRIBE_STRUCT(DecisionBody, (), (upheld, reason, change, table))
struct CorrectionQuery {
    Text<1, 500> evidence;  ///< where the corrected table comes from
};
BOOST_DESCRIBE_STRUCT(CorrectionQuery, (), (evidence))

}  // namespace pingyi::rounds
