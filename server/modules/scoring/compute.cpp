// From a scheme and its data to the result of every unit.
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "kernel/intervals.hpp"
#include "modules/scoring/bands.hpp"
#include "modules/scoring/leaves.hpp"
#include "modules/scoring/lookup.hpp"
#include "modules/scoring/result.hpp"
#include "modules/scoring/tree.hpp"

namespace pingyi::scoring {
namespace {

/// Points for a place: from the first down, else from the last up.
Rational bonus_for(const RankBonus& bonus, std::int64_t rank, std::int64_t of) {
    const auto at = static_cast<std::size_t>(rank - 1);
    if (at < bonus.first.size()) return exact(bonus.first[at]);
    const auto from_last = static_cast<std::size_t>(of - rank);
    if (from_last < bonus.last.size()) return exact(bonus.last[from_last]);
    return 0;
}

std::string evidence_of(const Incident& incident) {
    return "events.csv#" + incident.id;
}

/// From the leaves up.
class Computer {
public:
    Computer(const Scheme& scheme, const Data& data, Errors& errors, Graph& graph,
             const Leaves& leaves)
        : scheme_{scheme}, data_{data}, errors_{errors}, graph_{graph}, leaves_{leaves} {}

    Outcome run() {
        Outcome outcome;
        for (std::size_t unit = 0; unit < data_.units.size(); ++unit) {
            outcome.units.push_back(scored(unit));
        }
        withhold(outcome.units);
        for (const UnitClass& of : scheme_.classes) {
            if (of.is_ranked) rank(outcome.units, of);
        }
        for (UnitResult& result : outcome.units) conclude(result);
        outcome.scheme_hash = scheme_hash(scheme_);
        outcome.files = data_.files;
        outcome.estimated = {leaves_.groups(), errors_.covariances(), errors_.pairs()};
        outcome.nodes = graph_.take();
        return outcome;
    }

private:
    [[nodiscard]] const UnitClass& class_of(std::size_t unit) const {
        return *find_code(scheme_.classes, data_.units[unit].unit_class);
    }

    UnitResult scored(std::size_t unit) {
        UnitResult result;
        result.unit = unit;
        const PartOf index = aggregated(scheme_.index, unit, data_, leaves_, graph_);
        result.score = add_score(unit, index.node, index.part == Part::present);
        const Node& node = graph_.node(result.score);
        result.value = node.value;
        const Node& only = graph_.node(index.node);
        if (node.inputs.size() == 1 && only.interval && node.value == only.value) {
            result.interval = only.interval;  // the score is that share
        } else if (node.error && node.df > 0) {
            result.interval = interval_on_scale(node, only);
        }
        if (node.counts) result.ballots = node.counts->valid;
        const bool has_few = node.counts && result.ballots < scheme_.publication.ballots_min;
        if (has_few) {
            result.withheld = Withheld::few_ballots;
        } else if (leaves_.has_small_cell(unit)) {
            result.withheld = Withheld::small_cell;
        }
        const auto named = std::ranges::lower_bound(data_.named, unit, {}, &NamedOnly::unit);
        if (named != data_.named.end() && named->unit == unit) {
            result.withheld = named->why;
            result.ballots = named->ballots;
        }
        result.standing = Standing::ranked;
        if (!class_of(unit).is_ranked) result.standing = Standing::class_not_ranked;
        if (!result.value) result.standing = Standing::no_score;
        for (const Veto& veto : scheme_.vetoes) {
            if (!has_incident(unit, veto.event)) continue;
            result.vetoes.push_back(veto.code);
            if (veto.effect == VetoEffect::not_ranked) result.standing = Standing::veto;
        }
        return result;
    }

    /// Cut where no score can be: bonuses and deductions apart, an index lies in 0 to 100.
    [[nodiscard]] std::optional<Interval> interval_on_scale(const Node& score,
                                                            const Node& index) const {
        constexpr int top = 100;
        if (*score.error == 0) return std::nullopt;  // all alike: says nothing of the next
        const Interval of = interval_of(as_double(*score.value), *score.error, score.df);
        const Rational more = *score.value - *index.value;
        const double low = as_double(within_limits(std::min(more, *score.value)));
        const double high = as_double(within_limits(std::max<Rational>(more + top, *score.value)));
        return Interval{std::max(of.low, low), std::min(of.high, high)};
    }

