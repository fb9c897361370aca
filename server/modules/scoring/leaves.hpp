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

class Leaves {
public:
    Leaves(const Scheme& scheme, const Data& data, const Errors& errors, Graph& graph)
        : scheme_{scheme}, data_{data}, errors_{errors}, graph_{graph} {}
    /// Makes the nodes of all leaves under `indicator`.
    void add_all(const Indicator& indicator);
    [[nodiscard]] PartOf at(const Indicator& leaf, std::size_t unit) const {
        return parts_.find(leaf.code)->second[unit];
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
    /// Whether fewer than `cell_min` ballots of a group count in one of two answers only that read
    /// the same column.
    [[nodiscard]] bool has_small_difference(const SourceEstimates& source, std::size_t unit) const;
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
    std::map<std::string, std::vector<PartOf>, std::less<>> parts_;  // by code
};

}  // namespace pingyi::scoring
