// From ballots to estimates of units and their strata.
#include <algorithm>

#include "kernel/intervals.hpp"
#include "modules/scoring/groups.hpp"
#include "modules/scoring/leaves.hpp"
#include "modules/scoring/lookup.hpp"

namespace pingyi::scoring {
namespace {

/// Strata that are too small to publish are counted in the stratum that the scheme names.
void merge_small(SourceEstimates& of, std::int64_t cell_min, std::size_t units) {
    of.merged.resize(of.counts.size());
    for (std::size_t unit = 0; unit < units; ++unit) {
        for (std::size_t stratum = 0; stratum < of.width; ++stratum) {
            const std::size_t at = unit * of.width + stratum;
            of.merged[at] = stratum;
            if (of.strata == nullptr) continue;
            std::size_t target = stratum;
            for (std::size_t steps = 0; steps < of.width; ++steps) {
                const std::int64_t valid = of.counts[unit * of.width + target].valid;
                const auto& into = of.strata->strata[target].merge_into;
                if (valid == 0 || valid >= cell_min || !into) break;
                target = *index_of(of.strata->strata, *into);
            }
            of.merged[at] = target;
        }
    }
}

/// Cells of units become cells of units and strata.
template <class Cell>
void place(std::vector<Cell>& cells, const SourceEstimates& of) {
    if (of.strata == nullptr) return;
    for (Cell& cell : cells) {
        const std::size_t at = cell.domain * of.width + cell.stratum;
        cell.domain = static_cast<std::uint32_t>(cell.domain * of.width + of.merged[at]);
    }
}

void count(SourceEstimates& of, const Answers& answers, std::size_t column, std::size_t units) {
    const Ballots& ballots = answers.ballots;
    std::vector<Counts> counts(units * of.width);
    for (std::size_t cell = 0; cell < ballots.cells.size(); ++cell) {
        const std::size_t stratum = of.strata != nullptr ? ballots.cells[cell].stratum : 0;
        const AnswerSums& sums = ballots.sums[cell * ballots.columns + column];
        counts[ballots.cells[cell].unit * of.width + stratum] +=
            {sums.valid, sums.satisfied, sums.abstained, sums.invalid, sums.silent};
    }
    of.counts = std::move(counts);
}

/// The counts after merging.
void recount(SourceEstimates& of) {
    std::vector<Counts> merged(of.counts.size());
    for (std::size_t at = 0; at < of.counts.size(); ++at) {
        merged[at / of.width * of.width + of.merged[at]] += of.counts[at];
    }
    of.counts = std::move(merged);
}

Integer ten_to(int places) {
    return boost::multiprecision::pow(Integer{10}, static_cast<unsigned>(places));
}

Rational at_places(std::int64_t points, int places) {
    return Rational{Integer{points}, ten_to(places)};
}

/// What one ballot can give.
void set_bounds(SourceEstimates& of, const Source& source, const AnswerColumn& column) {
    of.lowest = 0;
    of.highest = 1;
    if (source.statistic == Statistic::rate || column.options.empty()) return;
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

void estimate_from_ballots(SourceEstimates& of, const Scheme& scheme, const Answers& answers,
                           std::size_t column, const design::Design& design) {
    const Statistic statistic = of.leaf->source->statistic;
    count(of, answers, column, answers.layout.units.size());
    merge_small(of, scheme.publication.cell_min, answers.layout.units.size());
    recount(of);
    const int places = statistic == Statistic::rate ? 0 : answers.layout.answers[column].places;
    if (answers.ballots.has_clusters && design.clusters.empty()) {
        estimate(of, design, cells_of(answers.ballots, column, statistic), places);
    } else {
        estimate(of, design, element_cells_of(answers.ballots, column, statistic), places);
    }
}

/// As a public bundle has them: summed, merged and with their errors.
void take_given(SourceEstimates& of, const Estimated& given, std::size_t units, int places) {
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
        estimate.value =
            Rational{Integer{group.points}, Integer{group.weight}} / Rational{ten_to(places)};
        estimate.error = group.error;
        estimate.df = group.df;
        estimate.n = group.valid;
        estimate.standing = group.standing;
    }
}

}  // namespace

SourceEstimates estimates_of(const Scheme& scheme, const Data& data, const Errors& errors,
                             const Indicator& leaf) {
    const Source& source = *leaf.source;
    const Answers& answers = data.answers.find(source.measure)->second;
    const std::size_t column = answers.column(source.column);
    const AnswerColumn& layout = answers.layout.answers[column];
    const bool is_rate = source.statistic == Statistic::rate;
    SourceEstimates of;
    of.leaf = &leaf;
    of.measure = *index_of(scheme.measures, source.measure);
    if (source.strata) {
        of.strata = find_code(scheme.strata, *source.strata);
        of.width = of.strata->strata.size();
    }
    if (is_rate) of.factor = 100;
    set_bounds(of, source, layout);
    if (data.estimated) {
        take_given(of, *data.estimated, data.units.size(), is_rate ? 0 : layout.places);
    } else {
        estimate_from_ballots(of, scheme, answers, column, errors.design_of(of.measure));
    }
    return of;
}

std::vector<const Indicator*> leaves_with_ballots(const Scheme& scheme) {
    std::vector<const Indicator*> leaves;
    collect_leaves(scheme, scheme.index, leaves);
    return leaves;
}

std::vector<design::Design> designs_of(const Scheme& scheme, const Data& data) {
    std::vector<design::Design> designs;
    for (const Measure& measure : scheme.measures) {
        design::Design& design = designs.emplace_back();
        design.lonely = static_cast<design::Lonely>(measure.lonely);
        const auto answers = data.answers.find(measure.code);
        if (answers == data.answers.end()) continue;
        if (measure.basis == Basis::sample) {
            design = design_of(answers->second.ballots, measure.lonely);
            continue;
        }
        std::vector<std::int64_t> met;
        for (const SampledStratum& stratum : answers->second.ballots.strata) {
            met.push_back(stratum.clusters);
        }
        design = as_process(met);
    }
    return designs;
}

std::optional<Rational> median_of(std::vector<Rational> values) {
    if (values.empty()) return std::nullopt;
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    if (values.size() % 2 == 1) return values[middle];
    return (values[middle - 1] + values[middle]) / 2;
}

}  // namespace pingyi::scoring
