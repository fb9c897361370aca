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

/// What an estimate needs of its ballots in one cluster; of elements, in one stratum. Of the second
/// stage `stratum` is the cluster and `cluster` the group.
struct Piece {
    std::uint32_t stratum = 0;
    std::uint32_t cluster = 0;
    std::int64_t draws = 1;  ///< clusters or ballots
    Big value;               ///< in units of the estimate's `over`
    Big square;              ///< in units of over^2; of elements only
};
struct Pieces {
    bool of_elements = false;
    std::vector<Piece> first;
    std::vector<Piece> within = {};  ///< of two stages; `first` are their sums
};

/// The pieces of the first stratum.
std::span<const Piece> front_of(std::span<const Piece> pieces) {
    std::size_t end = 0;
    while (end < pieces.size() && pieces[end].stratum == pieces.front().stratum) ++end;
    return pieces.first(end);
}

/// Whether clusters differ at all, exactly.
bool do_clusters_differ(std::int64_t sampled, std::span<const Piece> pieces) {
    const Big& first = pieces.front().value;
    if (!std::ranges::all_of(pieces, [&](const Piece& piece) { return piece.value == first; })) {
        return true;
    }
    return first != 0 && static_cast<std::int64_t>(pieces.size()) < sampled;
}
/// The same of ballots.
bool do_elements_differ(std::int64_t sampled, std::span<const Piece> pieces) {
    Big value;
    Big square;
    for (const Piece& piece : pieces) {
        value += piece.value;
        square += piece.square;
    }
    return square * sampled != value * value;
}

