// Recomputes the numbers of a published result from those below them, the scheme and the tables.
#include <algorithm>

#include "modules/scoring/bands.hpp"
#include "modules/scoring/bundle.hpp"
#include "modules/scoring/lookup.hpp"

namespace pingyi::scoring {
namespace {

Result<> differs(const std::string& what) {
    return fail(ErrorKind::invalid_input, "scoring.number_differs", what);
}

void collect(const Indicator& indicator, std::map<std::string, const Indicator*>& all) {
    all[indicator.code] = &indicator;
    for (const Indicator& part : indicator.parts) collect(part, all);
}

class Rechecking {
public:
    Rechecking(const Scheme& scheme, const Data& data, const Outcome& outcome)
        : scheme_{scheme}, data_{data}, outcome_{outcome} {
        collect(scheme.index, indicators_);
    }

    Result<> run() {
        for (const UnitResult& result : outcome_.units) {
            if (result.withheld != Withheld::none) continue;
            unit_ = &data_.units[result.unit];
            unit_index_ = result.unit;
            CHECK_OK(check(result.score));
            CHECK_OK(check(result));
        }
        return {};
    }

private:
    /// All below a node, then the node.
    Result<> check(std::size_t at) {
        const Node& node = outcome_.nodes[at];
        for (const Input& input : node.inputs) CHECK_OK(check(input.node));
        if (!node.id.starts_with(unit_->code + "/") || !has_lawful_weights(node)) {
            return differs(node.id);
        }
        if (!node.value) return {};
        const auto expected = value_of(node);
        if (expected && *expected != *node.value) return differs(node.id);
        return {};
    }

    [[nodiscard]] std::string code_of(const Node& node) const {
        const std::string rest = node.id.substr(unit_->code.size() + 1);
        return rest.substr(0, rest.find('/'));
    }
    [[nodiscard]] const Indicator* indicator_of(const Node& node) const {
        const auto found = indicators_.find(code_of(node));
        return found == indicators_.end() ? nullptr : found->second;
    }

    /// Parts of the tree have the weights of the scheme.
    [[nodiscard]] bool has_lawful_weights(const Node& node) const {
        const Indicator* of = indicator_of(node);
        const bool is_of_tree =
            node.formula == Formula::arithmetic || node.formula == Formula::geometric ||
            node.formula == Formula::harmonic || node.formula == Formula::minimum;
        if (!is_of_tree) return true;
        return of != nullptr && std::ranges::all_of(node.inputs, [&](const Input& input) {
                   const auto part = std::ranges::find(
                       of->parts, code_of(outcome_.nodes[input.node]), &Indicator::code);
                   return part != of->parts.end() && exact(part->weight) == input.weight;
               });
    }

    [[nodiscard]] const Rational& value_at(const Input& input) const {
        static const Rational zero;
        const auto& value = outcome_.nodes[input.node].value;
        return value ? *value : zero;
    }

