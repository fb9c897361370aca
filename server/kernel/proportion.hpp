// Shares of answers with their doubt: the Wilson interval, and what it says about a line such as
// 80 % (docs/methods/wilson.md).
#pragma once

#include <cstdint>

namespace pingyi {

/// `part` of `n`; 0 <= part <= n.
struct Proportion {
    std::int64_t part = 0;
    std::int64_t n = 0;
    bool operator==(const Proportion&) const = default;
};

/// Both ends between 0 and 1.
struct Interval {
    double low = 0;
    double high = 1;
};

/// part / n; 0 without answers.
[[nodiscard]] double share_of(const Proportion& proportion);

/// The two-sided Wilson score interval without continuity correction, at 95 %. Without answers it
/// is the whole scale. Counts that are impossible are a broken invariant and abort.
[[nodiscard]] Interval wilson_95(const Proportion& proportion);
/// The same of a share and a number of answers that need not be whole, n > 0.
[[nodiscard]] Interval wilson_95(double share, double n);

/// The point that a standard normal value exceeds with a chance of 2.5 %.
inline constexpr double z_95 = 1.959963984540054;

/// What an interval lets one say about a line: `meets` when all of it is at or above, `below` when
/// all of it is under the line, else the data cannot tell.
enum class Verdict : std::uint8_t { meets, below, cannot_tell };
[[nodiscard]] Verdict verdict_on(const Interval& interval, double line);

}  // namespace pingyi
