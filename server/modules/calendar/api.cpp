// The calendar in force, and deadlines kept for other modules.
#include "modules/calendar/api.hpp"

#include "modules/calendar/rules.hpp"
#include "modules/calendar/store.hpp"
#include "platform/html/dates.hpp"

namespace pingyi::calendar {
namespace {

DeadlineEvent first_line(const Deadline& made, Instant now) {
    return {now, std::nullopt, made.calendar_version, made.due, made.missing_year, std::nullopt};
}

}  // namespace

std::shared_ptr<const WorkCalendar> Calendar::current(db::Tx& tx) const {
    const store::Newest newest = store::newest(tx);
    {
        const std::scoped_lock lock{mutex_};
        if (kept_.calendar && kept_.import == newest.import) return kept_.calendar;
    }
    auto calendar = std::make_shared<const WorkCalendar>(store::calendar_at(tx, newest.version));
    const std::scoped_lock lock{mutex_};
    kept_ = {newest.import, calendar};
    return calendar;
}

Result<Deadline> Calendar::open(db::Tx& tx, DeadlineId id, Instant start, DeadlineRule rule,
                                Instant now) const {
    TRY(made, deadline(*current(tx), zone_, start, rule));
    store::add_deadline(tx, id, made, true);
    store::add_event(tx, id, first_line(made, now));
    return made;
}

void Calendar::keep(db::Tx& tx, DeadlineId id, const Deadline& past, Instant now) const {
    store::add_deadline(tx, id, past, false);
    store::add_event(tx, id, first_line(past, now));
}

void Calendar::close(db::Tx& tx, DeadlineId id) const {
    store::close_deadline(tx, id);
}

Result<Deadline> Calendar::find(db::Tx& tx, DeadlineId id) const {
    auto found = store::find_deadline(tx, id);
    if (!found) return fail(ErrorKind::not_found, "calendar.no_such_deadline");
    return *found;
}

Result<Proof> Calendar::proof(db::Tx& tx, DeadlineId id) const {
    TRY(found, find(tx, id));
    auto calendar = current(tx);
    if (calendar->version() != found.calendar_version) {
        calendar =
            std::make_shared<const WorkCalendar>(store::calendar_at(tx, found.calendar_version));
    }
    return Proof{found, days_of(*calendar, zone_, found), store::events(tx, id)};
}

std::string due_text(const Texts& texts, Language language, const Deadline& deadline,
                     const Zone& zone) {
    if (const auto day = deadline.due_day(zone)) {
        return texts.say(language, "calendar.due.on", {{"day", html::shown(*day, language)}});
    }
    return texts.say(language, "calendar.due.year_missing",
                     {{"year", std::to_string(deadline.missing_year.value_or(0))}});
}

std::string holiday_name(std::string_view name, Language language) {
    const std::string english = language == Language::en ? english_name(name) : std::string{};
    return english.empty() ? std::string(name) : english;
}

}  // namespace pingyi::calendar
