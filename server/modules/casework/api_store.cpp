// The SQL behind api.hpp: public cases only.
#include "modules/casework/api_store.hpp"

#include <boost/json.hpp>
#include <cmath>
#include <map>

#include "platform/db/words.hpp"

namespace pingyi::casework {
namespace {

/// Everything that outsiders read begins with this.
#define PUBLIC_ONLY "c.visibility = 'everyone' AND c.published_at IS NOT NULL"

std::string list_of(const std::vector<std::string>& items) {
    return boost::json::serialize(boost::json::array(items.begin(), items.end()));
}

/// A WHERE that grows with its parameters.
class Where {
public:
    /// `condition` names its parameters as ?
    void add(std::string_view condition, std::initializer_list<db::Param> params) {
        sql_ += " AND ";
        auto next = params.begin();
        for (const char c : condition) {
            if (c == '?') {
                params_.push_back(*next++);
                sql_ += "$" + std::to_string(params_.size());
            } else {
                sql_ += c;
            }
        }
    }
    [[nodiscard]] const std::string& sql() const { return sql_; }
    [[nodiscard]] const std::vector<db::Param>& params() const { return params_; }

private:
    std::string sql_;
    std::vector<db::Param> params_;
};

Where where_of(const PublicFilter& filter) {
    Where where;
    if (filter.numbers) {
        where.add("c.number IN (SELECT value FROM json_each(?))", {list_of(*filter.numbers)});
    }
    if (filter.from) where.add("c.submitted_at >= ?", {*filter.from});
    if (filter.before) where.add("c.submitted_at < ?", {*filter.before});
    if (filter.is_open) {
        where.add(*filter.is_open ? "c.state IN ('accepted', 'assigned', 'handling')"
                                  : "c.state NOT IN ('accepted', 'assigned', 'handling')",
                  {});
    }
    if (filter.categories || !filter.kinds.empty()) {
        std::vector<std::string> kinds;
        for (const Kind kind : filter.kinds) kinds.push_back(word_of(kind));
        where.add(
            "(c.category IN (SELECT value FROM json_each(?)) OR (c.category IS NULL AND c.kind IN "
            "(SELECT value FROM json_each(?))))",
            {list_of(filter.categories.value_or(std::vector<std::string>{})), list_of(kinds)});
    }
    return where;
}

std::int64_t three_decimals(std::int64_t e6) {
    return std::llround(static_cast<double>(e6) / 1000.0) * 1000;
}

PublicCase public_case_of(const db::Row& row) {
    PublicCase item;
    item.number = row.text(1);
    item.kind = from_word<Kind>(row.text(2));
    item.state = from_word<State>(row.text(3));
    item.category = row.maybe_text(4);
    item.category_name = {row.text(5), row.text(6)};
    item.unit = row.maybe_id<UnitId>(7);
    item.subject = row.text(8);
    item.body = row.text(9);
    item.place = row.text(10);
    if (!row.is_null(11) && !row.is_null(12)) {
        item.point = Point{three_decimals(row.integer(11)), three_decimals(row.integer(12))};
    }
    item.submitted_at = row.instant(13);
    item.changed_at = row.instant(14);
    item.due_at = row.maybe_instant(15);
    return item;
}

}  // namespace

std::vector<PublicCase> public_cases(db::Tx& tx, const PublicFilter& filter) {
    Where where = where_of(filter);
    where.add("1 = 1 ORDER BY c.submitted_at DESC, c.id DESC LIMIT ?", {filter.limit});
    std::vector<PublicCase> cases;
    std::vector<std::string> ids;
    std::map<std::string, std::size_t> places;
    for (const db::Row row :
         tx.run("SELECT c.id, c.number, c.kind, c.state, c.category, coalesce(k.name_zh, ''), "
                "coalesce(k.name_en, ''), c.lead_unit, c.subject, c.body, c.place, c.lat_e6, "
                "c.lon_e6, c.submitted_at, c.changed_at, c.due_at FROM casework_case c "
                "LEFT JOIN casework_category k ON k.code = c.category WHERE " PUBLIC_ONLY +
                    where.sql(),
                std::span(where.params()))) {
        places.emplace(row.text(0), cases.size());
        ids.push_back(row.text(0));
        cases.push_back(public_case_of(row));
    }
    for (const db::Row row :
         tx.run("SELECT case_id, text FROM casework_reply WHERE state = 'published' AND case_id IN "
                "(SELECT value FROM json_each($1)) ORDER BY round",
                {list_of(ids)})) {
        cases[places.at(row.text(0))].reply = row.text(1);
    }
    return cases;
}

std::vector<CaseUpdate> case_updates(db::Tx& tx, Instant from, Instant before, std::int64_t limit) {
    std::vector<CaseUpdate> replies;
    for (const db::Row row :
         tx.run("SELECT r.id, c.number, c.state, r.published_at, r.text FROM casework_reply r "
                "JOIN casework_case c ON c.id = r.case_id WHERE r.state = 'published' AND "
                "r.published_at >= $1 AND r.published_at < $2 AND " PUBLIC_ONLY
                " ORDER BY r.published_at, r.id LIMIT $3",
                {from, before, limit})) {
        replies.push_back({row.id<ReplyId>(0), row.text(1), from_word<State>(row.text(2)),
                           row.instant(3), row.text(4)});
    }
    return replies;
}

std::vector<CurrentCategory> current_categories(db::Tx& tx) {
    std::vector<CurrentCategory> categories;
    for (const db::Row row :
         tx.run("SELECT k.code, k.name_zh, k.name_en, coalesce(p.name_zh, ''), "
                "coalesce(p.name_en, ''), k.keywords FROM casework_category k "
                "LEFT JOIN casework_category p ON p.code = k.parent WHERE k.is_current = 1 "
                "AND NOT EXISTS (SELECT 1 FROM casework_category b WHERE b.parent = k.code "
                "AND b.is_current = 1) ORDER BY k.place, k.code")) {
        categories.push_back(
            {row.text(0), {row.text(1), row.text(2)}, {row.text(3), row.text(4)}, row.text(5)});
    }
    return categories;
}

bool store::has_current_category(db::Tx& tx, std::string_view code) {
    return !tx.run("SELECT 1 FROM casework_category WHERE code = $1 AND is_current = 1", {code})
                .empty();
}

}  // namespace pingyi::casework
