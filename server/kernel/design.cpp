#include "kernel/design.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <tuple>

namespace pingyi::design {
namespace {

/// Holds the products of four sums; on the stack, since there is one for every cell.
using Big = boost::multiprecision::number<
    boost::multiprecision::cpp_int_backend<1024, 1024, boost::multiprecision::signed_magnitude,
                                           boost::multiprecision::unchecked, void>,
    boost::multiprecision::et_off>;

double power_of_ten(int exponent) {
    double power = 1;  // exact up to 10^22
    for (int i = 0; i < std::abs(exponent); ++i) power *= 10;
    return exponent < 0 ? 1 / power : power;
}

Integer integer_power_of_ten(int exponent) {
    return boost::multiprecision::pow(Integer{10}, static_cast<unsigned>(exponent));
}

Rational quotient(const Integer& numerator, const Integer& denominator, int places) {
    return places >= 0 ? Rational{numerator, denominator * integer_power_of_ten(places)}
                       : Rational{numerator * integer_power_of_ten(-places), denominator};
}

/// numerator / denominator^power * 10^-(places * power): what every share is.
struct Unit {
    double over = 1;
    [[nodiscard]] double of(const Big& numerator) const {
        return numerator.convert_to<double>() / over;
    }
};

bool is_whole(const Stratum& stratum) {
    return stratum.population && *stratum.population == stratum.sampled;
}
bool is_lonely(const Stratum& stratum) {
    return stratum.sampled == 1 && !is_whole(stratum);
}
/// The part of the clusters that was not seen.
double unseen(const Stratum& stratum) {
    if (!stratum.population) return 1;
    return static_cast<double>(*stratum.population - stratum.sampled) /
           static_cast<double>(*stratum.population);
}

/// What an estimate needs of its ballots in one cluster; of elements, in one stratum.
struct Piece {
    std::uint32_t stratum = 0;
    std::uint32_t cluster = 0;
    std::int64_t clusters = 1;
    Big value;   ///< in units of the estimate's `over`
    Big square;  ///< in units of over^2; of elements only
};

/// Whether the pieces of one stratum differ at all, exactly.
bool differ(const Stratum& stratum, std::span<const Piece> pieces, bool of_elements) {
    const Big& first = pieces.front().value;
    if (of_elements) {
        Big value;
        Big square;
        for (const Piece& piece : pieces) {
            value += piece.value;
            square += piece.square;
        }
        return square * stratum.sampled != value * value;
    }
    if (!std::ranges::all_of(pieces, [&](const Piece& piece) { return piece.value == first; })) {
        return true;
    }
    return first != 0 && static_cast<std::int64_t>(pieces.size()) < stratum.sampled;
}

/// One variance from the shares, given one by one in their order.
class Variance {
public:
    Variance(const Design& design, bool of_elements) : design_{design}, of_elements_{of_elements} {}

    /// Shares of one stratum.
    void add(std::uint32_t index, std::span<const Share> shares) {
        const Stratum& stratum = design_.strata[index];
        ++met_;
        if (is_whole(stratum)) {
            ++known_;
            return;
        }
        if (is_lonely(stratum)) {
            add_lonely(stratum, shares);
            return;
        }
        ++known_;
        const auto sampled = static_cast<double>(stratum.sampled);
        sum_ += unseen(stratum) * sampled / (sampled - 1) * scatter(sampled, shares);
    }
    /// `adjust` measures from this.
    void set_grand_mean(double mean) { grand_mean_ = mean; }

