#include "modules/casework/import_past.hpp"

#include "kernel/text.hpp"
#include "modules/casework/masking.hpp"
#include "modules/casework/rules.hpp"

namespace pingyi::casework {
namespace {

/// Ids of one letter, as `Moment::id` numbers them.
enum IdOf : std::uint8_t { case_id, reply_id, due_id, very_late_id };

/// Imported clocks follow the rule that their mapping names, not one of casework_rule.
constexpr std::int64_t rule_of_mapping = 0;

std::uint32_t number_of(const std::array<std::uint8_t, 10>& chance) {
    std::uint32_t number = 0;
    for (const std::size_t i : {2U, 4U, 6U, 8U}) number = number << 8U | chance.at(i);
    return number;
}

Event line(const Case& item, Step step, std::optional<State> from, State to, Instant at) {
    Event event;
    event.at = at;
    event.step = step;
    event.from = from;
    event.to = to;
    event.round = item.round;
    event.party = step == Step::reply ? Party::body : Party::clock;
    if (step == Step::reply) event.unit = item.lead_unit;
    return event;
}

void tell(PastCase& past, Step step, State to, Instant at) {
    Case& item = past.item;
    const auto from = past.events.empty() ? std::nullopt : std::optional{item.state};
    past.events.push_back(line(item, step, from, to, at));
    item.state = to;
}

Result<> add_clock(PastCase& past, const ImportRun& run, const WorkCalendar& calendar,
                   const Zone& zone, const Moment& moment, Instant over) {
    if (!run.deadline) return {};
    Case& item = past.item;
    PastClock made;
    made.id = moment.id<calendar::DeadlineId>(due_id);
    TRY(due, deadline(calendar, zone, item.submitted_at, *run.deadline));
    made.deadline = due;
    if (run.very_late_amount) {
        TRY(later, deadline(calendar, zone, item.submitted_at,
                            {run.deadline->clock, *run.very_late_amount}));
        made.very_late_id = moment.id<calendar::DeadlineId>(very_late_id);
        made.very_late = later;
        made.clock.very_late = made.very_late_id->text();
        made.clock.very_late_at = later.due;
    }
    made.clock.stage = Stage::reply;
    made.clock.rule_version = rule_of_mapping;
    made.clock.deadline = made.id.text();
    made.clock.started_at = item.submitted_at;
    made.clock.due_at = due.due;
    made.clock.missing_year = due.missing_year;
    made.clock.stopped_at = over;
    item.due_at = made.clock.due_at;
    item.very_late_at = made.clock.very_late_at;
    item.missing_year = made.clock.missing_year;
    item.lateness = lateness_at(over, item.due_at, item.very_late_at);
    past.clock = std::move(made);
    return {};
}

void add_reply(PastCase& past, const ImportedLetter& letter, const Moment& moment) {
    Reply reply;
    reply.id = moment.id<ReplyId>(reply_id);
    reply.case_id = past.item.id;
    reply.unit = letter.unit.value_or(UnitId{});
    reply.state = ReplyState::published;
    reply.text = mask(letter.reply).text;
    reply.written_at = *letter.replied_at;
    reply.published_at = letter.replied_at;
    reply.version = 1;
    past.reply = std::move(reply);
}

Case case_of(const ImportRun& run, const StagedLetter& staged, const Zone& zone,
             const Moment& moment) {
    const ImportedLetter& letter = staged.letter;
    Case item;
    item.id = moment.id<CaseId>(case_id);
    item.number = case_number(year_of(zone.day_of(letter.submitted_at)), number_of(moment.chance));
    item.kind = letter.kind;
    item.channel = Channel::imported;
    item.language = run.language;
    item.category = letter.category;
    item.named_unit = letter.unit;
    item.subject = text::shortened(mask(letter.subject).text, subject_max);
    item.body = mask(letter.body).text;
    item.place = mask(letter.place).text;
    item.place_code = letter.place_code;
    item.point = letter.point;
    item.source = run.source;
    item.source_id = letter.source_id;
    item.submitted_at = letter.submitted_at;
    item.published_at = moment.now;
    item.changed_at = letter.over_at().value_or(letter.submitted_at);
    item.version = 1;
    return item;
}

}  // namespace

Result<PastCase> past_case(const ImportRun& run, const StagedLetter& staged,
                           const WorkCalendar& calendar, const Zone& zone, const Moment& moment) {
    const ImportedLetter& letter = staged.letter;
    PastCase past;
    past.item = case_of(run, staged, zone, moment);
    past.original = {letter.subject, letter.body, letter.place, {}};
    past.content_hash = staged.content_hash;
    past.chance = number_of(moment.chance);
    Case& item = past.item;
    tell(past, Step::submit, State::submitted, letter.submitted_at);
    if (const auto over = letter.over_at()) {
        item.lead_unit = letter.unit;
        item.replied_at = letter.replied_at;
        item.closed_at = over;
        item.ended_at = over;
        CHECK_OK(add_clock(past, run, calendar, zone, moment, *over));
        if (letter.replied_at) {
            add_reply(past, letter, moment);
            tell(past, Step::reply, State::replied, *over);
        }
        tell(past, Step::close, State::closed, *over);
        tell(past, Step::finish, State::ended, *over);
    } else if (run.unanswered == Unanswered::accepted) {
        tell(past, Step::accept, State::accepted, moment.now);
    } else {
        item.ended_at = moment.now;
        tell(past, Step::finish, State::ended, moment.now);
    }
    return past;
}

}  // namespace pingyi::casework
