#include "modules/casework/public.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "kernel/text.hpp"
#include "modules/casework/attachments.hpp"
#include "modules/casework/case_store.hpp"
#include "modules/casework/public_store.hpp"
#include "modules/units/api.hpp"
#include "platform/db/words.hpp"
#include "platform/search/search.hpp"

namespace pingyi::casework {
namespace {

constexpr std::size_t excerpt_length = 90;
constexpr int portions_max = 8;
constexpr std::int64_t portion_rows = 100;

std::optional<PublicBody> body_of(const units::BodyList& bodies, const std::optional<UnitId>& id) {
    const units::Unit* unit = id ? bodies.find(*id) : nullptr;
    if (unit == nullptr) return std::nullopt;
    PublicBody body{unit->code, unit->name.zh, std::nullopt};
    if (!unit->name.en.empty()) body.name_en = unit->name.en;
    return body;
}

double rounded(std::int64_t e6) {
    const std::int64_t half = e6 < 0 ? -500 : 500;
    const std::int64_t thousandths = (e6 + half) / 1000;
    return static_cast<double>(thousandths) / 1000.0;
}

/// Working days until the reply (or now) and until the due date, where the calendar knows them.
struct Used {
    std::optional<std::int64_t> used, allowed;
};
Used used_of(const Case& item, const WorkCalendar& calendar, const Zone& zone, Instant start,
             Instant now) {
    Used used;
    if (!item.due_at) return used;
    const Day first = zone.day_of(start);
    const bool waits = is_open(item.state);
    if (!waits && !item.replied_at) return used;
    used.allowed = working_days_between(calendar, first,
                                        zone.day_of(*item.due_at - std::chrono::milliseconds{1}));
    used.used = working_days_between(calendar, first, zone.day_of(waits ? now : *item.replied_at));
    return used;
}

std::string excerpt_of(std::string_view text) {
    std::string line{text};
    std::ranges::replace(line, '\n', ' ');
    return text::shortened(text::trimmed(line), excerpt_length);
}

CaseSummary summary_of(const Case& item, const units::BodyList& bodies, const std::string* reply,
                       const WorkCalendar& calendar, const Zone& zone, Instant now) {
    CaseSummary summary;
    summary.number = item.number;
    summary.kind = item.kind;
    summary.state = phase_of(item);
    summary.subject = item.subject;
    summary.excerpt = excerpt_of(reply != nullptr ? *reply : item.body);
    summary.body = body_of(bodies, item.lead_unit);
    summary.submitted_at = item.submitted_at;
    summary.replied_at = item.replied_at;
    summary.due_at = item.due_at;
    summary.lateness = lateness_of(item, now);
    summary.reopened = item.round > 1;
    summary.followers = item.followers;
    if (item.round > 1) return summary;  // the second clock starts at a time of its own
    const Used used = used_of(item, calendar, zone, item.submitted_at, now);
    summary.days_used = used.used;
    summary.days_allowed = used.allowed;
    return summary;
}

std::vector<CaseSummary> summaries_of(db::Tx& tx, const calendar::Calendar& calendar,
                                      const units::BodyList& bodies, const std::vector<Case>& cases,
                                      Instant now) {
    std::map<CaseId, std::string> replies;
    for (auto& start : public_store::reply_starts(tx, cases)) {
        replies.insert_or_assign(start.case_id, std::move(start.text));
    }
    const auto days = calendar.current(tx);
    std::vector<CaseSummary> all;
    for (const Case& item : cases) {
        const auto reply = replies.find(item.id);
        all.push_back(summary_of(item, bodies, reply == replies.end() ? nullptr : &reply->second,
                                 *days, calendar.zone(), now));
    }
    return all;
}

/// The filter with its words of the address turned into what is stored.
Result<public_store::Filter> stored(const units::BodyList& bodies, const Zone& zone,
                                    const CaseFilter& filter) {
    public_store::Filter made;
    if (filter.unit) {
        TRY(unit, bodies.find_by_code(filter.unit->value));
        made.unit = unit.id;
    }
    made.kind = filter.kind;
    made.phase = filter.state;
    made.lateness = filter.lateness;
    if (filter.from) made.from = zone.start_of(*filter.from);
    if (filter.until) made.until = zone.start_of(*filter.until + std::chrono::days{1});
    return made;
}

std::optional<std::int64_t> number_of(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// The place behind which a list goes on; a cursor of another list begins at the top.
std::optional<public_store::Place> place_of(const std::optional<Cursor>& after) {
    if (!after) return std::nullopt;
    const auto at = number_of(after->key);
    const auto id = CaseId::from(after->id);
    if (!at || !id) return std::nullopt;
    return public_store::Place{Instant{std::chrono::milliseconds{*at}}, *id};
}

search::Query query_of(const CaseFilter& filter, const public_store::Filter& by) {
    search::Query query{.kind = search_kind, .words = filter.q->value};
    if (by.unit) query.facets.push_back("unit:" + by.unit->text());
    if (by.kind) query.facets.push_back("kind:" + word_of(*by.kind));
    if (by.phase) query.facets.push_back("state:" + word_of(*by.phase));
    query.from = by.from;
    query.until = by.until;
    if (filter.after) query.before_place = number_of(filter.after->key);
    return query;
}

struct Found {
    std::vector<Case> cases;
    std::optional<std::string> next;
    bool stopped = false;
};

/// Walks the hits portion by portion: lateness is no facet, since time alone changes it.
Found search_cases(db::Tx& tx, const CaseFilter& filter, const public_store::Filter& by,
                   std::int64_t rows, Instant now) {
    Found found;
    search::Query query = query_of(filter, by);
    query.limit = by.lateness ? portion_rows : rows + 1;
    std::int64_t last_place = 0;
    for (int portion = 0; portion < portions_max; ++portion) {
        const auto hits = search::find(tx, query);
        std::vector<std::string> ids;
        for (const auto& hit : hits) ids.push_back(hit.id);
        std::map<std::string, Case> cases;
        for (Case& item : public_store::find_many(tx, ids)) {
            cases.emplace(item.id.text(), std::move(item));
        }
        for (const auto& hit : hits) {
            const auto item = cases.find(hit.id);
            if (item == cases.end()) continue;
            if (by.lateness && lateness_of(item->second, now) != *by.lateness) continue;
            if (found.cases.size() == static_cast<std::size_t>(rows)) {
                found.next = text_of(Cursor{std::to_string(last_place), "q"});
                return found;
            }
            found.cases.push_back(item->second);
            last_place = hit.place;
        }
        if (hits.size() < static_cast<std::size_t>(query.limit)) return found;
        query.before_place = hits.back().place;
    }
    found.stopped = true;
    found.next = text_of(Cursor{std::to_string(*query.before_place), "q"});
    return found;
}

/// Steps that everybody may read of. Not told are who was called back, appeals, what a resident
/// asked of the office, what office and intake did to the texts, and how a reply was agreed on;
/// parts of co-bodies are shown from their own records.
bool is_told(Step step) {
    switch (step) {
        case Step::call_back:
        case Step::finish:
        case Step::ask_to_withdraw:
        case Step::keep:
        case Step::withdraw_contact:
        case Step::appeal:
        case Step::dismiss_appeal:
        case Step::ask_part:
        case Step::answer_part:
        case Step::take_in:
        case Step::let_out:
        case Step::mask_more:
        case Step::submit_reply:
        case Step::send_back: return false;
        default: return true;
    }
}

/// The line as everybody may read it. Why a case was closed or reopened after a call-back is for
/// the desk and the writer alone.
std::optional<PublicEvent> public_event(const Event& event, const units::BodyList& bodies) {
    if (!is_told(event.step)) return std::nullopt;
    PublicEvent line;
    line.at = event.at;
    line.step = event.step;
    line.round = event.round;
    line.body = body_of(bodies, event.unit);
    const bool tells_outcome = event.step == Step::close || event.step == Step::reopen;
    const bool is_told_apart = event.step == Step::add || event.step == Step::ask_extension ||
                               event.step == Step::grant_extension ||
                               event.step == Step::deny_extension ||
                               event.step == Step::supervise || event.step == Step::end_supervision;
    if (event.is_public && !is_told_apart && !(tells_outcome && event.party == Party::call_back)) {
        line.text = event.text;
    }
    return line;
}

std::optional<Instant> answered_at(const CaseDetail& detail, std::int64_t round) {
    for (const PublicReply& reply : detail.replies) {
        if (reply.round == round) return reply.published_at;
    }
    return round == 1 && !detail.reopened ? detail.replied_at : std::nullopt;
}

PublicDeadline deadline_of(const Deadline& deadline, const std::vector<DeadlineDay>& days) {
    PublicDeadline made;
    made.started_at = deadline.start;
    made.due_at = deadline.due;
    made.missing_year = deadline.missing_year;
    made.calendar_version = deadline.calendar_version;
    for (const DeadlineDay& day : days) {
        made.days.push_back({day.day, day.number, day.reason, day.name});
    }
    return made;
}

/// The clocks of the reply with their proofs; history that came in without a clock is proved from
/// its two dates.
Result<> add_deadlines(db::Tx& tx, const calendar::Calendar& calendar, const WorkCalendar& newest,
                       const Case& item, CaseDetail& detail) {
    for (const CaseClock& clock : store::clocks(tx, item.id)) {
        if (clock.stage != Stage::reply && clock.stage != Stage::redo) continue;
        const auto id = calendar::DeadlineId::from(clock.deadline);
        if (!id) return fail(ErrorKind::internal, "casework.no_clock");
        TRY(deadline, calendar.find(tx, *id));
        PublicDeadline made;
        if (deadline.calendar_version == newest.version()) {
            made = deadline_of(deadline, days_of(newest, calendar.zone(), deadline));
        } else {
            TRY(proof, calendar.proof(tx, *id));
            made = deadline_of(deadline, proof.days);
        }
        made.round = clock.round;
        made.answered_at = answered_at(detail, clock.round);
        detail.deadlines.push_back(std::move(made));
    }
    if (!detail.deadlines.empty() || !item.due_at) return {};
    const Zone& zone = calendar.zone();
    const auto amount =
        working_days_between(newest, zone.day_of(item.submitted_at),
                             zone.day_of(*item.due_at - std::chrono::milliseconds{1}));
    if (!amount || *amount < 1) return {};
    const Deadline derived{item.submitted_at,
                           {DeadlineClock::working_days, *amount},
                           newest.version(),
                           item.due_at,
                           std::nullopt};
    PublicDeadline made = deadline_of(derived, days_of(newest, zone, derived));
    made.answered_at = item.replied_at;
    detail.deadlines.push_back(std::move(made));
    return {};
}

CaseDetail detail_of(const Case& item, Instant now) {
    CaseDetail detail;
    detail.number = item.number;
    detail.kind = item.kind;
    detail.state = phase_of(item);
    detail.language = item.language == Language::en ? "en" : "zh";
    detail.submitted_at = item.submitted_at;
    detail.replied_at = item.replied_at;
    detail.closed_at = item.closed_at;
    detail.due_at = item.due_at;
    detail.missing_year = item.missing_year;
    detail.lateness = lateness_of(item, now);
    detail.reopened = item.round > 1;
    detail.followers = item.followers;
    if (detail.state == Phase::withdrawn) return detail;  // what was written is the writer's again
    detail.subject = item.subject;
    detail.text = item.body;
    detail.place = item.place;
    detail.signature = item.signature;
    if (item.point) detail.point = {rounded(item.point->lat_e6), rounded(item.point->lon_e6)};
    return detail;
}

}  // namespace

Phase phase_of(const Case& item) {
    if (item.refusal) return Phase::refused;
    switch (item.state) {
        case State::replied:
        case State::calling_back: return Phase::replied;
        case State::closed:
        case State::ended: return Phase::closed;
        case State::merged: return Phase::merged;
        case State::withdrawn: return Phase::withdrawn;
        case State::submitted:
        case State::refused:
        case State::accepted:
        case State::assigned:
        case State::handling: return Phase::handling;
    }
    return Phase::handling;
}

Result<CaseDetail> public_case(db::Tx& tx, const calendar::Calendar& calendar,
                               const units::Bodies& directory, std::string_view number,
                               Instant now) {
    TRY(item, public_store::find(tx, number));
    CaseDetail detail = detail_of(item, now);
    const auto replies = public_store::replies(tx, item.id);
    const auto events = store::events(tx, item.id);
    const auto bodies = directory.current(tx);
    detail.body = body_of(*bodies, item.lead_unit);
    for (const Event& event : events) {
        auto line = public_event(event, *bodies);
        if (line && detail.state == Phase::withdrawn) line->text.clear();
        if (line) detail.timeline.push_back(std::move(*line));
    }
    for (const auto& part : public_store::parts(tx, item.id)) {
        detail.parts.push_back(part.part);
        detail.parts.back().body = body_of(*bodies, part.unit);
    }
    if (detail.state != Phase::withdrawn) {
        for (const Reply& reply : replies) {
            detail.replies.push_back({reply.round, body_of(*bodies, reply.unit), reply.text,
                                      reply.published_at.value_or(item.submitted_at)});
        }
    }
    detail.attachments = public_attachments(tx, item);
    detail.extensions = public_store::extensions(tx, item.id);
    if (item.supervisions > 0) detail.supervision = public_store::supervisions(tx, item.id);
    if (item.merged_into) detail.merged_into = public_store::other(tx, *item.merged_into);
    detail.merged = public_store::merged_into(tx, item.id);
    if (item.refusal) detail.refusal = public_store::refusal(tx, *item.refusal);
    const auto days = calendar.current(tx);
    CHECK_OK(add_deadlines(tx, calendar, *days, item, detail));
    const Instant start =
        detail.deadlines.empty() ? item.submitted_at : detail.deadlines.back().started_at;
    const Used used = used_of(item, *days, calendar.zone(), start, now);
    detail.days_used = used.used;
    detail.days_allowed = used.allowed;
    return detail;
}

Result<CaseList> public_list(db::Tx& tx, const calendar::Calendar& calendar,
                             const units::Bodies& directory, const CaseFilter& filter, Instant now,
                             std::int64_t rows_default) {
    const auto bodies = directory.current(tx);
    TRY(by, stored(*bodies, calendar.zone(), filter));
    const std::int64_t rows = filter.limit ? filter.limit->value : rows_default;
    CaseList list;
    std::vector<Case> cases;
    if (filter.q && !text::trimmed(filter.q->value).empty()) {
        Found found = search_cases(tx, filter, by, rows, now);
        cases = std::move(found.cases);
        list.next = std::move(found.next);
        list.more_unsearched = found.stopped;
    } else {
        cases = public_store::list(tx, by, place_of(filter.after), now, rows + 1);
        if (cases.size() > static_cast<std::size_t>(rows)) {
            cases.pop_back();
            const Case& last = cases.back();
            list.next = text_of(Cursor{std::to_string(last.submitted_at.time_since_epoch().count()),
                                       last.id.text()});
        }
    }
    list.items = summaries_of(tx, calendar, *bodies, cases, now);
    return list;
}

std::vector<CaseSummary> newest_answered(db::Tx& tx, const calendar::Calendar& calendar,
                                         const units::Bodies& directory, Instant now,
                                         std::int64_t limit) {
    return summaries_of(tx, calendar, *directory.current(tx),
                        public_store::newest_replies(tx, limit), now);
}

std::optional<Findable> findable(db::Tx& tx, CaseId id) {
    const auto item = store::find(tx, id);
    if (!item || !item->is_public() || item->state == State::withdrawn) return std::nullopt;
    Findable made;
    made.text = item->number + "\n" + item->subject + "\n" + item->body + "\n" + item->place;
    for (const Reply& reply : public_store::replies(tx, id)) made.text += "\n" + reply.text;
    made.at = item->submitted_at;
    if (item->lead_unit) made.facets.push_back("unit:" + item->lead_unit->text());
    made.facets.push_back("kind:" + word_of(item->kind));
    made.facets.push_back("state:" + word_of(phase_of(*item)));
    return made;
}

}  // namespace pingyi::casework