    [[nodiscard]] std::optional<double> result() const {
        if (is_unknown_ || (met_ > 0 && known_ == 0)) return std::nullopt;
        if (known_ == met_) return sum_;
        return sum_ * static_cast<double>(met_) / static_cast<double>(known_);
    }

private:
    void add_lonely(const Stratum& stratum, std::span<const Share> shares) {
        const double off = shares.front().value - grand_mean_;
        switch (design_.lonely) {
            case Lonely::fail: is_unknown_ = true; break;
            case Lonely::certainty: ++known_; break;
            case Lonely::average: break;
            case Lonely::adjust:
                ++known_;
                sum_ += unseen(stratum) * off * off;
                break;
        }
    }
    [[nodiscard]] double scatter(double sampled, std::span<const Share> shares) const {
        double total = 0;
        for (const Share& share : shares) total += share.value;
        const double mean = total / sampled;
        double scatter = 0;
        if (of_elements_) {
            for (const Share& share : shares) scatter += share.square;
            return std::max(0.0, scatter - total * mean);
        }
        for (const Share& share : shares) {
            scatter += (share.value - mean) * (share.value - mean);
        }
        return scatter + (sampled - static_cast<double>(shares.size())) * mean * mean;
    }

    const Design& design_;
    bool of_elements_;
    bool is_unknown_ = false;
    std::int64_t met_ = 0;    ///< strata
    std::int64_t known_ = 0;  ///< strata of which the variance is known
    double grand_mean_ = 0;
    double sum_ = 0;
};

/// The mean of a cluster's share over all that were sampled.
double grand_mean(const Design& design, std::span<const Share> shares) {
    double total = 0;
    for (const Share& share : shares) total += share.value;
    std::int64_t sampled = 0;
    for (const Stratum& stratum : design.strata) sampled += stratum.sampled;
    return sampled == 0 ? 0 : total / static_cast<double>(sampled);
}

std::optional<double> variance_of(const Design& design, std::span<const Share> shares,
                                  bool of_elements) {
    Variance variance{design, of_elements};
    if (design.lonely == Lonely::adjust) variance.set_grand_mean(grand_mean(design, shares));
    for (auto rest = shares; !rest.empty();) {
        const std::uint32_t stratum = rest.front().stratum;
        std::size_t end = 1;
        while (end < rest.size() && rest[end].stratum == stratum) ++end;
        variance.add(stratum, rest.first(end));
        rest = rest.subspan(end);
    }
    return variance.result();
}

/// Whether any stratum that counts varies: decided with whole numbers.
bool varies(const Design& design, std::span<const Piece> pieces, bool of_elements) {
    for (auto rest = pieces; !rest.empty();) {
        const Stratum& stratum = design.strata[rest.front().stratum];
        std::size_t end = 1;
        while (end < rest.size() && rest[end].stratum == rest.front().stratum) ++end;
        const bool counts = !is_whole(stratum);
        if (counts && is_lonely(stratum) && design.lonely == Lonely::adjust) return true;
        if (counts && !is_lonely(stratum) && differ(stratum, rest.first(end), of_elements)) {
            return true;
        }
        rest = rest.subspan(end);
    }
    return false;
}

std::int64_t strata_of(std::span<const Piece> pieces) {
    std::int64_t strata = 0;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (i == 0 || pieces[i].stratum != pieces[i - 1].stratum) ++strata;
    }
    return strata;
}

/// Error, degrees of freedom and standing from the pieces; `value` and `n` are there.
void judge(const Design& design, std::span<const Piece> pieces, bool of_elements, double over,
           Estimate& estimate) {
    const Unit unit{over};
    const Unit squared{over * over};
    estimate.influence.of_elements = of_elements;
    estimate.influence.shares.reserve(pieces.size());
    for (const Piece& piece : pieces) {
        const double value = unit.of(piece.value);
        const double square = of_elements ? squared.of(piece.square) : value * value;
        estimate.influence.shares.push_back({piece.stratum, piece.cluster, value, square});
        estimate.clusters += piece.clusters;
    }
    estimate.df = estimate.clusters - strata_of(pieces);
    const auto found = variance(design, estimate.influence);
    estimate.error = std::sqrt(found.value_or(0));
    if (estimate.clusters < 2) {
        estimate.standing = Standing::one_cluster;
    } else if (!found) {
        estimate.standing = Standing::lonely_cluster;
    } else if (!varies(design, pieces, of_elements)) {
        estimate.standing = Standing::no_variance;
        estimate.error = 0;
    } else if (estimate.df < 1) {
        estimate.standing = Standing::no_freedom;
    } else {
        estimate.standing = Standing::estimable;
    }
}

auto key_of(const Cell& cell) {
    return std::tuple(cell.domain, cell.stratum, cell.cluster);
}
auto key_of(const ElementCell& cell) {
    return std::tuple(cell.domain, cell.stratum, cell.group);
}
void add(Cell& to, const Cell& from) {
    to.n += from.n;
    to.numerator += from.numerator;
    to.denominator += from.denominator;
}
void add(ElementCell& to, const ElementCell& from) {
    to.n += from.n;
    to.numerator += from.numerator;
    to.denominator += from.denominator;
    to.numerator_squares += from.numerator_squares;
    to.products += from.products;
    to.denominator_squares += from.denominator_squares;
}

/// One cell a key, in the order of keys, without those that hold no ballot.
template <class AnyCell>
void put_in_order(std::vector<AnyCell>& cells) {
    std::erase_if(cells, [](const AnyCell& cell) { return cell.n == 0; });
    const auto less = [](const AnyCell& a, const AnyCell& b) { return key_of(a) < key_of(b); };
    if (!std::ranges::is_sorted(cells, less)) std::ranges::sort(cells, less);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0 && key_of(cells[kept - 1]) == key_of(cells[i])) {
            add(cells[kept - 1], cells[i]);
        } else {
            cells[kept++] = cells[i];
        }
    }
    cells.resize(kept);
}

