// Exact numbers and how they are shown.
#pragma once

#include <string>

#include "kernel/decimal.hpp"
#include "kernel/exact.hpp"

namespace pingyi::scoring {

/// Errors and intervals keep so many more places in a result than the scheme shows.
inline constexpr int more_places = 2;

/// 10^places; places >= 0.
[[nodiscard]] Integer ten_to(int places);
[[nodiscard]] Rational exact(const Decimal& decimal);
/// Rounded once, a tie away from zero (四舍五入): 86.405 -> "86.41" at two places.
[[nodiscard]] std::string shown(const Rational& value, int places);
/// "36.5", exactly: value at 10^-places, without zeros at the end.
[[nodiscard]] std::string decimal_text(Int128 value, int places);
/// "17/4", or "4" where nothing is below the line.
[[nodiscard]] std::string fraction(const Rational& value);

}  // namespace pingyi::scoring
