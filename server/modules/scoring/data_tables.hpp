// The small tables of a folder, each from its text.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "modules/scoring/data.hpp"

namespace pingyi::scoring {

/// errors of all: invalid_input csv.invalid, with places in the table
[[nodiscard]] Result<std::vector<Unit>> units_in(std::string_view text, const Scheme& scheme);
[[nodiscard]] Result<Values> values_in(std::string_view text, const Scheme& scheme,
                                       const Measure& measure, std::span<const Unit> units);
[[nodiscard]] Result<Answers> counts_in(std::string_view text, const Scheme& scheme,
                                        const Measure& measure, std::span<const Unit> units);
[[nodiscard]] Result<std::vector<Incident>> incidents_in(std::string_view text,
                                                         const Scheme& scheme,
                                                         std::span<const Unit> units);
/// How the table of a measure is to be read: its columns with their scales, its strata.
[[nodiscard]] BallotLayout layout_of(const Scheme& scheme, const Measure& measure,
                                     std::span<const Unit> units, bool has_stratum);
/// What an indicator takes of such a table.
[[nodiscard]] AnswerSide side_of(const BallotLayout& layout, const Source& source);

}  // namespace pingyi::scoring