/// The sums of a whole domain.
struct Sums {
    Big numerator;
    Big denominator;
};

Piece ratio_piece(const Cell& cell, const Sums& sums) {
    return {cell.stratum,
            cell.cluster,
            1,
            Big{cell.numerator} * sums.denominator - sums.numerator * Big{cell.denominator},
            {}};
}
Piece ratio_piece(const ElementCell& cell, const Sums& sums) {
    const Big& n = sums.numerator;
    const Big& d = sums.denominator;
    return {cell.stratum, cell.group, cell.n, Big{cell.numerator} * d - n * Big{cell.denominator},
            Big{cell.numerator_squares} * d * d - Big{cell.products} * n * d * 2 +
                Big{cell.denominator_squares} * n * n};
}

/// No more was met than was sampled.
void check(const Design& design, std::span<const Piece> pieces) {
    std::int64_t met = 0;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        met = i > 0 && pieces[i].stratum == pieces[i - 1].stratum ? met : 0;
        met += pieces[i].clusters;
        if (pieces[i].stratum >= design.strata.size() ||
            met > design.strata[pieces[i].stratum].sampled) {
            std::abort();
        }
    }
}

template <class AnyCell>
Estimate ratio(const Design& design, std::span<const AnyCell> cells, int places) {
    Estimate estimate;
    Sums sums;
    for (const AnyCell& cell : cells) {
        estimate.n += cell.n;
        sums.numerator += Big{cell.numerator};
        sums.denominator += Big{cell.denominator};
    }
    if (sums.denominator <= 0) return estimate;
    estimate.value = quotient(Integer{sums.numerator}, Integer{sums.denominator}, places);
    std::vector<Piece> pieces;
    pieces.reserve(cells.size());
    for (const AnyCell& cell : cells) pieces.push_back(ratio_piece(cell, sums));
    check(design, pieces);
    const auto denominator = sums.denominator.template convert_to<double>();
    judge(design, pieces, std::is_same_v<AnyCell, ElementCell>,
          denominator * denominator * power_of_ten(places), estimate);
    return estimate;
}

