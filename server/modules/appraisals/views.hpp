// Appraisals and their parts as the API answers them; sheets are in sheets.hpp.
#pragma once

#include "modules/appraisals/module.hpp"
#include "modules/appraisals/wire.hpp"

namespace pingyi::appraisals {

/// The appraisals in which the reader enters, sees or reads something, newest first.
[[nodiscard]] Result<AppraisalRows> rows_of(const http::Call<Deps>& call);
/// errors   those of appraisal_named; forbidden appraisals.not_allowed (nothing in it is theirs)
[[nodiscard]] Result<AppraisalView> view_of(const http::Call<Deps>& call, std::string_view round);
/// errors   those of found_part; forbidden appraisals.not_allowed
[[nodiscard]] Result<PartView> part_view(const http::Call<Deps>& call, std::string_view round,
                                         std::string_view part);

}  // namespace pingyi::appraisals
