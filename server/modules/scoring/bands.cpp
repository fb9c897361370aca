#include "modules/scoring/bands.hpp"

#include "modules/scoring/lookup.hpp"

namespace pingyi::scoring {
namespace {

/// The whole interval lies in this band or a lower one.
bool is_shown_by_interval(const Band& band, const UnitResult& result) {
    if (!band.to) return true;
    if (!result.interval) return false;
    return result.interval->high < as_double(exact(*band.to));
}

bool is_reached(const Scheme& scheme, const Sanction& sanction, const UnitResult& result,
                std::optional<std::size_t> band) {
    if (sanction.band) {
        const std::size_t at = *index_of(scheme.bands, *sanction.band);
        if (!band || *band > at) return false;
        if (sanction.needs_separation && !is_shown_by_interval(scheme.bands[at], result)) {
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

std::vector<Reached> sanctions_of(const Scheme& scheme, const UnitResult& result,
                                  std::optional<std::size_t> band) {
    std::vector<Reached> reached;
    if (!result.value) return reached;
    for (const Sanction& sanction : scheme.sanctions) {
        if (is_reached(scheme, sanction, result, band)) {
            reached.push_back({sanction.code, sanction.rounds > 1});
        }
    }
    return reached;
}

}  // namespace pingyi::scoring
