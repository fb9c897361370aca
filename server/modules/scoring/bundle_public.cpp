// What may be published of a result. A unit is shown whole or not at all: nothing of it is left
// that could be subtracted from something else.
#include <array>
#include <set>

#include "modules/scoring/bundle.hpp"
#include "modules/scoring/data_tables.hpp"
#include "modules/scoring/groups.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::scoring {
namespace {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

class Projection {
public:
    Projection(const Scheme& scheme, const Data& data, const Outcome& outcome)
        : scheme_{scheme}, data_{data}, outcome_{outcome} {}

    Published run() {
        to_.outcome.is_public = true;
        to_.outcome.scheme_hash = outcome_.scheme_hash;
        nodes_.assign(outcome_.nodes.size(), nowhere);
        units_.assign(data_.units.size(), nowhere);
        for (const UnitResult& result : outcome_.units) {
            if (result.withheld == Withheld::class_not_published) continue;
            units_[result.unit] = to_.data.units.size();
            to_.data.units.push_back(data_.units[result.unit]);
        }
        for (const UnitResult& result : outcome_.units) {
            if (units_[result.unit] != nowhere) add(result);
        }
        add_values();
        add_incidents();
        add_estimates();
        write_units();
        for (const auto& [name, text] : to_.tables) {
            to_.data.files.push_back({name, crypto::hex(crypto::sha256(text))});
        }
        to_.outcome.files = to_.data.files;
        return std::move(to_);
    }

private:
    [[nodiscard]] bool is_shown(std::size_t unit) const {
        return outcome_.units[unit].withheld == Withheld::none;
    }

    void add(const UnitResult& result) {
        UnitResult shown;
        if (result.withheld == Withheld::none) {
            shown = result;
            shown.score = add_node(result.score);
        } else {
            shown = named_only(result);
        }
        shown.unit = units_[result.unit];
        if (shown.withheld != Withheld::none) {
            to_.data.named.push_back({shown.unit, shown.withheld, shown.ballots});
        }
        to_.outcome.units.push_back(std::move(shown));
    }

    /// The unit without a number; how few its ballots are only where that is no small cell.
    UnitResult named_only(const UnitResult& result) {
        UnitResult shown;
        shown.withheld = result.withheld;
        shown.standing = Standing::withheld;
        shown.score = to_.outcome.nodes.size();
        const bool may_count = result.withheld == Withheld::few_ballots &&
                               result.ballots >= scheme_.publication.cell_min;
        if (may_count) shown.ballots = result.ballots;
        Node node;
        node.id = outcome_.nodes[result.score].id;
        node.words = outcome_.nodes[result.score].words;
        node.formula = Formula::score;
        node.gap = Gap::withheld;
        to_.outcome.nodes.push_back(std::move(node));
        return shown;
    }

    /// A node after all that stands below it.
    std::size_t add_node(std::size_t from) {
        if (nodes_[from] != nowhere) return nodes_[from];
        Node node = outcome_.nodes[from];
        for (Input& input : node.inputs) input.node = add_node(input.node);
        if (node.counts) {
            node.counts->abstained = 0;
            node.counts->silent = 0;
            node.counts->invalid = 0;
            if (node.formula != Formula::share) node.counts->satisfied = 0;
        }
        nodes_[from] = to_.outcome.nodes.size();
        to_.outcome.nodes.push_back(std::move(node));
        return nodes_[from];
    }

    static std::string text_of(const Reading& reading) {
        switch (reading.gap) {
            case Gap::none: return reading.value.text();
            case Gap::not_applicable: return "n/a";
            case Gap::not_reported: return "not_reported";
            case Gap::absent:
            case Gap::withheld: break;
        }
        return {};
    }

    void add_values() {
        for (const auto& [measure, table] : data_.values) {
            Values& values = to_.data.values[measure];
            std::vector<csv::Column> columns{csv::Column{"unit"}};
            for (const auto& [column, readings] : table) {
                columns.push_back(csv::Column{column});
                values[column].resize(to_.data.units.size());
            }
            csv::Writer writer{columns};
            for (std::size_t unit = 0; unit < units_.size(); ++unit) {
                if (!is_shown(unit)) continue;
                writer.cell(data_.units[unit].code);
                for (const auto& [column, readings] : table) {
                    values[column][units_[unit]] = readings[unit];
                    writer.cell(text_of(readings[unit]));
                }
                writer.end_row();
            }
            to_.tables[measure + ".csv"] = writer.str();
        }
    }

    void add_incidents() {
        constexpr std::array columns{csv::Column{"id"}, csv::Column{"unit"}, csv::Column{"event"},
                                     csv::Column{"day"}, csv::Column{"evidence"}};
        csv::Writer writer{columns};
        for (const Incident& incident : data_.incidents) {
            if (!is_shown(incident.unit)) continue;
            writer.cell(incident.id).cell(data_.units[incident.unit].code).cell(incident.kind);
            writer.cell(incident.day).cell(incident.evidence).end_row();
            to_.data.incidents.push_back(incident);
            to_.data.incidents.back().unit = units_[incident.unit];
        }
        to_.tables["events.csv"] = writer.str();
    }

    /// What was taken from the ballots of units that are shown; they have no small cell.
    void add_estimates() {
        const Estimated& from = outcome_.estimated;
        Estimated& to = to_.data.estimated.emplace();
        std::set<std::string_view> rates;
        for (const Indicator* leaf : leaves_with_ballots(scheme_)) {
            if (leaf->source->statistic == Statistic::rate) rates.insert(leaf->code);
        }
        for (const auto& [indicator, groups] : from.groups) {
            for (const Group& group : groups) {
                if (!is_shown(group.unit)) continue;
                Group& shown = to.groups[indicator].emplace_back(group);
                shown.unit = units_[group.unit];
                if (!rates.contains(indicator)) shown.satisfied = 0;
            }
        }
        for (const Covariance& of : from.covariances) {
            if (!is_shown(of.unit)) continue;
            to.covariances.push_back(of);
            to.covariances.back().unit = units_[of.unit];
        }
        for (const PairVariance& of : from.pairs) {
            if (!is_shown(of.unit) || !is_shown(of.other)) continue;
            to.pairs.push_back({units_[of.unit], units_[of.other], of.variance});
        }
        for (const Measure& measure : scheme_.measures) {
            if (measure.kind == MeasureKind::values) continue;
            to_.data.answers[measure.code].layout =
                layout_of(scheme_, measure, to_.data.units, true);
        }
        to_.outcome.estimated = to;
        to_.tables.merge(tables_of(scheme_, to_.data.units, to, to_.data.named));
    }

    void write_units() {
        constexpr std::array columns{csv::Column{"unit"}, csv::Column{"class"}, csv::Column{"zh"},
                                     csv::Column{"en"}};
        csv::Writer writer{columns};
        for (const Unit& unit : to_.data.units) {
            writer.cell(unit.code).cell(unit.unit_class).cell(unit.words.zh).cell(unit.words.en);
            writer.end_row();
        }
        to_.tables["units.csv"] = writer.str();
    }

    const Scheme& scheme_;
    const Data& data_;
    const Outcome& outcome_;
    std::vector<std::size_t> nodes_;  // where a node of the result is in what is published
    std::vector<std::size_t> units_;
    Published to_;
};

}  // namespace

Published published(const Scheme& scheme, const Data& data, const Outcome& outcome) {
    return Projection{scheme, data, outcome}.run();
}

}  // namespace pingyi::scoring
