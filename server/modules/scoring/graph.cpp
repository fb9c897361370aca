#include "modules/scoring/graph.hpp"

#include <algorithm>
#include <cmath>

namespace pingyi::scoring {
namespace {

design::Influence influence_of(const Grounds& grounds, std::size_t measure) {
    std::vector<design::Term> terms;
    for (const Pull& pull : grounds.pulls) {
        if (pull.measure == measure) {
            terms.push_back({as_double(pull.factor), &pull.estimate->influence});
        }
    }
    return terms.empty() ? design::Influence{} : design::combined(terms);
}

}  // namespace

std::size_t Graph::add(Node node, Grounds grounds) {
    if (node.value) tell_doubt(node, grounds);
    nodes_.push_back(std::move(node));
    grounds_.push_back(std::move(grounds));
    return nodes_.size() - 1;
}

design::Influence Graph::influence(std::size_t index, std::size_t measure) const {
    return influence_of(grounds_[index], measure);
}

void Graph::tell_doubt(Node& node, const Grounds& grounds) const {
    bool has_sample = false;
    bool has_process = false;
    bool is_known = true;
    double variance = 0;
    for (std::size_t measure = 0; measure < designs_.size(); ++measure) {
        const design::Influence influence = influence_of(grounds, measure);
        if (influence.shares.empty()) continue;
        const bool is_sample = scheme_.measures[measure].basis == Basis::sample;
        (is_sample ? has_sample : has_process) = true;
        const auto part = design::variance(designs_[measure], influence);
        is_known = is_known && part;
        variance += part.value_or(0);
    }
    for (const Pull& pull : grounds.pulls) {
        const bool is_sample = scheme_.measures[pull.measure].basis == Basis::sample;
        is_known = is_known && (!is_sample || pull.estimate->is_estimable());
        node.df = node.df == 0 ? pull.estimate->df : std::min(node.df, pull.estimate->df);
    }
    if (has_sample || has_process) {
        node.doubt = has_sample && has_process ? Doubt::mixed
                     : has_sample              ? Doubt::sample
                                               : Doubt::process;
        if (is_known) node.error = std::sqrt(variance);
        if (!is_known) node.doubt = Doubt::not_estimable;
    }
    if (grounds.has_opt_in) node.doubt = Doubt::opt_in;
}

void add_grounds(Grounds& to, const Grounds& from, const Rational& factor, bool is_linear) {
    to.has_opt_in = to.has_opt_in || from.has_opt_in;
    if (factor == 0) return;
    for (Pull pull : from.pulls) {
        pull.factor *= factor;
        pull.is_linear = pull.is_linear && is_linear;
        to.pulls.push_back(std::move(pull));
    }
}

}  // namespace pingyi::scoring
