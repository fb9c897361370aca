// Means of units with few ballots, drawn towards the mean of all by as much as their own noise
// explains: a second number beside the plain mean, never in its place (docs/methods/shrinkage.md).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kernel/exact.hpp"

namespace pingyi {

/// The scores of one unit; whole numbers.
struct Group {
    std::int64_t n = 0;      ///< >= 0
    Int128 sum = 0;          ///< of scores
    Int128 sum_squares = 0;  ///< of scores
};

struct Shrunk {
    double share = 0;  ///< B, 0..1: how much the unit's own mean counts; 0 without scores
    double value = 0;  ///< B mean + (1 - B) mu
};
struct Shrinkage {
    double sigma2 = 0;  ///< variance within units
    double tau2 = 0;    ///< variance between units; 0 when chance explains all
    double mu = 0;      ///< mean of units, each by its precision
    /// Ballots of the mean of all that every unit gets, sigma2 / tau2; nothing when tau2 is 0.
    std::optional<double> prior_n;
    std::vector<Shrunk> units;
};

/// One-way analysis of variance by moments, then normal-normal. Nothing when fewer than two units
/// have scores or none has two.
[[nodiscard]] std::optional<Shrinkage> shrink(std::span<const Group> groups);

}  // namespace pingyi
