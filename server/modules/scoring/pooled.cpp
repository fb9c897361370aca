#include "modules/scoring/pooled.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "kernel/intervals.hpp"
#include "modules/scoring/data_tables.hpp"
#include "modules/scoring/lookup.hpp"

namespace pingyi::scoring {
namespace {

/// The groups that indicators of a measure weigh; none: they weigh none.
const Strata* strata_of(const Scheme& scheme, const std::vector<const Source*>& sources) {
    for (const Source* source : sources) {
        if (source->strata) return find_code(scheme.strata, *source->strata);
    }
    return nullptr;
}

/// Unit * groups + group -> whether too few answered one of the questions to be shown, or only one
/// of two that read the same column.
std::vector<bool> small_groups(const Scheme& scheme, const Answers& answers,
                               const std::vector<const Source*>& sources, std::size_t groups) {
    const Ballots& ballots = answers.ballots;
    const std::size_t cells = answers.layout.units.size() * groups;
    std::vector<bool> are_small(cells);
    const auto mark = [&](const std::vector<std::int64_t>& counts) {
        for (std::size_t at = 0; at < cells; ++at) {
            const bool is_small = counts[at] > 0 && counts[at] < scheme.publication.cell_min;
            are_small[at] = are_small[at] || is_small;
        }
    };
    for (const Source* source : sources) {
        if (!source->strata) continue;
        const std::size_t column = side_of(answers.layout, *source).column;
        std::vector<std::int64_t> valid(cells);
        for (std::size_t i = 0; i < ballots.cells.size(); ++i) {
            const BallotCell& cell = ballots.cells[i];
            valid[cell.unit * groups + cell.stratum] +=
                ballots.sums[i * ballots.columns + column].valid;
        }
        mark(valid);
    }
    for (std::size_t pair = 0; pair < ballots.sharing.size(); ++pair) {
        std::vector<std::int64_t> apart(cells);
        for (std::size_t i = 0; i < ballots.cells.size(); ++i) {
            const BallotCell& cell = ballots.cells[i];
            apart[cell.unit * groups + cell.stratum] += ballots.apart(i, pair);
        }
        mark(apart);
    }
    return are_small;
}

std::vector<std::size_t> merged_groups(const Strata& strata, const std::vector<bool>& are_small) {
    const std::size_t groups = strata.strata.size();
    std::vector<std::size_t> merged(are_small.size());
    for (std::size_t at = 0; at < are_small.size(); ++at) {
        std::size_t target = at % groups;
        for (std::size_t steps = 0; steps < groups; ++steps) {
            const auto& into = strata.strata[target].merge_into;
            if (!are_small[at / groups * groups + target] || !into) break;
            target = *index_of(strata.strata, *into);
        }
        merged[at] = target;
    }
    return merged;
}

/// Moves ballots out of the strata that they were drawn from into one for each merged group.
class Merger {
public:
    Merger(const Answers& from, const std::vector<std::size_t>& merged, std::size_t groups)
        : from_{from.ballots}, merged_{merged}, groups_{groups}, made_{from} {
        for (std::size_t at = 0; at < merged.size(); ++at) {
            if (merged[at] != at % groups) pooled_.insert(at / groups * groups + merged[at]);
        }
    }
    /// returns  the ballots, and the group of each of their strata
    std::pair<Answers, std::vector<std::size_t>> run() {
        std::vector<std::size_t> group_of(from_.strata.size());
        std::iota(group_of.begin(), group_of.end(), std::size_t{0});
        for (const std::size_t at : pooled_) {
            strata_[at] = static_cast<std::uint32_t>(group_of.size());
            group_of.push_back(at % groups_);
        }
        move_cells();
        draw_strata(group_of.size());
        if (from_.has_cluster_sizes) draw_clusters();
        return {std::move(made_), std::move(group_of)};
    }

private:
    [[nodiscard]] std::optional<std::uint32_t> new_stratum(const BallotCell& cell) const {
        const std::size_t unit = cell.unit * groups_;
        const auto found = strata_.find(unit + merged_[unit + cell.stratum]);
        if (found == strata_.end()) return std::nullopt;
        return found->second;
    }

    void move_cells() {
        struct Moved {
            BallotCell cell;
            std::size_t from = 0;
        };
        std::vector<Moved> moved;
        std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::uint32_t> clusters;
        for (std::size_t i = 0; i < from_.cells.size(); ++i) {
            BallotCell cell = from_.cells[i];
            if (const auto stratum = new_stratum(cell)) {
                // Clusters of two strata are two, though they may have one number.
                const auto next = static_cast<std::uint32_t>(clusters.size());
                const std::tuple key{*stratum, cell.stratum, cell.cluster};
                const std::uint32_t number = clusters.try_emplace(key, next).first->second;
                if (from_.has_clusters) cell.cluster = number;
                cell.stratum = *stratum;
            }
            moved.push_back({cell, i});
        }
        std::ranges::sort(moved, {}, [](const Moved& of) {
            return std::tuple(of.cell.unit, of.cell.stratum, of.cell.cluster, of.from);
        });
        Ballots& made = made_.ballots;
        made.cells.clear();
        made.sums.clear();
        made.products.clear();
        made.both.clear();
        for (const auto& [cell, i] : moved) {
            made.cells.push_back(cell);
            old_.push_back(i);
            const auto sums = std::span{from_.sums}.subspan(i * from_.columns, from_.columns);
            made.sums.insert(made.sums.end(), sums.begin(), sums.end());
            const auto products = from_.products_at(i);
            made.products.insert(made.products.end(), products.begin(), products.end());
            const std::size_t pairs = from_.sharing.size();
            const auto both = std::span{from_.both}.subspan(i * pairs, pairs);
            made.both.insert(made.both.end(), both.begin(), both.end());
        }
    }

