// Lint of the bands: on the real numbers, without gap or overlap, over all that a score can be.
#include <fmt/format.h>

#include "modules/scoring/lint.hpp"

namespace pingyi::scoring {
namespace {

/// Halfway between two ends: a score that shows the gap.
std::string between(const Decimal& low, const Decimal& high) {
    const auto sum = low.plus(high);
    const auto half = sum ? sum->times(*Decimal::of(5, 1)) : sum;
    if (!half) return low.text();
    std::string text = half->text();
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.ends_with('.')) text.pop_back();
    }
    return text;
}

bool is_empty(const Band& band) {
    if (!band.from || !band.to) return false;
    return *band.from > *band.to ||
           (*band.from == *band.to && !(band.includes_from && band.includes_to));
}

/// `high` is the next band up.
void lint_seam(const Band& low, const Band& high, Findings& findings) {
    if (!low.to || !high.from || *low.to > *high.from) {
        findings.error("scoring.bands_overlap", high.mark, low.code, high.code);
        return;
    }
    if (*low.to < *high.from) {
        findings.error("scoring.bands_leave_gap", low.mark, low.code + " … " + high.code,
                       between(*low.to, *high.from));
    } else if (low.includes_to == high.includes_from) {
        findings.error(low.includes_to ? "scoring.bands_overlap_at" : "scoring.bands_leave_gap",
                       high.mark, low.code + " … " + high.code, low.to->text());
    }
}

bool has_top_share(const Band& band) {
    return band.top_share.has_value();
}

bool starts_by(const Band& band, double low) {
    return !band.from || number_of(*band.from) < low ||
           (number_of(*band.from) == low && band.includes_from);
}

bool lasts_to(const Band& band, double high) {
    return !band.to || number_of(*band.to) > high ||
           (number_of(*band.to) == high && band.includes_to);
}

std::string shown(double end) {
    if (end > 0 && end * 0 != 0) return "+∞";
    if (end < 0 && end * 0 != 0) return "−∞";
    return fmt::format("{:.6g}", end);
}

/// Whether some score within reach falls into the band.
bool is_reached(const Band& band, const Reach& reach) {
    const bool is_above =
        band.from && (number_of(*band.from) > reach.high ||
                      (number_of(*band.from) == reach.high && !band.includes_from));
    const bool is_below = band.to && (number_of(*band.to) < reach.low ||
                                      (number_of(*band.to) == reach.low && !band.includes_to));
    return !is_above && !is_below;
}

}  // namespace

void lint_bands(const Scheme& scheme, Findings& findings) {
    if (scheme.bands.empty()) return;
    const Reach reach = reach_of(scheme);
    std::vector<const Band*> plain;
    for (const Band& band : scheme.bands) {
        if (is_empty(band)) {
            findings.error("scoring.band_empty", band.mark, band.code);
        } else if (!is_reached(band, reach)) {
            findings.error("scoring.band_out_of_reach", band.mark, band.code,
                           shown(reach.low) + " … " + shown(reach.high));
        }
        if (!band.top_share && !is_empty(band)) plain.push_back(&band);
        if (band.top_share && *band.top_share <= Decimal{}) {
            findings.error("scoring.share_of_nobody", band.mark, band.code);
        }
    }
    if (std::ranges::all_of(scheme.bands, &has_top_share)) {
        findings.error("scoring.only_top_shares", scheme.bands.front().mark);
        return;
    }
    if (plain.empty()) return;
    for (std::size_t i = 1; i < plain.size(); ++i) lint_seam(*plain[i - 1], *plain[i], findings);
    if (!starts_by(*plain.front(), reach.low)) {
        findings.error("scoring.bands_miss_low", plain.front()->mark, plain.front()->code,
                       shown(reach.low));
    }
    if (!lasts_to(*plain.back(), reach.high)) {
        findings.error("scoring.bands_miss_high", plain.back()->mark, plain.back()->code,
                       shown(reach.high));
    }
}

}  // namespace pingyi::scoring
