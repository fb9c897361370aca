#include "modules/casework/intake_store.hpp"

#include <boost/json.hpp>

#include "modules/casework/case_store.hpp"
#include "platform/db/words.hpp"

namespace pingyi::casework::store {
namespace {

constexpr char between_keywords = '|';

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const auto& word : words) all.append(all.empty() ? "" : "|").append(word);
    return all;
}

std::vector<std::string> split(std::string_view list) {
    std::vector<std::string> words;
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(between_keywords), list.size());
        if (end > 0) words.emplace_back(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return words;
}

}  // namespace

std::vector<Case> find_many(db::Tx& tx, const std::vector<CaseId>& ids) {
    if (ids.empty()) return {};
    return cases_of(tx.run("SELECT " CASE_COLUMNS
                           " FROM casework_case c WHERE c.id IN (SELECT value FROM json_each($1))",
                           {list_of(ids)}));
}

std::vector<std::string> numbers_merged_into(db::Tx& tx, CaseId id) {
    std::vector<std::string> numbers;
    for (const db::Row row : tx.run("SELECT number FROM casework_case WHERE merged_into = $1 "
                                    "ORDER BY submitted_at, id LIMIT 100",
                                    {id})) {
        numbers.push_back(row.text(0));
    }
    return numbers;
}

void set_names(db::Tx& tx, CaseId id, const std::vector<std::string>& names) {
    tx.run("UPDATE casework_original SET names = $1 WHERE case_id = $2",
           {boost::json::serialize(boost::json::array(names.begin(), names.end())), id});
}

std::vector<Category> category_tree(db::Tx& tx) {
    std::vector<Category> all;
    for (const db::Row row : tx.run("SELECT code, parent, name_zh, name_en, keywords, is_current "
                                    "FROM casework_category ORDER BY place, code")) {
        all.push_back({row.text(0),
                       row.maybe_text(1),
                       {row.text(2), row.text(3)},
                       split(row.text(4)),
                       row.flag(5)});
    }
    return all;
}

void replace_categories(db::Tx& tx, std::span<const Category> categories) {
    tx.run("UPDATE casework_category SET is_current = 0, parent = NULL");
    std::int64_t place = 0;
    for (const Category& each : categories) {
        tx.run(
            "INSERT INTO casework_category (code, parent, name_zh, name_en, keywords, place, "
            "is_current) VALUES ($1, NULL, $2, $3, $4, $5, 1) ON CONFLICT (code) DO UPDATE SET "
            "name_zh = excluded.name_zh, name_en = excluded.name_en, "
            "keywords = excluded.keywords, place = excluded.place, is_current = 1",
            {each.code, each.name.zh, each.name.en, joined(each.keywords), ++place});
    }
    for (const Category& each : categories) {
        if (!each.parent) continue;
        tx.run("UPDATE casework_category SET parent = $1 WHERE code = $2",
               {*each.parent, each.code});
    }
}

std::vector<BodyRoute> body_routes(db::Tx& tx) {
    std::vector<BodyRoute> all;
    for (const db::Row row :
         tx.run("SELECT category, place, unit_id FROM casework_route ORDER BY category, place")) {
        all.push_back({row.text(0), row.text(1), row.id<UnitId>(2)});
    }
    return all;
}

void replace_body_routes(db::Tx& tx, std::span<const BodyRoute> routes) {
    tx.run("DELETE FROM casework_route");
    for (const BodyRoute& each : routes) {
        tx.run("INSERT INTO casework_route (category, place, unit_id) VALUES ($1, $2, $3)",
               {each.category, each.place, each.unit});
    }
}

std::string setting(db::Tx& tx, std::string_view name) {
    const auto rows = tx.run("SELECT value FROM casework_setting WHERE name = $1", {name});
    return rows.empty() ? std::string{} : rows[0].text(0);
}

void set_setting(db::Tx& tx, std::string_view name, std::string_view value) {
    tx.run(
        "INSERT INTO casework_setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE "
        "SET value = excluded.value",
        {name, value});
}

}  // namespace pingyi::casework::store
