#include "modules/appraisals/rules.hpp"

#include <algorithm>

#include "kernel/decimal.hpp"

namespace pingyi::appraisals {
namespace {

Label label_of(const scoring::Words& words) {
    return {words.zh, words.en};
}

void add_field(PartTable& part, Field field) {
    const bool is_there =
        std::ranges::find(part.fields, field.code, &Field::code) != part.fields.end();
    if (!is_there) part.fields.push_back(std::move(field));
}

/// The columns that the leaves below an indicator read of one table.
void add_fields(PartTable& part, const scoring::Indicator& indicator) {
    for (const scoring::Indicator& below : indicator.parts) add_fields(part, below);
    if (!indicator.source || indicator.source->measure != part.code) return;
    Field field{.code = indicator.source->column, .name = label_of(indicator.words)};
    if (indicator.goalposts) {
        field.low = indicator.goalposts->low.text();
        field.high = indicator.goalposts->high.text();
    }
    add_field(part, std::move(field));
}

void add_what_is_taken(PartTable& part, const std::vector<scoring::ValueColumn>& columns) {
    for (Field& field : part.fields) {
        const auto found = std::ranges::find(columns, field.code, &scoring::ValueColumn::name);
        if (found != columns.end()) field.takes = *found;
    }
}

}  // namespace

std::vector<PartTable> parts_of(const scoring::Scheme& scheme) {
    std::vector<PartTable> parts;
    for (const scoring::Measure& measure : scheme.measures) {
        if (measure.kind != scoring::MeasureKind::values) continue;
        if (measure.code.starts_with(rounds::server_prefix)) continue;
        PartTable part{measure.code, label_of(measure.words), {}};
        add_fields(part, scheme.index);
        for (const scoring::RankBonus& bonus : scheme.bonuses) {
            if (bonus.measure != measure.code) continue;
            add_field(part,
                      {.code = std::string(scoring::rank_column), .name = label_of(bonus.words)});
            add_field(part, {.code = std::string(scoring::ranked_column),
                             .name = {"参加排名的单位数", "bodies in the ranking"}});
        }
        add_what_is_taken(part, scoring::value_columns(scheme, measure));
        if (!part.fields.empty()) parts.push_back(std::move(part));
    }
    return parts;
}

bool is_figure(std::string_view value) {
    constexpr std::int64_t most = 1'000'000;
    if (value == no_duty || value == not_reported) return true;
    const auto number = Decimal::from(value);
    return number && *number <= *Decimal::of(most, 0) && *number >= *Decimal::of(-most, 0);
}

bool is_taken(const Field& field, std::string_view value) {
    const auto number = Decimal::from(value);
    return !number || scoring::mistakes_in(field.takes, *number).empty();
}

std::string range_of(const Field& field) {
    if (!field.takes.lowest || !field.takes.highest) return {};
    return std::to_string(*field.takes.lowest) + "–" + std::to_string(*field.takes.highest);
}

bool is_place_among(std::string_view place, std::string_view ranked) {
    const auto number = Decimal::from(place);
    const auto most = Decimal::from(ranked);
    return !number || (most && *number <= *most);
}

bool takes_figures(rounds::State state) {
    return state == rounds::State::issued || state == rounds::State::collecting;
}

}  // namespace pingyi::appraisals
