// The ballots of a measure as they may be published: where a group of evaluators is too small to be
// shown it is counted in the group that the scheme names, and so it is in the error. Each unit with
// such a group has the two of them as one stratum of the draw, of its ballots alone; so nothing
// that is published depends on how they are divided.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "kernel/design.hpp"
#include "modules/scoring/data.hpp"

namespace pingyi::scoring {

struct Pooled {
    std::optional<Answers> own;         ///< where anything was merged
    const Answers* answers = nullptr;   ///< those of the data, else `own`; none: not of ballots
    std::vector<std::size_t> merged;    ///< unit * groups + group -> the one it is counted in
    std::vector<std::size_t> group_of;  ///< stratum of the ballots -> group of the scheme
    design::Design design;              ///< how they were drawn; full counts as a process

    [[nodiscard]] const Ballots& ballots() const { return answers->ballots; }
};

/// By measure, in the order of the scheme. `own` is pointed at: it stays where it was made.
[[nodiscard]] std::vector<std::unique_ptr<const Pooled>> pooled(const Scheme& scheme,
                                                                const Data& data);

}  // namespace pingyi::scoring
