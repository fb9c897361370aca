#include "kernel/false_votes.hpp"

#include <algorithm>

namespace pingyi {
namespace {

/// The smallest whole number that is at least (or, `strictly`, more than) the value; never below 1:
/// the mean lies inside, so nothing is not enough.
std::int64_t smallest_from(const Rational& value, bool strictly) {
    const Integer numerator = boost::multiprecision::numerator(value);
    const Integer denominator = boost::multiprecision::denominator(value);
    Integer whole = numerator / denominator;  // towards 0, and the value is not negative
    if (whole * denominator != numerator || strictly) ++whole;
    return std::max<std::int64_t>(1, whole.convert_to<std::int64_t>());
}

/// One way out of the band, seen from below: the mean must reach `edge`, or pass it when the edge
/// still belongs to the band.
struct WayUp {
    Rational gap;   ///< edge - mean, times n: points that are missing, >= 0
    Rational each;  ///< points that one ballot brings towards the edge
    bool strictly = false;
};

std::optional<std::int64_t> needed(const WayUp& way) {
    if (way.each <= 0) return std::nullopt;
    return smallest_from(way.gap / way.each, way.strictly);
}

std::optional<std::int64_t> lesser(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
    if (!a || !b) return a ? a : b;
    return std::min(*a, *b);
}

}  // namespace

std::optional<std::int64_t> FalseVotes::added() const {
    return lesser(added_up, added_down);
}
std::optional<std::int64_t> FalseVotes::changed() const {
    return lesser(changed_up, changed_down);
}

FalseVotes false_votes(const Votes& votes, const BandEdges& band) {
    FalseVotes result;
    const Rational span = votes.highest - votes.lowest;
    // (sum + m high) / (n + m) >= edge  <=>  m (high - edge) >= n edge - sum
    // (sum + m (high - low)) / n >= edge  <=>  m (high - low) >= n edge - sum
    if (band.to) {
        const Rational gap = *band.to * votes.n - votes.sum;
        result.added_up = needed({gap, votes.highest - *band.to, band.includes_to});
        const bool can = band.includes_to ? *band.to < votes.highest : *band.to <= votes.highest;
        if (can) result.changed_up = needed({gap, span, band.includes_to});
    }
    if (band.from) {
        const Rational gap = votes.sum - *band.from * votes.n;
        result.added_down = needed({gap, *band.from - votes.lowest, band.includes_from});
        const bool can =
            band.includes_from ? *band.from > votes.lowest : *band.from >= votes.lowest;
        if (can) result.changed_down = needed({gap, span, band.includes_from});
    }
    return result;
}

}  // namespace pingyi
