// What everybody may read of cases: asked for in the address, answered as JSON and shown on pages.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "kernel/fields.hpp"
#include "kernel/page.hpp"
#include "modules/casework/attachments_wire.hpp"
#include "modules/casework/rules.hpp"
#include "modules/casework/types.hpp"

namespace pingyi::casework {

/// The state as the public knows it: who is asked in a call-back, and what comes of it, is not
/// told.
BOOST_DEFINE_ENUM_CLASS(Phase, handling, replied, closed, refused, merged, withdrawn)
[[nodiscard]] Phase phase_of(const Case& item);

struct CasePath {
    Text<13, 13, &case_number_pattern> case_;
};
BOOST_DESCRIBE_STRUCT(CasePath, (), (case_))

/// Filters of every list, feed and export of cases; all may be combined.
struct CaseFilter {
    std::optional<Text<0, 200>> q;    ///< words, all of which stand in letter or reply
    std::optional<Text<2, 40>> unit;  ///< code of a body
    std::optional<Kind> kind;
    std::optional<Phase> state;
    std::optional<Lateness> lateness;
    std::optional<Day> from, until;  ///< days on which letters came in, both included
    std::optional<Cursor> after;
    std::optional<Int<1, 100>> limit;
};
BOOST_DESCRIBE_STRUCT(CaseFilter, (), (q, unit, kind, state, lateness, from, until, after, limit))

struct PublicBody {
    std::string code;
    std::string name;
    std::optional<std::string> name_en;
};
BOOST_DESCRIBE_STRUCT(PublicBody, (), (code, name, name_en))

struct CaseSummary {
    std::string number;
    Kind kind = Kind::letter;
    Phase state = Phase::handling;
    std::string subject;
    std::string excerpt;  ///< beginning of the reply, else of the letter
    std::optional<PublicBody> body;
    Instant submitted_at{};
    std::optional<Instant> replied_at;
    std::optional<Instant> due_at;
    Lateness lateness = Lateness::in_time;
    bool reopened = false;
    std::optional<std::int64_t> days_used;     ///< working days until the reply, or until now
    std::optional<std::int64_t> days_allowed;  ///< working days until the due date
    std::int64_t followers = 0;
};
BOOST_DESCRIBE_STRUCT(CaseSummary, (),
                      (number, kind, state, subject, excerpt, body, submitted_at, replied_at,
                       due_at, lateness, reopened, days_used, days_allowed, followers))

struct CaseList {
    std::vector<CaseSummary> items;
    std::optional<std::string> next;
    bool more_unsearched = false;  ///< the search stopped early: `next` goes on
};
BOOST_DESCRIBE_STRUCT(CaseList, (), (items, next, more_unsearched))

struct PublicPoint {
    double lat = 0, lon = 0;  ///< rounded to 3 decimals, about 100 m
};
BOOST_DESCRIBE_STRUCT(PublicPoint, (), (lat, lon))

struct PublicReply {
    std::int64_t round = 1;
    std::optional<PublicBody> body;
    std::string text;
    Instant published_at{};
};
BOOST_DESCRIBE_STRUCT(PublicReply, (), (round, body, text, published_at))

struct PublicExtension {
    std::int64_t days = 0;
    std::string reason;
    std::string state;  ///< asked, granted, denied
    Instant asked_at{};
    std::optional<Instant> decided_at;
    std::string decision;
    std::optional<Instant> due_before, due_after;
};
BOOST_DESCRIBE_STRUCT(PublicExtension, (),
                      (days, reason, state, asked_at, decided_at, decision, due_before, due_after))

struct PublicSupervision {
    std::string reason;
    Instant opened_at{};
    std::optional<Instant> ended_at;
};
BOOST_DESCRIBE_STRUCT(PublicSupervision, (), (reason, opened_at, ended_at))

struct PublicPart {
    std::optional<PublicBody> body;
    Instant asked_at{};
    std::optional<Instant> answered_at;
};
BOOST_DESCRIBE_STRUCT(PublicPart, (), (body, asked_at, answered_at))

struct PublicEvent {
    Instant at{};
    Step step = Step::submit;
    std::int64_t round = 1;
    std::optional<PublicBody> body;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(PublicEvent, (), (at, step, round, body, text))

struct ProofDay {
    Day day{};
    std::int64_t number = 0;  ///< 0 when skipped
    DayReason reason = DayReason::counted;
    std::string name;  ///< of the holiday
};
BOOST_DESCRIBE_STRUCT(ProofDay, (), (day, number, reason, name))

/// How a due date came about.
struct PublicDeadline {
    std::int64_t round = 1;
    Instant started_at{};
    std::optional<Instant> due_at;
    std::optional<std::int64_t> missing_year;
    std::optional<Instant> answered_at;
    std::int64_t calendar_version = 0;
    std::vector<ProofDay> days;
};
BOOST_DESCRIBE_STRUCT(PublicDeadline, (),
                      (round, started_at, due_at, missing_year, answered_at, calendar_version,
                       days))

struct OtherCase {
    std::string number, subject;
};
BOOST_DESCRIBE_STRUCT(OtherCase, (), (number, subject))

struct PublicRefusal {
    std::string code;
    std::string text;
    std::string text_en;
};
BOOST_DESCRIBE_STRUCT(PublicRefusal, (), (code, text, text_en))

struct CaseDetail {
    std::string number;
    Kind kind = Kind::letter;
    Phase state = Phase::handling;
    std::string language;  ///< of the letter: "zh" or "en"
    std::string subject;   ///< empty, like text and place, once the writer has withdrawn
    std::string text;
    std::string place;
    std::optional<PublicPoint> point;
    std::string signature;
    std::optional<PublicBody> body;
    Instant submitted_at{};
    std::optional<Instant> replied_at, closed_at, due_at;
    std::optional<std::int64_t> missing_year;
    Lateness lateness = Lateness::in_time;
    bool reopened = false;
    std::optional<std::int64_t> days_used, days_allowed;
    std::int64_t followers = 0;
    std::optional<PublicRefusal> refusal;
    std::optional<OtherCase> merged_into;
    std::vector<OtherCase> merged;
    std::vector<PublicReply> replies;
    std::vector<AttachmentView> attachments;  ///< under /cases/{number}/attachments/{file}
    std::vector<PublicExtension> extensions;
    std::vector<PublicSupervision> supervision;
    std::vector<PublicPart> parts;
    std::vector<PublicEvent> timeline;  ///< oldest first
    std::vector<PublicDeadline> deadlines;
};
BOOST_DESCRIBE_STRUCT(CaseDetail, (),
                      (number, kind, state, language, subject, text, place, point, signature, body,
                       submitted_at, replied_at, closed_at, due_at, missing_year, lateness,
                       reopened, days_used, days_allowed, followers, refusal, merged_into, merged,
                       replies, attachments, extensions, supervision, parts, timeline, deadlines))

}  // namespace pingyi::casework
