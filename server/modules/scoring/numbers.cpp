#include "modules/scoring/numbers.hpp"

namespace pingyi::scoring {

Integer ten_to(int places) {
    constexpr unsigned ten = 10;
    return boost::multiprecision::pow(Integer{ten}, static_cast<unsigned>(places));
}

Rational exact(const Decimal& decimal) {
    return Rational{Integer{decimal.mantissa()}, ten_to(decimal.scale())};
}

std::string shown(const Rational& value, int places) {
    const bool is_negative = value < 0;
    const Rational size = is_negative ? Rational{-value} : value;
    const Integer above = boost::multiprecision::numerator(size) * ten_to(places) * 2;
    const Integer below = boost::multiprecision::denominator(size);
    const Integer digits = (above + below) / (below * 2);
    std::string text = digits.str();
    const auto width = static_cast<std::size_t>(places);
    if (text.size() <= width) text.insert(0, width + 1 - text.size(), '0');
    if (places > 0) text.insert(text.size() - width, ".");
    return is_negative && digits != 0 ? "-" + text : text;
}

std::string decimal_text(Int128 value, int places) {
    const bool is_negative = value < 0;
    std::string digits = Integer{is_negative ? -value : value}.str();
    const auto least = static_cast<std::size_t>(places) + 1;
    if (digits.size() < least) digits.insert(0, least - digits.size(), '0');
    if (places > 0) {
        digits.insert(digits.size() - static_cast<std::size_t>(places), ".");
        digits.resize(digits.find_last_not_of('0') + 1);
        if (digits.ends_with('.')) digits.pop_back();
    }
    return is_negative ? "-" + digits : digits;
}

std::string fraction(const Rational& value) {
    return value.str();
}

}  // namespace pingyi::scoring
