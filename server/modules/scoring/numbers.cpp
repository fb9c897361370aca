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

std::string fraction(const Rational& value) {
    return value.str();
}

}  // namespace pingyi::scoring
