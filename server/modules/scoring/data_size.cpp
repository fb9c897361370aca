// How large a result would be, before anything is computed.
#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "modules/scoring/data_tables.hpp"
#include "modules/scoring/lookup.hpp"

namespace pingyi::scoring {
namespace {

// What takes as much memory as one number, measured; the pages of a unit take that of six.
constexpr std::size_t pages_as = 6;
constexpr std::size_t covariances_as_one = 10;
constexpr std::size_t pairs_as_one = 20;

/// An indicator, the figure that it is made of, its groups of evaluators, and all below it.
std::size_t numbers_below(const Scheme& scheme, const Indicator& indicator) {
    std::size_t numbers = indicator.goalposts ? 2 : 1;
    if (indicator.source && indicator.source->strata) {
        const Strata* strata = find_code(scheme.strata, *indicator.source->strata);
        if (strata != nullptr) numbers += strata->strata.size();
    }
    for (const Indicator& part : indicator.parts) numbers += numbers_below(scheme, part);
    return numbers;
}

/// Pairs of questions that the same ballots are behind, in every group of evaluators.
std::size_t covariances_of_unit(const Scheme& scheme) {
    std::size_t all = 0;
    for (const Measure& measure : scheme.measures) {
        if (measure.kind == MeasureKind::values) continue;
        const std::vector<const Source*> sources = sources_of(scheme, measure.code);
        std::size_t groups = 1;
        for (const Source* source : sources) {
            const Strata* strata =
                source->strata ? find_code(scheme.strata, *source->strata) : nullptr;
            if (strata != nullptr) groups = std::max(groups, strata->strata.size());
        }
        all += sources.size() * (sources.size() - 1) / 2 * groups;
    }
    return all;
}

/// Pairs of units of one class, where the same clusters may be behind both.
std::size_t pairs_in(const Scheme& scheme, std::span<const Unit> units) {
    if (std::ranges::none_of(scheme.measures, &Measure::has_clusters)) return 0;
    std::map<std::string_view, std::size_t> of_class;
    for (const Unit& unit : units) ++of_class[unit.unit_class];
    std::size_t pairs = 0;
    for (const auto& [unit_class, number] : of_class) pairs += number * (number - 1) / 2;
    return pairs;
}

}  // namespace

std::size_t numbers_of_unit(const Scheme& scheme) {
    return 1 + pages_as + numbers_below(scheme, scheme.index) + scheme.bonuses.size() +
           scheme.deductions.size() + covariances_of_unit(scheme) / covariances_as_one;
}

Result<> check_size(const Scheme& scheme, std::span<const Unit> units) {
    const std::size_t of_each = numbers_of_unit(scheme);
    const std::size_t pairs = pairs_in(scheme, units) / pairs_as_one;
    const std::size_t all = units.size() * of_each + pairs;
    if (all <= numbers_max) return {};
    const std::string more = pairs > 0 ? fmt::format(" + {}", pairs) : "";
    return fail_fields(
        {{std::string(units_file), "scoring_result_too_large",
          fmt::format("{} × {}{} = {} > {}", units.size(), of_each, more, all, numbers_max)}},
        "scoring.result_too_large");
}

}  // namespace pingyi::scoring
