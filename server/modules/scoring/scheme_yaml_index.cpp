#include "modules/scoring/scheme_yaml_index.hpp"

#include "kernel/text.hpp"

namespace pingyi::scoring {
namespace {

constexpr std::array<std::string_view, 2> direction_names{"up", "down"};
constexpr std::int64_t points_max = 100;
/// How people write "the lowest and the highest of the round" where a number should be.
constexpr std::array<std::string_view, 15> observed_words{
    "observed", "minmax",  "min-max",  "min_max", "min",  "max",  "minimum", "maximum",
    "lowest",   "highest", "smallest", "largest", "最低", "最高", "最小最大"};
constexpr std::array<std::string_view, 3> keys_of_either{"direction", "normalise", "combine"};

/// What a part takes from the nearest node above that says it.
struct Inherited {
    std::optional<MissingRules> missing;
    std::optional<Decimal> coverage;
};

class TreeReader {
public:
    explicit TreeReader(Scalars& scalars) : scalars_{scalars} {}

    Indicator read(Fields& from, Inherited inherited, int depth) {
        Indicator indicator;
        indicator.mark = from.mark();
        indicator.code = from.code();
        indicator.words = from.words();
        indicator.unit = from.cell_if("unit").value_or("");
        indicator.weight = weight_of(from, depth);
        indicator.weight_mark = from.mark_of("weight");
        if (const YamlNode* rules = from.find("missing")) inherited.missing = rules_of(*rules);
        if (const YamlNode* share = from.find("coverage")) {
            inherited.coverage = scalars_.decimal(*share, 0, 1);
        }
        const YamlNode* source = from.find("from");
        const YamlNode* parts = from.find("parts");
        if ((source == nullptr) == (parts == nullptr)) {
            scalars_.complain(from.mark(), "scoring.from_or_parts", indicator.code);
            from.allow(keys_of_either);
        } else if (source != nullptr) {
            read_leaf(indicator, from, *source, inherited);
        } else if (parts->items.size() > indicators_max) {
            complain_of_number(parts->mark);
            from.allow(keys_of_either);
        } else {
            read_node(indicator, from, inherited, depth);
        }
        return indicator;
    }

private:
    static Decimal weight_of(Fields& from, int depth) {
        if (depth > 0) return from.decimal("weight");
        return from.decimal_if("weight").value_or(*Decimal::of(1, 0));
    }

    MissingRules rules_of(const YamlNode& node) {
        Fields from{node, scalars_};
        const auto rule = [&](std::string_view key) {
            const YamlNode* found = from.need(key, "scoring.no_missing_rule");
            return found == nullptr ? MissingRule{} : missing_rule_of(*found, scalars_);
        };
        MissingRules rules;
        rules.not_applicable = rule("not_applicable");
        rules.not_reported = rule("not_reported");
        rules.absent = rule("absent");
        from.finish();
        return rules;
    }

    void read_leaf(Indicator& leaf, Fields& from, const YamlNode& source,
                   const Inherited& inherited) {
        leaf.source = source_of(source);
        const Statistic statistic = leaf.source->statistic;
        const bool is_number = statistic == Statistic::value || statistic == Statistic::ratio;
        const YamlNode* direction = is_number ? from.need("direction") : from.find("direction");
        if (direction != nullptr) {
            leaf.direction = static_cast<Direction>(scalars_.word(*direction, direction_names));
        }
        const YamlNode* posts = is_number ? from.need("normalise") : from.find("normalise");
        if (posts != nullptr) leaf.goalposts = goalposts_of(*posts);
        if (inherited.missing) {
            leaf.missing = *inherited.missing;
        } else {
            scalars_.complain(from.mark(), "scoring.no_missing_rule", leaf.code);
        }
    }

