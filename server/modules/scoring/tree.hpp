// From the leaves up to the index of a unit.
#pragma once

#include "modules/scoring/leaves.hpp"

namespace pingyi::scoring {

/// The node of an indicator for a unit, made with all below it.
[[nodiscard]] PartOf aggregated(const Indicator& indicator, std::size_t unit, const Data& data,
                                const Leaves& leaves, Graph& graph);

}  // namespace pingyi::scoring
