// Taking a step of a case: the one place where state, clocks and timeline change together. Every
// use case that moves a case ends here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "modules/calendar/api.hpp"
#include "modules/casework/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework {

/// Text with its salt and hash; made before the transaction. nullopt for an empty text.
[[nodiscard]] std::optional<ErasableText> erasable(std::string text);
/// Draws what `Moment` carries.
[[nodiscard]] Moment moment(Instant now);

/// Who takes which step, and what is said.
struct Taken {
    Step step = Step::submit;
    Party who = Party::clock;
    std::optional<AccountId> by{};
    std::optional<UnitId> unit{};        ///< the body that acts, or that it goes to
    std::optional<ErasableText> text{};  ///< reason or message; masked where it may be read
    bool is_public = true;
};

/// Stores a new case (state submitted, round 1), its original, its clocks and the first line.
/// errors   conflict casework.number_taken: draw another number and run again
[[nodiscard]] Result<> open_case(db::Tx& tx, const calendar::Calendar& calendar,
                                 const Moment& moment, Case& item, const Original& original,
                                 const Taken& taken);

/// Moves the case by the workflow: checks the row and `check_step`, changes state, times and
/// counters, stops and starts clocks, appends the line, saves. `assign` goes to `taken.unit`; what
/// else a step needs (refusal, merged_into, a published reply) the use case sets before.
/// errors   conflict casework.step_not_allowed | casework.no_lead_unit |
///          casework.changed_meanwhile, those of check_step
[[nodiscard]] Result<> take(db::Tx& tx, const calendar::Calendar& calendar, const Moment& moment,
                            Case& item, const Taken& taken);

/// Notes something on the timeline that is no step of the workflow (an addition, a decision on an
/// extension, supervision): the state stays. Saves the case.
/// errors   conflict casework.changed_meanwhile
[[nodiscard]] Result<> note(db::Tx& tx, const Moment& moment, Case& item, const Taken& taken);

/// Lengthens the running reply or redo clock by working or calendar days, counted on from what the
/// rule gave; says what was due before and after.
struct Lengthened {
    std::optional<Instant> before, after;
};
/// errors   conflict casework.no_clock; invalid_input deadline.amount_out_of_range
[[nodiscard]] Result<Lengthened> lengthen(db::Tx& tx, const calendar::Calendar& calendar,
                                          const Moment& moment, Case& item, std::int64_t days);

/// Intake finds another kind or urgency than the letter came with: the reply clock goes on from its
/// start by the rule of the new ones. Saves nothing: the step that follows does.
[[nodiscard]] Result<> reclassify(db::Tx& tx, const calendar::Calendar& calendar,
                                  const Moment& moment, Case& item, Kind kind, Urgency urgency);

/// The end of a window (contest, appeal, cooling-off) that opens now; nullopt while its calendar
/// year is missing: the window then stays open.
/// errors   internal casework.no_rule
[[nodiscard]] Result<std::optional<Instant>> window_end(db::Tx& tx,
                                                        const calendar::Calendar& calendar,
                                                        const Case& item, Stage stage, Instant now);

/// Copies due dates that a new calendar gave or moved into open clocks and cases. At most
/// `cases_max` at a time, after the id `after`.
/// returns  the id of the last case looked at, nullopt at the end
[[nodiscard]] Result<std::optional<CaseId>> refresh_due_dates(db::Tx& tx,
                                                              const calendar::Calendar& calendar,
                                                              const std::optional<CaseId>& after,
                                                              std::int64_t cases_max);

}  // namespace pingyi::casework
