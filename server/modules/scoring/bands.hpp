// Bands, and what follows from a low one.
#pragma once

#include <optional>

#include "modules/scoring/result.hpp"

namespace pingyi::scoring {

/// Whether a score lies in the band, whatever its share of the class.
[[nodiscard]] bool is_in(const Band& band, const Rational& score);
/// The band of a score by points alone: an index into Scheme::bands.
[[nodiscard]] std::optional<std::size_t> band_of(const Scheme& scheme, const Rational& score);
/// The best band that the score and its place among `of` ranked units of the class allow.
[[nodiscard]] std::optional<std::size_t> band_of(const Scheme& scheme, const Rational& score,
                                                 int rank, int of);
/// The sanctions of a unit that has its band, interval and ranks.
[[nodiscard]] std::vector<Reached> sanctions_of(const Scheme& scheme, const UnitResult& result,
                                                std::optional<std::size_t> band);

}  // namespace pingyi::scoring
