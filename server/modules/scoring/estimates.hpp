// From ballots to estimates of units and their groups of evaluators.
#pragma once

#include <vector>

#include "modules/scoring/pooled.hpp"
#include "modules/scoring/result.hpp"

namespace pingyi::scoring {

/// Estimates of one source for unit * strata + stratum.
struct SourceEstimates {
    const Indicator* leaf = nullptr;
    std::size_t number = 0;  ///< of the leaf in leaves_with_ballots
    std::size_t measure = 0;
    const Pooled* pooled = nullptr;
    AnswerSide side;
    int places = 0;  ///< of points
    const Strata* strata = nullptr;
    std::size_t width = 1;  ///< strata of a unit
    std::vector<design::Estimate> estimates;
    std::vector<Counts> counts;
    std::vector<std::size_t> merged;  ///< the stratum that its ballots were counted in
    std::vector<Int128> weights;      ///< after merging; the estimate is points / weights
    std::vector<Int128> points;
    Rational factor = 1;  ///< from estimates to values: 100 for rates
    Rational lowest;      ///< what one ballot can give; above `highest` where nothing bounds it
    Rational highest;

    /// Where the ballots of a unit from a stratum are counted.
    [[nodiscard]] std::size_t group_at(std::size_t unit, std::size_t stratum) const {
        if (strata == nullptr) return unit;
        const std::size_t first = unit * width;
        return first + pooled->merged[first + pooled->group_of[stratum]];
    }
};

/// The estimates of a leaf that reads ballots or counts.
[[nodiscard]] SourceEstimates estimates_of(const Scheme& scheme, const Data& data,
                                           const Pooled& pooled, const Indicator& leaf);

}  // namespace pingyi::scoring