    /// What the node should be; nothing where it is taken as it is given.
    [[nodiscard]] std::optional<Rational> value_of(const Node& node) const {
        switch (node.formula) {
            case Formula::given: return given(node);
            case Formula::weighed:
            case Formula::arithmetic: return mean(node);
            case Formula::harmonic: return harmonic(node);
            case Formula::minimum: return smallest(node);
            case Formula::goalposts: return goalposts(node);
            case Formula::deduction: return deduction(node);
            case Formula::score: return score(node);
            case Formula::mean:
            case Formula::share:
            case Formula::geometric:
            case Formula::filled:
            case Formula::median:
            case Formula::rank_bonus: break;
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<Rational> given(const Node& node) const {
        const Indicator* of = indicator_of(node);
        if (of == nullptr || !of->source) return Rational{-1};
        const auto table = data_.values.find(of->source->measure);
        if (table == data_.values.end()) return Rational{-1};
        const auto column = table->second.find(of->source->column);
        if (column == table->second.end()) return Rational{-1};
        return exact(column->second[unit_index_].value);
    }
    [[nodiscard]] std::optional<Rational> mean(const Node& node) const {
        Rational sum;
        Rational weights;
        for (const Input& input : node.inputs) {
            sum += input.weight * value_at(input);
            weights += input.weight;
        }
        if (weights == 0) return std::nullopt;
        return sum / weights;
    }
    [[nodiscard]] std::optional<Rational> harmonic(const Node& node) const {
        Rational sum;
        Rational weights;
        for (const Input& input : node.inputs) {
            if (value_at(input) <= 0) return Rational{0};
            sum += input.weight / value_at(input);
            weights += input.weight;
        }
        if (sum == 0) return std::nullopt;
        return weights / sum;
    }
    [[nodiscard]] std::optional<Rational> smallest(const Node& node) const {
        std::optional<Rational> least;
        for (const Input& input : node.inputs) {
            least = std::min(least.value_or(value_at(input)), value_at(input));
        }
        return least;
    }
    [[nodiscard]] std::optional<Rational> goalposts(const Node& node) const {
        const Indicator* of = indicator_of(node);
        if (of == nullptr || !of->goalposts || node.inputs.size() != 1) return Rational{-1};
        const Rational low = exact(of->goalposts->low);
        const Rational high = exact(of->goalposts->high);
        Rational value = (value_at(node.inputs[0]) - low) * Rational{100} / Rational{high - low};
        if (of->direction == Direction::down) value = Rational{100} - value;
        return std::clamp(value, Rational{0}, Rational{100});
    }
    /// Those that no other of the same `once` takes: their number stands in the node.
    [[nodiscard]] std::optional<Rational> deduction(const Node& node) const {
        const auto of = std::ranges::find(scheme_.deductions, code_of(node), &Deduction::code);
        if (of == scheme_.deductions.end()) return Rational{-1};
        const auto happened = std::ranges::count_if(data_.incidents, [&](const Incident& one) {
            return one.unit == unit_index_ && one.kind == of->event;
        });
        const bool may_be_elsewhere = of->once && node.parameters.at("times") == "0";
        Rational sum = may_be_elsewhere ? Rational{0} : exact(of->points) * happened;
        if (of->cap) sum = std::min(sum, exact(*of->cap));
        return sum;
    }
    [[nodiscard]] std::optional<Rational> score(const Node& node) const {
        const std::size_t parts = 1 + scheme_.bonuses.size() + scheme_.deductions.size();
        if (node.inputs.size() != parts) return Rational{-1};
        Rational sum;
        for (const Input& input : node.inputs) sum += input.weight * value_at(input);
        if (scheme_.floor) sum = std::max(sum, exact(*scheme_.floor));
        if (scheme_.ceiling) sum = std::min(sum, exact(*scheme_.ceiling));
        return sum;
    }

    /// Place and band of a unit.
    [[nodiscard]] Result<> check(const UnitResult& result) const {
        if (!result.value) return {};
        const bool is_ranked = result.standing == Standing::ranked;
        if (is_ranked) {
            int better = 0;
            int of = 0;
            for (const UnitResult& other : outcome_.units) {
                const bool is_beside = other.standing == Standing::ranked && other.value &&
                                       data_.units[other.unit].unit_class == unit_->unit_class;
                of += is_beside ? 1 : 0;
                better += is_beside && *other.value > *result.value ? 1 : 0;
            }
            const RankSet& ranks = result.ranks;
            const bool is_right = ranks.rank == better + 1 && result.of == of &&
                                  ranks.best <= ranks.rank && ranks.rank <= ranks.worst;
            if (!is_right) return differs(unit_->code);
        }
        auto band = is_ranked ? band_of(scheme_, *result.value, result.ranks.rank, result.of)
                              : band_of(scheme_, *result.value);
        for (const Veto& veto : scheme_.vetoes) {
            const bool holds = std::ranges::any_of(data_.incidents, [&](const Incident& one) {
                return one.unit == result.unit && one.kind == veto.event;
            });
            if (holds != (std::ranges::find(result.vetoes, veto.code) != result.vetoes.end())) {
                return differs(unit_->code);
            }
            if (!holds || veto.effect != VetoEffect::band || !band) continue;
            const auto cap = std::ranges::find(scheme_.bands, veto.band, &Band::code);
            band = std::min(*band, static_cast<std::size_t>(cap - scheme_.bands.begin()));
        }
        if (result.band != (band ? scheme_.bands[*band].code : "")) return differs(unit_->code);
        return {};
    }

    const Scheme& scheme_;
    const Data& data_;
    const Outcome& outcome_;
    std::map<std::string, const Indicator*> indicators_;
    const Unit* unit_ = nullptr;
    std::size_t unit_index_ = 0;
};

}  // namespace

Result<> recompute(const Scheme& scheme, const Data& data, const Outcome& outcome) {
    return Rechecking{scheme, data, outcome}.run();
}

}  // namespace pingyi::scoring
