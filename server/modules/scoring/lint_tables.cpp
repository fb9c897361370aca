// Lint of what the tree refers to: codes, scales, classes, strata, measures, publication.
#include "modules/scoring/lint.hpp"

namespace pingyi::scoring {
namespace {

constexpr std::size_t options_min = 2;
constexpr std::int64_t ballots_sensible = 10;
constexpr std::int64_t cell_sensible = 3;

template <class List>
void unique_codes(const List& list, Findings& findings) {
    std::set<std::string_view> seen;
    for (const auto& one : list) {
        if (!seen.insert(one.code).second) findings.error("scoring.code_twice", one.mark, one.code);
    }
}

void all_unique(const Scheme& scheme, Findings& findings) {
    unique_codes(scheme.scales, findings);
    for (const Scale& scale : scheme.scales) unique_codes(scale.options, findings);
    unique_codes(scheme.classes, findings);
    unique_codes(scheme.strata, findings);
    for (const Strata& strata : scheme.strata) unique_codes(strata.strata, findings);
    unique_codes(scheme.measures, findings);
    unique_codes(scheme.events, findings);
    unique_codes(scheme.vetoes, findings);
    unique_codes(scheme.bands, findings);
    unique_codes(scheme.sanctions, findings);
}

/// From the best down or from the worst up, and satisfied answers above the others.
void lint_scale(const Scale& scale, Findings& findings) {
    std::vector<const Option*> counted;
    for (const Option& option : scale.options) {
        if (option.is_valid) counted.push_back(&option);
    }
    if (counted.size() < options_min) {
        findings.error("scoring.scale_too_short", scale.mark, scale.code);
        return;
    }
    bool rises = false;
    bool falls = false;
    for (std::size_t i = 1; i < counted.size(); ++i) {
        rises = rises || counted[i]->points > counted[i - 1]->points;
        falls = falls || counted[i]->points < counted[i - 1]->points;
        if (!rises || !falls) continue;
        findings.warn("scoring.options_unordered", counted[i]->mark, counted[i]->code, scale.code);
        break;
    }
    for (const Option* one : counted) {
        const bool is_below =
            one->is_satisfied && std::ranges::any_of(counted, [&](const Option* o) {
                return !o->is_satisfied && o->points >= one->points;
            });
        if (is_below) findings.warn("scoring.satisfied_below_others", one->mark, one->code);
    }
}

/// Where merging goes round in a circle.
bool comes_back(const Strata& strata, const Stratum& start) {
    const Stratum* at = &start;
    for (std::size_t step = 0; step < strata.strata.size() && at != nullptr; ++step) {
        at = at->merge_into ? find_code(strata.strata, *at->merge_into) : nullptr;
        if (at == &start) return true;
    }
    return false;
}

void lint_merging(const Scheme& scheme, const Strata& strata, Findings& findings) {
    for (const Stratum& stratum : strata.strata) {
        if (!stratum.merge_into) continue;
        const bool is_there = is_known(strata.strata, *stratum.merge_into, "scoring.unknown_group",
                                       stratum.mark, findings);
        if (is_there && comes_back(strata, stratum)) {
            findings.error("scoring.merge_in_a_circle", stratum.mark, stratum.code);
        }
    }
    for (const Stratum& stratum : strata.strata) {
        if (stratum.code == "raw" || stratum.code == "filled") {
            findings.error("scoring.code_taken", stratum.mark, stratum.code);
        }
    }
    const bool merges = std::ranges::any_of(
        strata.strata, [](const Stratum& one) { return one.merge_into.has_value(); });
    if (!merges && strata.strata.size() > 1 && scheme.publication.cell_min > 1) {
        findings.warn("scoring.no_merge_rule", strata.mark, strata.code);
    }
}

void lint_weights(const Scheme& scheme, const Strata& strata, Findings& findings) {
    for (const UnitClass& one : scheme.classes) {
        if (strata.weights.contains(one.code)) continue;
        findings.error("scoring.class_without_weights", strata.mark, one.code, strata.code);
    }
    for (const auto& [name, weights] : strata.weights) {
        const auto mark = strata.weight_marks.find(name);
        const Mark place = mark == strata.weight_marks.end() ? strata.mark : mark->second;
        if (!is_known(scheme.classes, name, "scoring.unknown_class", place, findings)) continue;
        if (std::ranges::any_of(weights, [](const Decimal& w) { return w < Decimal{}; })) {
            findings.error("scoring.weight_negative", place, name);
        } else if (!do_weights_sum(weights, *Decimal::of(1, 0))) {
            const auto sum = sum_of(weights);
            findings.error("scoring.group_weights_do_not_sum", place, name,
                           sum ? sum->text() : "> 10^18");
        }
    }
}

void lint_measure(const Measure& measure, Findings& findings) {
    const bool is_sample = measure.basis == Basis::sample;
    if (is_sample && measure.kind != MeasureKind::values && !measure.has_clusters &&
        !measure.has_weights) {
        findings.warn("scoring.sample_without_design", measure.mark, measure.code);
    }
    const bool has_design = measure.has_clusters || measure.has_weights || measure.has_population ||
                            measure.has_cluster_sizes;
    if (has_design && measure.kind != MeasureKind::ballots) {
        findings.error("scoring.design_needs_ballots", measure.mark, measure.code);
    }
    if (measure.has_population && !measure.has_clusters) {
        findings.error("scoring.population_without_clusters", measure.mark, measure.code);
    }
    if (measure.has_cluster_sizes && (!is_sample || !measure.has_population)) {
        findings.error("scoring.cluster_sizes_without_effect", measure.mark, measure.code);
    }
}

void lint_publication(const Scheme& scheme, Findings& findings) {
    const bool has_ballots = std::ranges::any_of(scheme.measures, [](const Measure& measure) {
        return measure.kind != MeasureKind::values;
    });
    const Publication& rule = scheme.publication;
    if (has_ballots && rule.ballots_min < ballots_sensible) {
        findings.warn("scoring.minimum_low", rule.mark, std::to_string(rule.ballots_min),
                      std::to_string(ballots_sensible));
    }
    if (has_ballots && rule.cell_min < cell_sensible) {
        findings.warn("scoring.cell_minimum_low", rule.mark, std::to_string(rule.cell_min),
                      std::to_string(cell_sensible));
    }
}

struct Used {
    std::set<std::string_view> measures;
    std::set<std::string_view> scales;
    std::set<std::string_view> strata;
};

void collect(const Indicator& indicator, Used& used) {
    if (indicator.source) {
        used.measures.insert(indicator.source->measure);
        if (indicator.source->scale) used.scales.insert(*indicator.source->scale);
        if (indicator.source->strata) used.strata.insert(*indicator.source->strata);
    }
    for (const Indicator& part : indicator.parts) collect(part, used);
}

void lint_unused(const Scheme& scheme, Findings& findings) {
    Used used;
    collect(scheme.index, used);
    for (const RankBonus& bonus : scheme.bonuses) used.measures.insert(bonus.measure);
    const auto report = [&](const auto& list, const std::set<std::string_view>& names) {
        for (const auto& one : list) {
            if (!names.contains(one.code)) findings.warn("scoring.unused", one.mark, one.code);
        }
    };
    report(scheme.measures, used.measures);
    report(scheme.scales, used.scales);
    report(scheme.strata, used.strata);
}

}  // namespace

void lint_tables(const Scheme& scheme, Findings& findings) {
    all_unique(scheme, findings);
    if (scheme.classes.empty()) findings.error("scoring.no_classes", {1, 1});
    if (scheme.measures.empty()) findings.error("scoring.no_measures", {1, 1});
    for (const Scale& scale : scheme.scales) lint_scale(scale, findings);
    for (const Strata& strata : scheme.strata) {
        if (strata.strata.empty()) findings.error("scoring.no_groups", strata.mark, strata.code);
        lint_merging(scheme, strata, findings);
        lint_weights(scheme, strata, findings);
    }
    for (const Measure& measure : scheme.measures) lint_measure(measure, findings);
    lint_publication(scheme, findings);
    lint_unused(scheme, findings);
}

}  // namespace pingyi::scoring
