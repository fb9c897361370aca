#include "modules/scoring/estimates.hpp"

#include <algorithm>

#include "modules/scoring/data_tables.hpp"
#include "modules/scoring/groups.hpp"
#include "modules/scoring/lookup.hpp"

namespace pingyi::scoring {
namespace {

/// Cells of units become cells of units and their groups.
template <class Cell>
void place(std::vector<Cell>& cells, const SourceEstimates& of) {
    if (of.strata == nullptr) return;
    for (Cell& cell : cells) {
        cell.domain = static_cast<std::uint32_t>(of.group_at(cell.domain, cell.stratum));
    }
}

void count(SourceEstimates& of, std::size_t column, std::size_t units) {
    const Ballots& ballots = of.pooled->ballots();
    of.counts.resize(units * of.width);
    for (std::size_t i = 0; i < ballots.cells.size(); ++i) {
        const BallotCell& cell = ballots.cells[i];
        const AnswerSums& sums = ballots.sums[i * ballots.columns + column];
        of.counts[of.group_at(cell.unit, cell.stratum)] +=
            {sums.valid, sums.satisfied, sums.abstained, sums.invalid, sums.silent};
    }
}

Rational at_places(std::int64_t points, int places) {
    return Rational{Integer{points}, ten_to(places)};
}

/// What one ballot can give.
void set_bounds(SourceEstimates& of, const Source& source, const AnswerColumn& column) {
    of.lowest = 0;
    of.highest = 1;
    if (column.over) of.highest = -1;  // what a ratio can become has no bound
    if (source.statistic == Statistic::rate || column.over) return;
    if (column.options.empty()) {
        of.lowest = at_places(column.lowest, column.places);
        of.highest = at_places(column.highest, column.places);
        return;
    }
    std::optional<Rational> lowest;
    std::optional<Rational> highest;
    for (const AnswerOption& option : column.options) {
        if (option.answer.is_abstention || !option.answer.is_valid) continue;
        const Rational points = at_places(option.answer.points, column.places);
        lowest = std::min(lowest.value_or(points), points);
        highest = std::max(highest.value_or(points), points);
    }
    of.lowest = lowest.value_or(0);
    of.highest = highest.value_or(0);
}

/// Of a tree.
void collect_leaves(const Scheme& scheme, const Indicator& indicator,
                    std::vector<const Indicator*>& leaves) {
    if (indicator.source) {
        const Measure* measure = find_code(scheme.measures, indicator.source->measure);
        if (measure != nullptr && measure->kind != MeasureKind::values) {
            leaves.push_back(&indicator);
        }
    }
    for (const Indicator& part : indicator.parts) collect_leaves(scheme, part, leaves);
}

template <class Cell>
void estimate(SourceEstimates& of, const design::Design& design, std::vector<Cell> cells,
              int places) {
    place(cells, of);
    of.weights.resize(of.counts.size());
    of.points.resize(of.counts.size());
    for (const Cell& cell : cells) {
        of.weights[cell.domain] += cell.denominator;
        of.points[cell.domain] += cell.numerator;
    }
    const auto domains = static_cast<std::uint32_t>(of.counts.size());
    of.estimates = design::ratios(design, std::move(cells), domains, places);
}

void estimate_from_ballots(SourceEstimates& of, std::size_t units) {
    const Statistic statistic = of.leaf->source->statistic;
    const Ballots& ballots = of.pooled->ballots();
    const design::Design& design = of.pooled->design;
    const std::size_t column = of.side.column;
    count(of, column, units);
    of.merged = of.pooled->merged;
    of.merged.resize(of.counts.size());
    if (ballots.wanted.empty()) {
        estimate(of, design, cells_of(ballots, column, statistic), of.places);
    } else {
        estimate(of, design, element_cells_of(ballots, column, statistic), of.places);
    }
}

/// As a public bundle has them: summed, merged and with their errors.
void take_given(SourceEstimates& of, const Estimated& given, std::size_t units) {
    const std::size_t cells = units * of.width;
    of.counts.resize(cells);
    of.weights.resize(cells);
    of.points.resize(cells);
    of.estimates.resize(cells);
    of.merged.resize(cells);
    for (std::size_t at = 0; at < cells; ++at) of.merged[at] = at % of.width;
    const auto groups = given.groups.find(of.leaf->code);
    if (groups == given.groups.end()) return;
    for (const Group& group : groups->second) {
        const std::size_t first = group.unit * of.width;
        const std::size_t at = first + group.stratum;
        of.counts[at].valid = group.valid;
        of.counts[at].satisfied = group.satisfied;
        of.counts[at].silent = group.silent;
        of.weights[at] = group.weight;
        of.points[at] = group.points;
        for (const std::size_t merged : group.merged) of.merged[first + merged] = group.stratum;
        design::Estimate& estimate = of.estimates[at];
        if (group.weight == 0) continue;  // of a ratio: no estimate
        estimate.value =
            Rational{Integer{group.points}, Integer{group.weight}} / Rational{ten_to(of.places)};
        estimate.error = group.error;
        estimate.df = group.df;
        estimate.n = group.valid;
        estimate.standing = group.standing;
    }
}

}  // namespace

SourceEstimates estimates_of(const Scheme& scheme, const Data& data, const Pooled& pooled,
                             const Indicator& leaf) {
    const Source& source = *leaf.source;
    SourceEstimates of;
    of.leaf = &leaf;
    of.measure = *index_of(scheme.measures, source.measure);
    of.pooled = &pooled;
    const BallotLayout& layout = of.pooled->answers->layout;
    of.side = side_of(layout, source);
    const AnswerColumn& column = layout.answers[of.side.column];
    of.places = places_of(column, of.side.is_rate);
    if (source.strata) {
        of.strata = find_code(scheme.strata, *source.strata);
        of.width = of.strata->strata.size();
    }
    if (of.side.is_rate) of.factor = 100;
    set_bounds(of, source, column);
    if (data.estimated) {
        take_given(of, *data.estimated, data.units.size());
    } else {
        estimate_from_ballots(of, data.units.size());
    }
    return of;
}

std::vector<const Indicator*> leaves_with_ballots(const Scheme& scheme) {
    std::vector<const Indicator*> leaves;
    collect_leaves(scheme, scheme.index, leaves);
    return leaves;
}

}  // namespace pingyi::scoring
