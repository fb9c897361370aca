// What other modules may use of the calendar: working days, and deadlines that are kept with their
// proof.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "kernel/id.hpp"
#include "kernel/working_days.hpp"
#include "platform/db/database.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::calendar {

using DeadlineId = Id<struct DeadlineEntity>;

/// One line of what became of a deadline: how it began, and every later calendar that mattered.
struct DeadlineEvent {
    Instant at;
    std::optional<DeadlineChange> change;  ///< absent on the first line
    std::int64_t calendar_version = 0;
    std::optional<Instant> due;
    std::optional<int> missing_year;
    std::optional<Instant> without_promise;  ///< what `kept` did not shorten to
};

/// A deadline with all it follows from.
struct Proof {
    Deadline deadline;
    std::vector<DeadlineDay> days;      ///< by the calendar version of the deadline
    std::vector<DeadlineEvent> events;  ///< oldest first
};

/// The calendar in force, for closures that hold a Tx. Thread safe; keeps the newest version in
/// memory and asks the database only whether it is still the newest.
class Calendar {
public:
    explicit Calendar(Zone zone) : zone_{std::move(zone)} {}
    [[nodiscard]] const Zone& zone() const { return zone_; }
    /// Empty (no year known) before anything was imported.
    [[nodiscard]] std::shared_ptr<const WorkCalendar> current(db::Tx& tx) const;

    /// Computes a deadline and stores it under an id the caller captured; while a year is missing
    /// it is stored without a due date, and computed when the year is imported.
    /// errors   invalid_input deadline.amount_out_of_range
    Result<Deadline> open(db::Tx& tx, DeadlineId id, Instant start, DeadlineRule rule,
                          Instant now) const;
    /// Stores a deadline of something that is over already (imported history), with its proof; no
    /// later calendar touches it. `past` is what `deadline(…)` of the kernel made of a calendar.
    void keep(db::Tx& tx, DeadlineId id, const Deadline& past, Instant now) const;
    /// Answered or otherwise over: later calendars leave it as it is.
    void close(db::Tx& tx, DeadlineId id) const;
    /// errors   not_found calendar.no_such_deadline
    [[nodiscard]] Result<Deadline> find(db::Tx& tx, DeadlineId id) const;
    [[nodiscard]] Result<Proof> proof(db::Tx& tx, DeadlineId id) const;

private:
    struct Kept {
        std::string import;  ///< id of the newest import, which no other content ever has
        std::shared_ptr<const WorkCalendar> calendar;
    };
    Zone zone_;
    mutable std::mutex mutex_;
    mutable Kept kept_;
};

/// "2026年10月20日" as a due day, or that it follows when the calendar of a year is published.
[[nodiscard]] std::string due_text(const Texts& texts, Language language, const Deadline& deadline,
                                   const Zone& zone);

/// The name of a holiday as a reader of `language` knows it; the name itself where English has
/// none.
[[nodiscard]] std::string holiday_name(std::string_view name, Language language);

}  // namespace pingyi::calendar
