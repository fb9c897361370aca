#include "modules/rounds/results_compare.hpp"

#include <cstdlib>
#include <map>
#include <set>
#include <string_view>

namespace pingyi::rounds {
namespace {

using scoring::Node;
using scoring::Outcome;

using NodesById = std::map<std::string_view, const Node*>;

NodesById nodes_of(const Outcome& outcome) {
    NodesById all;
    for (const Node& node : outcome.nodes) all.emplace(node.id, &node);
    return all;
}

const Node* find(const NodesById& nodes, std::string_view id) {
    const auto found = nodes.find(id);
    return found == nodes.end() ? nullptr : found->second;
}

bool is_of_ballots(const Node& node) {
    return node.formula == scoring::Formula::mean || node.formula == scoring::Formula::share ||
           node.formula == scoring::Formula::ratio;
}

/// Lines of the scheme in words that only `of` has, in their order.
std::vector<scoring::Words> lines_only_in(const scoring::Scheme& of, const scoring::Scheme& other) {
    std::set<std::string> known;
    for (const scoring::Line& line : scoring::outline(other)) known.insert(line.words.zh);
    std::vector<scoring::Words> lines;
    for (scoring::Line& line : scoring::outline(of)) {
        if (known.contains(line.words.zh) || lines.size() >= rules_max) continue;
        lines.push_back(std::move(line.words));
    }
    return lines;
}

class Comparing {
public:
    Comparing(const Side& before, const Side& after)
        : before_{*before.loaded},
          after_{*after.loaded},
          nodes_before_{nodes_of(before_.outcome)},
          nodes_after_{nodes_of(after_.outcome)},
          is_one_round_{before.round.id == after.round.id} {}

    Comparison run() {
        Comparison made;
        made.rules_before = lines_only_in(before_.scheme, after_.scheme);
        made.rules_after = lines_only_in(after_.scheme, before_.scheme);
        for (scoring::Difference& one : scoring::differences(before_.outcome, after_.outcome)) {
            const std::string unit = one.id.substr(0, one.id.find('/'));
            differences_[unit].push_back(std::move(one));
        }
        for (const scoring::UnitResult& result : before_.outcome.units) {
            const scoring::Unit& unit = before_.data.units[result.unit];
            const scoring::UnitResult* other = after_.unit(unit.code);
            if (other == nullptr) {
                made.only_before.push_back({unit.code, unit.words});
            } else {
                add(made, {unit.code, after_.data.units[other->unit].words, &result, other});
            }
        }
        for (const scoring::UnitResult& result : after_.outcome.units) {
            const scoring::Unit& unit = after_.data.units[result.unit];
            if (before_.unit(unit.code) == nullptr) {
                made.only_after.push_back({unit.code, unit.words});
            }
        }
        return made;
    }

private:
    void add(Comparison& made, ChangedUnit unit) const {
        const auto found = differences_.find(unit.code);
        const bool is_same = found == differences_.end() && unit.before->band == unit.after->band &&
                             unit.before->standing == unit.after->standing &&
                             unit.before->ranks.best == unit.after->ranks.best &&
                             unit.before->ranks.worst == unit.after->ranks.worst;
        if (is_same) {
            ++made.unchanged;
            return;
        }
        if (found != differences_.end()) {
            unit.is_hidden = is_told_apart(found->second);
            if (!unit.is_hidden) add_nodes(unit, found->second);
        }
        made.changed.push_back(std::move(unit));
    }

    void add_nodes(ChangedUnit& unit, const std::vector<scoring::Difference>& all) const {
        for (const scoring::Difference& one : all) {
            if (unit.nodes.size() >= nodes_max) {
                ++unit.more_nodes;
                continue;
            }
            const Node* const old_one = find(nodes_before_, one.id);
            const Node* const new_one = find(nodes_after_, one.id);
            unit.nodes.push_back(
                {(new_one != nullptr ? new_one : old_one)->words, one.before, one.after});
        }
    }

    /// Within one round: a number changed with fewer ballots than a cell must have.
    [[nodiscard]] bool is_told_apart(const std::vector<scoring::Difference>& all) const {
        if (!is_one_round_) return false;
        const std::int64_t least = after_.scheme.publication.cell_min;
        for (const scoring::Difference& one : all) {
            const Node* const old_one = find(nodes_before_, one.id);
            const Node* const new_one = find(nodes_after_, one.id);
            if (old_one == nullptr || new_one == nullptr || !is_of_ballots(*new_one)) continue;
            if (!old_one->counts || !new_one->counts) continue;
            if (std::abs(old_one->counts->valid - new_one->counts->valid) < least) return true;
        }
        return false;
    }

    const Loaded& before_;
    const Loaded& after_;
    const NodesById nodes_before_;
    const NodesById nodes_after_;
    const bool is_one_round_;
    std::map<std::string, std::vector<scoring::Difference>, std::less<>> differences_;
};

}  // namespace

Comparison compare(const Side& before, const Side& after) {
    return Comparing{before, after}.run();
}

}  // namespace pingyi::rounds
