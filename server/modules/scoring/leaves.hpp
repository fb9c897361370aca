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
    left_out,  ///< its weight goes to its siblings
    missing,   ///< its weight counts against the coverage
};
struct PartOf {
    std::size_t node = 0;
    Part part = Part::missing;
};

/// Estimates of one source for unit * strata + stratum.
struct SourceEstimates {
    std::size_t measure = 0;
    const Strata* strata = nullptr;
    std::size_t width = 1;  ///< strata of a unit
    std::vector<design::Estimate> estimates;
    std::vector<Counts> counts;
    std::vector<std::size_t> merged;  ///< the stratum that its ballots were counted in
    Rational factor = 1;              ///< from estimates to values: 100 for rates
    Rational lowest;
    Rational highest;
};

class Leaves {
public:
    Leaves(const Scheme& scheme, const Data& data, const Designs& designs, Graph& graph)
        : scheme_{scheme}, data_{data}, designs_{designs}, graph_{graph} {}
    /// Makes the nodes of all leaves under `indicator`.
    void add_all(const Indicator& indicator);
    [[nodiscard]] PartOf at(const Indicator& leaf, std::size_t unit) const {
        return parts_.at(&leaf)[unit];
    }

private:
    struct Found {  // a number before goalposts and rules for missing ones
        Node node;
        Grounds grounds;
    };
    void add(const Indicator& leaf);
    Found given(const Indicator& leaf, std::size_t unit) const;
    Found estimated(const Indicator& leaf, const SourceEstimates& source, std::size_t unit,
                    std::size_t stratum) const;
    [[nodiscard]] std::vector<Rational> weights_of(const SourceEstimates& source,
                                                   std::size_t unit) const;
    Found weighed(const Indicator& leaf, const SourceEstimates& source, std::size_t unit);
    std::size_t normalised(const Indicator& leaf, Found found);
    PartOf settled(const Indicator& leaf, std::size_t node, const std::optional<Rational>& median);
    [[nodiscard]] std::string id_of(const Indicator& leaf, std::size_t unit) const;

    const Scheme& scheme_;
    const Data& data_;
    const Designs& designs_;
    Graph& graph_;
    std::deque<SourceEstimates> sources_;  // nodes point into them
    std::map<const Indicator*, std::vector<PartOf>> parts_;
};

/// The estimates of a source that reads ballots or counts.
[[nodiscard]] SourceEstimates estimates_of(const Scheme& scheme, const Data& data,
                                           const Designs& designs, const Source& source);
/// The designs of all measures; those of full counts are of the process behind them.
[[nodiscard]] Designs designs_of(const Scheme& scheme, const Data& data);
/// Of an even number the mean of the two in the middle; nothing of none.
[[nodiscard]] std::optional<Rational> median_of(std::vector<Rational> values);

}  // namespace pingyi::scoring