Estimate total(const Design& design, std::span<const Cell> cells, int places) {
    Estimate estimate;
    if (cells.empty()) return estimate;
    Big sum;
    std::vector<Piece> pieces;
    pieces.reserve(cells.size());
    for (const Cell& cell : cells) {
        estimate.n += cell.n;
        sum += Big{cell.numerator};
        pieces.push_back({cell.stratum, cell.cluster, 1, Big{cell.numerator}, {}});
    }
    check(design, pieces);
    estimate.value = quotient(Integer{sum}, Integer{1}, places);
    judge(design, pieces, false, power_of_ten(places), estimate);
    return estimate;
}

/// `make` for the cells of each domain.
template <class AnyCell, class Make>
std::vector<Estimate> of_domains(std::vector<AnyCell> cells, std::uint32_t domains,
                                 const Make& make) {
    put_in_order(cells);
    if (!cells.empty() && cells.back().domain >= domains) std::abort();
    std::vector<Estimate> estimates;
    estimates.reserve(domains);
    std::span<const AnyCell> rest{cells};
    for (std::uint32_t domain = 0; domain < domains; ++domain) {
        std::size_t end = 0;
        while (end < rest.size() && rest[end].domain == domain) ++end;
        estimates.push_back(make(rest.first(end)));
        rest = rest.subspan(end);
    }
    return estimates;
}

bool is_before(const Share& a, const Share& b) {
    return std::tie(a.stratum, a.cluster) < std::tie(b.stratum, b.cluster);
}

/// a + factor * b for the same cluster. Ballots that enter twice are taken as moving together.
void add(Share& to, const Share& from, double factor, bool of_elements) {
    to.value += factor * from.value;
    if (of_elements) {
        const double root = std::sqrt(to.square) + std::abs(factor) * std::sqrt(from.square);
        to.square = root * root;
    } else {
        to.square = to.value * to.value;
    }
}

Share scaled(const Share& share, double factor) {
    return {share.stratum, share.cluster, factor * share.value, factor * factor * share.square};
}

/// a + factor * b, both in order.
void merge(std::span<const Share> a, std::span<const Share> b, double factor, bool of_elements,
           std::vector<Share>& out) {
    out.clear();
    out.reserve(a.size() + b.size());
    std::size_t i = 0;
    for (const Share& share : b) {
        while (i < a.size() && is_before(a[i], share)) out.push_back(a[i++]);
        if (i < a.size() && !is_before(share, a[i])) {
            out.push_back(a[i++]);
            add(out.back(), share, factor, of_elements);
        } else {
            out.push_back(scaled(share, factor));
        }
    }
    out.insert(out.end(), a.begin() + static_cast<std::ptrdiff_t>(i), a.end());
}

}  // namespace

std::vector<Estimate> ratios(const Design& design, std::vector<Cell> cells, std::uint32_t domains,
                             int places) {
    return of_domains(std::move(cells), domains,
                      [&](std::span<const Cell> own) { return ratio(design, own, places); });
}

std::vector<Estimate> ratios(const Design& design, std::vector<ElementCell> cells,
                             std::uint32_t domains, int places) {
    return of_domains(std::move(cells), domains,
                      [&](std::span<const ElementCell> own) { return ratio(design, own, places); });
}

std::vector<Estimate> totals(const Design& design, std::vector<Cell> cells, std::uint32_t domains,
                             int places) {
    return of_domains(std::move(cells), domains,
                      [&](std::span<const Cell> own) { return total(design, own, places); });
}

std::optional<double> variance(const Design& design, const Influence& influence) {
    return variance_of(design, influence.shares, influence.of_elements);
}

Influence combined(std::span<const Term> terms) {
    Influence sum;
    std::vector<Share> next;
    for (const Term& term : terms) {
        sum.of_elements = term.influence->of_elements;
        merge(sum.shares, term.influence->shares, term.factor, sum.of_elements, next);
        sum.shares.swap(next);
    }
    return sum;
}

std::optional<double> variance_of_difference(const Design& design, const Influence& a,
                                             const Influence& b) {
    std::vector<Share> shares;
    merge(a.shares, b.shares, -1, a.of_elements, shares);
    return variance_of(design, shares, a.of_elements);
}

}  // namespace pingyi::design
