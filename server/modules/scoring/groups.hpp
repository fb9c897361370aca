// The tables of a public bundle that stand in place of ballots: cells after suppression and
// merging, how their errors go together, and the units that are named only.
//
//   units.groups.csv       a row for each indicator, unit and group of evaluators with valid
//   ballots:
//                          points / weight is the estimate, of rates the share of the satisfied
//   units.covariances.csv  pairs of those rows that the same draws are behind
//   units.pairs.csv        pairs of units whose scores the same draws are behind
//   units.withheld.csv     units without a number, and why
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "modules/scoring/data.hpp"

namespace pingyi::scoring {

inline constexpr std::string_view groups_file = "units.groups.csv";
inline constexpr std::string_view covariances_file = "units.covariances.csv";
inline constexpr std::string_view pairs_file = "units.pairs.csv";
inline constexpr std::string_view withheld_file = "units.withheld.csv";

/// All four tables; units as they stand in `units`.
[[nodiscard]] Tables tables_of(const Scheme& scheme, std::span<const Unit> units,
                               const Estimated& estimated, std::span<const NamedOnly> named);
/// errors of all: invalid_input csv.invalid, with places in the table
[[nodiscard]] Result<GroupsOfLeaves> groups_in(std::string_view text, const Scheme& scheme,
                                               std::span<const Unit> units);
[[nodiscard]] Result<std::vector<Covariance>> covariances_in(std::string_view text,
                                                             const Scheme& scheme,
                                                             std::span<const Unit> units);
[[nodiscard]] Result<std::vector<PairVariance>> pairs_in(std::string_view text,
                                                         std::span<const Unit> units);
[[nodiscard]] Result<std::vector<NamedOnly>> withheld_in(std::string_view text,
                                                         std::span<const Unit> units);

/// The indicators that read ballots or counts, in the order of the tree.
[[nodiscard]] std::vector<const Indicator*> leaves_with_ballots(const Scheme& scheme);

}  // namespace pingyi::scoring
