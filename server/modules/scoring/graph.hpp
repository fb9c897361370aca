// The nodes of a result while it is made: with each, what every sample does to it, so that its
// error follows whatever stands between.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "modules/scoring/errors.hpp"

namespace pingyi::scoring {

/// What a number is made of.
struct Grounds {
    std::vector<Pull> pulls;
    bool has_opt_in = false;
    bool is_at_end = false;  ///< where a small change of what was met makes no small change
    /// By measure, of the question that most answered: one ballot answers several.
    std::map<std::size_t, Counts> ballots;
};

class Graph {
public:
    /// `below`: nodes that these are made of; it must outlive this.
    Graph(const Scheme& scheme, Errors& errors, const Graph* below = nullptr)
        : scheme_{scheme}, errors_{errors}, below_{below}, begin_{below ? below->size() : 0} {}

    /// Its error and doubt follow from the grounds.
    std::size_t add(Node node, Grounds grounds);
    /// With the grounds of another number that it moves along with, and so its error and doubt.
    std::size_t add_like(Node node, std::size_t other);
    [[nodiscard]] const Node& node(std::size_t index) const {
        return index < begin_ ? below_->node(index) : nodes_[index - begin_];
    }
    [[nodiscard]] const Grounds& grounds(std::size_t index) const {
        return index < begin_ ? below_->grounds(index) : grounds_[index - begin_];
    }
    [[nodiscard]] std::size_t size() const { return begin_ + nodes_.size(); }
    /// All nodes; those below stay there, too.
    [[nodiscard]] std::vector<Node> take();

private:
    void tell_doubt(Node& node, const Grounds& grounds);

    const Scheme& scheme_;
    Errors& errors_;
    const Graph* below_;
    std::size_t begin_;  // the first that is not below
    std::vector<Node> nodes_;
    std::vector<Grounds> grounds_;
};

/// Notes that a part has no number, so that others carry its weight, or nothing comes of them.
void note_without(Node& node, std::string_view code);
/// Where a number with a value can lie: its range, or itself where all who were asked answered;
/// nothing where nobody knows who was asked.
[[nodiscard]] std::optional<Range> ends_of(const Node& node);
/// The grounds of inputs, each times its factor.
void add_grounds(Grounds& to, const Grounds& from, const Rational& factor, bool is_linear = true);

}  // namespace pingyi::scoring
