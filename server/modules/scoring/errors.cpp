#include "modules/scoring/errors.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "modules/scoring/groups.hpp"

namespace pingyi::scoring {
namespace {

/// What two errors have in common is nothing where it is below this share of them: the digits that
/// doubles lose.
constexpr double nothing_share = 1e-12;

/// Whether draws of one stratum are behind both.
bool share_a_stratum(const design::Influence& a, const design::Influence& b) {
    auto left = a.shares.begin();
    for (const design::Share& share : b.shares) {
        while (left != a.shares.end() && left->stratum < share.stratum) ++left;
        if (left == a.shares.end()) return false;
        if (left->stratum == share.stratum) return true;
    }
    return false;
}

/// Whether strata have to do with each other: one with a single cluster is measured by the others.
bool has_lonely(const design::Design& design) {
    const bool is_alone =
        design.lonely == design::Lonely::fail || design.lonely == design::Lonely::certainty;
    return !is_alone && std::ranges::any_of(design.strata, &design::Stratum::is_lonely);
}

double square(double value) {
    return value * value;
}

}  // namespace

Errors::Errors(const Scheme& scheme, const Data& data, const Errors* below)
    : data_{data}, leaves_{leaves_with_ballots(scheme)}, below_{below} {
    if (below != nullptr) {
        pooled_ = below->pooled_;
        known_ = below->known_;
    } else {
        std::ranges::move(scoring::pooled(scheme, data), std::back_inserter(pooled_));
    }
    for (const auto& of : pooled_) has_lonely_.push_back(has_lonely(of->design));
    for (const Strata& strata : scheme.strata) width_ = std::max(width_, strata.strata.size());
    if (below != nullptr || !data.estimated) return;
    const auto place_of = [&](std::string_view code, std::size_t stratum) {
        const auto leaf = std::ranges::find(leaves_, code, [](const auto* of) { return of->code; });
        return static_cast<std::size_t>(leaf - leaves_.begin()) * width_ + stratum;
    };
    for (const Covariance& of : data.estimated->covariances) {
        const Key key = key_of(of.unit, place_of(of.indicator, of.stratum),
                               place_of(of.other_indicator, of.other_stratum));
        known_[key] = {of.covariance, of.bound};
    }
    for (const PairVariance& of : data.estimated->pairs) {
        known_pairs_[{of.unit, of.other}] = of.variance;
    }
}

void Errors::learn(Errors&& above) {
    learned_.merge(above.known_);
    crossings_.merge(above.crossings_);
}

/// The unit, then both places: sorted by it they stand in the order of the tree.
Errors::Key Errors::key_of(std::size_t unit, std::size_t place, std::size_t other) const {
    const Key of_unit = leaves_.size() * width_;
    return (unit * of_unit + std::min(place, other)) * of_unit + std::max(place, other);
}

double Errors::variance(std::span<const Pull> pulls) {
    std::vector<double> factors;
    factors.reserve(pulls.size());
    for (const Pull& pull : pulls) factors.push_back(as_double(pull.factor));
    double sum = 0;
    for (std::size_t i = 0; i < pulls.size(); ++i) {
        sum += square(factors[i] * pulls[i].estimate().error);
        for (std::size_t j = i + 1; j < pulls.size(); ++j) {
            if (pulls[j].measure() != pulls[i].measure()) continue;
            const Together& both = together(pulls[i], pulls[j]);
            const double product = factors[i] * factors[j];
            sum += 2 * (product * both.covariance + std::abs(product) * both.bound);
        }
    }
    return std::max(0.0, sum);
}

const Errors::Together& Errors::together(const Pull& a, const Pull& b) {
    static constexpr Together nothing;
    const auto weighs_groups = [](const Pull& of) { return of.source->strata != nullptr; };
    const bool has_other_draws = weighs_groups(a) && weighs_groups(b) && a.stratum() != b.stratum();
    if (!data_.estimated && has_other_draws && !has_lonely_[a.measure()]) return nothing;
    const Key key = key_of(a, b);
    const auto known = known_.find(key);
    if (known != known_.end()) return known->second;
    if (data_.estimated) return nothing;
    if (const Together* both = learned(key)) return known_.emplace(key, *both).first->second;
    const bool is_in_order = place_of(a) < place_of(b);
    return known_.emplace(key, is_in_order ? computed(a, b) : computed(b, a)).first->second;
}

const Errors::Together* Errors::learned(Key key) const {
    if (below_ == nullptr) return nullptr;
    const auto found = below_->learned_.find(key);
    return found == below_->learned_.end() ? nullptr : &found->second;
}

const double* Errors::known_crossing(Key key, std::uint32_t stratum) const {
    if (const auto of_pair = crossings_.find(key); of_pair != crossings_.end()) {
        for (const auto& [of_stratum, crossing] : of_pair->second) {
            if (of_stratum == stratum) return &crossing;
        }
    }
    return below_ == nullptr ? nullptr : below_->known_crossing(key, stratum);
}

double Errors::crossing(const Pull& a, const Pull& b, std::uint32_t stratum) {
    const Key key = key_of(a, b);
    if (const double* known = known_crossing(key, stratum)) return *known;
    return crossings_[key].emplace_back(stratum, crossed_in(a, b, stratum)).second;
}

CrossedPlaces Errors::places_of(const SourceEstimates& a, const SourceEstimates& b) {
    const auto [at, is_new] = places_.try_emplace({a.number, b.number});
    if (is_new) at->second = crossed_places(a.pooled->ballots(), a.side, b.side);
    return at->second;
}

double Errors::crossed_in(const Pull& a, const Pull& b, std::uint32_t stratum) {
    const SourceEstimates& source = *a.source;
    const SourceEstimates& other = *b.source;
    const Ballots& ballots = source.pooled->ballots();
    const auto key_of = [](const BallotCell& cell) { return std::pair(cell.unit, cell.stratum); };
    const auto unit = static_cast<std::uint32_t>(a.unit());
    const auto cells =
        std::ranges::equal_range(ballots.cells, std::pair(unit, stratum), {}, key_of);
    const CrossedPlaces places = places_of(source, other);
    Crossed sum;
    for (auto cell = cells.begin(); cell != cells.end(); ++cell) {
        const auto at = static_cast<std::size_t>(cell - ballots.cells.begin());
        const Crossed of = crossed(ballots, at, places);
        sum.both += of.both;
        sum.first += of.first;
        sum.second += of.second;
        sum.weights += of.weights;
    }
    // What a ballot gives to an estimate is (y - estimate x) / weight.
    const Integer weight{source.weights[a.at]};
    const Integer points{source.points[a.at]};
    const Integer other_weight{other.weights[b.at]};
    const Integer other_points{other.points[b.at]};
    const Integer above = sum.both * weight * other_weight - sum.first * weight * other_points -
                          sum.second * points * other_weight + sum.weights * points * other_points;
    const Integer below =
        weight * weight * other_weight * other_weight * ten_to(source.places + other.places);
    return above.convert_to<double>() / below.convert_to<double>();
}

design::Influence Errors::combined(std::span<const Pull* const> pulls,
                                   std::span<const double> factors) {
    std::vector<design::Term> terms;
    for (std::size_t i = 0; i < pulls.size(); ++i) {
        terms.push_back({factors[i], &pulls[i]->estimate().influence});
    }
    const auto cross = [&](std::size_t i, std::size_t j, const design::Share& share) {
        return crossing(*pulls[i], *pulls[j], share.stratum);
    };
    return design::combined(terms, cross);
}

Errors::Together Errors::computed(const Pull& a, const Pull& b) {
    const design::Design& design = a.source->pooled->design;
    const design::Influence& of_a = a.estimate().influence;
    const design::Influence& of_b = b.estimate().influence;
    if (!are_tied(a.measure(), of_a, of_b)) return {};
    const Pull* const pulls[] = {&a, &b};
    const double plus[] = {1, 1};
    const double minus[] = {1, -1};
    const auto sum = design::variance(design, combined(pulls, plus));
    const auto difference = design::variance(design, combined(pulls, minus));
    if (!sum || !difference) return {};  // then one of the two is not estimable by itself
    constexpr double four = 4;
    const double apart = square(a.estimate().error) + square(b.estimate().error);
    Together both{(*sum - *difference) / four, 0};
    const bool has_bound = !of_a.within.empty();
    if (has_bound) both.bound = std::max(0.0, (*sum + *difference) / four - apart / 2);
    if (std::abs(both.covariance) <= nothing_share * apart) both.covariance = 0;
    if (both.bound <= nothing_share * apart) both.bound = 0;
    return both;
}

bool Errors::are_tied(std::size_t measure, const design::Influence& a,
                      const design::Influence& b) const {
    if (a.shares.empty() || b.shares.empty()) return false;
    return has_lonely_[measure] || share_a_stratum(a, b);
}

UnitError Errors::of_unit(std::size_t unit, std::span<const Pull> pulls, double error) {
    UnitError of{unit, square(error), {}};
    if (data_.estimated) return of;
    for (std::size_t measure = 0; measure < pooled_.size(); ++measure) {
        std::vector<const Pull*> own;
        std::vector<double> factors;
        for (const Pull& pull : pulls) {
            if (pull.measure() != measure) continue;
            own.push_back(&pull);
            factors.push_back(as_double(pull.factor));
        }
        of.influences.push_back(combined(own, factors));
    }
    return of;
}

double Errors::variance_between(const UnitError& a, const UnitError& b) {
    const bool is_in_order = a.unit < b.unit;
    const std::pair key = is_in_order ? std::pair{a.unit, b.unit} : std::pair{b.unit, a.unit};
    const auto known = known_pairs_.find(key);
    if (known != known_pairs_.end()) return known->second;
    const double apart = a.variance + b.variance;
    if (data_.estimated) return apart;
    const auto tied = is_in_order ? tied_variance(a, b) : tied_variance(b, a);
    if (!tied || std::abs(*tied - apart) <= nothing_share * apart) return apart;
    return known_pairs_.emplace(key, *tied).first->second;
}

/// Of a before b: the order of units must not change a bit. Infinite where nothing is known.
std::optional<double> Errors::tied_variance(const UnitError& a, const UnitError& b) const {
    bool is_tied = false;
    double sum = 0;
    for (std::size_t measure = 0; measure < pooled_.size(); ++measure) {
        const design::Influence& of_a = a.influences[measure];
        const design::Influence& of_b = b.influences[measure];
        is_tied = is_tied || are_tied(measure, of_a, of_b);
        const auto part = design::variance_of_difference(pooled(measure).design, of_a, of_b);
        sum += part.value_or(std::numeric_limits<double>::infinity());
    }
    if (!is_tied) return std::nullopt;
    return sum;
}

std::vector<Covariance> Errors::covariances() const {
    std::vector<std::pair<Key, Together>> sorted;
    for (const auto& [key, both] : known_) {
        if (both.covariance != 0 || both.bound != 0) sorted.emplace_back(key, both);
    }
    std::ranges::sort(sorted, {}, &std::pair<Key, Together>::first);
    const Key of_unit = leaves_.size() * width_;
    std::vector<Covariance> all;
    for (const auto& [key, both] : sorted) {
        const Key first = key / of_unit % of_unit;
        const Key second = key % of_unit;
        all.push_back({key / of_unit / of_unit, leaves_[first / width_]->code, first % width_,
                       leaves_[second / width_]->code, second % width_, both.covariance,
                       both.bound});
    }
    return all;
}

std::vector<PairVariance> Errors::pairs() const {
    std::vector<PairVariance> all;
    for (const auto& [units, variance] : known_pairs_) {
        all.push_back({units.first, units.second, variance});
    }
    return all;
}

}  // namespace pingyi::scoring
