#include "kernel/proportion.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace pingyi {

double share_of(const Proportion& proportion) {
    if (proportion.n <= 0) return 0;
    return static_cast<double>(proportion.part) / static_cast<double>(proportion.n);
}

Interval wilson_95(const Proportion& proportion) {
    if (proportion.n < 0 || proportion.part < 0 || proportion.part > proportion.n) std::abort();
    if (proportion.n == 0) return {};
    const Interval inner = wilson_95(share_of(proportion), static_cast<double>(proportion.n));
    // At the ends the formula gives exactly 0 or 1; rounding must not say otherwise.
    return {proportion.part == 0 ? 0.0 : inner.low,
            proportion.part == proportion.n ? 1.0 : inner.high};
}

Interval wilson_95(double share, double n) {
    const double z2 = z_95 * z_95;
    const double middle = (share + z2 / (2 * n)) / (1 + z2 / n);
    const double half = z_95 / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
    return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

Verdict verdict_on(const Interval& interval, double line) {
    if (interval.low >= line) return Verdict::meets;
    if (interval.high < line) return Verdict::below;
    return Verdict::cannot_tell;
}

}  // namespace pingyi
