// Lint of the tree: weights, sources, names that promise what is not there.
#include <cmath>

#include "modules/scoring/lint.hpp"

namespace pingyi::scoring {
namespace {

/// A part with less than this share of the largest beside it changes nothing that anybody sees.
constexpr double share_min = 0.001;
constexpr double full = 100;

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// 率 as in 满意率, not as in 效率 or 表率.
bool has_rate_zh(std::string_view zh) {
    constexpr std::string_view rate = "率";
    constexpr std::string_view no_rate_before[] = {"效", "表", "坦", "直", "轻", "草",
                                                   "统", "税", "汇", "利", "频"};
    constexpr std::string_view no_rate_after[] = {"先", "领", "真"};
    for (std::size_t at = zh.find(rate); at != std::string_view::npos;
         at = zh.find(rate, at + rate.size())) {
        const std::string_view before = zh.substr(0, at);
        const std::string_view after = zh.substr(at + rate.size());
        const bool is_other_word =
            std::ranges::any_of(no_rate_before, [&](auto c) { return before.ends_with(c); }) ||
            std::ranges::any_of(no_rate_after, [&](auto c) { return after.starts_with(c); });
        if (!is_other_word) return true;
    }
    return false;
}

bool has_rate_en(std::string_view en) {
    std::string word;
    for (std::size_t i = 0; i <= en.size(); ++i) {
        if (i < en.size() && is_letter(en[i])) {
            word += static_cast<char>(en[i] | 0x20);  // lower case
            continue;
        }
        if (word == "rate" || word == "rates" || word == "percentage") return true;
        word.clear();
    }
    return false;
}

bool is_called_rate(const Words& words) {
    return has_rate_zh(words.zh) || has_rate_en(words.en);
}

bool has_scores(const Indicator& indicator) {
    if (indicator.source) return indicator.source->statistic == Statistic::score;
    return std::ranges::any_of(indicator.parts, has_scores);
}

struct Bases {
    bool sample = false;
    bool opt_in = false;
    [[nodiscard]] bool are_mixed() const { return sample && opt_in; }
};

class TreeLint {
public:
    TreeLint(const Scheme& scheme, Findings& findings) : scheme_{scheme}, findings_{findings} {}

    void run() {
        codes_.insert("score");  // the total after everything
        visit(scheme_.index);
        for (const RankBonus& bonus : scheme_.bonuses) claim(bonus.code, bonus.mark);
        for (const Deduction& deduction : scheme_.deductions) claim(deduction.code, deduction.mark);
        if (is_called_rate(scheme_.title) && has_scores(scheme_.index)) {
            findings_.error("scoring.called_a_rate", scheme_.title_mark, scheme_.code);
        }
    }

private:
    /// Figures of a body are known by one code each.
    void claim(const std::string& code, const Mark& mark) {
        if (codes_.insert(code).second) return;
        findings_.error(code == "score" ? "scoring.code_taken" : "scoring.code_twice", mark, code);
    }

    Bases visit(const Indicator& indicator) {
        claim(indicator.code, indicator.mark);
        lint_name(indicator);
        return indicator.source ? visit_leaf(indicator) : visit_node(indicator);
    }

    void lint_name(const Indicator& indicator) {
        const bool is_promised = is_called_rate(indicator.words) || indicator.unit == "%";
        const bool starts_above = !indicator.source && reach_of(scheme_, indicator).low > 0;
        if (is_promised && (has_scores(indicator) || starts_above)) {
            findings_.error("scoring.called_a_rate", indicator.mark, indicator.code);
        }
    }

    Bases visit_node(const Indicator& node) {
        lint_node_weights(node);
        const bool multiplies =
            node.aggregator == Aggregator::geometric || node.aggregator == Aggregator::harmonic;
        Bases bases;
        bool is_mixed_below = false;
        for (const Indicator& part : node.parts) {
            if (multiplies && reach_of(scheme_, part).low <= 0) {
                findings_.warn("scoring.zero_swallows_all", part.mark, part.code, node.code);
            }
            const Bases below = visit(part);
            is_mixed_below = is_mixed_below || below.are_mixed();
            bases = {bases.sample || below.sample, bases.opt_in || below.opt_in};
        }
        if (bases.are_mixed() && !is_mixed_below) {
            findings_.warn("scoring.opt_in_with_sample", node.mark, node.code);
        }
        return bases;
    }

    void lint_node_weights(const Indicator& node) {
        std::vector<Decimal> weights;
        for (const Indicator& part : node.parts) weights.push_back(part.weight);
        const auto sum = sum_of(weights);
        const double largest = weights.empty() ? 0 : number_of(*std::ranges::max_element(weights));
        bool is_positive = true;
        for (const Indicator& part : node.parts) {
            if (part.weight <= Decimal{}) {
                is_positive = false;
                findings_.error("scoring.weight_not_positive", part.weight_mark, part.code,
                                part.weight.text());
            } else if (number_of(part.weight) < share_min * largest) {
                findings_.warn("scoring.weight_tiny", part.weight_mark, part.code,
                               part.weight.text());
            }
        }
        if (is_positive && !node.parts.empty() && !do_weights_sum(weights, node.weight)) {
            findings_.error("scoring.weights_do_not_sum", node.mark, node.code,
                            sum ? sum->text() : "> 10^18");
        }
    }

