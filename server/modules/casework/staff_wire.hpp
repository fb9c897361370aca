// What the pages of staff read of cases: rows of lists, and one case with everything beside it.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "kernel/fields.hpp"
#include "kernel/page.hpp"
#include "modules/casework/attachments_wire.hpp"
#include "modules/casework/records.hpp"
#include "modules/casework/refs.hpp"
#include "modules/casework/rules.hpp"

namespace pingyi::casework {

using CaseNumber = Text<13, 13, &case_number_pattern>;
using UnitCode = Text<2, 40>;
using Reason = Prose<1, reason_max>;
/// Version of a case or reply that the writer has seen.
using Version = Count;

struct StaffCasePath {
    CaseNumber case_;
};
BOOST_DESCRIBE_STRUCT(StaffCasePath, (), (case_))

/// A case as lists show it.
struct CaseRow {
    std::string number;
    Kind kind{};
    Urgency urgency{};
    Visibility visibility{};
    State state{};
    std::string subject;
    std::string place;
    std::optional<std::string> category;
    std::optional<BodyRef> lead, named;
    Instant submitted_at{}, changed_at{};
    std::optional<Instant> due_at, very_late_at;
    std::optional<std::int64_t> missing_year;  ///< no due date before its calendar is out
    Lateness lateness{};
    std::int64_t round = 1;
    std::int64_t assignments = 0, returns = 0, extensions = 0, supervisions = 0;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(CaseRow, (),
                      (number, kind, urgency, visibility, state, subject, place, category, lead,
                       named, submitted_at, changed_at, due_at, very_late_at, missing_year,
                       lateness, round, assignments, returns, extensions, supervisions, version))

struct EventView {
    std::int64_t number = 0;
    Instant at{};
    Step step{};
    std::optional<State> from;
    State to{};
    std::int64_t round = 1;
    Party party{};
    std::optional<std::string> account;  ///< as colleagues call them
    std::optional<BodyRef> unit;
    bool is_public = true;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(EventView, (),
                      (number, at, step, from, to, round, party, account, unit, is_public, text))

struct ClockView {
    Stage stage{};
    std::int64_t round = 1;
    std::int64_t rule_version = 0;
    DeadlineClock clock{};
    std::int64_t amount = 0;
    Instant started_at{};
    std::optional<Instant> due_at, very_late_at, stopped_at;
    std::optional<std::int64_t> missing_year;
    Lateness lateness{};
    std::vector<ClockDay> proof;
};
BOOST_DESCRIBE_STRUCT(ClockView, (),
                      (stage, round, rule_version, clock, amount, started_at, due_at, very_late_at,
                       stopped_at, missing_year, lateness, proof))

struct ReplyRow {
    ReplyId id;
    std::int64_t round = 1;
    std::optional<BodyRef> unit;
    ReplyState state{};
    std::string text;
    std::optional<std::string> written_by, approved_by;
    Instant written_at{};
    std::optional<Instant> published_at;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ReplyRow, (),
                      (id, round, unit, state, text, written_by, approved_by, written_at,
                       published_at, version))
struct PartView {
    PartId id;
    std::string number;  ///< of the case
    std::string subject;
    std::optional<BodyRef> unit;
    std::string task, answer;
    std::optional<std::string> asked_by, answered_by;
    Instant asked_at{};
    std::optional<Instant> answered_at;
    std::optional<Instant> due_at;  ///< of the case, which waits for nobody
    bool may_answer = false;        ///< the reader works for the body that is asked
};
BOOST_DESCRIBE_STRUCT(PartView, (),
                      (id, number, subject, unit, task, answer, asked_by, answered_by, asked_at,
                       answered_at, due_at, may_answer))
struct ExtensionView {
    ExtensionId id;
    std::string number;
    std::string subject;
    std::optional<BodyRef> unit;
    std::int64_t round = 1;
    std::int64_t days = 0;
    std::string reason, decision;
    ExtensionState state{};
    std::optional<std::string> asked_by, decided_by;
    Instant asked_at{};
    std::optional<Instant> decided_at, due_before, due_after;
};
BOOST_DESCRIBE_STRUCT(ExtensionView, (),
                      (id, number, subject, unit, round, days, reason, decision, state, asked_by,
                       decided_by, asked_at, decided_at, due_before, due_after))
struct SupervisionView {
    SupervisionId id;
    std::string reason;
    std::optional<std::string> opened_by, ended_by;
    Instant opened_at{};
    std::optional<Instant> ended_at;
};
BOOST_DESCRIBE_STRUCT(SupervisionView, (), (id, reason, opened_by, ended_by, opened_at, ended_at))
struct AppealView {
    AppealId id;
    std::string number;
    std::string subject;
    AppealAbout about{};
    std::string grounds, decision;
    AppealState state{};
    std::optional<std::string> decided_by;
    Instant opened_at{};
    std::optional<Instant> decided_at, due_at;
    bool may_decide = false;  ///< the reader took no part in what is appealed against
};
BOOST_DESCRIBE_STRUCT(AppealView, (),
                      (id, number, subject, about, grounds, decision, state, decided_by, opened_at,
                       decided_at, due_at, may_decide))
struct AdditionView {
    AdditionId id;
    Instant at{};
    std::string text;
};
BOOST_DESCRIBE_STRUCT(AdditionView, (), (id, at, text))

/// Millionths of a degree would be read by nobody: degrees.
struct PointView {
    double lat = 0;
    double lon = 0;
};
BOOST_DESCRIBE_STRUCT(PointView, (), (lat, lon))

/// One case for staff: the text as masked.
struct StaffCase {
    CaseRow row;
    std::string body, place_code, signature;
    std::optional<PointView> point;
    Channel channel{};
    std::string language;
    std::optional<std::string> refusal;      ///< code of the reason
    std::optional<std::string> merged_into;  ///< number
    std::vector<std::string> merged_here;    ///< numbers
    std::int64_t followers = 0;
    std::optional<Instant> published_at, assigned_at, signed_at, replied_at, closed_at, ended_at,
        withdraw_at, window_until;
    std::vector<Step> steps;  ///< of the workflow that the reader may take now
    std::vector<EventView> timeline;
    std::vector<ClockView> clocks;
    std::vector<ReplyRow> replies;
    std::vector<PartView> parts;
    std::vector<ExtensionView> extensions;
    std::vector<SupervisionView> supervisions;
    std::vector<AppealView> appeals;
    std::vector<AdditionView> additions;
    std::vector<AttachmentView> attachments;  ///< of the letter and of replies that the reader sees
};
BOOST_DESCRIBE_STRUCT(StaffCase, (),
                      (row, body, place_code, signature, point, channel, language, refusal,
                       merged_into, merged_here, followers, published_at, assigned_at, signed_at,
                       replied_at, closed_at, ended_at, withdraw_at, window_until, steps, timeline,
                       clocks, replies, parts, extensions, supervisions, appeals, additions,
                       attachments))

/// What a step answers.
struct Stepped {
    std::string number;
    State state{};
    std::int64_t version = 0;
    std::optional<Instant> due_at;
};
BOOST_DESCRIBE_STRUCT(Stepped, (), (number, state, version, due_at))

}  // namespace pingyi::casework
