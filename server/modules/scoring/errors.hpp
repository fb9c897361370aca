// How the errors of estimates go together: computed from the ballots, or as a public bundle tells
// it, and in both cases put together in the same order, so that the same bytes come out.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "modules/scoring/estimates.hpp"

namespace pingyi::scoring {

/// An estimate from ballots that a number depends on, and by how much.
struct Pull {
    const SourceEstimates* source = nullptr;
    std::size_t at = 0;     ///< of its estimates
    Rational factor = 1;    ///< change of the number for a change of the estimate
    bool is_linear = true;  ///< the factor holds for any change, not for small ones only

    [[nodiscard]] std::size_t measure() const { return source->measure; }
    [[nodiscard]] std::size_t unit() const { return at / source->width; }
    [[nodiscard]] std::size_t stratum() const { return at % source->width; }
    [[nodiscard]] const design::Estimate& estimate() const { return source->estimates[at]; }
    [[nodiscard]] const Counts& counts() const { return source->counts[at]; }
};

/// The error of the score of a unit; of a public bundle without the influences.
struct UnitError {
    std::size_t unit = 0;
    double variance = 0;
    std::vector<design::Influence> influences;  ///< one a measure
};

class Errors {
public:
    /// `below`: of the same estimates, for a scheme with other weights; it must outlive this.
    Errors(const Scheme& scheme, const Data& data, const Errors* below = nullptr);
    /// Keeps what one above has found out, for others above.
    void learn(Errors&& above);

    [[nodiscard]] const Pooled& pooled(std::size_t measure) const { return *pooled_[measure]; }
    /// The variance of what the pulls of one unit make.
    [[nodiscard]] double variance(std::span<const Pull> pulls);
    [[nodiscard]] UnitError of_unit(std::size_t unit, std::span<const Pull> pulls, double error);
    /// The variance of the difference of two scores.
    [[nodiscard]] double variance_between(const UnitError& a, const UnitError& b);

    /// What was asked for and is not nothing, by unit.
    [[nodiscard]] std::vector<Covariance> covariances() const;
    [[nodiscard]] std::vector<PairVariance> pairs() const;

private:
    struct Together {
        double covariance = 0;
        double bound = 0;
    };
    using Key = std::uint64_t;

    /// Of an estimate among those of its unit, in the order of the tree.
    [[nodiscard]] std::size_t place_of(const Pull& pull) const {
        return pull.source->number * width_ + pull.stratum();
    }
    [[nodiscard]] Key key_of(std::size_t unit, std::size_t place, std::size_t other) const;
    [[nodiscard]] Key key_of(const Pull& a, const Pull& b) const {
        return key_of(a.unit(), place_of(a), place_of(b));
    }
    /// What is known below without having been asked for here; nullptr: nothing.
    [[nodiscard]] const Together* learned(Key key) const;
    [[nodiscard]] const double* known_crossing(Key key, std::uint32_t stratum) const;
    [[nodiscard]] const Together& together(const Pull& a, const Pull& b);
    [[nodiscard]] Together computed(const Pull& a, const Pull& b);
    /// How what two estimates of one unit get from a stratum goes together; pulls of one measure.
    [[nodiscard]] double crossing(const Pull& a, const Pull& b, std::uint32_t stratum);
    [[nodiscard]] double crossed_in(const Pull& a, const Pull& b, std::uint32_t stratum);
    [[nodiscard]] CrossedPlaces places_of(const SourceEstimates& a, const SourceEstimates& b);
    [[nodiscard]] design::Influence combined(std::span<const Pull* const> pulls,
                                             std::span<const double> factors);
    [[nodiscard]] bool are_tied(std::size_t measure, const design::Influence& a,
                                const design::Influence& b) const;
    [[nodiscard]] std::optional<double> tied_variance(const UnitError& a, const UnitError& b) const;

    const Data& data_;
    std::vector<const Indicator*> leaves_;
    const Errors* below_;
    std::vector<std::shared_ptr<const Pooled>> pooled_;  // in the order of Scheme::measures
    std::vector<bool> has_lonely_;                       // likewise
    std::size_t width_ = 1;                              // the most strata that an indicator has
    std::unordered_map<Key, Together> known_;            // what was asked for
    std::unordered_map<Key, Together> learned_;
    std::unordered_map<Key, std::vector<std::pair<std::uint32_t, double>>> crossings_;
    std::map<std::pair<std::size_t, std::size_t>, CrossedPlaces> places_;  // by two leaves
    std::map<std::pair<std::size_t, std::size_t>, double> known_pairs_;
};

}  // namespace pingyi::scoring
