// Exact numbers wider than a machine word: sums over ballots, and quotients of such sums.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>

namespace pingyi {

/// Sums of integers over ten million ballots and more.
__extension__ using Int128 = __int128;

/// No limit; no expression templates, so that `auto` and lambdas mean what they say.
using Integer = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<>,
                                              boost::multiprecision::et_off>;
/// Always in lowest terms, so equal values are equal objects.
using Rational = boost::multiprecision::number<
    boost::multiprecision::rational_adaptor<boost::multiprecision::cpp_int_backend<>>,
    boost::multiprecision::et_off>;

/// For display and for errors; made with whole numbers only, so alike on all machines.
[[nodiscard]] inline double as_double(const Rational& value) {
    return value.convert_to<double>();
}

/// Boost 1.81 gets some of them wrong (1 / 2 became 1): write value / Rational{integer}. Division
/// by a built-in integer is right.
Rational operator/(const Rational& value, const Integer& integer) = delete;

}  // namespace pingyi
