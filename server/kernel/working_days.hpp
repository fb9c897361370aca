// Working days and deadlines with their proof. Pure: the calendar, the zone and the start are
// arguments (docs/methods/working-days.md).
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "kernel/result.hpp"
#include "kernel/time.hpp"

namespace pingyi {

/// A day that differs from the ordinary week (Monday to Friday): a public holiday, or a weekend day
/// that is worked to make up for one.
struct SpecialDay {
    Day day;
    bool is_off = true;
    std::string name;  ///< "国庆节"
    bool operator==(const SpecialDay&) const = default;
};

/// The special days of the years that are known, as one version of the published calendar. A year
/// counts as known once its notice is in; about the days of any other year nothing is guessed.
class WorkCalendar {
public:
    /// Of two entries for one day the later wins: a newer notice corrects an older one.
    WorkCalendar(std::int64_t version, std::set<int> years, const std::vector<SpecialDay>& days);
    [[nodiscard]] std::int64_t version() const { return version_; }
    [[nodiscard]] const std::set<int>& years() const { return years_; }
    [[nodiscard]] bool knows(int year) const { return years_.contains(year); }
    [[nodiscard]] const SpecialDay* special(Day day) const;
    /// nullopt when the year of the day is not known.
    [[nodiscard]] std::optional<bool> is_working_day(Day day) const;

private:
    std::int64_t version_;
    std::set<int> years_;
    std::map<Day, SpecialDay> days_;
};

[[nodiscard]] bool is_weekend(Day day);
/// Working days d with from < d <= to; nullopt when a year in between is not known.
[[nodiscard]] std::optional<std::int64_t> working_days_between(const WorkCalendar& calendar,
                                                               Day from, Day to);

/// The three clocks a deadline can run on.
BOOST_DEFINE_ENUM_CLASS(DeadlineClock, minutes, calendar_days, working_days)

struct DeadlineRule {
    DeadlineClock clock = DeadlineClock::working_days;
    std::int64_t amount = 0;  ///< minutes or days, 1 to `amount_max(clock)`
    bool operator==(const DeadlineRule&) const = default;
};
/// Ten years: 5'270'400 minutes or 3'660 days.
[[nodiscard]] std::int64_t amount_max(DeadlineClock clock);

/// When something is due, and from what that follows. The days in between are derived, never
/// stored: see `days_of`.
struct Deadline {
    Instant start;
    DeadlineRule rule;
    std::int64_t calendar_version = 0;  ///< the version that last confirmed or moved it
    /// Minutes: start + amount. Days: 24:00 of the due day, which is the first instant of the next.
    /// Absent while a year is missing (the state calendar.year_missing).
    std::optional<Instant> due;
    std::optional<int> missing_year;  ///< the year whose notice is not out yet
    bool operator==(const Deadline&) const = default;

    /// The civil day at whose end it is due; absent while a year is missing.
    [[nodiscard]] std::optional<Day> due_day(const Zone& zone) const;
};

/// Counting starts the day after the event.
/// errors   invalid_input deadline.amount_out_of_range
[[nodiscard]] Result<Deadline> deadline(const WorkCalendar& calendar, const Zone& zone,
                                        Instant start, DeadlineRule rule);

BOOST_DEFINE_ENUM_CLASS(DayReason, counted, make_up, weekend, holiday)

/// One day of the proof: counted with its number, or skipped with the reason.
struct DeadlineDay {
    Day day;
    std::int64_t number = 0;  ///< 1, 2, …; 0 when skipped
    DayReason reason = DayReason::counted;
    std::string name;  ///< of the holiday, or of the holiday that is made up for
    bool operator==(const DeadlineDay&) const = default;
};
/// Every day from the one after the start to the one on which the amount is reached, or to the last
/// day before the missing year. Empty for minutes.
[[nodiscard]] std::vector<DeadlineDay> days_of(const WorkCalendar& calendar, const Zone& zone,
                                               const Deadline& deadline);

BOOST_DEFINE_ENUM_CLASS(DeadlineChange, unchanged, computed, lengthened, kept)

/// What a newer calendar does to an open deadline. A due date that people have seen never moves
/// forward: `kept` says that the new calendar alone would have given `without_promise`.
struct DeadlineRevision {
    Deadline deadline;
    DeadlineChange change = DeadlineChange::unchanged;
    std::optional<Instant> without_promise;
};
[[nodiscard]] DeadlineRevision revised(const Deadline& old, const WorkCalendar& calendar,
                                       const Zone& zone);

}  // namespace pingyi
