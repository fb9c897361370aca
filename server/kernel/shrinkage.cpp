#include "kernel/shrinkage.hpp"

namespace pingyi {
namespace {

/// Sums over all units, exact.
struct Moments {
    Integer n;
    Integer sum;
    Rational within;       ///< sum of squares within units
    Rational between;      ///< sum over units of sum^2 / n
    Integer n_squares;     ///< sum of n^2
    std::int64_t met = 0;  ///< units with scores
};

Moments moments_of(std::span<const Group> groups) {
    Moments moments;
    for (const Group& group : groups) {
        if (group.n == 0) continue;
        const Integer n{group.n};
        const Integer sum{group.sum};
        const Rational square_over_n{sum * sum, n};
        moments.n += n;
        moments.sum += sum;
        moments.between += square_over_n;
        moments.within += Rational{Integer{group.sum_squares}} - square_over_n;
        moments.n_squares += n * n;
        ++moments.met;
    }
    return moments;
}

double mean_of(const Group& group) {
    return as_double(Rational{Integer{group.sum}, Integer{group.n}});
}

/// The mean of units, each weighed by 1 / (tau2 + sigma2 / n).
double mean_of_units(std::span<const Group> groups, const Shrinkage& of) {
    double weights = 0;
    double sum = 0;
    for (const Group& group : groups) {
        if (group.n == 0) continue;
        const double weight = 1 / (of.tau2 + of.sigma2 / static_cast<double>(group.n));
        weights += weight;
        sum += weight * mean_of(group);
    }
    return sum / weights;
}

}  // namespace

std::optional<Shrinkage> shrink(std::span<const Group> groups) {
    const Moments moments = moments_of(groups);
    const Integer freedom = moments.n - moments.met;
    if (moments.met < 2 || freedom < 1) return std::nullopt;
    const Rational sigma2 = moments.within / Rational{freedom};
    const Rational grand{moments.sum * moments.sum, moments.n};
    const Rational between = (moments.between - grand) / (moments.met - 1);
    const Rational n0 =
        (Rational{moments.n} - Rational{moments.n_squares, moments.n}) / (moments.met - 1);
    const Rational tau2 = between > sigma2 ? Rational{(between - sigma2) / n0} : Rational{0};
    if (sigma2 == 0 && tau2 == 0) return std::nullopt;

    Shrinkage result;
    result.sigma2 = as_double(sigma2);
    result.tau2 = as_double(tau2);
    if (tau2 > 0) result.prior_n = as_double(sigma2 / tau2);
    if (sigma2 == 0) {  // nothing to explain by noise: the plain mean of units
        Rational sum;
        for (const Group& group : groups) {
            if (group.n > 0) sum += Rational{Integer{group.sum}, Integer{group.n}};
        }
        result.mu = as_double(sum / moments.met);
    } else {
        result.mu = mean_of_units(groups, result);
    }
    for (const Group& group : groups) {
        Shrunk unit{0, result.mu};
        if (group.n > 0) {
            unit.share = result.tau2 / (result.tau2 + result.sigma2 / static_cast<double>(group.n));
            unit.value = unit.share * mean_of(group) + (1 - unit.share) * result.mu;
        }
        result.units.push_back(unit);
    }
    return result;
}

}  // namespace pingyi
