// How many false votes would move a mean out of its band: what a result is worth against
// manipulation (docs/methods/false-votes.md).
#pragma once

#include <cstdint>
#include <optional>

#include "kernel/exact.hpp"

namespace pingyi {

/// Ballots of weight 1.
struct Votes {
    std::int64_t n = 0;  ///< >= 1
    Rational sum;        ///< of points
    Rational lowest;     ///< the fewest points that a ballot can give, < highest
    Rational highest;
};

/// Where a band ends; nothing where it has no end on this side.
struct BandEdges {
    std::optional<Rational> from;
    std::optional<Rational> to;
    bool includes_from = true;
    bool includes_to = false;
};

/// The smallest numbers that move the mean out of the band upwards and downwards; nothing where no
/// number does.
struct FalseVotes {
    std::optional<std::int64_t> added_up;      ///< ballots put in with the most points
    std::optional<std::int64_t> added_down;    ///< put in with the fewest
    std::optional<std::int64_t> changed_up;    ///< ballots given the most points instead of theirs
    std::optional<std::int64_t> changed_down;  ///< the fewest instead of theirs
    [[nodiscard]] std::optional<std::int64_t> added() const;
    [[nodiscard]] std::optional<std::int64_t> changed() const;
};

/// The mean must lie in the band. Added and changed ballots are the worst that there can be: no
/// smaller number can do it whatever the ballots say. Changed ones assume that ballots far from the
/// mean are there to be changed, so the true number may be larger.
[[nodiscard]] FalseVotes false_votes(const Votes& votes, const BandEdges& band);

}  // namespace pingyi