    Source source_of(const YamlNode& node) {
        Fields from{node, scalars_};
        Source source;
        source.mark = from.mark();
        source.measure = from.cell("measure");
        source.column = from.cell("column");
        source.statistic = from.word<Statistic>("statistic", statistic_names);
        source.scale = from.cell_if("scale");
        source.strata = from.cell_if("strata");
        const bool is_ratio = source.statistic == Statistic::ratio;
        const YamlNode* over = is_ratio ? from.need("over") : from.find("over");
        if (over != nullptr) source.over = scalars_.cell(*over);
        if (over != nullptr && !is_ratio) {
            scalars_.complain(over->mark, "scoring.over_without_ratio", *source.over);
        }
        from.finish();
        return source;
    }

    std::optional<Goalposts> goalposts_of(const YamlNode& node) {
        if (node.kind == YamlNode::Kind::text && node.text == "none") return std::nullopt;
        if (node.kind != YamlNode::Kind::map) {
            scalars_.complain(node.mark, is_observed(node) ? "scoring.observed_goalposts"
                                                           : "scoring.bad_goalposts");
            return std::nullopt;
        }
        Fields from{node, scalars_};
        const YamlNode* low = from.need("low");
        const YamlNode* high = from.need("high");
        from.finish();
        if (low == nullptr || high == nullptr) return std::nullopt;
        for (const YamlNode* end : {low, high}) {
            if (!is_observed(*end)) continue;
            scalars_.complain(end->mark, "scoring.observed_goalposts");
            return std::nullopt;
        }
        const Goalposts posts{scalars_.decimal(*low), scalars_.decimal(*high)};
        if (is_decimal(*low) && is_decimal(*high) && posts.low >= posts.high) {
            scalars_.complain(node.mark, "scoring.goalposts_reversed", posts.low.text(),
                              posts.high.text());
        }
        return posts;
    }

    static bool is_observed(const YamlNode& node) {
        return node.kind == YamlNode::Kind::text &&
               std::ranges::find(observed_words, node.text) != observed_words.end();
    }

    static bool is_decimal(const YamlNode& node) {
        return node.kind == YamlNode::Kind::text && Decimal::from(node.text).has_value();
    }

    void complain_of_number(const Mark& mark) {
        scalars_.complain(mark, "scoring.too_many_indicators", std::to_string(indicators_max));
    }

    void read_node(Indicator& node, Fields& from, const Inherited& inherited, int depth) {
        node.aggregator = from.word<Aggregator>("combine", aggregator_names);
        if (inherited.coverage) {
            node.coverage_min = *inherited.coverage;
        } else {
            scalars_.complain(from.mark(), "scoring.no_coverage", node.code);
        }
        if (depth + 1 >= depth_max) {
            scalars_.complain(from.mark(), "scoring.tree_too_deep", std::to_string(depth_max));
            return;
        }
        from.each(
            "parts",
            [&](Fields& part) {
                if (++count_ == indicators_max) complain_of_number(part.mark());
                node.parts.push_back(read(part, inherited, depth + 1));
            },
            indicators_max);
        if (node.parts.empty()) scalars_.complain(from.mark(), "scoring.no_parts", node.code);
    }

    Scalars& scalars_;
    std::size_t count_ = 0;
};

}  // namespace

MissingRule missing_rule_of(const YamlNode& node, Scalars& scalars) {
    MissingRule rule;
    rule.mark = node.mark;
    for (std::size_t i = 0; i < handling_names.size(); ++i) {
        if (static_cast<Handling>(i) == Handling::value || node.text != handling_names[i]) continue;
        rule.handling = static_cast<Handling>(i);
        return rule;
    }
    if (node.kind != YamlNode::Kind::text || !Decimal::from(node.text)) {
        scalars.complain(node.mark, "scoring.not_a_handling",
                         text::shortened(node.text, TextLimits::cell));
        return rule;
    }
    rule.handling = Handling::value;
    rule.value = scalars.decimal(node, 0, points_max);
    return rule;
}

Indicator index_of(const YamlNode& node, Scalars& scalars) {
    Fields from{node, scalars};
    Indicator root = TreeReader{scalars}.read(from, {}, 0);
    from.finish();
    return root;
}

}  // namespace pingyi::scoring
