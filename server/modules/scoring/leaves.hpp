// The leaves of the tree: what every unit has of each indicator that reads a table.
#pragma once

#include <deque>
#include <map>
#include <vector>

#include "modules/scoring/graph.hpp"

namespace pingyi::scoring {

/// How a number takes part in the node above it.
enum class Part : std::uint8_t {
    present,
    left_out,  ///< no such duty: it need not be there
    missing,   ///< its weight counts against the coverage, whoever carries it then
};
struct PartOf {
    std::size_t node = 0;
    Part part = Part::missing;
};

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
    Rational lowest;
    Rational highest;

    /// Where the ballots of a unit from a stratum are counted.
    [[nodiscard]] std::size_t group_at(std::size_t unit, std::size_t stratum) const {
        if (strata == nullptr) return unit;
        const std::size_t first = unit * width;
        return first + pooled->merged[first + pooled->group_of[stratum]];
    }
};

class Leaves {
public:
    Leaves(const Scheme& scheme, const Data& data, const Errors& errors, Graph& graph)
        : scheme_{scheme}, data_{data}, errors_{errors}, graph_{graph} {}
    /// Makes the nodes of all leaves under `indicator`.
    void add_all(const Indicator& indicator);
    [[nodiscard]] PartOf at(const Indicator& leaf, std::size_t unit) const {
        return parts_.at(&leaf)[unit];
    }
    /// Whether a group of its evaluators is smaller than `cell_min`, used or not: what is not used
    /// here may be counted in another indicator, and could be subtracted.
    [[nodiscard]] bool has_small_cell(std::size_t unit) const;
    /// Indicator -> what was taken from ballots, by unit and stratum.
    [[nodiscard]] GroupsOfLeaves groups() const;

private:
    struct Found {  // a number before goalposts and rules for missing ones
        Node node;
        Grounds grounds;
    };
    void add(const Indicator& leaf);
    /// Ends of what all who were asked could have given, and the interval of a share.
    void add_ends(Node& node, const SourceEstimates& source, std::size_t at) const;
    Found given(const Indicator& leaf, std::size_t unit) const;
    Found estimated(const Indicator& leaf, const SourceEstimates& source, std::size_t unit,
                    std::size_t stratum) const;
    /// The ends of a weighted mean, from those of its strata.
    static void add_ends(Node& node, const Graph& graph);
    [[nodiscard]] std::vector<Rational> weights_of(const SourceEstimates& source,
                                                   std::size_t unit) const;
    Found weighed(const Indicator& leaf, const SourceEstimates& source, std::size_t unit);
    std::size_t normalised(const Indicator& leaf, Found found);
    PartOf settled(const Indicator& leaf, std::size_t node, const std::optional<Rational>& median);
    [[nodiscard]] std::string id_of(const Indicator& leaf, std::size_t unit) const;

    const Scheme& scheme_;
    const Data& data_;
    const Errors& errors_;
    Graph& graph_;
    std::deque<SourceEstimates> sources_;  // by leaves_with_ballots; nodes point into them
    std::map<const Indicator*, std::vector<PartOf>> parts_;
};

/// The estimates of a leaf that reads ballots or counts.
[[nodiscard]] SourceEstimates estimates_of(const Scheme& scheme, const Data& data,
                                           const Errors& errors, const Indicator& leaf);
/// Of an even number the mean of the two in the middle; nothing of none.
[[nodiscard]] std::optional<Rational> median_of(std::vector<Rational> values);

}  // namespace pingyi::scoring
