#include "modules/scoring/lint.hpp"

#include <limits>

#include "kernel/stable_order.hpp"
#include "modules/scoring/findings.hpp"

namespace pingyi::scoring {
namespace {

constexpr double full = 100;
constexpr double infinite = std::numeric_limits<double>::infinity();

void widen(Reach& reach, double value) {
    reach.low = std::min(reach.low, value);
    reach.high = std::max(reach.high, value);
}

void widen(Reach& reach, const MissingRule& rule) {
    if (rule.handling == Handling::value) widen(reach, number_of(rule.value));
}

Reach reach_of_leaf(const Scheme& scheme, const Indicator& leaf) {
    Reach reach{0, full};
    const Scale* scale = leaf.source->statistic == Statistic::score && !leaf.goalposts
                             ? find_code(scheme.scales, leaf.source->scale.value_or(""))
                             : nullptr;
    if (scale != nullptr) {
        reach = {infinite, -infinite};
        for (const Option& option : scale->options) {
            if (option.is_valid) widen(reach, number_of(option.points));
        }
        if (reach.low > reach.high) reach = {0, full};
    }
    widen(reach, leaf.missing.not_applicable);
    widen(reach, leaf.missing.not_reported);
    widen(reach, leaf.missing.absent);
    if (leaf.source->strata) {
        const Strata* strata = find_code(scheme.strata, *leaf.source->strata);
        if (strata != nullptr) widen(reach, strata->empty);
    }
    return reach;
}

}  // namespace

double number_of(const Decimal& value) {
    double divisor = 1;
    for (int i = 0; i < value.scale(); ++i) divisor *= 10;
    return static_cast<double>(value.mantissa()) / divisor;
}

std::optional<Decimal> sum_of(std::span<const Decimal> weights) {
    Decimal sum;
    for (const Decimal& weight : weights) {
        const auto more = sum.plus(weight);
        if (!more) return std::nullopt;
        sum = *more;
    }
    return sum;
}

bool do_weights_sum(std::span<const Decimal> weights, const Decimal& points) {
    const Decimal one = *Decimal::of(1, 0);
    const auto sum = sum_of(weights);
    if (!sum) return false;
    return *sum == one || *sum == *Decimal::of(100, 0) || *sum == points ||
           std::ranges::all_of(weights, [&](const Decimal& weight) { return weight == one; });
}

Reach reach_of(const Scheme& scheme, const Indicator& indicator) {
    if (indicator.source) return reach_of_leaf(scheme, indicator);
    Reach reach{infinite, -infinite};
    for (const Indicator& part : indicator.parts) {
        const Reach inner = reach_of(scheme, part);
        widen(reach, inner.low);
        widen(reach, inner.high);
    }
    return reach.low > reach.high ? Reach{0, full} : reach;
}

Reach reach_of(const Scheme& scheme) {
    Reach reach = reach_of(scheme, scheme.index);
    for (const RankBonus& bonus : scheme.bonuses) {
        Reach step;
        for (const Decimal& points : bonus.first) widen(step, number_of(points));
        for (const Decimal& points : bonus.last) widen(step, number_of(points));
        reach.low += step.low;
        reach.high += step.high;
    }
    for (const Deduction& deduction : scheme.deductions) {
        reach.low -= deduction.cap ? number_of(*deduction.cap) : infinite;
    }
    const double floor = scheme.floor ? number_of(*scheme.floor) : -infinite;
    const double ceiling = scheme.ceiling ? number_of(*scheme.ceiling) : infinite;
    reach.low = std::clamp(reach.low, floor, std::max(floor, ceiling));
    reach.high = std::clamp(reach.high, floor, std::max(floor, ceiling));
    return reach;
}

std::vector<Finding> lint(const Scheme& scheme) {
    Findings findings;
    lint_tables(scheme, findings);
    lint_tree(scheme, findings);
    lint_bands(scheme, findings);
    lint_consequences(scheme, findings);
    return in_order(findings.take());
}

std::vector<Finding> in_order(std::vector<Finding> findings) {
    sort_stably(findings, [](const Finding& finding) {
        return std::pair{finding.mark.line, finding.mark.column};
    });
    if (findings.size() > findings_max) {
        const bool has_errors = std::ranges::any_of(findings, &Finding::is_error);
        const Mark last = findings[findings_max].mark;
        findings.resize(findings_max);
        findings.push_back(
            {has_errors, "scoring.too_many_findings", std::to_string(findings_max), last, {}});
    }
    return findings;
}

Parsed check(std::string_view yaml) {
    Parsed checked = parse(yaml);
    if (!checked.scheme) return checked;
    checked.findings = lint(*checked.scheme);
    if (std::ranges::any_of(checked.findings, &Finding::is_error)) checked.scheme.reset();
    return checked;
}

}  // namespace pingyi::scoring
