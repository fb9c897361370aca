// Ranks that say what the data can tell: for every unit the set of places it may have, tie groups,
// and who may be among the best (docs/methods/ranks.md). No chance, so alike every time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "kernel/exact.hpp"

namespace pingyi {

/// Competition ranks, the highest value first: 1, 2, 2, 4.
[[nodiscard]] std::vector<int> competition_ranks(std::span<const Rational> values);
/// Equal values share their places by `omega`: 0 the best of them, 1 the last, 0.5 the middle.
[[nodiscard]] std::vector<double> irank(std::span<const Rational> values, double omega = 0);

/// Holm rejects step by step and nothing less than Bonferroni does.
enum class Correction : std::uint8_t { holm, bonferroni };
/// simultaneous: all sets hold together, for tables. marginal: each for itself, for one unit's own
/// letter.
enum class Coverage : std::uint8_t { simultaneous, marginal };
struct RankRules {
    double alpha = 0.05;  ///< 0 < alpha < 0.5
    Correction correction = Correction::holm;
    Coverage coverage = Coverage::simultaneous;
};

struct RankSet {
    int rank = 1;   ///< of the unrounded value; equal values share the better place
    int best = 1;   ///< 1 + units that are significantly better
    int worst = 1;  ///< all - units that are significantly worse
    /// Tie group, from 1: begins at its best unit, the head, and goes on while the next is not
    /// significantly below the head. Neighbours across a border can be tied all the same.
    int group = 1;
    bool operator==(const RankSet&) const = default;
};

/// The variance of value i - value j; nothing when it is not known: the two are never separated.
using DifferenceVariance = std::function<std::optional<double>(std::size_t i, std::size_t j)>;

/// One-sided z tests of all ordered pairs. best <= rank <= worst always.
[[nodiscard]] std::vector<RankSet> rank_sets(std::span<const Rational> values,
                                             const DifferenceVariance& variance,
                                             const RankRules& rules = {});
/// One-sided t tests, where variances are themselves estimates: `df` of each value, 0 where its
/// error is known. A pair has the fewer of both, so the sets hold with their promised chance or a
/// higher one.
[[nodiscard]] std::vector<RankSet> rank_sets(std::span<const Rational> values,
                                             const DifferenceVariance& variance,
                                             std::span<const std::int64_t> df,
                                             const RankRules& rules = {});
/// Independent units with standard errors; nothing for a unit that is not estimable.
[[nodiscard]] std::vector<RankSet> rank_sets(std::span<const Rational> values,
                                             std::span<const std::optional<double>> errors,
                                             const RankRules& rules = {});
/// Counts of votes of which each voter has one: exact binomial tests of all pairs; counts >= 0.
[[nodiscard]] std::vector<RankSet> vote_rank_sets(std::span<const std::int64_t> votes,
                                                  const RankRules& rules = {});

/// Indices of those who may be among the `tau` best: their best place is at most tau.
[[nodiscard]] std::vector<std::size_t> tau_best(std::span<const RankSet> sets, int tau);

/// Whether the chance that a standard normal value exceeds z is at most `level`; decided alike on
/// all machines. 0 < level < 1.
[[nodiscard]] bool is_exceeded_at_most(double z, double level);
/// The chance of at least `heads` heads in `tosses` of a fair coin; heads > tosses / 2.
[[nodiscard]] double fair_coin_tail(std::int64_t heads, std::int64_t tosses);

}  // namespace pingyi
