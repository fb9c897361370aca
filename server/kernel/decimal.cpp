// Decimal arithmetic in 128-bit intermediates, refused when the result leaves 64 bits.
#include "kernel/decimal.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace pingyi {

namespace {

__extension__ using Wide = __int128;

constexpr Wide power_of_ten(int exponent) {
    Wide power = 1;
    for (int i = 0; i < exponent; ++i) power *= 10;
    return power;
}

std::unexpected<Error> overflow() {
    return fail(ErrorKind::invalid_input, "decimal.overflow");
}

Result<Decimal> narrowed(Wide mantissa, int scale) {
    if (mantissa > std::numeric_limits<std::int64_t>::max() ||
        mantissa < std::numeric_limits<std::int64_t>::min()) {
        return overflow();
    }
    return Decimal::of(static_cast<std::int64_t>(mantissa), scale);
}

/// The mantissa at a scale that is not smaller; fits, since 2^63 * 10^18 < 2^127.
Wide mantissa_at(const Decimal& value, int scale) {
    return Wide{value.mantissa()} * power_of_ten(scale - value.scale());
}

bool is_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<Decimal> Decimal::of(std::int64_t mantissa, int scale) {
    if (scale < 0 || scale > scale_max) return overflow();
    return Decimal{mantissa, scale};
}

Result<Decimal> Decimal::from(std::string_view text) {
    const std::string_view unsigned_text = text.starts_with('-') ? text.substr(1) : text;
    const auto point = unsigned_text.find('.');
    const std::string_view whole = unsigned_text.substr(0, point);
    const std::string_view fraction =
        point == std::string_view::npos ? "" : unsigned_text.substr(point + 1);
    if (!is_digits(whole) || (point != std::string_view::npos && !is_digits(fraction))) {
        return fail(ErrorKind::invalid_input, "decimal.malformed");
    }
    if (fraction.size() > scale_max) return overflow();
    std::string digits{text.substr(0, text.size() - unsigned_text.size())};
    digits.append(whole).append(fraction);
    std::int64_t mantissa = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), mantissa);
    if (read.ec != std::errc{}) return overflow();
    return of(mantissa, static_cast<int>(fraction.size()));
}

std::string Decimal::text() const {
    std::string digits = std::to_string(mantissa_);
    if (scale_ == 0) return digits;
    const std::size_t sign = mantissa_ < 0 ? 1 : 0;
    const auto places = static_cast<std::size_t>(scale_);
    if (digits.size() - sign <= places) {
        digits.insert(sign, places + 1 - (digits.size() - sign), '0');
    }
    digits.insert(digits.size() - places, 1, '.');
    return digits;
}

Result<Decimal> Decimal::plus(const Decimal& other) const {
    const int scale = std::max(scale_, other.scale_);
    return narrowed(mantissa_at(*this, scale) + mantissa_at(other, scale), scale);
}

Result<Decimal> Decimal::times(const Decimal& other) const {
    return narrowed(Wide{mantissa_} * other.mantissa_, scale_ + other.scale_);
}

Result<Decimal> Decimal::rounded(int scale) const {
    if (scale < 0 || scale > scale_max) return overflow();
    if (scale >= scale_) return narrowed(mantissa_at(*this, scale), scale);
    const Wide unit = power_of_ten(scale_ - scale);
    const Wide half = mantissa_ < 0 ? -(unit / 2) : unit / 2;
    return narrowed((Wide{mantissa_} + half) / unit, scale);
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
    const int scale = std::max(scale_, other.scale_);
    const Wide mine = mantissa_at(*this, scale);
    const Wide theirs = mantissa_at(other, scale);
    if (mine < theirs) return std::strong_ordering::less;
    return mine > theirs ? std::strong_ordering::greater : std::strong_ordering::equal;
}

}  // namespace pingyi
