#include "modules/scoring/leaves.hpp"

#include <algorithm>

#include "modules/scoring/lookup.hpp"

namespace pingyi::scoring {
namespace {

std::string table_of(const Source& source) {
    return source.measure + ".csv#" + name_of(source.column, source.over);
}

Formula formula_of(Statistic statistic) {
    switch (statistic) {
        case Statistic::rate: return Formula::share;
        case Statistic::ratio: return Formula::ratio;
        case Statistic::score:
        case Statistic::value: break;
    }
    return Formula::mean;
}

/// Of an even number the mean of the two in the middle; nothing of none.
std::optional<Rational> median_of(std::vector<Rational> values) {
    if (values.empty()) return std::nullopt;
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    if (values.size() % 2 == 1) return values[middle];
    return (values[middle - 1] + values[middle]) / 2;
}

const MissingRule& rule_for(const MissingRules& rules, Gap gap) {
    if (gap == Gap::not_applicable) return rules.not_applicable;
    return gap == Gap::not_reported ? rules.not_reported : rules.absent;
}

}  // namespace

std::string Leaves::id_of(const Indicator& leaf, std::size_t unit) const {
    return data_.units[unit].code + "/" + leaf.code;
}

void Leaves::add_all(const Indicator& indicator) {
    if (indicator.source) add(indicator);
    for (const Indicator& part : indicator.parts) add_all(part);
}

void Leaves::add(const Indicator& leaf) {
    const std::size_t units = data_.units.size();
    const bool has_ballots = data_.answers.contains(leaf.source->measure);
    if (has_ballots) {
        const std::size_t measure = *index_of(scheme_.measures, leaf.source->measure);
        sources_.push_back(estimates_of(scheme_, data_, errors_.pooled(measure), leaf));
        sources_.back().number = sources_.size() - 1;
    }
    std::vector<std::size_t> nodes;
    for (std::size_t unit = 0; unit < units; ++unit) {
        Found found;
        if (!has_ballots) {
            found = given(leaf, unit);
        } else if (sources_.back().strata != nullptr) {
            found = weighed(leaf, sources_.back(), unit);
        } else {
            found = estimated(leaf, sources_.back(), unit, 0);
        }
        nodes.push_back(normalised(leaf, std::move(found)));
    }
    std::map<std::string_view, std::vector<Rational>> of_class;
    for (std::size_t unit = 0; unit < units; ++unit) {
        const auto& value = graph_.node(nodes[unit]).value;
        if (value) of_class[data_.units[unit].unit_class].push_back(*value);
    }
    std::map<std::string_view, std::optional<Rational>> medians;
    for (auto& [unit_class, values] : of_class) medians[unit_class] = median_of(std::move(values));
    auto& parts = parts_[leaf.code];
    for (std::size_t unit = 0; unit < units; ++unit) {
        parts.push_back(settled(leaf, nodes[unit], medians[data_.units[unit].unit_class]));
    }
}

Leaves::Found Leaves::given(const Indicator& leaf, std::size_t unit) const {
    const Values& values = data_.values.find(leaf.source->measure)->second;
    const Reading& reading = values.find(leaf.source->column)->second[unit];
    Found found;
    found.node.id = id_of(leaf, unit);
    found.node.words = leaf.words;
    found.node.formula = Formula::given;
    found.node.gap = reading.gap;
    found.node.evidence = table_of(*leaf.source);
    if (reading.gap == Gap::none) found.node.value = exact(reading.value);
    return found;
}

void Leaves::add_ends(Node& node, const SourceEstimates& source, std::size_t at) const {
    const Measure& measure = scheme_.measures[source.measure];
    const design::Estimate& estimate = source.estimates[at];
    const Counts& counts = source.counts[at];
    if (counts.silent > 0 && !measure.has_weights && source.lowest <= source.highest) {
        const Rational points = estimate.value * Rational{Integer{counts.valid}};
        node.range = nonresponse_range(points, counts.valid, counts.valid + counts.silent,
                                       source.lowest, source.highest);
        if (node.range) {
            node.range->low *= source.factor;
            node.range->high *= source.factor;
        }
    }
    if (node.formula != Formula::share || measure.basis == Basis::opt_in) return;
    const double factor = as_double(source.factor);
    const double share = as_double(estimate.value);
    std::optional<Interval> interval;
    if (measure.basis == Basis::census && !measure.has_weights && !measure.has_clusters) {
        interval = wilson_95({counts.satisfied, counts.valid});
    } else if (estimate.is_estimable() && estimate.error > 0 && estimate.df > 0 && estimate.n > 1 &&
               share > 0 && share < 1) {
        interval = effective_wilson_95({share, estimate.error, estimate.df, estimate.n});
    }
    if (interval) node.interval = Interval{interval->low * factor, interval->high * factor};
}

Leaves::Found Leaves::estimated(const Indicator& leaf, const SourceEstimates& source,
                                std::size_t unit, std::size_t stratum) const {
    const std::size_t at = unit * source.width + stratum;
    const design::Estimate& estimate = source.estimates[at];
    Found found;
    found.node.id = id_of(leaf, unit);
    found.node.words = leaf.words;
    found.node.formula = formula_of(leaf.source->statistic);
    found.node.counts = source.counts[at];
    found.node.evidence = table_of(*leaf.source);
    if (estimate.standing == design::Standing::no_ballots) {
        found.node.gap = Gap::absent;
        return found;
    }
    found.node.value = estimate.value * source.factor;
    found.node.parameters["n"] = std::to_string(source.counts[at].valid);
    if (scheme_.measures[source.measure].has_weights) {
        found.node.parameters["weights"] = "yes";
    } else if (found.node.formula == Formula::ratio) {
        const int places = source.pooled->answers->layout.answers[source.side.column].places;
        found.node.parameters["sum"] = decimal_text(source.points[at], places);
        found.node.parameters["over"] = decimal_text(source.weights[at], places);
    }
    add_ends(found.node, source, at);
    found.grounds.ballots[source.measure] = source.counts[at];
    if (scheme_.measures[source.measure].basis == Basis::opt_in) {
        found.grounds.has_opt_in = true;
    } else {
        found.grounds.pulls.push_back({&source, at, source.factor});
    }
    return found;
}

bool Leaves::has_small_cell(std::size_t unit) const {
    return std::ranges::any_of(sources_, [&](const SourceEstimates& source) {
        if (has_small_difference(source, unit)) return true;
        for (std::size_t stratum = 0; stratum < source.width; ++stratum) {
            const std::int64_t valid = source.counts[unit * source.width + stratum].valid;
            if (valid > 0 && valid < scheme_.publication.cell_min) return true;
        }
        return false;
    });
}

bool Leaves::has_small_difference(const SourceEstimates& source, std::size_t unit) const {
    const Ballots& ballots = source.pooled->ballots();
    for (std::size_t pair = 0; pair < ballots.sharing.size(); ++pair) {
        std::vector<std::int64_t> apart(source.width);
        const auto cells = std::ranges::equal_range(ballots.cells, unit, {}, &BallotCell::unit);
        for (auto cell = cells.begin(); cell != cells.end(); ++cell) {
            const auto at = static_cast<std::size_t>(cell - ballots.cells.begin());
            apart[source.group_at(unit, cell->stratum) % source.width] += ballots.apart(at, pair);
        }
        const auto is_small = [&](std::int64_t of) {
            return of > 0 && of < scheme_.publication.cell_min;
        };
        if (std::ranges::any_of(apart, is_small)) return true;
    }
    return false;
}

GroupsOfLeaves Leaves::groups() const {
    GroupsOfLeaves groups;
    for (const SourceEstimates& source : sources_) {
        std::vector<Group>& of_leaf = groups[source.leaf->code];
        for (std::size_t at = 0; at < source.counts.size(); ++at) {
            const Counts& counts = source.counts[at];
            if (counts.valid == 0) continue;
            Group& group = of_leaf.emplace_back();
            group.unit = at / source.width;
            group.stratum = at % source.width;
            for (std::size_t other = 0; other < source.width; ++other) {
                const bool is_in_it =
                    source.merged[group.unit * source.width + other] == group.stratum;
                if (is_in_it && other != group.stratum) group.merged.push_back(other);
            }
            group.valid = counts.valid;
            group.satisfied = counts.satisfied;
            group.silent = counts.silent;
            group.weight = source.weights[at];
            group.points = source.points[at];
            group.weight_places = source.pooled->ballots().weight_places;
            group.error = source.estimates[at].error;
            group.df = source.estimates[at].df;
            group.standing = source.estimates[at].standing;
        }
    }
    return groups;
}

void Leaves::add_ends(Node& node, const Graph& graph) {
    const auto has_range = [&](const Input& input) {
        return graph.node(input.node).range.has_value();
    };
    if (std::ranges::none_of(node.inputs, has_range)) return;
    Range sum;
    Rational weights;
    for (const Input& input : node.inputs) {
        const auto ends = ends_of(graph.node(input.node));
        if (!ends) return;
        sum.low += input.weight * ends->low;
        sum.high += input.weight * ends->high;
        weights += input.weight;
    }
    node.range = Range{sum.low / weights, sum.high / weights};
}

/// The weights of the strata that count for a unit; those of merged ones are with their targets.
std::vector<Rational> Leaves::weights_of(const SourceEstimates& source, std::size_t unit) const {
    const auto& weights = source.strata->weights.at(data_.units[unit].unit_class);
    std::vector<Rational> merged(source.width);
    for (std::size_t stratum = 0; stratum < source.width; ++stratum) {
        merged[source.merged[unit * source.width + stratum]] += exact(weights[stratum]);
    }
    return merged;
}

/// Strata by their weights for the class of the unit.
Leaves::Found Leaves::weighed(const Indicator& leaf, const SourceEstimates& source,
                              std::size_t unit) {
    const std::vector<Rational> weights = weights_of(source, unit);
    const MissingRule& empty = source.strata->empty;
    Found found;
    found.node.id = id_of(leaf, unit);
    found.node.words = leaf.words;
    found.node.formula = Formula::weighed;
    found.node.counts.emplace();
    Rational sum;
    Rational weight_sum;
    for (std::size_t stratum = 0; stratum < source.width; ++stratum) {
        if (weights[stratum] == 0) continue;
        Found part = estimated(leaf, source, unit, stratum);
        part.node.id += "/" + source.strata->strata[stratum].code;
        part.node.words = source.strata->strata[stratum].words;
        if (!part.node.value && empty.handling == Handling::value) {
            part.node.formula = Formula::filled;
            part.node.value = exact(empty.value);
        }
        *found.node.counts += *part.node.counts;
        const std::optional<Rational> value = part.node.value;
        if (!value) note_without(found.node, source.strata->strata[stratum].code);
        if (!value && empty.handling != Handling::redistribute) found.node.gap = Gap::absent;
        if (value) {
            sum += weights[stratum] * *value;
            weight_sum += weights[stratum];
            add_grounds(found.grounds, part.grounds, weights[stratum]);
        }
        const std::size_t at = graph_.add(std::move(part.node), std::move(part.grounds));
        if (value) found.node.inputs.push_back({at, weights[stratum]});
    }
    if (weight_sum == 0) found.node.gap = Gap::absent;
    if (found.node.gap != Gap::none) return found;
    found.grounds.ballots[source.measure] = *found.node.counts;
    found.node.value = sum / weight_sum;
    add_ends(found.node, graph_);
    for (Pull& pull : found.grounds.pulls) pull.factor /= weight_sum;
    return found;
}

/// The node that takes part in the tree, on 0 to 100 where the leaf has goalposts.
std::size_t Leaves::normalised(const Indicator& leaf, Found found) {
    if (!leaf.goalposts) return graph_.add(std::move(found.node), std::move(found.grounds));
    Node node;
    node.id = found.node.id;
    node.words = leaf.words;
    node.formula = Formula::goalposts;
    node.gap = found.node.gap;
    node.counts = found.node.counts;
    found.node.id += "/raw";
    node.parameters = {{"low", leaf.goalposts->low.text()},
                       {"high", leaf.goalposts->high.text()},
                       {"direction", leaf.direction == Direction::up ? "up" : "down"}};
    Grounds grounds;
    if (found.node.value) {
        const Rational low = exact(leaf.goalposts->low);
        const Rational span = exact(leaf.goalposts->high) - low;
        Rational slope = Rational{100} / span;
        const bool is_down = leaf.direction == Direction::down;
        const auto at = [&](const Rational& raw) -> Rational {
            const Rational up = (raw - low) * Rational{100} / span;
            return is_down ? Rational{100} - up : up;
        };
        const auto clipped = [](const Rational& value) {
            return std::clamp(value, Rational{0}, Rational{100});
        };
        if (is_down) slope = -slope;
        const Rational value = at(*found.node.value);
        const bool is_clipped = value < 0 || value > 100;
        if (is_clipped) node.parameters["clipped"] = "yes";
        node.value = clipped(value);
        if (const auto& raw = found.node.range) {
            node.range = Range{clipped(at(is_down ? raw->high : raw->low)),
                               clipped(at(is_down ? raw->low : raw->high))};
        }
        // What lies beyond an end is as uncertain as before it; the end itself is not exact.
        add_grounds(grounds, found.grounds, slope, !is_clipped);
    }
    node.inputs.push_back({graph_.add(std::move(found.node), std::move(found.grounds)), 1});
    return graph_.add(std::move(node), std::move(grounds));
}

/// Applies the rule for missing numbers.
PartOf Leaves::settled(const Indicator& leaf, std::size_t node,
                       const std::optional<Rational>& median) {
    if (graph_.node(node).value) return {node, Part::present};
    const Gap gap = graph_.node(node).gap;
    const MissingRule& rule = rule_for(leaf.missing, gap);
    if (rule.handling == Handling::redistribute) {
        return {node, gap == Gap::not_applicable ? Part::left_out : Part::missing};
    }
    const bool is_median = rule.handling == Handling::class_median;
    if (rule.handling == Handling::missing || (is_median && !median)) return {node, Part::missing};
    Node filled;
    filled.id = graph_.node(node).id + "/filled";
    filled.words = leaf.words;
    filled.formula = is_median ? Formula::median : Formula::filled;
    filled.parameters["why"] = gap_names[static_cast<std::size_t>(gap)];
    filled.inputs.push_back({node, 1});
    filled.value = is_median ? *median : exact(rule.value);
    return {graph_.add(std::move(filled), {}), Part::present};
}

}  // namespace pingyi::scoring
