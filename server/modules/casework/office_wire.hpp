// What the API of the programme office reads and answers; rectifications too.
#pragma once

#include "modules/casework/intake_wire.hpp"
#include "modules/casework/rectification.hpp"
#include "modules/casework/staff_wire.hpp"

namespace pingyi::casework {

struct BoardQuery {
    std::optional<OfficeList> list;  ///< stuck when absent
    std::optional<Int<1, 60>> days;  ///< working days without a step; 5 when absent
    std::optional<Kind> kind;
    std::optional<Urgency> urgency;
    std::optional<Cursor> after;
    std::optional<Int<1, 100>> limit;
};
BOOST_DESCRIBE_STRUCT(BoardQuery, (), (list, days, kind, urgency, after, limit))
struct BoardCountQuery {
    std::optional<Int<1, 60>> days;
    std::optional<Kind> kind;
    std::optional<Urgency> urgency;
};
BOOST_DESCRIBE_STRUCT(BoardCountQuery, (), (days, kind, urgency))
struct BoardCounts {
    Counted stuck, passed_around, very_late, calling_back, supervised, extensions, appeals;
};
BOOST_DESCRIBE_STRUCT(BoardCounts, (),
                      (stuck, passed_around, very_late, calling_back, supervised, extensions,
                       appeals))
struct PageQuery {
    std::optional<Cursor> after;
    std::optional<Int<1, 100>> limit;
};
BOOST_DESCRIBE_STRUCT(PageQuery, (), (after, limit))

struct SupervisionBody {
    std::optional<Version> version;
    Reason reason;
};
BOOST_DESCRIBE_STRUCT(SupervisionBody, (), (version, reason))
struct ExtensionPath {
    ExtensionId extension;
};
BOOST_DESCRIBE_STRUCT(ExtensionPath, (), (extension))
struct ExtensionDecision {
    bool granted = false;
    std::optional<Int<1, 30>> days;  ///< at most those asked for, which count when absent
    Reason reason;
};
BOOST_DESCRIBE_STRUCT(ExtensionDecision, (), (granted, days, reason))
struct AppealPath {
    AppealId appeal;
};
BOOST_DESCRIBE_STRUCT(AppealPath, (), (appeal))
struct AppealDecision {
    bool upheld = false;
    Reason reason;
};
BOOST_DESCRIBE_STRUCT(AppealDecision, (), (upheld, reason))

struct TimeRuleBody {
    Stage stage{};
    std::optional<Kind> kind;        ///< every kind when absent
    std::optional<Urgency> urgency;  ///< likewise
    DeadlineClock clock{};
    Int<1, 5'270'400> amount;
    std::optional<Int<1, 5'270'400>> very_late_amount;
};
BOOST_DESCRIBE_STRUCT(TimeRuleBody, (), (stage, kind, urgency, clock, amount, very_late_amount))
struct TimeRulesBody {
    Day valid_from;
    Text<1, 200> note;
    std::optional<Text<1, 200>> note_en;
    List<TimeRuleBody, 100, 1> rules;
};
BOOST_DESCRIBE_STRUCT(TimeRulesBody, (), (valid_from, note, note_en, rules))
struct TimeRuleView {
    Stage stage{};
    std::optional<Kind> kind;
    std::optional<Urgency> urgency;
    DeadlineClock clock{};
    std::int64_t amount = 0;
    std::optional<std::int64_t> very_late_amount;
};
BOOST_DESCRIBE_STRUCT(TimeRuleView, (), (stage, kind, urgency, clock, amount, very_late_amount))
struct TimeRulesView {
    std::int64_t version = 0;
    Day valid_from;
    std::string note;
    std::optional<std::string> note_en;
    bool in_force = false;  ///< for what begins today
    std::vector<TimeRuleView> rules;
};
BOOST_DESCRIBE_STRUCT(TimeRulesView, (), (version, valid_from, note, note_en, in_force, rules))
struct TimeRuleVersions {
    std::vector<TimeRulesView> items;  ///< newest first
};
BOOST_DESCRIBE_STRUCT(TimeRuleVersions, (), (items))

struct CaseSettings {
    bool reply_needs_approval = true;
};
BOOST_DESCRIBE_STRUCT(CaseSettings, (), (reply_needs_approval))

// Rectifications

struct RectificationPath {
    RectificationId rectification;
};
BOOST_DESCRIBE_STRUCT(RectificationPath, (), (rectification))
struct RectificationsQuery {
    std::optional<RectificationState> state;  ///< open when absent
    std::optional<UnitCode> unit;
    std::optional<Cursor> after;
    std::optional<Int<1, 100>> limit;
};
BOOST_DESCRIBE_STRUCT(RectificationsQuery, (), (state, unit, after, limit))
struct RectificationEventView {
    Instant at{};
    RectificationStep what{};
    std::optional<std::string> account;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(RectificationEventView, (), (at, what, account, text))
struct RectificationView {
    RectificationId id;
    std::string source;
    std::optional<std::string> number;  ///< of the case it came from; for those who may see that
    std::optional<BodyRef> unit;
    std::string task;
    RectificationState state{};
    Instant opened_at{};
    std::optional<Instant> due_at;
    std::optional<std::int64_t> missing_year;
    bool is_late = false;
    std::string report, verdict;
    std::optional<std::string> reported_by, verified_by;
    std::optional<Instant> reported_at, verified_at;
    std::optional<bool> satisfied;
    bool may_report = false, may_verify = false;
    std::vector<RectificationEventView> events;  ///< these and `number` are absent in lists
};
BOOST_DESCRIBE_STRUCT(RectificationView, (),
                      (id, source, number, unit, task, state, opened_at, due_at, missing_year,
                       is_late, report, verdict, reported_by, verified_by, reported_at, verified_at,
                       satisfied, may_report, may_verify, events))
struct ReportBody {
    Prose<1, 5000> report;
};
BOOST_DESCRIBE_STRUCT(ReportBody, (), (report))
struct VerdictBody {
    bool enough = false;
    Reason words;
};
BOOST_DESCRIBE_STRUCT(VerdictBody, (), (enough, words))
struct SatisfactionBody {
    bool satisfied = false;
};
BOOST_DESCRIBE_STRUCT(SatisfactionBody, (), (satisfied))
struct ReopenBody {
    Int<1, 90> working_days;
    Reason reason;
};
BOOST_DESCRIBE_STRUCT(ReopenBody, (), (working_days, reason))

}  // namespace pingyi::casework