    void draw_strata(std::size_t strata) {
        Ballots& made = made_.ballots;
        made.strata.resize(strata);
        for (SampledStratum& stratum : made.strata) stratum.rows = stratum.clusters = 0;
        std::set<std::pair<std::uint32_t, std::uint32_t>> met;
        std::vector<bool> are_whole(strata, true);
        for (std::size_t i = 0; i < made.cells.size(); ++i) {
            const BallotCell& cell = made.cells[i];
            made.strata[cell.stratum].rows += cell.rows;
            if (met.insert({cell.stratum, cell.cluster}).second) {
                ++made.strata[cell.stratum].clusters;
            }
            const SampledStratum& before = from_.strata[from_.cells[old_[i]].stratum];
            if (before.population != before.clusters) are_whole[cell.stratum] = false;
        }
        for (std::size_t i = 0; i < strata; ++i) {
            SampledStratum& stratum = made.strata[i];
            if (!made.has_clusters) stratum.clusters = stratum.rows;
            if (i >= from_.strata.size()) {
                // From a whole stratum it is whole; else it is taken as drawn from very many.
                if (are_whole[i]) stratum.population = stratum.clusters;
            } else if (stratum.population) {
                *stratum.population -= from_.strata[i].clusters - stratum.clusters;
            }
        }
    }

    void draw_clusters() {
        Ballots& made = made_.ballots;
        std::map<std::pair<std::uint32_t, std::uint32_t>, SampledCluster> all;
        for (std::size_t i = 0; i < made.cells.size(); ++i) {
            const BallotCell& cell = made.cells[i];
            const BallotCell& before = from_.cells[old_[i]];
            SampledCluster& cluster = all[{cell.stratum, cell.cluster}];
            cluster.stratum = cell.stratum;
            cluster.cluster = cell.cluster;
            cluster.rows += cell.rows;
            cluster.population = from_.clusters[from_.cluster_of(before)].population;
        }
        made.clusters.clear();
        for (const auto& [key, cluster] : all) made.clusters.push_back(cluster);
    }

    const Ballots& from_;
    const std::vector<std::size_t>& merged_;
    std::size_t groups_;
    Answers made_;
    std::set<std::size_t> pooled_;                 ///< unit * groups + group: those merged into
    std::map<std::size_t, std::uint32_t> strata_;  ///< of them -> stratum
    std::vector<std::size_t> old_;                 ///< cell -> the one it was
};

void pool(Pooled& of, const Scheme& scheme, const Measure& measure) {
    const Answers& answers = *of.answers;
    const auto sources = sources_of(scheme, measure.code);
    of.group_of.resize(answers.ballots.strata.size());
    std::iota(of.group_of.begin(), of.group_of.end(), std::size_t{0});
    const Strata* strata = strata_of(scheme, sources);
    if (strata == nullptr) return;
    const std::size_t groups = strata->strata.size();
    of.merged = merged_groups(*strata, small_groups(scheme, answers, sources, groups));
    bool is_merged = false;
    for (std::size_t at = 0; at < of.merged.size(); ++at) {
        is_merged = is_merged || of.merged[at] != at % groups;
    }
    if (!is_merged) return;
    auto [made, group_of] = Merger{answers, of.merged, groups}.run();
    of.own = std::move(made);
    of.answers = &*of.own;
    of.group_of = std::move(group_of);
}

}  // namespace

std::vector<std::unique_ptr<const Pooled>> pooled(const Scheme& scheme, const Data& data) {
    std::vector<std::unique_ptr<const Pooled>> all;
    for (const Measure& measure : scheme.measures) {
        auto of = std::make_unique<Pooled>();
        of->design.lonely = static_cast<design::Lonely>(measure.lonely);
        const auto answers = data.answers.find(measure.code);
        if (answers != data.answers.end()) {
            of->answers = &answers->second;
            if (!data.estimated) pool(*of, scheme, measure);
            std::vector<std::int64_t> met;
            for (const SampledStratum& stratum : of->ballots().strata) {
                met.push_back(stratum.clusters);
            }
            of->design = measure.basis == Basis::sample ? design_of(of->ballots(), measure.lonely)
                                                        : as_process(met);
        }
        all.push_back(std::move(of));
    }
    return all;
}

}  // namespace pingyi::scoring
