// Lint of what follows from events and low places: bonuses, deductions, vetoes, sanctions.
#include "modules/scoring/lint.hpp"

namespace pingyi::scoring {
namespace {

void lint_bonus(const Scheme& scheme, const RankBonus& bonus, Findings& findings) {
    if (!is_known(scheme.measures, bonus.measure, "scoring.unknown_measure", bonus.mark,
                  findings)) {
        return;
    }
    const Measure& measure = *find_code(scheme.measures, bonus.measure);
    if (measure.kind != MeasureKind::values) {
        findings.error("scoring.bonus_needs_values", bonus.mark, bonus.code, measure.code);
    }
}

void lint_deduction(const Scheme& scheme, const Deduction& deduction, Findings& findings) {
    is_known(scheme.events, deduction.event, "scoring.unknown_event", deduction.mark, findings);
    if (deduction.points <= Decimal{}) {
        findings.error("scoring.deduction_not_positive", deduction.mark, deduction.code,
                       deduction.points.text());
    }
    if (deduction.cap && *deduction.cap < deduction.points) {
        findings.warn("scoring.cap_below_points", deduction.mark, deduction.code,
                      deduction.cap->text());
    }
    for (const Deduction& other : scheme.deductions) {
        if (&other == &deduction) break;
        const bool share_once = other.once && deduction.once && *other.once == *deduction.once;
        if (other.event == deduction.event && !share_once) {
            findings.error("scoring.event_deducted_twice", deduction.mark, deduction.event,
                           other.code);
            break;
        }
    }
    const auto in_group = std::ranges::count_if(scheme.deductions, [&](const Deduction& other) {
        return deduction.once && other.once == deduction.once && other.event == deduction.event;
    });
    if (in_group == 1) findings.warn("scoring.once_alone", deduction.mark, *deduction.once);
}

bool is_top(const Scheme& scheme, std::string_view band) {
    return !scheme.bands.empty() && scheme.bands.back().code == band;
}

bool has_ranks(const Scheme& scheme) {
    return std::ranges::any_of(scheme.classes, &UnitClass::is_ranked);
}

void lint_veto(const Scheme& scheme, const Veto& veto, Findings& findings) {
    is_known(scheme.events, veto.event, "scoring.unknown_event", veto.mark, findings);
    if (veto.effect == VetoEffect::not_ranked && !has_ranks(scheme)) {
        findings.error("scoring.veto_without_ranks", veto.mark, veto.code);
    }
    if (veto.effect != VetoEffect::band) return;
    if (!is_known(scheme.bands, veto.band, "scoring.unknown_band", veto.mark, findings)) return;
    if (is_top(scheme, veto.band)) {
        findings.error("scoring.veto_without_effect", veto.mark, veto.code, veto.band);
    }
}

void lint_sanction(const Scheme& scheme, const Sanction& sanction, Findings& findings) {
    if (sanction.band &&
        is_known(scheme.bands, *sanction.band, "scoring.unknown_band", sanction.mark, findings) &&
        is_top(scheme, *sanction.band)) {
        findings.error("scoring.sanction_for_all", sanction.mark, sanction.code, *sanction.band);
    }
    if (sanction.last && !has_ranks(scheme)) {
        findings.error("scoring.sanction_without_ranks", sanction.mark, sanction.code);
    }
    if (sanction.rounds == 1 && !sanction.needs_separation) {
        findings.warn("scoring.sanction_by_noise", sanction.mark, sanction.code);
    }
}

void lint_events(const Scheme& scheme, Findings& findings) {
    for (const Event& event : scheme.events) {
        const auto names_it = [&](const auto& rule) { return rule.event == event.code; };
        if (std::ranges::none_of(scheme.deductions, names_it) &&
            std::ranges::none_of(scheme.vetoes, names_it)) {
            findings.warn("scoring.unused", event.mark, event.code);
        }
    }
}

}  // namespace

void lint_consequences(const Scheme& scheme, Findings& findings) {
    for (const RankBonus& bonus : scheme.bonuses) lint_bonus(scheme, bonus, findings);
    for (const Deduction& deduction : scheme.deductions) {
        lint_deduction(scheme, deduction, findings);
    }
    for (const Veto& veto : scheme.vetoes) lint_veto(scheme, veto, findings);
    for (const Sanction& sanction : scheme.sanctions) lint_sanction(scheme, sanction, findings);
    lint_events(scheme, findings);
    if (scheme.floor && scheme.ceiling && *scheme.floor >= *scheme.ceiling) {
        findings.error("scoring.floor_above_ceiling", scheme.index.mark, scheme.floor->text(),
                       scheme.ceiling->text());
    }
}

}  // namespace pingyi::scoring