    [[nodiscard]] bool has_median(std::size_t at) const {
        const Node& node = graph_.node(at);
        return node.formula == Formula::median ||
               std::ranges::any_of(node.inputs,
                                   [&](const Input& input) { return has_median(input.node); });
    }

    /// A median of the class may be the very number that another unit must not show.
    void withhold(std::vector<UnitResult>& results) const {
        std::set<std::string_view> classes;
        for (const UnitResult& result : results) {
            if (result.withheld != Withheld::none) {
                classes.insert(data_.units[result.unit].unit_class);
            }
        }
        for (UnitResult& result : results) {
            const bool is_beside = classes.contains(data_.units[result.unit].unit_class);
            if (result.withheld == Withheld::none && is_beside && has_median(result.score)) {
                result.withheld = Withheld::small_cell;
            }
            if (result.withheld != Withheld::none && result.standing == Standing::ranked) {
                result.standing = Standing::withheld;
            }
            if (!class_of(result.unit).is_published) {
                result.withheld = Withheld::class_not_published;
            }
        }
    }

    [[nodiscard]] bool has_incident(std::size_t unit, std::string_view kind) const {
        return std::ranges::find(incidents_of(unit), kind, &Incident::kind) !=
               incidents_of(unit).end();
    }

    [[nodiscard]] std::span<const Incident> incidents_of(std::size_t unit) const {
        return std::ranges::equal_range(data_.incidents, unit, {}, &Incident::unit);
    }

    std::size_t add_score(std::size_t unit, std::size_t index, bool is_present) {
        Node node;
        node.id = data_.units[unit].code + "/score";
        node.words = scheme_.title;
        node.formula = Formula::score;
        node.counts = graph_.node(index).counts;
        node.inputs.push_back({index, 1});
        if (!is_present) {
            node.gap = Gap::absent;
            return graph_.add(std::move(node), {});
        }
        Rational value = *graph_.node(index).value;
        for (const RankBonus& bonus : scheme_.bonuses) {
            const std::size_t at = add_bonus(unit, bonus);
            value += graph_.node(at).value.value_or(0);
            node.inputs.push_back({at, 1});
        }
        for (const std::size_t at : add_deductions(unit)) {
            value -= *graph_.node(at).value;
            node.inputs.push_back({at, -1});
        }
        node.value = within_limits(value);
        const Node& whole = graph_.node(index);
        if (whole.range) {
            const Rational more = value - *whole.value;
            node.range = Range{within_limits(whole.range->low + more),
                               within_limits(whole.range->high + more)};
        }
        const bool is_clipped = *node.value != value;
        if (!is_clipped) return graph_.add_like(std::move(node), index);
        node.parameters["clipped"] = "yes";
        Grounds grounds;
        add_grounds(grounds, graph_.grounds(index), 1, false);
        return graph_.add(std::move(node), std::move(grounds));
    }

    [[nodiscard]] Rational within_limits(Rational value) const {
        if (scheme_.floor) value = std::max(value, exact(*scheme_.floor));
        if (scheme_.ceiling) value = std::min(value, exact(*scheme_.ceiling));
        return value;
    }

    std::size_t add_bonus(std::size_t unit, const RankBonus& bonus) {
        const Values& values = data_.values.find(bonus.measure)->second;
        const Reading& rank = values.find("rank")->second[unit];
        const Reading& of = values.find("of")->second[unit];
        Node node;
        node.id = data_.units[unit].code + "/" + bonus.code;
        node.words = bonus.words;
        node.formula = Formula::rank_bonus;
        node.evidence = bonus.measure + ".csv#rank";
        node.gap = rank.gap;
        if (rank.gap == Gap::none && of.gap == Gap::none) {
            node.parameters = {{"rank", rank.value.text()}, {"of", of.value.text()}};
            node.value = bonus_for(bonus, rank.value.mantissa(), of.value.mantissa());
        }
        return graph_.add(std::move(node), {});
    }

