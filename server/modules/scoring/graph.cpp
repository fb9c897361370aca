#include "modules/scoring/graph.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace pingyi::scoring {
std::size_t Graph::add(Node node, Grounds grounds) {
    if (node.value) tell_doubt(node, grounds);
    nodes_.push_back(std::move(node));
    grounds_.push_back(std::move(grounds));
    return size() - 1;
}

std::size_t Graph::add_like(Node node, std::size_t other) {
    node.doubt = this->node(other).doubt;
    node.error = this->node(other).error;
    node.df = this->node(other).df;
    Grounds grounds = this->grounds(other);
    nodes_.push_back(std::move(node));
    grounds_.push_back(std::move(grounds));
    return size() - 1;
}

std::vector<Node> Graph::take() {
    if (below_ == nullptr) return std::move(nodes_);
    std::vector<Node> all;
    all.reserve(size());
    for (std::size_t i = 0; i < begin_; ++i) all.push_back(below_->node(i));
    std::ranges::move(nodes_, std::back_inserter(all));
    return all;
}

void Graph::tell_doubt(Node& node, const Grounds& grounds) {
    bool has_sample = false;
    bool has_process = false;
    bool is_known = true;
    for (const Pull& pull : grounds.pulls) {
        const bool is_sample = scheme_.measures[pull.measure()].basis == Basis::sample;
        (is_sample ? has_sample : has_process) = true;
        is_known = is_known && (!is_sample || pull.estimate().is_estimable());
        node.df = node.df == 0 ? pull.estimate().df : std::min(node.df, pull.estimate().df);
    }
    if (has_sample || has_process || grounds.is_at_end) {
        node.doubt = has_sample && has_process ? Doubt::mixed
                     : has_sample              ? Doubt::sample
                                               : Doubt::process;
        is_known = is_known && !grounds.is_at_end;
        if (is_known) node.error = std::sqrt(errors_.variance(grounds.pulls));
        if (!is_known) node.doubt = Doubt::not_estimable;
    }
    if (grounds.has_opt_in) node.doubt = Doubt::opt_in;
}

void note_without(Node& node, std::string_view code) {
    std::string& codes = node.parameters["without"];
    if (!codes.empty()) codes += ' ';
    codes += code;
}

std::optional<Range> ends_of(const Node& node) {
    if (node.range) return node.range;
    if (node.doubt == Doubt::opt_in) return std::nullopt;
    return Range{*node.value, *node.value};
}

void add_grounds(Grounds& to, const Grounds& from, const Rational& factor, bool is_linear) {
    to.has_opt_in = to.has_opt_in || from.has_opt_in;
    to.is_at_end = to.is_at_end || from.is_at_end;
    for (const auto& [measure, counts] : from.ballots) {
        Counts& most = to.ballots[measure];
        if (counts.valid > most.valid) most = counts;
    }
    if (factor == 0) return;
    for (Pull pull : from.pulls) {
        pull.factor *= factor;
        pull.is_linear = pull.is_linear && is_linear;
        to.pulls.push_back(std::move(pull));
    }
}

}  // namespace pingyi::scoring
