// A letter of the past as a case with all its rows: what the source tells, and the due date and
// lateness that follow from it. Pure: time, chance and the calendar are arguments.
#pragma once

#include <optional>
#include <vector>

#include "modules/calendar/api.hpp"
#include "modules/casework/import_store.hpp"

namespace pingyi::casework {

struct PastClock {
    CaseClock clock;
    calendar::DeadlineId id;
    Deadline deadline;
    std::optional<calendar::DeadlineId> very_late_id;
    std::optional<Deadline> very_late;
};

struct PastCase {
    Case item;
    Original original;
    std::vector<Event> events;
    std::optional<Reply> reply;
    std::optional<PastClock> clock;
    std::string content_hash;
    std::uint32_t chance = 0;  ///< of the case number; the n-th further one is chance + n
};

/// Texts come out masked. Answered or closed: ended, with the lines of its time and a stopped clock
/// under the rule of the mapping (rule version 0). Without an answer: ended or accepted as the
/// mapping says, without a clock and without a lead body, so that the figures of no body count what
/// it never could answer here; the body of the mapping is kept as the one that was named.
/// zone   of the installation, in which deadlines count
/// errors   invalid_input deadline.amount_out_of_range
[[nodiscard]] Result<PastCase> past_case(const ImportRun& run, const StagedLetter& staged,
                                         const WorkCalendar& calendar, const Zone& zone,
                                         const Moment& moment);

}  // namespace pingyi::casework
