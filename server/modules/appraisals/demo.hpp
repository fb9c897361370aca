// Figures of the demonstration's appraisals.
#pragma once

#include <string_view>

#include "modules/appraisals/module.hpp"

namespace pingyi::appraisals {

/// Fills a collecting appraisal of the invented city with made figures: all of them, with the
/// scores of a published round as its fourth part, as the juror of the demonstration entered and
/// its office confirmed them. errors   those of enter, figures_of and confirm
[[nodiscard]] Result<> fill_demo_appraisal(const Records& deps, std::string_view round,
                                           std::string_view scores_of, Instant now);
/// Only some: confirmed, waiting for somebody else, and refused; with people responsible.
[[nodiscard]] Result<> begin_demo_figures(const Records& deps, std::string_view round, Instant now);

}  // namespace pingyi::appraisals
