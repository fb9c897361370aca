#include "modules/scoring/value_columns.hpp"

#include <algorithm>
#include <set>

#include "modules/scoring/data.hpp"

namespace pingyi::scoring {
namespace {

constexpr std::int64_t places_max = 1'000'000;  // of all bodies that somebody else ranked

bool takes(const Indicator& indicator, std::string_view measure, std::string_view column) {
    if (const auto& source = indicator.source) {
        return source->measure == measure && source->column == column &&
               source->statistic == Statistic::value && !indicator.goalposts;
    }
    return std::ranges::any_of(indicator.parts,
                               [&](const Indicator& part) { return takes(part, measure, column); });
}

}  // namespace

bool is_taken_as_it_stands(const Scheme& scheme, std::string_view measure,
                           std::string_view column) {
    return takes(scheme.index, measure, column);
}

std::vector<ValueColumn> value_columns(const Scheme& scheme, const Measure& measure) {
    std::set<std::string> names;
    for (const Source* source : sources_of(scheme, measure.code)) names.insert(source->column);
    const bool has_places = std::ranges::find(scheme.bonuses, measure.code, &RankBonus::measure) !=
                            scheme.bonuses.end();
    if (has_places) names.insert({std::string(rank_column), std::string(ranked_column)});
    std::vector<ValueColumn> columns;
    for (const std::string& name : names) {
        ValueColumn column{name};
        if (is_taken_as_it_stands(scheme, measure.code, name)) {
            column.lowest = 0;
            column.highest = score_max;
        }
        if (has_places && (name == rank_column || name == ranked_column)) {
            column.lowest = 1;
            column.highest = std::min(column.highest.value_or(places_max), places_max);
            column.is_whole = true;
        }
        columns.push_back(std::move(column));
    }
    return columns;
}

std::vector<FigureMistake> mistakes_in(const ValueColumn& column, const Decimal& figure) {
    std::vector<FigureMistake> mistakes;
    if (column.is_whole && figure.scale() > 0) mistakes.push_back({"not_whole", ""});
    if (column.lowest && figure < Decimal::of(*column.lowest, 0).value()) {
        mistakes.push_back({"too_small", std::to_string(*column.lowest)});
    }
    if (column.highest && figure > Decimal::of(*column.highest, 0).value()) {
        mistakes.push_back({"too_large", std::to_string(*column.highest)});
    }
    return mistakes;
}

}  // namespace pingyi::scoring
