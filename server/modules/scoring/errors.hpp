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

#include "modules/scoring/pooled.hpp"
#include "modules/scoring/result.hpp"

namespace pingyi::scoring {

/// Which estimate: of an indicator, a unit and a stratum.
struct Slot {
    std::uint32_t leaf = 0;  ///< place in leaves_with_ballots
    std::uint32_t unit = 0;
    std::uint32_t stratum = 0;
};

/// An estimate from ballots that a number depends on, and by how much.
struct Pull {
    std::size_t measure = 0;  ///< index into Scheme::measures
    Slot slot;
    Rational factor = 1;    ///< change of the number for a change of the estimate
    bool is_linear = true;  ///< the factor holds for any change, not for small ones only
    const design::Estimate* estimate = nullptr;
    const Counts* counts = nullptr;
    Rational lowest;  ///< what one ballot can give to the estimate
    Rational highest;
    AnswerSide side;  ///< the estimate is points / weight of this side, at 10^-places
    int places = 0;
    Int128 weight = 0;
    Int128 points = 0;
};

/// The error of the score of a unit; of a public bundle without the influences.
struct UnitError {
    std::size_t unit = 0;
    double variance = 0;
    std::vector<design::Influence> influences;  ///< one a measure
};

class Errors {
public:
    Errors(const Scheme& scheme, const Data& data);

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

    [[nodiscard]] Key key_of(const Slot& a, const Slot& b) const;
    [[nodiscard]] const Together& together(const Pull& a, const Pull& b);
    [[nodiscard]] Together computed(const Pull& a, const Pull& b);
    /// How what two estimates of one unit get from a stratum goes together; pulls of one measure.
    [[nodiscard]] double crossing(const Pull& a, const Pull& b, std::uint32_t stratum);
    [[nodiscard]] double crossed_in(const Pull& a, const Pull& b, std::uint32_t stratum) const;
    [[nodiscard]] design::Influence combined(std::span<const Pull* const> pulls,
                                             std::span<const double> factors);
    [[nodiscard]] bool are_tied(std::size_t measure, const design::Influence& a,
                                const design::Influence& b) const;
    [[nodiscard]] std::optional<double> tied_variance(const UnitError& a, const UnitError& b) const;

    const Data& data_;
    std::vector<const Indicator*> leaves_;
    std::vector<std::unique_ptr<const Pooled>> pooled_;  // in the order of Scheme::measures
    std::vector<bool> has_lonely_;                       // likewise
    std::size_t width_ = 1;                              // the most strata that an indicator has
    std::unordered_map<Key, Together> known_;
    std::unordered_map<Key, std::vector<std::pair<std::uint32_t, double>>> crossings_;
    std::map<std::pair<std::size_t, std::size_t>, double> known_pairs_;
};

}  // namespace pingyi::scoring
