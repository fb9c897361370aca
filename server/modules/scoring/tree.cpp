#include "modules/scoring/tree.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_dec_float.hpp>

namespace pingyi::scoring {
namespace {

struct Member {
    Rational weight;
    std::size_t node = 0;
    Rational value;
};

/// Fifty digits in software: the same on every machine.
using Digits = boost::multiprecision::cpp_dec_float_50;
constexpr unsigned kept_places = 30;

Digits digits_of(const Rational& value) {
    return Digits{boost::multiprecision::numerator(value).str()} /
           Digits{boost::multiprecision::denominator(value).str()};
}

/// To thirty decimal places, ties away from zero; `value` >= 0.
Rational rational_of(const Digits& value) {
    const Integer scale = boost::multiprecision::pow(Integer{10}, kept_places);
    const Digits scaled = boost::multiprecision::floor(value * Digits{scale.str()} + Digits{"0.5"});
    return Rational{Integer{scaled.str(0, std::ios_base::fixed)}, scale};
}

Rational weight_of(std::span<const Member> members) {
    Rational sum;
    for (const Member& member : members) sum += member.weight;
    return sum;
}

Rational arithmetic(std::span<const Member> members) {
    Rational sum;
    for (const Member& member : members) sum += member.weight * member.value;
    return sum / weight_of(members);
}

bool has_zero(std::span<const Member> members) {
    return std::ranges::any_of(members, [](const Member& member) { return member.value <= 0; });
}

Rational geometric(std::span<const Member> members) {
    if (has_zero(members)) return 0;
    const Digits all = digits_of(weight_of(members));
    Digits logs{0};
    for (const Member& member : members) {
        logs += digits_of(member.weight) * boost::multiprecision::log(digits_of(member.value));
    }
    return rational_of(boost::multiprecision::exp(logs / all));
}

Rational harmonic(std::span<const Member> members) {
    if (has_zero(members)) return 0;
    Rational sum;
    for (const Member& member : members) sum += member.weight / member.value;
    return weight_of(members) / sum;
}

const Member& smallest(std::span<const Member> members) {
    return *std::ranges::min_element(members, {}, &Member::value);
}

Rational combined(Aggregator aggregator, std::span<const Member> members) {
    switch (aggregator) {
        case Aggregator::arithmetic: return arithmetic(members);
        case Aggregator::geometric: return geometric(members);
        case Aggregator::harmonic: return harmonic(members);
        case Aggregator::minimum: return smallest(members).value;
    }
    return 0;
}

/// How the whole changes with one member; `weight` is that of all.
Rational slope(Aggregator aggregator, std::span<const Member> members, const Member& member,
               const Rational& weight, const Rational& whole) {
    Rational share = member.weight / weight;
    switch (aggregator) {
        case Aggregator::arithmetic: return share;
        case Aggregator::geometric: return whole == 0 ? Rational{0} : share * whole / member.value;
        case Aggregator::harmonic:
            return whole == 0 ? Rational{0} : share * whole * whole / (member.value * member.value);
        case Aggregator::minimum: return &member == &smallest(members) ? 1 : 0;
    }
    return 0;
}

Formula formula_of(Aggregator aggregator) {
    constexpr std::array formulas{Formula::arithmetic, Formula::geometric, Formula::harmonic,
                                  Formula::minimum};
    return formulas[static_cast<std::size_t>(aggregator)];
}

/// Every way to combine rises with each of its members.
std::optional<Range> range_of(Aggregator aggregator, std::span<const Member> members,
                              const Graph& graph) {
    const auto has_range = [&](const Member& member) {
        return graph.node(member.node).range.has_value();
    };
    if (std::ranges::none_of(members, has_range)) return std::nullopt;
    std::vector<Member> lows(members.begin(), members.end());
    std::vector<Member> highs = lows;
    for (std::size_t i = 0; i < members.size(); ++i) {
        const auto ends = ends_of(graph.node(members[i].node));
        if (!ends) return std::nullopt;
        lows[i].value = ends->low;
        highs[i].value = ends->high;
    }
    return Range{combined(aggregator, lows), combined(aggregator, highs)};
}

}  // namespace

PartOf aggregated(const Indicator& indicator, std::size_t unit, const Data& data,
                  const Leaves& leaves, Graph& graph) {
    if (indicator.source) return leaves.at(indicator, unit);
    Node node;
    node.id = data.units[unit].code + "/" + indicator.code;
    node.words = indicator.words;
    node.formula = formula_of(indicator.aggregator);
    std::vector<Member> members;
    Rational counted;  // weight that should be there
    bool is_left_out = true;
    for (const Indicator& part : indicator.parts) {
        const PartOf of = aggregated(part, unit, data, leaves, graph);
        is_left_out = is_left_out && of.part == Part::left_out;
        const Rational weight = exact(part.weight);
        if (of.part != Part::left_out) counted += weight;
        if (of.part != Part::present) {
            note_without(node, part.code);
            continue;
        }
        members.push_back({weight, of.node, *graph.node(of.node).value});
        node.inputs.push_back({of.node, weight});
    }
    const Rational weight = weight_of(members);
    const Rational coverage = counted == 0 ? Rational{0} : Rational{weight / counted};
    node.parameters["coverage"] = fraction(coverage);
    if (members.empty() || coverage < exact(indicator.coverage_min)) {
        node.gap = is_left_out ? Gap::not_applicable : Gap::absent;
        return {graph.add(std::move(node), {}), is_left_out ? Part::left_out : Part::missing};
    }
    node.value = combined(indicator.aggregator, members);
    node.range = range_of(indicator.aggregator, members, graph);
    if (members.size() == 1) node.interval = graph.node(members.front().node).interval;
    Grounds grounds;
    const bool is_linear = indicator.aggregator == Aggregator::arithmetic;
    for (const Member& member : members) {
        add_grounds(grounds, graph.grounds(member.node),
                    slope(indicator.aggregator, members, member, weight, *node.value), is_linear);
    }
    const bool is_flat = indicator.aggregator == Aggregator::geometric ||
                         indicator.aggregator == Aggregator::harmonic;
    if (is_flat && *node.value == 0) {  // one part is 0: the others no longer matter
        grounds.is_at_end =
            grounds.is_at_end || std::ranges::any_of(members, [&](const Member& of) {
                return !graph.grounds(of.node).pulls.empty();
            });
    }
    for (const auto& [measure, counts] : grounds.ballots) {
        node.counts = node.counts.value_or(Counts{}) += counts;
    }
    return {graph.add(std::move(node), std::move(grounds)), Part::present};
}

}  // namespace pingyi::scoring