/// Whether any stratum that counts varies: decided with whole numbers.
bool varies_between(const Design& design, const Pieces& pieces) {
    for (std::span<const Piece> rest{pieces.first}; !rest.empty();) {
        const std::span<const Piece> own = front_of(rest);
        const Stratum& stratum = design.strata[own.front().stratum];
        rest = rest.subspan(own.size());
        if (stratum.is_whole()) continue;
        if (stratum.is_lonely()) {
            if (design.lonely == Lonely::adjust) return true;
        } else if (pieces.of_elements ? do_elements_differ(stratum.sampled, own)
                                      : do_clusters_differ(stratum.sampled, own)) {
            return true;
        }
    }
    return false;
}
/// Whether any cluster whose second stage counts varies.
bool varies_within(const Design& design, std::span<const Piece> rest) {
    while (!rest.empty()) {
        const std::span<const Piece> own = front_of(rest);
        const Cluster& cluster = design.clusters[own.front().stratum];
        rest = rest.subspan(own.size());
        if (cluster.is_whole() || !design.strata[cluster.stratum].population) continue;
        if (cluster.is_lonely()) {
            if (design.lonely == Lonely::adjust && own.front().value != 0) return true;
        } else if (do_elements_differ(cluster.sampled, own)) {
            return true;
        }
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

Influence influence_of(const Pieces& pieces, double over) {
    const Unit unit{over};
    const Unit squared{over * over};
    Influence influence{pieces.of_elements, {}};
    influence.shares.reserve(pieces.first.size());
    for (const Piece& piece : pieces.first) {
        const double value = unit.of(piece.value);
        const double square = pieces.of_elements ? squared.of(piece.square) : value * value;
        influence.shares.push_back({piece.stratum, piece.cluster, value, square});
    }
    influence.within.reserve(pieces.within.size());
    for (const Piece& piece : pieces.within) {
        const auto drawn = static_cast<double>(piece.draws);
        const Big scatter = piece.square * piece.draws - piece.value * piece.value;
        influence.within.push_back({piece.stratum, piece.cluster,
                                    unit.of(piece.value) / std::sqrt(drawn),
                                    squared.of(scatter) / drawn});
    }
    return influence;
}

/// Error, degrees of freedom and standing from the pieces; `value` and `n` are there.
void judge(const Design& design, const Pieces& pieces, double over, Estimate& estimate) {
    estimate.influence = influence_of(pieces, over);
    for (const Piece& piece : pieces.first) estimate.clusters += piece.draws;
    estimate.df = estimate.clusters - strata_of(pieces.first);
    const auto found = variance(design, estimate.influence);
    estimate.error = std::sqrt(found.value_or(0));
    if (estimate.clusters < 2) {
        estimate.standing = Standing::one_cluster;
    } else if (!found) {
        estimate.standing = Standing::lonely_cluster;
    } else if (!varies_between(design, pieces) && !varies_within(design, pieces.within)) {
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
    return std::tuple(cell.domain, cell.stratum, cell.cluster, cell.group);
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
    to.drawn += from.drawn;
}

/// One cell a key, in the order of keys, without those that hold no ballot.
template <class AnyCell>
void put_in_order(std::vector<AnyCell>& cells) {
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
    std::erase_if(cells, [](const AnyCell& cell) { return cell.n == 0; });
}

/// The sums of a whole domain.
struct Sums {
    Big numerator;
    Big denominator;
};

/// What the ballots of a cell add to an estimate.
struct Part {
    Big value;
    Big square = {};
};

Part ratio_part(const Cell& cell, const Sums& sums) {
    return {Big{cell.numerator} * sums.denominator - sums.numerator * Big{cell.denominator}};
}
Part ratio_part(const ElementCell& cell, const Sums& sums) {
    const Big& n = sums.numerator;
    const Big& d = sums.denominator;
    return {Big{cell.numerator} * d - n * Big{cell.denominator},
            Big{cell.numerator_squares} * d * d - Big{cell.products} * n * d * 2 +
                Big{cell.denominator_squares} * n * n};
}
Part total_part(const Cell& cell) {
    return {Big{cell.numerator}};
}
Part total_part(const ElementCell& cell) {
    return {Big{cell.numerator}, Big{cell.numerator_squares}};
}

void put(const Cell& cell, Part part, bool /*has_stages*/, Pieces& pieces) {
    pieces.first.push_back({cell.stratum, cell.cluster, 1, std::move(part.value), {}});
}
void put(const ElementCell& cell, Part part, bool has_stages, Pieces& pieces) {
    std::vector<Piece>& first = pieces.first;
    if (!has_stages) {
        first.push_back(
            {cell.stratum, cell.group, cell.n, std::move(part.value), std::move(part.square)});
        return;
    }
    const bool is_new = first.empty() || first.back().cluster != cell.cluster;
    if (is_new) first.push_back({cell.stratum, cell.cluster, 1, {}, {}});
    first.back().value += part.value;
    pieces.within.push_back(
        {cell.cluster, cell.group, cell.drawn, std::move(part.value), std::move(part.square)});
}

/// No more was met than was sampled.
void check(std::span<const Piece> pieces, std::size_t strata, const auto& sampled) {
    std::int64_t met = 0;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        met = i > 0 && pieces[i].stratum == pieces[i - 1].stratum ? met : 0;
        met += pieces[i].draws;
        if (pieces[i].stratum >= strata || met > sampled(pieces[i].stratum)) std::abort();
    }
}

/// Cells in their order, each with what `part_of` it makes.
template <class AnyCell, class PartOf>
Pieces pieces_of(const Design& design, std::span<const AnyCell> cells, const PartOf& part_of) {
    constexpr bool are_elements = std::is_same_v<AnyCell, ElementCell>;
    const bool has_stages = !design.clusters.empty();
    Pieces pieces{are_elements && !has_stages, {}};
    pieces.first.reserve(cells.size());
    for (const AnyCell& cell : cells) put(cell, part_of(cell), has_stages, pieces);
    check(pieces.first, design.strata.size(),
          [&](std::uint32_t stratum) { return design.strata[stratum].sampled; });
    check(pieces.within, design.clusters.size(),
          [&](std::uint32_t cluster) { return design.clusters[cluster].sampled; });
    if constexpr (are_elements) {
        for (const AnyCell& cell : cells) {
            const bool is_right =
                !has_stages ||
                (cell.n <= cell.drawn && design.clusters[cell.cluster].stratum == cell.stratum);
            if (!is_right) std::abort();
        }
    }
    return pieces;
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
    const Pieces pieces =
        pieces_of(design, cells, [&](const AnyCell& cell) { return ratio_part(cell, sums); });
    const auto denominator = sums.denominator.template convert_to<double>();
    judge(design, pieces, denominator * denominator * power_of_ten(places), estimate);
    return estimate;
}

template <class AnyCell>
Estimate total(const Design& design, std::span<const AnyCell> cells, int places) {
    Estimate estimate;
    if (cells.empty()) return estimate;
    Big sum;
    for (const AnyCell& cell : cells) {
        estimate.n += cell.n;
        sum += Big{cell.numerator};
    }
    const Pieces pieces =
        pieces_of(design, cells, [](const AnyCell& cell) { return total_part(cell); });
    estimate.value = quotient(Integer{sum}, Integer{1}, places);
    judge(design, pieces, power_of_ten(places), estimate);
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

std::vector<Estimate> totals(const Design& design, std::vector<ElementCell> cells,
                             std::uint32_t domains, int places) {
    return of_domains(std::move(cells), domains,
                      [&](std::span<const ElementCell> own) { return total(design, own, places); });
}

}  // namespace pingyi::design
