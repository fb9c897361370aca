// Exact decimal numbers: weights and scores never pass through binary floating point.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/result.hpp"

namespace pingyi {

/// mantissa / 10^scale. Equal values compare equal whatever their scale: 1.5 == 1.50.
/// errors of all functions: invalid_input decimal.malformed | decimal.overflow
class Decimal {
public:
    static constexpr int scale_max = 18;

    constexpr Decimal() = default;
    /// scale in [0, scale_max]
    [[nodiscard]] static Result<Decimal> of(std::int64_t mantissa, int scale);
    /// "-12.340": digits, at most one point with digits on both sides, no exponent, no plus sign.
    [[nodiscard]] static Result<Decimal> from(std::string_view text);

    [[nodiscard]] constexpr std::int64_t mantissa() const { return mantissa_; }
    [[nodiscard]] constexpr int scale() const { return scale_; }
    /// All digits of the scale: "-12.340".
    [[nodiscard]] std::string text() const;

    /// Exact; the larger scale of the two.
    [[nodiscard]] Result<Decimal> plus(const Decimal& other) const;
    /// Exact; the scales add up.
    [[nodiscard]] Result<Decimal> times(const Decimal& other) const;
    /// At another scale. A tie moves away from zero (四舍五入): 0.125 -> 0.13, -0.125 -> -0.13.
    [[nodiscard]] Result<Decimal> rounded(int scale) const;

    [[nodiscard]] std::strong_ordering operator<=>(const Decimal& other) const;
    [[nodiscard]] bool operator==(const Decimal& other) const { return (*this <=> other) == 0; }

private:
    constexpr Decimal(std::int64_t mantissa, int scale) : mantissa_{mantissa}, scale_{scale} {}
    std::int64_t mantissa_ = 0;
    int scale_ = 0;
};

}  // namespace pingyi
