// 95 % intervals of estimates from samples, and what may be said where nothing was sampled
// (docs/methods/intervals.md). Alike to the last bit on all machines.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "kernel/design.hpp"
#include "kernel/exact.hpp"
#include "kernel/proportion.hpp"

namespace pingyi {

/// The point that Student's t with so many degrees of freedom exceeds with a chance of 2.5 %;
/// df >= 1, else it aborts.
[[nodiscard]] double t_95(std::int64_t df);

/// The chance that Student's t exceeds `t` >= 0; df 0: the normal distribution. Right to 1e-15, and
/// to 9 digits down to 1e-6.
[[nodiscard]] double t_tail(double t, std::int64_t df);

/// value +- t error; not cut to any scale.
[[nodiscard]] Interval interval_of(double value, double error, std::int64_t df);

/// What a design-based interval of a share needs, of an estimate that is estimable.
struct SampledShare {
    double share = 0;       ///< 0 < share < 1
    double error = 0;       ///< > 0
    std::int64_t df = 1;    ///< >= 1
    std::int64_t rows = 2;  ///< ballots in the whole sample, >= 2: with df it corrects n
};
/// Ballots of a simple random sample that would know as much (Korn and Graubard).
[[nodiscard]] double effective_n(const SampledShare& of);
/// Wilson's interval on the effective n: the default.
[[nodiscard]] Interval effective_wilson_95(const SampledShare& of);
/// On the scale of log odds; never leaves 0 to 1.
[[nodiscard]] Interval logit_95(const SampledShare& of);
/// Clopper and Pearson's on the effective n: for few ballots and shares near 0 or 1; never too
/// short.
[[nodiscard]] Interval beta_95(const SampledShare& of);

/// A full count has no sampling error. What it may be given is an interval of the process that the
/// ballots came from, as if they were independent draws from many more: it must be labelled so.
/// `cells` are of one sampling stratum or of several, each ballot for itself or in its clusters.
[[nodiscard]] design::Design as_process(std::span<const std::int64_t> clusters_met);

/// Nothing can be said by chance of ballots that people chose to send. What all `issued` would have
/// given lies in here, wherever the others stand: worst with all at `lowest`, best at `highest`.
struct Range {
    Rational low;
    Rational high;
};
/// Nothing when fewer were issued than returned, or none.
[[nodiscard]] std::optional<Range> nonresponse_range(const Rational& points, std::int64_t returned,
                                                     std::int64_t issued, const Rational& lowest,
                                                     const Rational& highest);

}  // namespace pingyi
