// Reads a whole scheme from YAML: every section with the place of what stands in it.
#include <algorithm>
#include <tuple>

#include "kernel/stable_order.hpp"
#include "modules/scoring/findings.hpp"
#include "modules/scoring/scheme_yaml_index.hpp"

namespace pingyi::scoring {
namespace {

constexpr std::int64_t version_max = 1'000'000;
constexpr std::int64_t minimum_max = 1'000'000;
constexpr int places_max = 6;
constexpr int rounds_max = 20;
constexpr int working_days_max = 250;  // a year
constexpr int last_max = 10'000;
/// Stands for every class in a table of weights.
constexpr std::string_view every_class = "all";

enum class CountsAs : std::uint8_t { satisfied, valid, abstention, invalid, silent };
constexpr std::array<std::string_view, 5> counts_as_names{"satisfied", "valid", "abstention",
                                                          "invalid", "silent"};
constexpr std::array<std::string_view, 2> veto_names{"not_ranked", "band"};
constexpr std::array<std::string_view, 1> tie_names{"same_rank"};

Option option_of(Fields& from) {
    Option option;
    option.mark = from.mark();
    option.code = from.cell("code");
    option.words = from.words();
    const auto counts_as = from.word<CountsAs>("counts_as", counts_as_names);
    option.is_satisfied = counts_as == CountsAs::satisfied;
    option.is_abstention = counts_as == CountsAs::abstention;
    option.is_silent = counts_as == CountsAs::silent;
    option.is_valid = option.is_satisfied || counts_as == CountsAs::valid;
    if (option.is_valid) {
        option.points = from.decimal("points");
    } else if (from.decimal_if("points")) {
        from.scalars().complain(from.mark_of("points"), "scoring.points_without_effect",
                                option.code);
    }
    return option;
}

Scale scale_of(Fields& from) {
    Scale scale;
    scale.mark = from.mark();
    scale.code = from.code();
    from.each_needed(
        "options", [&](Fields& option) { scale.options.push_back(option_of(option)); },
        ListLimits::small);
    return scale;
}

UnitClass class_of(Fields& from) {
    UnitClass one;
    one.mark = from.mark();
    one.code = from.cell("code");
    one.words = from.words();
    one.is_ranked = from.yes_no("ranked");
    one.is_published = from.yes_no("published");
    if (one.code == every_class) {
        from.scalars().complain(from.mark(), "scoring.class_called_all", one.code);
    }
    return one;
}

/// A list in the order of the strata, or stratum: number.
std::vector<Decimal> row_of(const YamlNode& node, const Strata& strata, Scalars& scalars) {
    if (node.kind != YamlNode::Kind::map) {
        std::vector<Decimal> row = scalars.decimals(node);
        if (node.kind == YamlNode::Kind::list && row.size() != strata.strata.size()) {
            scalars.complain(node.mark, "scoring.weights_miscounted", std::to_string(row.size()),
                             std::to_string(strata.strata.size()));
        }
        return row;
    }
    Fields from{node, scalars};
    std::vector<Decimal> row;
    for (const Stratum& stratum : strata.strata) row.push_back(from.decimal(stratum.code));
    from.finish();
    return row;
}

void read_weights(const YamlNode& node, Strata& strata, const std::vector<UnitClass>& classes,
                  Scalars& scalars) {
    if (node.kind != YamlNode::Kind::map) {
        scalars.complain(node.mark, "scoring.not_a_map", "weights");
        return;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const std::vector<Decimal> row = row_of(node.items[i], strata, scalars);
        const auto put = [&](const std::string& name) {
            strata.weights[name] = row;
            strata.weight_marks[name] = node.keys[i].mark;
        };
        if (node.keys[i].text != every_class) {
            put(node.keys[i].text);
        } else if (node.keys.size() > 1) {
            scalars.complain(node.keys[i].mark, "scoring.all_beside_classes");
        } else {
            for (const UnitClass& one : classes) put(one.code);
        }
    }
}

Strata strata_of(Fields& from, const std::vector<UnitClass>& classes) {
    Strata strata;
    strata.mark = from.mark();
    strata.code = from.code();
    from.each_needed(
        "groups",
        [&](Fields& group) {
            Stratum stratum;
            stratum.mark = group.mark();
            stratum.code = group.cell("code");
            stratum.words = group.words();
            stratum.merge_into = group.cell_if("merge_into");
            strata.strata.push_back(std::move(stratum));
        },
        ListLimits::small);
    if (const YamlNode* table = from.need("weights")) {
        read_weights(*table, strata, classes, from.scalars());
    }
    if (const YamlNode* empty = from.need("empty", "scoring.no_empty_rule")) {
        strata.empty = missing_rule_of(*empty, from.scalars());
        if (strata.empty.handling == Handling::class_median) {
            from.scalars().complain(empty->mark, "scoring.no_median_of_groups", strata.code);
        }
    }
    return strata;
}

Measure measure_of(Fields& from) {
    Measure measure;
    measure.mark = from.mark();
    measure.code = from.code();
    measure.words = from.words();
    measure.kind = from.word<MeasureKind>("kind", measure_kind_names);
    measure.basis = from.word<Basis>("basis", basis_names);
    measure.has_clusters = from.yes_no_if("clusters");
    measure.has_weights = from.yes_no_if("weights");
    measure.has_population = from.yes_no_if("population");
    measure.has_cluster_sizes = from.yes_no_if("cluster_sizes");
    if (measure.has_clusters) measure.lonely = from.word<LonelyCluster>("lonely", lonely_names);
    return measure;
}

RankBonus bonus_of(Fields& from) {
    RankBonus bonus;
    bonus.mark = from.mark();
    bonus.code = from.code();
    bonus.words = from.words();
    bonus.measure = from.cell("measure");
    if (const YamlNode* first = from.find("first")) bonus.first = from.scalars().decimals(*first);
    if (const YamlNode* last = from.find("last")) bonus.last = from.scalars().decimals(*last);
    if (bonus.first.empty() && bonus.last.empty()) {
        from.scalars().complain(from.mark(), "scoring.bonus_without_places", bonus.code);
    }
    return bonus;
}

Deduction deduction_of(Fields& from) {
    Deduction deduction;
    deduction.mark = from.mark();
    deduction.code = from.code();
    deduction.words = from.words();
    deduction.event = from.cell("event");
    deduction.points = from.decimal("points");
    deduction.cap = from.decimal_if("cap");
    deduction.once = from.cell_if("once");
    return deduction;
}

Veto veto_of(Fields& from) {
    Veto veto;
    veto.mark = from.mark();
    veto.code = from.code();
    veto.words = from.words();
    veto.event = from.cell("event");
    veto.effect = from.word<VetoEffect>("effect", veto_names);
    if (veto.effect == VetoEffect::band) veto.band = from.cell("band");
    return veto;
}

/// `from` includes its number and `above` does not; `to` does and `below` does not.
Band band_of(Fields& from) {
    Band band;
    band.mark = from.mark();
    band.code = from.code();
    band.words = from.words();
    band.from = from.decimal_if("from");
    const auto above = from.decimal_if("above");
    const auto below = from.decimal_if("below");
    band.to = from.decimal_if("to");
    if ((band.from && above) || (band.to && below)) {
        from.scalars().complain(from.mark(), "scoring.band_with_two_ends", band.code);
    }
    band.includes_from = !above;
    if (above) band.from = above;
    band.includes_to = band.to.has_value();
    if (below) band.to = below;
    if (const YamlNode* share = from.find("top_share")) {
        band.top_share = from.scalars().decimal(*share, 0, 1);
    }
    return band;
}

Sanction sanction_of(Fields& from) {
    Sanction sanction;
    sanction.mark = from.mark();
    sanction.code = from.code();
    sanction.words = from.words();
    sanction.band = from.cell_if("band");
    if (const auto last = from.whole_if("last", 1, last_max)) {
        sanction.last = static_cast<int>(*last);
    }
    sanction.rounds = static_cast<int>(from.whole("rounds", 1, rounds_max));
    sanction.needs_separation = from.yes_no("needs_separation");
    if (const auto days = from.whole_if("working_days", 1, working_days_max)) {
        sanction.working_days = static_cast<int>(*days);
    }
    if (!sanction.band && !sanction.last) {
        from.scalars().complain(from.mark(), "scoring.sanction_without_place", sanction.code);
    }
    return sanction;
}

void read_head(Scheme& scheme, Fields& from) {
    scheme.code = from.code();
    scheme.version = from.whole("version", 1, version_max);
    if (const YamlNode* title = from.need("title")) {
        scheme.title_mark = title->mark;
        Fields words{*title, from.scalars()};
        scheme.title = words.words();
        words.finish();
    }
    if (const YamlNode* source = from.need("source")) {
        scheme.source = from.scalars().line(*source, TextLimits::note);
    }
    from.each("choices", [&](Fields& choice) {
        scheme.choices.push_back(
            {choice.cell("what"), choice.words(TextLimits::note, TextLimits::note), choice.mark()});
    });
}

void read_parts(Scheme& scheme, Fields& from) {
    from.each("scales", [&](Fields& scale) { scheme.scales.push_back(scale_of(scale)); });
    from.each_needed(
        "classes", [&](Fields& one) { scheme.classes.push_back(class_of(one)); },
        ListLimits::small);
    from.each("strata",
              [&](Fields& strata) { scheme.strata.push_back(strata_of(strata, scheme.classes)); });
    from.each_needed("measures",
                     [&](Fields& measure) { scheme.measures.push_back(measure_of(measure)); });
    if (const YamlNode* index = from.need("index")) scheme.index = index_of(*index, from.scalars());
    scheme.floor = from.decimal_if("floor");
    scheme.ceiling = from.decimal_if("ceiling");
}

void read_adjustments(Scheme& scheme, Fields& from) {
    from.each("rank_bonuses", [&](Fields& bonus) { scheme.bonuses.push_back(bonus_of(bonus)); });
    from.each("events", [&](Fields& event) {
        scheme.events.push_back({event.cell("code"), event.words(), event.mark()});
    });
    from.each("deductions",
              [&](Fields& deduction) { scheme.deductions.push_back(deduction_of(deduction)); });
    from.each("vetoes", [&](Fields& veto) { scheme.vetoes.push_back(veto_of(veto)); });
    from.each("bands", [&](Fields& band) { scheme.bands.push_back(band_of(band)); });
    sort_stably(scheme.bands, [](const Band& band) {
        return std::tuple{band.from.has_value(), band.from.value_or(Decimal{}), !band.includes_from,
                          band.top_share.has_value()};
    });
    from.each("sanctions",
              [&](Fields& sanction) { scheme.sanctions.push_back(sanction_of(sanction)); });
}

void read_rules(Scheme& scheme, Fields& from) {
    Scalars& scalars = from.scalars();
    if (const YamlNode* node = from.need("publication", "scoring.no_publication")) {
        Fields rule{*node, scalars};
        scheme.publication.mark = rule.mark();
        scheme.publication.ballots_min = rule.whole("ballots_min", 0, minimum_max);
        scheme.publication.cell_min = rule.whole("cell_min", 0, minimum_max);
        rule.finish();
    }
    if (const YamlNode* node = from.need("rounding", "scoring.no_rounding")) {
        Fields rule{*node, scalars};
        scheme.rounding.mark = rule.mark();
        scheme.rounding.places = static_cast<int>(rule.whole("places", 0, places_max));
        rule.finish();
    }
    if (const YamlNode* node = from.need("ties", "scoring.no_tie_rule")) {
        scheme.ties = {static_cast<Ties>(scalars.word(*node, tie_names)), node->mark};
    }
}

}  // namespace

Parsed parse(std::string_view yaml) {
    YamlTree tree = tree_of(yaml);
    Parsed parsed{std::nullopt, std::move(tree.findings)};
    if (!tree.root) return parsed;
    Scalars scalars{parsed.findings};
    Fields from{*tree.root, scalars};
    Scheme scheme;
    if (tree.root->kind == YamlNode::Kind::map) {
        read_head(scheme, from);
        read_parts(scheme, from);
        read_adjustments(scheme, from);
        read_rules(scheme, from);
        from.finish();
    }
    if (parsed.findings.empty()) {
        parsed.scheme = std::move(scheme);
        return parsed;
    }
    parsed.findings = in_order(std::move(parsed.findings));
    return parsed;
}

}  // namespace pingyi::scoring
