// Design-based estimation from cells: means, ratios, totals and shares of units with the sampling
// error that strata and clusters give them (docs/methods/design.md).
//
// One pass over the ballots makes the cells; everything here follows from them. Estimates are exact
// rationals. Errors are doubles made with + - * / and sqrt in one fixed order, so neither the order
// of the cells nor the machine changes a bit.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "kernel/exact.hpp"

namespace pingyi::design {

/// A sampling stratum.
struct Stratum {
    std::int64_t sampled = 0;  ///< clusters drawn in all, also those without a ballot of a domain
    std::optional<std::int64_t> population;  ///< clusters there are, >= sampled; none: very many

    [[nodiscard]] bool is_whole() const { return population && *population == sampled; }
    [[nodiscard]] bool is_lonely() const { return sampled == 1 && !is_whole(); }
};

/// The second stage: a sampled cluster whose ballots were drawn, too. It adds to the variance where
/// the stratum has a population; clusters that were drawn from very many tell all by themselves.
struct Cluster {
    std::uint32_t stratum = 0;    ///< index into Design::strata
    std::int64_t sampled = 0;     ///< ballots drawn in all, also those outside of a domain
    std::int64_t population = 0;  ///< ballots there are, >= sampled

    [[nodiscard]] bool is_whole() const { return population == sampled; }
    [[nodiscard]] bool is_lonely() const { return sampled == 1 && !is_whole(); }
};

/// What a stratum with one sampled cluster does to the variance: makes it unknown; nothing; its
/// deviation from the mean of all clusters counts; it counts as the mean of the other strata.
/// A stratum that was taken whole (sampled == population) adds nothing and is never lonely.
/// The same for a cluster with one sampled ballot, within its stratum; what counts of it is what
/// the ballot adds to the estimate.
enum class Lonely : std::uint8_t { fail, certainty, adjust, average };

struct Design {
    std::vector<Stratum> strata;
    Lonely lonely = Lonely::fail;
    std::vector<Cluster> clusters = {};  ///< of two stages: all that cells name, by stratum
};

/// Ballots of one domain (a unit, a stratum of evaluators within a unit …) in one cluster, summed.
/// A mean is the ratio of sum(w y) to sum(w), a share the same with y = 1 or 0, a ratio of y to x
/// has sum(w x) below. Cells with the same key are added up.
struct Cell {
    std::uint32_t domain = 0;
    std::uint32_t stratum = 0;  ///< index into Design::strata
    std::uint32_t cluster = 0;  ///< any number that is one's own within the stratum
    std::int64_t n = 0;
    Int128 numerator = 0;    ///< sum of w y
    Int128 denominator = 0;  ///< sum of w x; x is 1 for means
};

/// Where every ballot was drawn by itself: squares replace the draws. Of one stage it was drawn
/// from its stratum, whose `sampled` counts ballots; of two stages (Design::clusters) from its
/// cluster.
struct ElementCell {
    std::uint32_t domain = 0;
    std::uint32_t stratum = 0;
    std::int64_t n = 0;
    Int128 numerator = 0;         ///< sum of w y
    Int128 denominator = 0;       ///< sum of w x
    Integer numerator_squares;    ///< sum of (w y)^2
    Integer products;             ///< sum of (w y)(w x)
    Integer denominator_squares;  ///< sum of (w x)^2
    /// Whose ballots they are (the unit): alike wherever the same ballots are counted, whatever the
    /// question and the domain, so that `combined` knows them again.
    std::uint32_t group = 0;
    std::uint32_t cluster = 0;  ///< of two stages: index into Design::clusters
    std::int64_t drawn = 0;     ///< of two stages: ballots of the group in the cluster, >= n
};

/// What one cluster (or the ballots of a group in a stratum) does to an estimate: the linear part.
struct Share {
    std::uint32_t stratum = 0;
    std::uint32_t cluster = 0;  ///< of elements: the group
    double value = 0;           ///< sum over its ballots
    double square = 0;          ///< sum of squares; of a cluster: value^2
};
/// What the ballots of a group in one cluster do: their mean, and how they scatter about it.
struct Within {
    std::uint32_t cluster = 0;  ///< index into Design::clusters
    std::uint32_t group = 0;
    double level = 0;    ///< sum over its ballots / sqrt(drawn)
    double scatter = 0;  ///< sum of squares about their mean
};
/// All shares of an estimate by (stratum, cluster); sampled clusters that are not named have 0.
struct Influence {
    bool of_elements = false;
    std::vector<Share> shares;
    std::vector<Within> within = {};  ///< of two stages, by (cluster, group)
};

/// Whether the sample can tell the error, and if not, why.
enum class Standing : std::uint8_t {
    estimable,
    no_ballots,      ///< nothing was met, or all weights below the line are 0
    one_cluster,     ///< met in one cluster only: says nothing about differences between clusters
    lonely_cluster,  ///< one draw in a stratum or cluster, and the policy does not say more
    no_variance,     ///< all clusters agree to the last digit: "not estimable", never "exact"
    no_freedom,      ///< met as many strata as clusters
};

struct Estimate {
    Rational value;                            ///< exact; 0 when there are no ballots
    double error = 0;                          ///< standard error as the formula gives it
    Standing standing = Standing::no_ballots;  ///< publish `error` only when this is `estimable`
    std::int64_t df = 0;                       ///< clusters met - strata met
    std::int64_t n = 0;                        ///< ballots
    std::int64_t clusters = 0;                 ///< met by the domain; of elements: ballots
    Influence influence;
    [[nodiscard]] bool is_estimable() const { return standing == Standing::estimable; }
};

/// Estimates of domains 0 .. domains-1 by Taylor linearisation with ultimate clusters, and with the
/// second stage where the design has one. `places`: decimal places that the numerator has more than
/// the denominator. Keys out of range and more clusters or ballots met than sampled are broken
/// invariants and abort.
[[nodiscard]] std::vector<Estimate> ratios(const Design& design, std::vector<Cell> cells,
                                           std::uint32_t domains, int places = 0);
[[nodiscard]] std::vector<Estimate> ratios(const Design& design, std::vector<ElementCell> cells,
                                           std::uint32_t domains, int places = 0);
/// Sums of w y; denominators are not read.
[[nodiscard]] std::vector<Estimate> totals(const Design& design, std::vector<Cell> cells,
                                           std::uint32_t domains, int places = 0);
[[nodiscard]] std::vector<Estimate> totals(const Design& design, std::vector<ElementCell> cells,
                                           std::uint32_t domains, int places = 0);

/// The variance of what the influence belongs to; nothing when a lonely stratum forbids it.
[[nodiscard]] std::optional<double> variance(const Design& design, const Influence& influence);

/// An influence with a factor in front.
struct Term {
    double factor = 1;
    const Influence* influence = nullptr;
};
/// The sum over ballots of what two terms get from them, multiplied: for elements of one stratum
/// and group, of which `share` is one; i < j.
using Crossing = std::function<double(std::size_t i, std::size_t j, const Share& share)>;
/// The influence of a linear combination of estimates of one design: composites over questions of
/// the same ballots, strata with their weights, differences of units that share clusters; so its
/// variance has every covariance in it. Of elements it asks `crossing` where the same ballots enter
/// more than once; without one they are taken as moving together: never too small. Of two stages
/// the means of a group in a cluster go together as they do, only the scatter about them is taken
/// so: exact where every ballot is a group of its own.
[[nodiscard]] Influence combined(std::span<const Term> terms, const Crossing& crossing = {});
/// variance(a - b) without making it first, for all pairs of units.
[[nodiscard]] std::optional<double> variance_of_difference(const Design& design, const Influence& a,
                                                           const Influence& b);

}  // namespace pingyi::design
