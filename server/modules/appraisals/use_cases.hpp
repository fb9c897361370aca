// Entering figures of a part, confirming them, naming who is responsible and who leads a body.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "modules/appraisals/module.hpp"
#include "modules/appraisals/part.hpp"
#include "platform/db/idempotency.hpp"

namespace pingyi::appraisals {

/// A figure as somebody brings it; `place` names it in errors: "#/entries/0", "row 3".
struct NewFigure {
    std::string unit{};  ///< code
    std::string field{}, value{}, evidence{}, reason{};
    std::string place{};
};

// errors of all on a part: those of open_part

/// Proposes figures, all or none. What equals the confirmed figure is passed over.
/// returns  how many wait now
/// errors   invalid_input appraisals.too_many_figures; request.invalid with every mistake:
///          appraisals_no_such_unit, appraisals_own_unit (of a body that one belongs to),
///          appraisals_no_such_field, appraisals_bad_value, appraisals_outside and
///          appraisals_not_a_place (its table does not take it), appraisals_beyond_ranked
///          and appraisals_fewer_than_place (of what waits or is confirmed),
///          appraisals_reason_needed (a confirmed figure changes), appraisals_entry_waits,
///          required, too_long
[[nodiscard]] Result<std::int64_t> enter(const Records& deps, const OnPart& on,
                                         const std::vector<NewFigure>& figures,
                                         const db::RepeatKey& repeat);
/// The figures of a CSV table: unit, a column for every field, evidence, reason. Empty cells bring
/// nothing.
/// errors   invalid_input csv.invalid
[[nodiscard]] Result<std::vector<NewFigure>> figures_in(const Records& deps, const OnPart& on,
                                                        std::string_view csv);
/// The scores that another round published, as figures of a part with one field.
/// errors   conflict appraisals.not_published; invalid_input appraisals.one_field_only,
///          appraisals.no_scores (no body of this round has one there); those of Results::get
[[nodiscard]] Result<std::vector<NewFigure>> figures_of(const Records& deps, const OnPart& on,
                                                        std::string_view other_round,
                                                        std::string_view reason);

/// Confirms waiting entries, all or none, and writes the table of the part anew.
/// errors   forbidden appraisals.entered_by_you | appraisals.own_unit; not_found
///          appraisals.no_such_entry; conflict appraisals.already_decided |
///          appraisals.places_do_not_fit (a place without its number of ranked bodies, or beyond
///          it) | appraisals.changed_meanwhile; those of rounds::bring_table
[[nodiscard]] Result<> confirm(const Records& deps, const OnPart& on,
                               const std::vector<EntryId>& ids);
/// errors   as above
[[nodiscard]] Result<> refuse(const Records& deps, const OnPart& on,
                              const std::vector<EntryId>& ids, std::string_view why);

/// errors   those of found_part; invalid_input appraisals_no_such_account at "#/names/0"
[[nodiscard]] Result<> set_responsible(const Records& deps, const OnPart& on,
                                       const std::vector<std::string>& login_names);
/// errors   forbidden appraisals.not_allowed; not_found units.no_such_unit; those of
///          appraisal_named
[[nodiscard]] Result<> set_leaders(const Records& deps, const OnPart& on, std::string_view unit,
                                   const std::vector<Leader>& leaders);

}  // namespace pingyi::appraisals