    /// One event counts once in a group of deductions: in the one that takes most.
    std::vector<std::size_t> add_deductions(std::size_t unit) {
        std::vector<std::size_t> nodes;
        for (const Deduction& deduction : scheme_.deductions) {
            Node node;
            node.id = data_.units[unit].code + "/" + deduction.code;
            node.words = deduction.words;
            node.formula = Formula::deduction;
            Rational sum;
            std::int64_t times = 0;
            const bool is_taken = is_taken_elsewhere(deduction);
            for (const Incident& incident : incidents_of(unit)) {
                if (is_taken || incident.kind != deduction.event) continue;
                sum += exact(deduction.points);
                ++times;
                node.evidence += (node.evidence.empty() ? "" : " ") + evidence_of(incident);
            }
            node.parameters = {{"points", deduction.points.text()},
                               {"times", std::to_string(times)}};
            if (deduction.cap) {
                node.parameters["cap"] = deduction.cap->text();
                sum = std::min(sum, exact(*deduction.cap));
            }
            node.value = sum;
            nodes.push_back(graph_.add(std::move(node), {}));
        }
        return nodes;
    }

    /// Another deduction of the same group takes more for the same kind of event.
    [[nodiscard]] bool is_taken_elsewhere(const Deduction& of) const {
        if (!of.once) return false;
        for (const Deduction& other : scheme_.deductions) {
            if (&other == &of || other.once != of.once || other.event != of.event) continue;
            if (other.points > of.points || (other.points == of.points && &other < &of)) {
                return true;
            }
        }
        return false;
    }

    void rank(std::vector<UnitResult>& results, const UnitClass& of) {
        std::vector<UnitResult*> ranked;
        std::vector<Rational> values;
        std::vector<UnitError> errors;
        std::vector<bool> are_known;
        std::vector<std::int64_t> df;
        for (UnitResult& result : results) {
            const bool is_of_class = data_.units[result.unit].unit_class == of.code;
            if (!is_of_class || result.standing != Standing::ranked) continue;
            const Node& node = graph_.node(result.score);
            ranked.push_back(&result);
            values.push_back(*result.value);
            df.push_back(node.df);
            are_known.push_back(node.doubt != Doubt::opt_in && node.doubt != Doubt::not_estimable);
            errors.push_back(errors_.of_unit(result.unit, graph_.grounds(result.score).pulls,
                                             node.error.value_or(0)));
        }
        const auto variance = [&](std::size_t i, std::size_t j) -> std::optional<double> {
            if (!are_known[i] || !are_known[j]) return std::nullopt;
            return errors_.variance_between(errors[i], errors[j]);
        };
        const auto sets = rank_sets(values, variance, df);
        for (std::size_t i = 0; i < ranked.size(); ++i) {
            ranked[i]->ranks = sets[i];
            ranked[i]->of = static_cast<int>(ranked.size());
            ranked[i]->worse = static_cast<int>(std::ranges::count_if(
                sets, [&](const RankSet& other) { return other.rank > sets[i].rank; }));
        }
    }

    void conclude(UnitResult& result) const {
        if (!result.value) return;
        const bool is_ranked = result.standing == Standing::ranked;
        auto band = is_ranked ? band_of(scheme_, *result.value, result.ranks.rank, result.of)
                              : band_of(scheme_, *result.value);
        if (band) result.false_votes = fewest_false_votes(result, scheme_.bands[*band]);
        band = band_for(scheme_, result, *result.value);
        if (band) result.band = scheme_.bands[*band].code;
        result.sanctions = sanctions_of(scheme_, result, graph_.node(result.score).doubt, band);
    }

    /// How far the score may move before it leaves the band; nothing where the band has no end.
    struct Room {
        std::optional<Rational> down;
        std::optional<Rational> up;
        bool includes_down = true;
        bool includes_up = false;
    };
    static Room room_of(const Band& band, const Rational& score) {
        Room room{{}, {}, band.includes_from, band.includes_to};
        if (band.from) room.down = exact(*band.from) - score;
        if (band.to) room.up = exact(*band.to) - score;
        return room;
    }

