// The sheet of a leading body: its result, its figures, what it still has to put right, who leads.
#pragma once

#include "modules/appraisals/module.hpp"
#include "modules/appraisals/wire.hpp"

namespace pingyi::appraisals {

/// That it was read is noted in the security log before anything is answered.
/// errors   those of appraisal_named; not_found units.no_such_unit | appraisals.takes_no_part;
///          forbidden appraisals.sheet_not_allowed; those of Results::get
[[nodiscard]] Result<SheetView> read_sheet(const http::Call<Deps>& call, std::string_view round,
                                           std::string_view unit);

}  // namespace pingyi::appraisals
