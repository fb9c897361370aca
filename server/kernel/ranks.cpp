#include "kernel/ranks.hpp"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <numbers>
#include <numeric>

#include "kernel/intervals.hpp"

namespace pingyi {
namespace {

/// Floating point in software: alike everywhere, and with digits to spare.
using Real = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>,
                                           boost::multiprecision::et_off>;

/// Indices from the highest value down; equal ones as they came.
template <class Value>
std::vector<std::size_t> from_the_best(std::span<const Value> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        return values[a] > values[b] || (values[a] == values[b] && a < b);
    });
    return order;
}

/// The rank of each place in the order.
template <class Value>
std::vector<int> ranks_in(std::span<const Value> values, std::span<const std::size_t> order) {
    std::vector<int> ranks(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        const bool is_tied = i > 0 && values[order[i]] == values[order[i - 1]];
        ranks[i] = is_tied ? ranks[i - 1] : static_cast<int>(i) + 1;
    }
    return ranks;
}

/// How strongly the better of two is better: the larger, the less likely by chance. Nothing in it
/// for pairs of equal rank or unknown error.
constexpr double no_evidence = -std::numeric_limits<double>::infinity();

/// The evidence of all pairs of places i < j.
class Pairs {
public:
    explicit Pairs(std::size_t count) : count_{count}, evidence_(count * (count - 1) / 2) {}
    [[nodiscard]] std::size_t count() const { return count_; }
    [[nodiscard]] double& at(std::size_t i, std::size_t j) {
        return evidence_[i * (2 * count_ - i - 1) / 2 + (j - i - 1)];
    }
    [[nodiscard]] double at(std::size_t i, std::size_t j) const {
        return evidence_[i * (2 * count_ - i - 1) / 2 + (j - i - 1)];
    }
    [[nodiscard]] const std::vector<double>& all() const { return evidence_; }
    /// Those of one place.
    [[nodiscard]] std::vector<double> of(std::size_t place) const {
        std::vector<double> own;
        own.reserve(count_);
        for (std::size_t i = 0; i < place; ++i) own.push_back(at(i, place));
        for (std::size_t j = place + 1; j < count_; ++j) own.push_back(at(place, j));
        return own;
    }

private:
    std::size_t count_;
    std::vector<double> evidence_;
};

/// Whether evidence is significant at a level.
using Test = bool (*)(double evidence, double level);

/// The least evidence that is significant among so many tests of which these are the only ones
/// that can be; infinity when none is.
double threshold(std::vector<double> evidence, std::size_t tests, const RankRules& rules,
                 Test test) {
    std::erase(evidence, no_evidence);
    std::ranges::sort(evidence, std::greater<>{});
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < evidence.size(); ++i) {
        const std::size_t left = rules.correction == Correction::holm ? tests - i : tests;
        if (!test(evidence[i], rules.alpha / static_cast<double>(left))) break;
        least = evidence[i];
    }
    return least;
}

/// For each place the least evidence that separates it from another.
std::vector<double> thresholds(const Pairs& pairs, const RankRules& rules, Test test) {
    const std::size_t n = pairs.count();
    if (rules.coverage == Coverage::simultaneous) {
        return std::vector<double>(n, threshold(pairs.all(), n * (n - 1), rules, test));
    }
    std::vector<double> own(n);
    for (std::size_t i = 0; i < n; ++i) {
        own[i] = threshold(pairs.of(i), 2 * (n - 1), rules, test);
    }
    return own;
}

bool is_separated(const Pairs& pairs, std::size_t i, std::size_t j, double least) {
    const double evidence = pairs.at(i, j);
    return evidence != no_evidence && evidence >= least;
}

/// The sets in the order of places.
std::vector<RankSet> sets_of(const Pairs& pairs, std::span<const int> ranks, const RankRules& rules,
                             Test test) {
    const std::size_t n = pairs.count();
    const auto least = thresholds(pairs, rules, test);
    std::vector<RankSet> sets(n);
    for (std::size_t i = 0; i < n; ++i) {
        sets[i].rank = ranks[i];
        sets[i].worst = static_cast<int>(n);
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = i + 1; j < n; ++j) {
            if (is_separated(pairs, i, j, least[j])) ++sets[j].best;
            if (is_separated(pairs, i, j, least[i])) --sets[i].worst;
        }
    }
    std::size_t head = 0;
    for (std::size_t i = 1; i < n; ++i) {
        const bool begins = is_separated(pairs, head, i, least[head]);
        sets[i].group = sets[i - 1].group + (begins ? 1 : 0);
        if (begins) head = i;
    }
    return sets;
}

template <class Value, class Evidence>
std::vector<RankSet> sets_by(std::span<const Value> values, const Evidence& evidence,
                             const RankRules& rules, Test test) {
    if (values.empty()) return {};
    const auto order = from_the_best(values);
    const auto ranks = ranks_in(values, std::span<const std::size_t>{order});
    Pairs pairs{values.size()};
    for (std::size_t i = 0; i < order.size(); ++i) {
        for (std::size_t j = i + 1; j < order.size(); ++j) {
            pairs.at(i, j) = ranks[i] == ranks[j] ? no_evidence : evidence(order[i], order[j]);
        }
    }
    const auto sets = sets_of(pairs, ranks, rules, test);
    std::vector<RankSet> result(sets.size());
    for (std::size_t i = 0; i < order.size(); ++i) result[order[i]] = sets[i];
    return result;
}