    /// The band as a band of one estimate, all others standing still.
    static BandEdges edges_for(const Room& room, const Pull& pull) {
        const auto moved = [&](const std::optional<Rational>& way) -> std::optional<Rational> {
            if (!way) return std::nullopt;
            return pull.estimate().value + *way / pull.factor;
        };
        BandEdges edges{moved(room.down), moved(room.up), room.includes_down, room.includes_up};
        if (pull.factor < 0) {
            std::swap(edges.from, edges.to);
            std::swap(edges.includes_from, edges.includes_to);
        }
        return edges;
    }

    /// Fewer ballots than that cannot move the score so far: each moves it by one nth of what all
    /// of them can.
    static double fewest_for(const Pull& pull, double way) {
        constexpr double lost_digits = 1e-9;
        const Rational span = pull.source->highest - pull.source->lowest;
        const double step = std::abs(as_double(pull.factor) * as_double(span)) /
                            static_cast<double>(pull.counts().valid);
        return way / step * (1 - lost_digits);
    }

    [[nodiscard]] std::optional<std::int64_t> fewest_false_votes(const UnitResult& result,
                                                                 const Band& band) const {
        std::optional<std::int64_t> fewest;
        const Grounds& grounds = graph_.grounds(result.score);
        if (grounds.has_opt_in) return std::nullopt;
        const Room room = room_of(band, *result.value);
        double way = std::numeric_limits<double>::infinity();
        for (const auto& end : {room.down, room.up}) {
            if (end) way = std::min(way, std::abs(as_double(*end)));
        }
        for (const Pull& pull : grounds.pulls) {
            const SourceEstimates& source = *pull.source;
            const bool is_weighed = scheme_.measures[source.measure].has_weights;
            const std::int64_t valid = pull.counts().valid;
            // What one false ballot of a ratio or with a weight does has no bound.
            const bool has_bound = !is_weighed && source.lowest <= source.highest;
            if (!pull.is_linear || !has_bound) return std::nullopt;
            if (source.lowest == source.highest || valid == 0) continue;
            if (fewest_for(pull, way) > static_cast<double>(fewest.value_or(valid))) continue;
            const Rational sum = pull.estimate().value * valid;
            const FalseVotes of = pingyi::false_votes({valid, sum, source.lowest, source.highest},
                                                      edges_for(room, pull));
            for (const auto number : {of.added(), of.changed()}) {
                if (number) fewest = std::min(fewest.value_or(*number), *number);
            }
        }
        return fewest;
    }

    const Scheme& scheme_;
    const Data& data_;
    Errors& errors_;
    Graph& graph_;
    const Leaves& leaves_;
};

}  // namespace

/// Whatever does not depend on the weights of indicators, and not on events.
struct Loaded::Base {
    Base(const Scheme& scheme, const Data& data)
        : errors{scheme, data}, graph{scheme, errors}, leaves{scheme, data, errors, graph} {
        leaves.add_all(scheme.index);
    }
    Errors errors;
    Graph graph;
    Leaves leaves;
};

Outcome compute(const Scheme& scheme, const Data& data) {
    Loaded::Base base{scheme, data};
    return Computer{scheme, data, base.errors, base.graph, base.leaves}.run();
}

Loaded::Loaded(const Scheme& scheme, const Data& data)
    : base_{std::make_unique<Base>(scheme, data)} {
    Errors errors{scheme, data, &base_->errors};
    Graph graph{scheme, errors, &base_->graph};
    outcome_ = Computer{scheme, data, errors, graph, base_->leaves}.run();
    base_->errors.learn(std::move(errors));
}

Loaded::~Loaded() = default;

Outcome Loaded::with(const Scheme& scheme, const Data& data) const {
    Errors errors{scheme, data, &base_->errors};
    Graph graph{scheme, errors, &base_->graph};
    return Computer{scheme, data, errors, graph, base_->leaves}.run();
}

}  // namespace pingyi::scoring
