// The parts of all threads put together: one order, one scale of weights, and the mistakes that
// only show when all is known.
#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "modules/scoring/ballot_tally.hpp"

namespace pingyi::scoring {
namespace {

/// False when a sum does not fit.
bool add_sums(AnswerSums& to, const AnswerSums& from, Int128 scale) {
    to.valid += from.valid;
    to.satisfied += from.satisfied;
    to.abstained += from.abstained;
    to.invalid += from.invalid;
    to.silent += from.silent;
    if (!does_scale(from, scale)) return false;
    return add_checked(to.weight, from.weight * scale) &&
           add_checked(to.points, from.points * scale) &&
           add_checked(to.satisfied_weight, from.satisfied_weight * scale);
}

}  // namespace

/// Puts the numbers of all threads into one order.
class Tally::Merger {
public:
    Merger(const std::vector<Tally>& tallies, const BallotLayout& layout,
           std::vector<Mistake>& mistakes)
        : tallies_{tallies}, layout_{layout}, mistakes_{mistakes} {}

    Ballots run() {
        result_.has_clusters = layout_.cluster_column.has_value();
        result_.has_cluster_sizes = layout_.cluster_size_column.has_value();
        result_.has_weights = layout_.weight_column.has_value();
        result_.columns = layout_.answers.size();
        result_.wanted = products_of(layout_);
        result_.sharing = sharing_of(layout_);
        find_scales();
        name_strata();
        clusters_ = numbers_of(&Tally::clusters_, {});
        add_cells();
        add_strata();
        add_options();
        take_populations();
        if (result_.has_cluster_sizes) take_cluster_sizes();
        return std::move(result_);
    }

private:
    /// For each thread its number -> the number in the result.
    using Numbers = std::vector<std::vector<std::uint32_t>>;
    struct Part {
        Key key;
        std::size_t tally;
        std::size_t cell;
    };

    /// The numbers of names in the order of their octets, or in that of `known`.
    Numbers numbers_of(CodeColumn Tally::* column, std::vector<std::string> known) {
        if (known.empty()) {
            for (const Tally& tally : tallies_) {
                const auto& names = (tally.*column).names();
                known.insert(known.end(), names.begin(), names.end());
            }
            std::ranges::sort(known);
            known.erase(std::ranges::unique(known).begin(), known.end());
        }
        std::map<std::string, std::uint32_t> numbers;
        for (const std::string& name : known) {
            numbers.emplace(name, static_cast<std::uint32_t>(numbers.size()));
        }
        Numbers all;
        for (const Tally& tally : tallies_) {
            auto& own = all.emplace_back();
            for (const std::string& name : (tally.*column).names()) {
                own.push_back(numbers.at(name));
            }
        }
        names_ = std::move(known);
        return all;
    }

    /// All weights at the places of the finest.
    void find_scales() {
        int finest = 0;
        for (const Tally& tally : tallies_) finest = std::max(finest, tally.weight_places_);
        if (result_.has_weights) result_.weight_places = finest;
        for (const Tally& tally : tallies_) {
            scales_.push_back(scale_of(finest - tally.weight_places_));
            const Int128 heaviest = tally.heaviest_ * scales_.back();
            if (heaviest > std::numeric_limits<std::int64_t>::max()) {
                refuse("scoring_sums_too_large");
            }
        }
    }

    void name_strata() {
        if (!layout_.stratum_column) {
            strata_.assign(tallies_.size(), {0});
            result_.strata.emplace_back();
            return;
        }
        strata_ = numbers_of(&Tally::strata_, layout_.strata);
        for (std::string& name : names_) result_.strata.push_back({std::move(name), 0, 0, {}});
    }

    void add_cells() {
        std::vector<Part> parts;
        for (std::size_t t = 0; t < tallies_.size(); ++t) {
            for (std::size_t i = 0; i < tallies_[t].cells_.size(); ++i) {
                Key key = tallies_[t].cells_[i].key;
                key.stratum = strata_[t][key.stratum];
                if (result_.has_clusters) key.cluster = clusters_[t][key.cluster];
                parts.push_back({key, t, i});
            }
            if (tallies_[t].is_too_large_) refuse("scoring_sums_too_large");
            if (tallies_[t].has_too_many_cells_) refuse("scoring_too_many_cells");
        }
        std::ranges::sort(parts, {}, &Part::key);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            add_part(parts[i], i > 0 && parts[i].key == parts[i - 1].key);
        }
        if (result_.cells.size() > cells_max) refuse("scoring_too_many_cells");
    }

