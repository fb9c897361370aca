#include "modules/scoring/what_if.hpp"

#include <algorithm>
#include <span>
#include <unordered_map>

#include "modules/scoring/lookup.hpp"

namespace pingyi::scoring {
namespace {

/// The node above an indicator; nullptr for the root and for an unknown code.
Indicator* above(Indicator& root, std::string_view code) {
    if (find_code(root.parts, code) != nullptr) return &root;
    for (Indicator& part : root.parts) {
        if (Indicator* found = above(part, code)) return found;
    }
    return nullptr;
}

std::unexpected<Error> no_indicator(std::string_view code) {
    return fail(ErrorKind::not_found, "scoring.no_such_indicator", std::string(code));
}

std::unexpected<Error> no_record(std::string_view name) {
    return fail(ErrorKind::not_found, "scoring.no_such_record", std::string(name));
}

}  // namespace

Result<Scheme> with_weight(Scheme scheme, std::string_view indicator, const Decimal& weight) {
    Indicator* parent = above(scheme.index, indicator);
    if (parent == nullptr) return no_indicator(indicator);
    if (weight.mantissa() <= 0) {
        return fail(ErrorKind::invalid_input, "scoring.weight_not_positive", weight.text());
    }
    find_code(parent->parts, indicator)->weight = weight;
    return scheme;
}

Result<Scheme> without_indicator(Scheme scheme, std::string_view indicator) {
    Indicator* parent = above(scheme.index, indicator);
    if (parent == nullptr) return no_indicator(indicator);
    if (parent->parts.size() == 1) {
        return fail(ErrorKind::conflict, "scoring.only_part", std::string(indicator));
    }
    std::erase_if(parent->parts, [&](const Indicator& part) { return part.code == indicator; });
    return scheme;
}

Result<Data> without_event(Data data, std::string_view id) {
    const std::size_t removed =
        std::erase_if(data.incidents, [&](const Incident& incident) { return incident.id == id; });
    if (removed == 0) return no_record(id);
    return data;
}

Result<Data> without_ballots(Data data, std::string_view measure, std::string_view unit,
                             std::string_view stratum) {
    const auto answers = data.answers.find(measure);
    const auto index = index_of(data.units, unit);
    if (answers == data.answers.end()) return no_record(measure);
    if (!index) return no_record(unit);
    Ballots& ballots = answers->second.ballots;
    std::int64_t removed = 0;
    for (std::size_t cell = 0; cell < ballots.cells.size(); ++cell) {
        BallotCell& of = ballots.cells[cell];
        if (of.unit != *index || ballots.strata[of.stratum].code != stratum) continue;
        removed += of.rows;
        of.rows = 0;
        for (std::size_t i = 0; i < ballots.columns; ++i) {
            ballots.sums[cell * ballots.columns + i] = {};
        }
        const auto first = static_cast<std::ptrdiff_t>(cell * ballots.wanted.size());
        std::fill_n(ballots.products.begin() + first, ballots.wanted.size(), 0);
        const auto pair = static_cast<std::ptrdiff_t>(cell * ballots.sharing.size());
        std::fill_n(ballots.both.begin() + pair, ballots.sharing.size(), 0);
    }
    if (removed == 0) return no_record(stratum);
    return data;
}

std::vector<Difference> differences(const Outcome& before, const Outcome& after) {
    // Mostly both have the same nodes at the same places: only where they do not, ids are looked
    // up.
    const std::size_t both = std::min(before.nodes.size(), after.nodes.size());
    std::size_t same = 0;
    while (same < both && before.nodes[same].id == after.nodes[same].id) ++same;
    std::unordered_map<std::string_view, const Node*> later;
    later.reserve(after.nodes.size() - same);
    for (const Node& node : std::span{after.nodes}.subspan(same)) later.emplace(node.id, &node);
    std::vector<Difference> all;
    for (std::size_t i = 0; i < before.nodes.size(); ++i) {
        const Node& node = before.nodes[i];
        std::optional<Rational> value;
        if (i < same) {
            value = after.nodes[i].value;
        } else if (const auto found = later.find(node.id); found != later.end()) {
            value = found->second->value;
            later.erase(found);
        }
        if (value != node.value) all.push_back({node.id, node.value, std::move(value)});
    }
    for (const Node& node : std::span{after.nodes}.subspan(same)) {
        if (later.contains(node.id) && node.value) all.push_back({node.id, {}, node.value});
    }
    return all;
}

}  // namespace pingyi::scoring
