#include "modules/scoring/bands.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <set>
#include <string>

#include "modules/scoring/lookup.hpp"
#include "modules/scoring/numbers.hpp"

namespace pingyi::scoring {
namespace {

/// The whole interval lies in this band or a lower one.
bool is_shown_by(const std::optional<Range>& interval, const Band& band) {
    if (!band.to) return true;
    return interval && interval->high < exact(*band.to);
}

bool is_reached(const Scheme& scheme, const Sanction& sanction, const UnitResult& result,
                const std::optional<Range>& interval, std::optional<std::size_t> band) {
    if (sanction.band) {
        const std::size_t at = *index_of(scheme.bands, *sanction.band);
        if (!band || *band > at) return false;
        if (sanction.needs_separation && !is_shown_by(interval, scheme.bands[at])) {
            return false;
        }
    }
    if (sanction.last) {
        // Where all are among the last nobody is.
        const bool has_others = result.of > *sanction.last;
        if (result.standing != Standing::ranked || !has_others || result.worse >= *sanction.last) {
            return false;
        }
        const bool is_separated = result.ranks.best > result.of - *sanction.last;
        if (sanction.needs_separation && !is_separated) return false;
    }
    return true;
}

/// The best band that the vetoes of a unit leave.
std::size_t cap_of(const Scheme& scheme, const UnitResult& result) {
    std::size_t cap = scheme.bands.size();
    for (const Veto& veto : scheme.vetoes) {
        const bool holds = std::ranges::find(result.vetoes, veto.code) != result.vetoes.end();
        if (holds && veto.effect == VetoEffect::band) {
            cap = std::min(cap, *index_of(scheme.bands, veto.band));
        }
    }
    return cap;
}

/// Whether a place is among those that a share of the class goes to.
bool is_among_best(const Band& band, int place, const UnitResult& result) {
    return result.standing == Standing::ranked &&
           Rational{place} <= exact(*band.top_share) * result.of;
}

/// The scores that an interval and a band have in common.
std::optional<Range> overlap(const Band& band, const Range& interval) {
    Range both = interval;
    if (band.from) both.low = std::max(both.low, exact(*band.from));
    if (band.to) both.high = std::min(both.high, exact(*band.to));
    if (both.low > both.high) return std::nullopt;
    if (both.low == both.high && !is_in(band, both.low)) return std::nullopt;
    return both;
}

/// By the interval, and where places count by some place that the unit may have. A band that lies
/// wholly below one that the unit's places are sure of cannot be.
bool may_be(const Scheme& scheme, std::size_t at, const UnitResult& result, const Range& interval) {
    const Band& band = scheme.bands[at];
    const auto part = overlap(band, interval);
    if (!part) return false;
    if (band.top_share) return is_among_best(band, result.ranks.best, result);
    return std::none_of(scheme.bands.begin() + static_cast<std::ptrdiff_t>(at), scheme.bands.end(),
                        [&](const Band& above) {
                            return above.top_share &&
                                   is_among_best(above, result.ranks.worst, result) &&
                                   is_in(above, part->low) && is_in(above, part->high);
                        });
}

/// As it stands in the result first: what is read back from there must say the same.
std::optional<Rational> as_shown(double end, int places) {
    const std::string kept = fmt::format("{:.{}f}", end, places + more_places);
    const double read = std::strtod(kept.c_str(), nullptr);
    const auto decimal = Decimal::from(fmt::format("{:.{}f}", read, places));
    return decimal ? std::optional{exact(*decimal)} : std::nullopt;
}

}  // namespace

bool is_in(const Band& band, const Rational& score) {
    if (band.from) {
        const Rational from = exact(*band.from);
        if (score < from || (score == from && !band.includes_from)) return false;
    }
    if (band.to) {
        const Rational to = exact(*band.to);
        if (score > to || (score == to && !band.includes_to)) return false;
    }
    return true;
}

std::optional<std::size_t> band_of(const Scheme& scheme, const Rational& score) {
    for (std::size_t i = scheme.bands.size(); i-- > 0;) {
        if (!scheme.bands[i].top_share && is_in(scheme.bands[i], score)) return i;
    }
    return std::nullopt;
}

std::optional<std::size_t> band_of(const Scheme& scheme, const Rational& score, int rank, int of) {
    for (std::size_t i = scheme.bands.size(); i-- > 0;) {
        const Band& band = scheme.bands[i];
        if (!is_in(band, score)) continue;
        if (!band.top_share || Rational{rank} <= exact(*band.top_share) * of) return i;
    }
    return std::nullopt;
}

std::optional<std::size_t> band_for(const Scheme& scheme, const UnitResult& result,
                                    const Rational& score) {
    auto band = result.standing == Standing::ranked
                    ? band_of(scheme, score, result.ranks.rank, result.of)
                    : band_of(scheme, score);
    if (band) band = std::min(*band, cap_of(scheme, result));
    return band;
}

std::optional<Range> shown_interval(const Scheme& scheme, const UnitResult& result, Doubt doubt) {
    if (!result.interval || doubt == Doubt::opt_in) return std::nullopt;
    const int places = scheme.rounding.places;
    const auto low = as_shown(result.interval->low, places);
    const auto high = as_shown(result.interval->high, places);
    return low && high ? std::optional{Range{*low, *high}} : std::nullopt;
}

std::optional<std::vector<std::size_t>> other_bands(const Scheme& scheme, const UnitResult& result,
                                                    Doubt doubt) {
    const auto own = index_of(scheme.bands, result.band);
    const auto interval = shown_interval(scheme, result, doubt);
    if (!own || !interval) return std::nullopt;
    const std::size_t cap = cap_of(scheme, result);
    std::set<std::size_t> others;
    for (std::size_t at = 0; at < scheme.bands.size(); ++at) {
        if (may_be(scheme, at, result, *interval)) others.insert(std::min(at, cap));
    }
    others.erase(*own);
    return std::vector(others.begin(), others.end());
}

std::vector<Reached> sanctions_of(const Scheme& scheme, const UnitResult& result, Doubt doubt,
                                  std::optional<std::size_t> band) {
    std::vector<Reached> reached;
    if (!result.value) return reached;
    const auto interval = shown_interval(scheme, result, doubt);
    for (const Sanction& sanction : scheme.sanctions) {
        if (is_reached(scheme, sanction, result, interval, band)) {
            reached.push_back({sanction.code, sanction.rounds > 1});
        }
    }
    return reached;
}

}  // namespace pingyi::scoring
