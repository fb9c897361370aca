// Bands, and what follows from a low one.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "modules/scoring/result.hpp"

namespace pingyi::scoring {

/// Whether a score lies in the band, whatever its share of the class.
[[nodiscard]] bool is_in(const Band& band, const Rational& score);
/// The band of a score by points alone: an index into Scheme::bands.
[[nodiscard]] std::optional<std::size_t> band_of(const Scheme& scheme, const Rational& score);
/// The best band that the score and its place among `of` ranked units of the class allow.
[[nodiscard]] std::optional<std::size_t> band_of(const Scheme& scheme, const Rational& score,
                                                 int rank, int of);
/// The band that `score` would give a unit whose place and vetoes stay as they are.
[[nodiscard]] std::optional<std::size_t> band_for(const Scheme& scheme, const UnitResult& result,
                                                  const Rational& score);

/// The interval as it is shown, at the places of the scheme: what is concluded from an interval is
/// concluded from this one. Nothing where none is shown, as of opt-in answers.
[[nodiscard]] std::optional<Range> shown_interval(const Scheme& scheme, const UnitResult& result,
                                                  Doubt doubt);
/// Indexes of the other bands that the unit may belong to by the interval that is shown, its ranks
/// and its vetoes, from the lowest up. Nullopt where it has no band or shows no interval.
[[nodiscard]] std::optional<std::vector<std::size_t>> other_bands(const Scheme& scheme,
                                                                  const UnitResult& result,
                                                                  Doubt doubt);

/// The sanctions of a unit that has its band, interval and ranks.
[[nodiscard]] std::vector<Reached> sanctions_of(const Scheme& scheme, const UnitResult& result,
                                                Doubt doubt, std::optional<std::size_t> band);

}  // namespace pingyi::scoring
