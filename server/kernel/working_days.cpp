// Counting days: one walk over the calendar, used for the due date, its proof and its revision.
#include "kernel/working_days.hpp"

namespace pingyi {

namespace {

using std::chrono::days;

struct Walk {
    std::vector<DeadlineDay> seen;
    std::optional<int> missing_year;
};

DeadlineDay working_day(const WorkCalendar& calendar, Day day) {
    const SpecialDay* special = calendar.special(day);
    if (special != nullptr && special->is_off) return {day, 0, DayReason::holiday, special->name};
    if (!is_weekend(day)) return {day, 1, DayReason::counted, {}};
    if (special != nullptr) return {day, 1, DayReason::make_up, special->name};
    return {day, 0, DayReason::weekend, {}};
}

/// Walks from the day after `start_day` until `amount` days are counted or the calendar ends.
Walk walk(const WorkCalendar& calendar, Day start_day, DeadlineRule rule) {
    Walk result;
    std::int64_t counted = 0;
    for (Day day = start_day + days{1}; counted < rule.amount; day += days{1}) {
        DeadlineDay next{day, 1, DayReason::counted, {}};
        if (rule.clock == DeadlineClock::working_days) {
            if (const int year = year_of(day); !calendar.knows(year)) {
                result.missing_year = year;
                return result;
            }
            next = working_day(calendar, day);
        }
        if (next.number > 0) next.number = ++counted;
        result.seen.push_back(std::move(next));
    }
    return result;
}

Deadline computed(const WorkCalendar& calendar, const Zone& zone, Instant start,
                  DeadlineRule rule) {
    Deadline made{start, rule, calendar.version(), std::nullopt, std::nullopt};
    if (rule.clock == DeadlineClock::minutes) {
        made.due = start + std::chrono::minutes{rule.amount};
        return made;
    }
    const Walk result = walk(calendar, zone.day_of(start), rule);
    made.missing_year = result.missing_year;
    if (!made.missing_year) made.due = zone.start_of(result.seen.back().day + days{1});
    return made;
}

}  // namespace

WorkCalendar::WorkCalendar(std::int64_t version, std::set<int> years,
                           const std::vector<SpecialDay>& days)
    : version_{version}, years_{std::move(years)} {
    for (const SpecialDay& special : days) days_.insert_or_assign(special.day, special);
}

const SpecialDay* WorkCalendar::special(Day day) const {
    const auto found = days_.find(day);
    return found == days_.end() ? nullptr : &found->second;
}

std::optional<bool> WorkCalendar::is_working_day(Day day) const {
    if (!knows(year_of(day))) return std::nullopt;
    return working_day(*this, day).number > 0;
}

bool is_weekend(Day day) {
    const std::chrono::weekday weekday{day};
    return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

std::optional<std::int64_t> working_days_between(const WorkCalendar& calendar, Day from, Day to) {
    std::int64_t count = 0;
    for (Day day = from + days{1}; day <= to; day += days{1}) {
        const auto working = calendar.is_working_day(day);
        if (!working) return std::nullopt;
        count += *working ? 1 : 0;
    }
    return count;
}

std::int64_t amount_max(DeadlineClock clock) {
    constexpr std::int64_t days_max = 3660;
    return clock == DeadlineClock::minutes ? days_max * 24 * 60 : days_max;
}

std::optional<Day> Deadline::due_day(const Zone& zone) const {
    if (!due) return std::nullopt;
    return zone.day_of(rule.clock == DeadlineClock::minutes ? *due
                                                            : *due - std::chrono::milliseconds{1});
}

Result<Deadline> deadline(const WorkCalendar& calendar, const Zone& zone, Instant start,
                          DeadlineRule rule) {
    if (rule.amount < 1 || rule.amount > amount_max(rule.clock)) {
        return fail(ErrorKind::invalid_input, "deadline.amount_out_of_range");
    }
    return computed(calendar, zone, start, rule);
}

std::vector<DeadlineDay> days_of(const WorkCalendar& calendar, const Zone& zone,
                                 const Deadline& deadline) {
    if (deadline.rule.clock == DeadlineClock::minutes) return {};
    return walk(calendar, zone.day_of(deadline.start), deadline.rule).seen;
}

DeadlineRevision revised(const Deadline& old, const WorkCalendar& calendar, const Zone& zone) {
    DeadlineRevision revision{computed(calendar, zone, old.start, old.rule),
                              DeadlineChange::unchanged, std::nullopt};
    Deadline& now = revision.deadline;
    if (!old.due) {
        if (now.due) revision.change = DeadlineChange::computed;
    } else if (!now.due || *now.due < *old.due) {
        // A calendar that no longer knows the year cannot take back a date either.
        revision.change = DeadlineChange::kept;
        revision.without_promise = now.due;
        now.due = old.due;
        now.missing_year = std::nullopt;
    } else if (*now.due > *old.due) {
        revision.change = DeadlineChange::lengthened;
    }
    return revision;
}

}  // namespace pingyi
