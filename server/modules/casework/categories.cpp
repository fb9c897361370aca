#include "modules/casework/categories.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "kernel/text.hpp"
#include "modules/accounts/api.hpp"
#include "modules/casework/intake_store.hpp"
#include "modules/units/api.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::casework {
namespace {

constexpr std::array<csv::Column, 5> category_columns{
    {{"category", true}, {"parent"}, {"name_zh", true}, {"name_en"}, {"keywords"}}};
constexpr std::array<csv::Column, 3> route_columns{{{"category", true}, {"place"}, {"unit", true}}};
constexpr std::size_t keywords_max = 100;
constexpr std::size_t keyword_letters_max = 30;

std::vector<std::string> keywords_in(csv::Record& record) {
    std::vector<std::string> words;
    std::string_view rest = record.cell("keywords");
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('|'), rest.size());
        const std::string_view word = text::trimmed(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (word.empty()) continue;
        if (text::length(word) > keyword_letters_max) {
            record.mistake("keywords", "too_long", std::to_string(keyword_letters_max));
        }
        words.emplace_back(word);
    }
    if (words.size() > keywords_max) {
        record.mistake("keywords", "too_many", std::to_string(keywords_max));
    }
    return words;
}

/// Each parent is a row of the table, nobody is above itself, and the tree is not too high.
void check_tree(const csv::Table& table, const std::vector<Category>& all,
                std::vector<FieldError>& errors) {
    std::map<std::string, const Category*, std::less<>> by_code;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!by_code.emplace(all[i].code, &all[i]).second) {
            errors.push_back(
                {csv::place_of(table.rows[i].number, "category"), "casework_double", ""});
        }
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::string place = csv::place_of(table.rows[i].number, "parent");
        int level = 1;
        for (auto above = all[i].parent; above; ++level) {
            const auto found = by_code.find(*above);
            if (found == by_code.end()) {
                errors.push_back({place, "casework_no_such_category", ""});
                break;
            }
            if (level >= category_levels_max) {
                errors.push_back(
                    {place, "casework_tree_too_high", std::to_string(category_levels_max)});
                break;
            }
            above = found->second->parent;
        }
    }
}

Result<std::vector<Category>> categories_in(std::string_view text) {
    TRY(table, csv::read(text, category_columns, {.rows_max = category_rows_max}));
    std::vector<FieldError> errors;
    std::vector<Category> all;
    for (const csv::Row& row : table.rows) {
        csv::Record record{table, row, errors};
        Text<1, 40> code;
        Text<1, 100> name;
        std::optional<Text<1, 40>> parent;
        std::optional<Text<1, 200>> name_en;
        record.set("category", code);
        record.set("parent", parent);
        record.set("name_zh", name);
        record.set("name_en", name_en);
        all.push_back({code.value, parent ? std::optional{parent->value} : std::nullopt,
                       Label{name.value, name_en ? name_en->value : std::string{}},
                       keywords_in(record), true});
    }
    check_tree(table, all, errors);
    if (!errors.empty()) return fail_fields(std::move(errors), "csv.invalid");
    return all;
}

Result<std::vector<BodyRoute>> routes_in(db::Tx& tx, const csv::Table& table, Day today) {
    std::set<std::string, std::less<>> known;
    for (const Category& each : store::category_tree(tx)) {
        if (each.is_current) known.insert(each.code);
    }
    std::vector<FieldError> errors;
    std::vector<BodyRoute> all;
    std::set<std::pair<std::string, std::string>> seen;
    for (const csv::Row& row : table.rows) {
        csv::Record record{table, row, errors};
        Text<1, 40> category, unit;
        std::optional<Text<1, 20>> place;
        record.set("category", category);
        record.set("place", place);
        record.set("unit", unit);
        const std::string where = place ? place->value : std::string{};
        if (!known.contains(category.value)) {
            record.mistake("category", "casework_no_such_category");
        }
        if (!seen.emplace(category.value, where).second)
            record.mistake("category", "casework_double");
        const auto found = units::find_by_code(tx, unit.value);
        if (!found) {
            record.mistake("unit", "casework_no_such_unit");
        } else if (units::state_of(*found, today) == units::State::ended) {
            const auto next = found->successor ? units::name_of(tx, *found->successor) : Label{};
            record.mistake("unit",
                           next.zh.empty() ? "casework_unit_ended_alone" : "casework_unit_ended",
                           next.zh);
        }
        all.push_back({category.value, where, found ? found->id : UnitId{}});
    }
    if (!errors.empty()) return fail_fields(std::move(errors), "csv.invalid");
    return all;
}

}  // namespace

Result<std::int64_t> import_categories(db::Database& database, Instant now,
                                       const std::optional<AccountId>& by, std::string_view csv,
                                       bool is_preview) {
    TRY(all, categories_in(csv));
    const auto rows = static_cast<std::int64_t>(all.size());
    if (is_preview) return rows;
    const std::string facts = "rows=" + std::to_string(rows) + " " + accounts::file_fact(csv);
    CHECK_OK(database.write([&](db::Tx& tx) {
        store::replace_categories(tx, all);
        accounts::note(tx, now, "casework.categories_replaced", by, "categories", facts,
                       accounts::Role::programme_office);
    }));
    return rows;
}

Result<std::int64_t> import_body_routes(db::Database& database, Instant now, Day today,
                                        const std::optional<AccountId>& by, std::string_view csv,
                                        bool is_preview) {
    TRY(table, csv::read(csv, route_columns, {.rows_max = route_rows_max}));
    TRY(all, database.read([&](db::Tx& tx) { return routes_in(tx, table, today); }));
    const auto rows = static_cast<std::int64_t>(all.size());
    if (is_preview) return rows;
    const std::string facts = "rows=" + std::to_string(rows) + " " + accounts::file_fact(csv);
    CHECK_OK(database.write([&](db::Tx& tx) {
        store::replace_body_routes(tx, all);
        accounts::note(tx, now, "casework.routes_replaced", by, "routes", facts,
                       accounts::Role::programme_office);
    }));
    return rows;
}

ExportedTable categories_csv(db::Tx& tx) {
    csv::Writer out{category_columns};
    std::int64_t rows = 0;
    for (const Category& each : store::category_tree(tx)) {
        if (!each.is_current) continue;
        std::string words;
        for (const auto& word : each.keywords) words.append(words.empty() ? "" : "|").append(word);
        out.cell(each.code).cell(each.parent.value_or("")).cell(each.name.zh).cell(each.name.en);
        out.cell(words).end_row();
        ++rows;
    }
    return {out.str(), rows};
}

ExportedTable body_routes_csv(db::Tx& tx) {
    const auto routes = store::body_routes(tx);
    std::vector<UnitId> ids;
    for (const BodyRoute& each : routes) ids.push_back(each.unit);
    std::map<UnitId, std::string> codes;
    for (const units::Unit& unit : units::find_many(tx, ids)) codes.emplace(unit.id, unit.code);
    csv::Writer out{route_columns};
    for (const BodyRoute& each : routes) {
        out.cell(each.category).cell(each.place).cell(codes[each.unit]).end_row();
    }
    return {out.str(), static_cast<std::int64_t>(routes.size())};
}

}  // namespace pingyi::casework