double z_of(double difference, const std::optional<double>& variance) {
    if (!variance || !(*variance >= 0) || !(difference > 0)) return no_evidence;
    return difference / std::sqrt(*variance);
}

/// The test where the evidence is a chance, the smaller the stronger: its negative.
bool is_chance_at_most(double minus_chance, double level) {
    return -minus_chance <= level;
}

/// log(n!), right to 25 digits and more.
Real log_factorial(std::int64_t n) {
    constexpr std::int64_t small = 256;
    if (n < small) {
        Integer product = 1;
        for (std::int64_t i = 2; i <= n; ++i) product *= i;
        return log(Real{product});
    }
    // Stirling's series: B(2k) / (2k (2k - 1) n^(2k - 1))
    const Real x{n};
    const Real square = x * x;
    Real power = x;
    Real series = 0;
    constexpr std::pair<int, int> terms[] = {{1, 12},   {-1, 360},      {1, 1260}, {-1, 1680},
                                             {1, 1188}, {-691, 360360}, {1, 156}};
    for (const auto& [above, below] : terms) {
        series += Real{above} / (Real{below} * power);
        power *= square;
    }
    const Real two_pi = 2 * boost::math::constants::pi<Real>();
    return (x + Real{0.5}) * log(x) - x + log(two_pi) / 2 + series;
}

}  // namespace

bool is_exceeded_at_most(double z, double level) {
    // A library's erfc errs by less than 1e-13 of its value; near the level software decides.
    constexpr double guard = 1e-9;
    const double chance = std::erfc(z / std::numbers::sqrt2) / 2;
    if (chance < level * (1 - guard)) return true;
    if (chance > level * (1 + guard)) return false;
    return boost::math::erfc(Real{z} / sqrt(Real{2})) / 2 <= Real{level};
}

double fair_coin_tail(std::int64_t heads, std::int64_t tosses) {
    if (heads > tosses || 2 * heads <= tosses) std::abort();
    const Real log_first = log_factorial(tosses) - log_factorial(heads) -
                           log_factorial(tosses - heads) -
                           Real{tosses} * boost::math::constants::ln_two<Real>();
    // The other terms relative to the first, each from the one before.
    double sum = 0;
    double term = 1;
    for (std::int64_t k = heads; k <= tosses && sum + term != sum; ++k) {
        sum += term;
        term *= static_cast<double>(tosses - k) / static_cast<double>(k + 1);
    }
    return exp(log_first).convert_to<double>() * sum;
}

std::vector<int> competition_ranks(std::span<const Rational> values) {
    const auto order = from_the_best(values);
    const auto ranks = ranks_in(values, std::span<const std::size_t>{order});
    std::vector<int> result(values.size());
    for (std::size_t i = 0; i < order.size(); ++i) result[order[i]] = ranks[i];
    return result;
}

std::vector<double> irank(std::span<const Rational> values, double omega) {
    const auto ranks = competition_ranks(values);
    std::vector<int> equals(values.size() + 1, 0);
    for (const int rank : ranks) ++equals[static_cast<std::size_t>(rank)];
    std::vector<double> result;
    for (const int rank : ranks) {
        result.push_back(rank + omega * (equals[static_cast<std::size_t>(rank)] - 1));
    }
    return result;
}

std::vector<RankSet> rank_sets(std::span<const Rational> values, const DifferenceVariance& variance,
                               const RankRules& rules) {
    std::vector<double> points;
    points.reserve(values.size());
    for (const Rational& value : values) points.push_back(as_double(value));
    const auto evidence = [&](std::size_t i, std::size_t j) {
        return z_of(points[i] - points[j], variance(i, j));
    };
    return sets_by(values, evidence, rules, is_exceeded_at_most);
}

std::vector<RankSet> rank_sets(std::span<const Rational> values, const DifferenceVariance& variance,
                               std::span<const std::int64_t> df, const RankRules& rules) {
    if (std::ranges::all_of(df, [](std::int64_t of) { return of == 0; })) {
        return rank_sets(values, variance, rules);
    }
    std::vector<double> points;
    points.reserve(values.size());
    for (const Rational& value : values) points.push_back(as_double(value));
    const auto evidence = [&](std::size_t i, std::size_t j) {
        const double t = z_of(points[i] - points[j], variance(i, j));
        if (t == no_evidence) return no_evidence;
        const bool has_known = df[i] == 0 || df[j] == 0;
        return -t_tail(t, has_known ? std::max(df[i], df[j]) : std::min(df[i], df[j]));
    };
    return sets_by(values, evidence, rules, is_chance_at_most);
}

std::vector<RankSet> rank_sets(std::span<const Rational> values,
                               std::span<const std::optional<double>> errors,
                               const RankRules& rules) {
    const auto variance = [&](std::size_t i, std::size_t j) -> std::optional<double> {
        if (!errors[i] || !errors[j]) return std::nullopt;
        return *errors[i] * *errors[i] + *errors[j] * *errors[j];
    };
    return rank_sets(values, variance, rules);
}

std::vector<RankSet> vote_rank_sets(std::span<const std::int64_t> votes, const RankRules& rules) {
    const auto evidence = [&](std::size_t i, std::size_t j) {
        return -fair_coin_tail(votes[i], votes[i] + votes[j]);
    };
    return sets_by(votes, evidence, rules, is_chance_at_most);
}

std::vector<std::size_t> tau_best(std::span<const RankSet> sets, int tau) {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < sets.size(); ++i) {
        if (sets[i].best <= tau) indices.push_back(i);
    }
    return indices;
}

}  // namespace pingyi
