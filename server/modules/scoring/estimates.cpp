// From ballots to estimates of units and their strata.
#include <algorithm>

#include "kernel/intervals.hpp"
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
            {sums.valid, sums.satisfied, sums.abstained, sums.invalid};
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

Rational at_places(std::int64_t points, int places) {
    return Rational{Integer{points},
                    boost::multiprecision::pow(Integer{10}, static_cast<unsigned>(places))};
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

}  // namespace

SourceEstimates estimates_of(const Scheme& scheme, const Data& data, const Designs& designs,
                             const Source& source) {
    const Answers& answers = data.answers.find(source.measure)->second;
    const std::size_t column = answers.column(source.column);
    const AnswerColumn& layout = answers.layout.answers[column];
    const std::size_t units = data.units.size();
    SourceEstimates of;
    of.measure = *index_of(scheme.measures, source.measure);
    if (source.strata) {
        of.strata = find_code(scheme.strata, *source.strata);
        of.width = of.strata->strata.size();
    }
    count(of, answers, column, units);
    merge_small(of, scheme.publication.cell_min, units);
    recount(of);
    set_bounds(of, source, layout);
    const design::Design& design = designs[of.measure];
    const auto domains = static_cast<std::uint32_t>(units * of.width);
    const int places = source.statistic == Statistic::rate ? 0 : layout.places;
    if (answers.ballots.has_clusters) {
        auto cells = cells_of(answers.ballots, column, source.statistic);
        place(cells, of);
        of.estimates = design::ratios(design, std::move(cells), domains, places);
    } else {
        auto cells = element_cells_of(answers.ballots, column, source.statistic);
        place(cells, of);
        of.estimates = design::ratios(design, std::move(cells), domains, places);
    }
    if (source.statistic == Statistic::rate) of.factor = 100;
    return of;
}

Designs designs_of(const Scheme& scheme, const Data& data) {
    Designs designs;
    for (const Measure& measure : scheme.measures) {
        design::Design& design = designs.emplace_back();
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
