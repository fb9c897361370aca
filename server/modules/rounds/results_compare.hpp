// Two results, number by number: another round, or the same round before an appeal. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/exact.hpp"
#include "modules/rounds/results.hpp"

namespace pingyi::rounds {

struct Side {
    Round round;
    LoadedPtr loaded;
};

/// A number below a score that is not the same; nothing where it is missing.
struct ChangedNode {
    scoring::Words words;
    std::optional<Rational> before, after;
};
/// A body that both results name and of which something changed.
struct ChangedUnit {
    std::string code;
    scoring::Words words;
    const scoring::UnitResult* before = nullptr;
    const scoring::UnitResult* after = nullptr;
    /// So few ballots make the difference that it would tell what was in them.
    bool is_hidden = false;
    std::vector<ChangedNode> nodes{};  ///< at most `nodes_max`, none of a hidden one
    std::size_t more_nodes = 0;
};
struct OnlyIn {
    std::string code;
    scoring::Words words;
};
struct Comparison {
    std::vector<scoring::Words> rules_before;  ///< lines of the scheme that only this side has
    std::vector<scoring::Words> rules_after;
    std::vector<ChangedUnit> changed;  ///< by code
    std::size_t unchanged = 0;
    std::vector<OnlyIn> only_before, only_after;
};

inline constexpr std::size_t nodes_max = 40;
inline constexpr std::size_t rules_max = 100;

[[nodiscard]] Comparison compare(const Side& before, const Side& after);

}  // namespace pingyi::rounds