    Bases visit_leaf(const Indicator& leaf) {
        const Source& source = *leaf.source;
        lint_scale_of(leaf);
        lint_missing(leaf);
        if (source.over && !leaf.goalposts) {
            findings_.error("scoring.ratio_without_goalposts", leaf.mark, leaf.code);
        } else if (leaf.direction == Direction::down && !leaf.goalposts) {
            findings_.error("scoring.down_without_goalposts", leaf.mark, leaf.code);
        }
        if (source.strata) {
            is_known(scheme_.strata, *source.strata, "scoring.unknown_strata", source.mark,
                     findings_);
        }
        lint_columns(source);
        const std::string same =
            source.measure + '\n' + source.column + '\n' +
            std::string(statistic_names[static_cast<std::size_t>(source.statistic)]) + '\n' +
            source.scale.value_or("") + '\n' + source.over.value_or("");
        if (!sources_.insert(same).second) {
            findings_.warn("scoring.counted_twice", source.mark, source.column, source.measure);
        }
        if (!is_known(scheme_.measures, source.measure, "scoring.unknown_measure", source.mark,
                      findings_)) {
            return {};
        }
        const Measure& measure = *find_code(scheme_.measures, source.measure);
        lint_fit(leaf, measure);
        return {measure.basis == Basis::sample, measure.basis == Basis::opt_in};
    }

    /// A column has one meaning, a table one set of groups.
    void lint_columns(const Source& source) {
        lint_column(source, source.column);
        if (source.over) lint_column(source, *source.over);
        if (source.over == source.column) {
            findings_.error("scoring.ratio_of_itself", source.mark, source.column);
        }
        if (!source.strata) return;
        const auto [strata, is_first] = strata_.try_emplace(source.measure, *source.strata);
        if (!is_first && strata->second != *source.strata) {
            findings_.error("scoring.measure_with_two_strata", source.mark, source.measure);
        }
    }

    /// Some names are taken.
    void lint_column(const Source& source, const std::string& column) {
        constexpr std::string_view taken[] = {"unit",       "stratum",  "psu", "weight",
                                              "population", "psu_size", "n"};
        if (std::ranges::find(taken, column) != std::end(taken)) {
            findings_.error("scoring.column_taken", source.mark, column);
        }
        const auto [scale, is_new] =
            scales_.try_emplace(source.measure + '\n' + column, source.scale.value_or(""));
        if (!is_new && scale->second != source.scale.value_or("")) {
            findings_.error("scoring.column_with_two_scales", source.mark, column, source.measure);
        }
    }

    /// A statistic needs the kind of table it is computed from.
    void lint_fit(const Indicator& leaf, const Measure& measure) {
        const Source& source = *leaf.source;
        const bool is_value = source.statistic == Statistic::value;
        if (source.over) {
            if (measure.kind == MeasureKind::ballots) return;
            findings_.error("scoring.ratio_needs_ballots", source.mark, leaf.code, measure.code);
            return;
        }
        if (measure.kind == MeasureKind::values && !is_value) {
            findings_.error("scoring.statistic_needs_ballots", source.mark, leaf.code,
                            measure.code);
        }
        if (measure.kind == MeasureKind::values && source.strata) {
            findings_.error("scoring.strata_need_ballots", source.mark, leaf.code, measure.code);
        }
        if (measure.kind == MeasureKind::counts && is_value) {
            findings_.error("scoring.counts_need_a_scale", source.mark, leaf.code, measure.code);
        }
    }

    void lint_scale_of(const Indicator& leaf) {
        const Source& source = *leaf.source;
        const bool is_number = source.statistic == Statistic::value || source.over;
        if (is_number != !source.scale) {
            findings_.error(is_number ? "scoring.scale_without_effect" : "scoring.scale_missing",
                            source.mark, leaf.code);
        }
        if (is_number || !source.scale) return;
        if (!is_known(scheme_.scales, *source.scale, "scoring.unknown_scale", source.mark,
                      findings_)) {
            return;
        }
        const Scale& scale = *find_code(scheme_.scales, *source.scale);
        if (source.statistic == Statistic::rate) {
            const bool has_satisfied = std::ranges::any_of(scale.options, &Option::is_satisfied);
            if (!has_satisfied) {
                findings_.error("scoring.nothing_satisfies", source.mark, leaf.code, scale.code);
            }
        } else if (!leaf.goalposts) {
            for (const Option& option : scale.options) {
                const double points = number_of(option.points);
                if (points >= 0 && points <= full) continue;
                findings_.error("scoring.points_outside", source.mark, leaf.code, option.code);
            }
        }
    }

    void lint_missing(const Indicator& leaf) {
        lint_silence(leaf, leaf.missing.not_reported, "not_reported");
        // Ballots that nobody cast are not kept back by the body; an empty cell may be.
        const Measure* measure = find_code(scheme_.measures, leaf.source->measure);
        if (measure != nullptr && measure->kind == MeasureKind::values) {
            lint_silence(leaf, leaf.missing.absent, "absent");
        }
    }

    /// Once for each place of the text, however many leaves take the rule from it.
    void lint_silence(const Indicator& leaf, const MissingRule& rule, std::string_view key) {
        const bool is_median = rule.handling == Handling::class_median;
        if (!is_median && rule.handling != Handling::redistribute) return;
        if (silent_.insert({rule.mark.line, rule.mark.column}).second) {
            findings_.warn(is_median ? "scoring.silence_gets_median" : "scoring.silence_pays",
                           rule.mark, leaf.code, std::string(key));
        }
    }

    const Scheme& scheme_;
    Findings& findings_;
    std::set<std::string_view> codes_;
    std::set<std::string> sources_;
    std::map<std::string, std::string> scales_;  ///< of each column
    std::map<std::string, std::string> strata_;  ///< of each measure
    std::set<std::pair<int, int>> silent_;
};

}  // namespace

void lint_tree(const Scheme& scheme, Findings& findings) {
    TreeLint{scheme, findings}.run();
}

}  // namespace pingyi::scoring
