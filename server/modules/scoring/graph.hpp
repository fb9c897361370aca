// The nodes of a result while it is made: with each, what every sample does to it, so that its
// error follows whatever stands between.
#pragma once

#include <cstdint>
#include <vector>

#include "modules/scoring/result.hpp"

namespace pingyi::scoring {

/// An estimate from ballots that a number depends on, and by how much.
struct Pull {
    std::size_t measure = 0;  ///< index into Scheme::measures
    Rational factor = 1;      ///< change of the number for a change of the estimate
    bool is_linear = true;    ///< the factor holds for any change, not for small ones only
    const design::Estimate* estimate = nullptr;
    const Counts* counts = nullptr;
    Rational lowest;  ///< what one ballot can give to the estimate
    Rational highest;
};
/// What a number is made of.
struct Grounds {
    std::vector<Pull> pulls;
    bool has_opt_in = false;
};

/// Designs of the measures that have ballots, in the order of Scheme::measures.
using Designs = std::vector<design::Design>;

class Graph {
public:
    Graph(const Scheme& scheme, const Designs& designs) : scheme_{scheme}, designs_{designs} {}

    /// Its error and doubt follow from the grounds.
    std::size_t add(Node node, Grounds grounds);
    [[nodiscard]] const Node& node(std::size_t index) const { return nodes_[index]; }
    [[nodiscard]] const Grounds& grounds(std::size_t index) const { return grounds_[index]; }
    [[nodiscard]] std::vector<Node> take() { return std::move(nodes_); }

    /// What the measure does to the number; no shares where it has no part in it.
    [[nodiscard]] design::Influence influence(std::size_t index, std::size_t measure) const;

private:
    void tell_doubt(Node& node, const Grounds& grounds) const;

    const Scheme& scheme_;
    const Designs& designs_;
    std::vector<Node> nodes_;
    std::vector<Grounds> grounds_;
};

/// The grounds of inputs, each times its factor.
void add_grounds(Grounds& to, const Grounds& from, const Rational& factor, bool is_linear = true);

}  // namespace pingyi::scoring
