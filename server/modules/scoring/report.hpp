// A result as files: for programs (JSON), for spreadsheets (CSV) and in words.
#pragma once

#include <string>

#include "modules/scoring/result.hpp"

namespace pingyi::scoring {

/// Everything: scheme, inputs, units, nodes; the same result gives the same octets. Values as exact
/// fractions and as shown, errors and intervals rounded to two more places than the scheme shows.
[[nodiscard]] std::string result_json(const Scheme& scheme, const Data& data,
                                      const Outcome& outcome);
/// SHA-256 of result_json: the id of the result, 64 hex digits.
[[nodiscard]] std::string result_id(std::string_view json);
/// A row a unit: unit,class,zh,en,score,low,high,doubt,ballots,band,could_be,standing,rank,best,
/// worst,of,group,false_votes,vetoes,sanctions.
[[nodiscard]] std::string units_csv(const Scheme& scheme, const Data& data, const Outcome& outcome);
/// Where a number's derivation begins: a score to which nothing was added is the index below it.
[[nodiscard]] std::size_t telling_node(const Outcome& outcome, std::size_t node);
/// How a number follows from others: "86.41 = (70 × 88.10 + 30 × 82.47) / 100".
[[nodiscard]] Words sentence(const Scheme& scheme, const Outcome& outcome, std::size_t node);

}  // namespace pingyi::scoring
