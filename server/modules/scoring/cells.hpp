// Ballots as tables of their cells, which is all that a result is made of: CODE.cells.csv has a row
// for each unit, stratum and cluster, CODE.strata.csv one for each stratum, with the decimal places
// that sums of weights are kept at.
#pragma once

#include "modules/scoring/data.hpp"

namespace pingyi::scoring {

[[nodiscard]] std::string cells_file(const Measure& measure);
[[nodiscard]] std::string strata_file(const Measure& measure);
/// Whether a file is the table of single ballots of a measure.
[[nodiscard]] bool is_of_ballots(const Scheme& scheme, std::string_view file);
[[nodiscard]] std::string cells_csv(const Answers& answers);
[[nodiscard]] std::string strata_csv(const Answers& answers);
/// errors   invalid_input csv.invalid, with places in the table
[[nodiscard]] Result<Answers> answers_in(std::string_view strata, std::string_view cells,
                                         const Scheme& scheme, const Measure& measure,
                                         std::span<const Unit> units);

}  // namespace pingyi::scoring