    void add_part(const Part& part, bool is_known) {
        const Tally& tally = tallies_[part.tally];
        const Int128 scale = scales_[part.tally];
        const std::size_t columns = result_.columns;
        const std::size_t width = result_.wanted.size();
        const std::size_t pairs = result_.sharing.size();
        if (!is_known) {
            result_.cells.push_back({part.key.unit, part.key.stratum, part.key.cluster, 0});
            result_.sums.resize(result_.sums.size() + columns);
            result_.products.resize(result_.products.size() + width);
            result_.both.resize(result_.both.size() + pairs);
        }
        const std::int64_t rows = tally.cells_[part.cell].rows;
        result_.cells.back().rows += rows;
        result_.rows += rows;
        AnswerSums* sums = result_.sums.data() + (result_.sums.size() - columns);
        for (std::size_t i = 0; i < columns; ++i) {
            if (!add_sums(sums[i], tally.sums_[part.cell * columns + i], scale)) {
                refuse("scoring_sums_too_large");
            }
        }
        std::int64_t* both = result_.both.data() + (result_.both.size() - pairs);
        for (std::size_t i = 0; i < pairs; ++i) both[i] += tally.both_[part.cell * pairs + i];
        Integer* products = result_.products.data() + (result_.products.size() - width);
        for (std::size_t i = 0; i < width; ++i) {
            const std::size_t at = part.cell * width + i;
            Integer product{tally.products_[at]};
            const auto more = tally.overflowed_.find(at);
            if (more != tally.overflowed_.end()) product += more->second;
            if (scale != 1) product *= Integer{scale} * Integer{scale};
            products[i] += product;
        }
    }

    void add_strata() {
        std::vector<std::pair<std::uint32_t, std::uint32_t>> met;
        for (const BallotCell& cell : result_.cells) {
            result_.strata[cell.stratum].rows += cell.rows;
            met.emplace_back(cell.stratum, cell.cluster);
        }
        std::ranges::sort(met);
        met.erase(std::ranges::unique(met).begin(), met.end());
        for (const auto& [stratum, cluster] : met) ++result_.strata[stratum].clusters;
        if (result_.has_clusters) return;
        for (SampledStratum& stratum : result_.strata) stratum.clusters = stratum.rows;
    }

    void add_options() {
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::int64_t>> all;
        for (std::size_t t = 0; t < tallies_.size(); ++t) {
            const Tally& tally = tallies_[t];
            if (tally.options_ == 0) continue;
            for (const auto& [key, group] : tally.groups_) {
                auto& counts = all[{key.first, strata_[t][key.second]}];
                counts.resize(tally.options_);
                for (std::size_t i = 0; i < tally.options_; ++i) {
                    counts[i] += tally.counts_[group * tally.options_ + i];
                }
            }
        }
        for (auto& [key, counts] : all) {
            result_.options.push_back({key.first, key.second, std::move(counts)});
        }
    }

    /// The first row of all says the population; the first row that says another is wrong.
    static Population together(const Population& a, const Population& b) {
        const bool is_in_order = a.place < b.place;
        Population first = is_in_order ? a : b;
        const Population& later = is_in_order ? b : a;
        const auto other = later.value == first.value ? later.other : std::optional(later.place);
        if (other && (!first.other || *other < *first.other)) first.other = other;
        return first;
    }

    void take_populations() {
        std::map<std::uint32_t, Population> all;
        for (std::size_t t = 0; t < tallies_.size(); ++t) {
            for (const auto& [key, own] : tallies_[t].populations_) {
                const auto [at, is_new] = all.try_emplace(strata_[t][key.first], own);
                if (!is_new) at->second = together(at->second, own);
            }
        }
        for (const auto& [number, population] : all) {
            SampledStratum& stratum = result_.strata[number];
            stratum.population = population.value;
            check(population, *layout_.population_column, stratum.clusters);
        }
    }

    void take_cluster_sizes() {
        Populations all;
        for (std::size_t t = 0; t < tallies_.size(); ++t) {
            for (const auto& [key, own] : tallies_[t].cluster_sizes_) {
                const auto [at, is_new] =
                    all.try_emplace({strata_[t][key.first], clusters_[t][key.second]}, own);
                if (!is_new) at->second = together(at->second, own);
            }
        }
        for (const auto& [key, size] : all) {
            result_.clusters.push_back({key.first, key.second, 0, size.value});
        }
        for (const BallotCell& cell : result_.cells) {
            result_.clusters[result_.cluster_of(cell)].rows += cell.rows;
        }
        for (const SampledCluster& cluster : result_.clusters) {
            check(all.at({cluster.stratum, cluster.cluster}), *layout_.cluster_size_column,
                  cluster.rows);
        }
    }

    void check(const Population& population, const std::string& column, std::int64_t met) {
        if (population.other) {
            mistakes_.push_back({*population.other, column, "scoring_population_differs",
                                 std::to_string(population.value)});
        } else if (population.value < met) {
            mistakes_.push_back(
                {population.place, column, "scoring_population_too_small", std::to_string(met)});
        }
    }

    /// Of the whole file: before all rows.
    void refuse(std::string_view code) {
        const bool is_known = std::ranges::any_of(
            mistakes_, [&](const Mistake& mistake) { return mistake.code == code; });
        if (!is_known) mistakes_.push_back({{}, "", code, ""});
    }

    const std::vector<Tally>& tallies_;
    const BallotLayout& layout_;
    std::vector<Mistake>& mistakes_;
    Ballots result_;
    std::vector<std::string> names_;
    std::vector<Int128> scales_;  ///< of each thread
    Numbers strata_;
    Numbers clusters_;
};

Ballots Tally::merged(const std::vector<Tally>& tallies, const BallotLayout& layout,
                      std::vector<Mistake>& mistakes) {
    return Merger{tallies, layout, mistakes}.run();
}

}  // namespace pingyi::scoring
