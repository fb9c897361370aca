// The SQL of the units module, one text for both engines.
#include "modules/units/store.hpp"

#include <boost/json.hpp>

#include "modules/units/rules.hpp"

namespace pingyi::units::store {
namespace {

#define UNIT_COLUMNS                                                                              \
    "u.id, u.code, u.class_code, u.parent_id, u.successor_id, u.name_zh, u.name_en, u.short_zh, " \
    "u.short_en, u.other_names, u.valid_from, u.valid_to"
constexpr int after_unit = 12;  ///< first column after UNIT_COLUMNS

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string out;
    for (const auto& line : lines) out += (out.empty() ? "" : "\n") + line;
    return out;
}

/// Chinese at `column`, English behind it.
Label label(const db::Row& row, int column) {
    return {row.text(column), row.text(column + 1)};
}

Unit unit_of(const db::Row& row) {
    return {.id = row.id<UnitId>(0),
            .code = row.text(1),
            .class_code = row.text(2),
            .parent = row.maybe_id<UnitId>(3),
            .successor = row.maybe_id<UnitId>(4),
            .name = {row.text(5), row.text(6)},
            .short_name = {row.text(7), row.text(8)},
            .other_names = lines_of(row.text(9)),
            .valid_from = row.maybe_day(10),
            .valid_to = row.maybe_day(11)};
}

std::vector<Unit> units_of(const db::Rows& rows) {
    std::vector<Unit> units;
    units.reserve(rows.size());
    for (const db::Row row : rows) units.push_back(unit_of(row));
    return units;
}

/// `%` around the word, with what LIKE reads as a pattern escaped.
std::string like(std::string_view word) {
    std::string out = "%";
    for (const char c : word) {
        if (c == '%' || c == '_' || c == '\\') out += '\\';
        out += c;
    }
    return out + "%";
}

/// The WHERE of a directory search and its parameters, which come first in the statement.
struct Filter {
    std::string where = " WHERE 1 = 1";
    std::vector<db::Param> params;

    std::string next(db::Param param) {
        params.push_back(std::move(param));
        return "$" + std::to_string(params.size());
    }
};

Filter filter_of(const Search& search) {
    Filter filter;
    const auto words = search_words(search.words);
    if (!search.class_code.empty()) {
        filter.where += " AND u.class_code = " + filter.next(search.class_code);
    }
    for (const auto& word : words) {
        filter.where += " AND u.search LIKE " + filter.next(like(word)) + " ESCAPE '\\'";
    }
    if (words.empty() && !search.ended) {
        filter.where +=
            " AND (u.valid_to IS NULL OR u.valid_to >= " + filter.next(search.today) + ")";
    }
    return filter;
}

boost::json::value json_of(const std::optional<UnitId>& id) {
    if (!id) return nullptr;
    return boost::json::value(id->text());
}

boost::json::value json_of(const std::optional<Day>& day) {
    if (!day) return nullptr;
    return boost::json::value(text_of(*day));
}

}  // namespace

std::int64_t revision(db::Tx& tx) {
    return tx.run("SELECT revision FROM units_register WHERE id = 1")[0].integer(0);
}

Register load_register(db::Tx& tx) {
    Register all;
    all.revision = revision(tx);
    all.units = units_of(tx.run("SELECT " UNIT_COLUMNS " FROM units_unit u ORDER BY u.code"));
    all.classes = classes(tx);
    return all;
}

Register load_around(db::Tx& tx, std::span<const Draft> drafts) {
    boost::json::array changed;
    boost::json::array named;
    for (const Draft& draft : drafts) {
        changed.emplace_back(draft.code);
        if (draft.parent) named.emplace_back(*draft.parent);
        if (draft.successor) named.emplace_back(*draft.successor);
    }
    Register part;
    part.revision = revision(tx);
    part.units = units_of(
        tx.run("WITH RECURSIVE changed (id) AS (SELECT id FROM units_unit WHERE code IN "
               "(SELECT value FROM json_each($1))), "
               "down (id) AS (SELECT id FROM changed UNION "
               "SELECT u.id FROM units_unit u JOIN down ON u.parent_id = down.id), "
               "up (id) AS (SELECT id FROM changed UNION "
               "SELECT id FROM units_unit WHERE code IN (SELECT value FROM json_each($2)) UNION "
               "SELECT l.above FROM up JOIN (SELECT id, parent_id AS above FROM units_unit "
               "UNION ALL SELECT id, successor_id FROM units_unit) l ON l.id = up.id "
               "WHERE l.above IS NOT NULL) "
               "SELECT " UNIT_COLUMNS " FROM units_unit u WHERE u.id IN "
               "(SELECT id FROM down UNION SELECT id FROM up) ORDER BY u.code",
               {boost::json::serialize(changed), boost::json::serialize(named)}));
    const std::int64_t all = tx.run("SELECT count(*) FROM units_unit")[0].integer(0);
    part.elsewhere = static_cast<std::size_t>(all) - part.units.size();
    part.classes = classes(tx);
    return part;
}

Result<> claim(db::Tx& tx, std::int64_t revision) {
    const auto taken = tx.run(
        "UPDATE units_register SET revision = revision + 1 WHERE id = 1 AND revision = $1 "
        "RETURNING revision",
        {revision});
    if (taken.empty()) return fail(ErrorKind::conflict, "units.changed_meanwhile");
    return {};
}

#define STAGED_COLUMNS                                                                      \
    "id, code, class_code, parent_id, successor_id, name_zh, name_en, short_zh, short_en, " \
    "other_names, valid_from, valid_to, sort_key, search"

void stage(db::Tx& tx, ImportId import, std::span<const Keyed> units, Instant now) {
    boost::json::array rows;
    for (const Keyed& keyed : units) {
        const Unit& unit = keyed.unit;
        rows.push_back({unit.id.text(), unit.code, unit.class_code, json_of(unit.parent),
                        json_of(unit.successor), unit.name.zh, unit.name.en, unit.short_name.zh,
                        unit.short_name.en, joined(unit.other_names), json_of(unit.valid_from),
                        json_of(unit.valid_to), keyed.sort_key, keyed.search});
    }
    tx.run("INSERT INTO units_staged (import_id, changed_at, " STAGED_COLUMNS
           ") SELECT $1, $2, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, "
           "value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10, "
           "value ->> 11, value ->> 12, value ->> 13 FROM json_each($3)",
           {import, now, boost::json::serialize(rows)});
}

void publish(db::Tx& tx, ImportId import) {
    tx.run("INSERT INTO units_unit (changed_at, " STAGED_COLUMNS
           ") SELECT changed_at, " STAGED_COLUMNS
           " FROM units_staged WHERE import_id = $1 "
           "ON CONFLICT (code) DO UPDATE SET changed_at = excluded.changed_at, "
           "class_code = excluded.class_code, parent_id = excluded.parent_id, "
           "successor_id = excluded.successor_id, name_zh = excluded.name_zh, "
           "name_en = excluded.name_en, short_zh = excluded.short_zh, "
           "short_en = excluded.short_en, other_names = excluded.other_names, "
           "valid_from = excluded.valid_from, valid_to = excluded.valid_to, "
           "sort_key = excluded.sort_key, search = excluded.search",
           {import});
}

void sweep(db::Tx& tx, ImportId import, Instant abandoned_before) {
    tx.run("DELETE FROM units_staged WHERE import_id = $1 OR changed_at < $2",
           {import, abandoned_before});
}

Result<Unit> find(db::Tx& tx, UnitId id) {
    const auto rows = tx.run("SELECT " UNIT_COLUMNS " FROM units_unit u WHERE u.id = $1", {id});
    if (rows.empty()) return fail(ErrorKind::not_found, "units.no_such_unit");
    return unit_of(rows[0]);
}

Result<Unit> find_by_code(db::Tx& tx, std::string_view code) {
    const auto rows = tx.run("SELECT " UNIT_COLUMNS " FROM units_unit u WHERE u.code = $1", {code});
    if (rows.empty()) return fail(ErrorKind::not_found, "units.no_such_unit");
    return unit_of(rows[0]);
}

std::vector<Unit> find_many(db::Tx& tx, std::span<const UnitId> ids) {
    boost::json::array list;
    for (const UnitId id : ids) list.emplace_back(id.text());
    return units_of(tx.run("SELECT " UNIT_COLUMNS
                           " FROM units_unit u WHERE u.id IN (SELECT value FROM json_each($1))",
                           {boost::json::serialize(list)}));
}

std::vector<UnitId> ancestors(db::Tx& tx, UnitId id) {
    std::vector<UnitId> up;
    for (const db::Row row : tx.run(
             "WITH RECURSIVE up (id, depth) AS (SELECT parent_id, 1 FROM units_unit WHERE id = $1 "
             "UNION ALL SELECT u.parent_id, up.depth + 1 FROM units_unit u JOIN up ON u.id = up.id "
             "WHERE up.depth < 10) SELECT id FROM up WHERE id IS NOT NULL ORDER BY depth",
             {id})) {
        up.push_back(row.id<UnitId>(0));
    }
    return up;
}

std::vector<UnitId> subtree(db::Tx& tx, UnitId id) {
    std::vector<UnitId> down;
    for (const db::Row row :
         tx.run("WITH RECURSIVE down (id, depth) AS (SELECT id, 1 FROM units_unit WHERE id = $1 "
                "UNION ALL SELECT u.id, down.depth + 1 FROM units_unit u JOIN down ON "
                "u.parent_id = down.id WHERE down.depth < 10) SELECT id FROM down ORDER BY id",
                {id})) {
        down.push_back(row.id<UnitId>(0));
    }
    return down;
}

std::vector<Class> classes(db::Tx& tx) {
    std::vector<Class> all;
    for (const db::Row row : tx.run("SELECT code, name_zh, name_en, ranked, published FROM "
                                    "units_class ORDER BY place")) {
        all.push_back({row.text(0), {row.text(1), row.text(2)}, row.flag(3), row.flag(4)});
    }
    return all;
}

std::vector<Keyed> search(db::Tx& tx, const Search& search, const std::optional<Cursor>& after,
                          std::int64_t limit) {
    Filter filter = filter_of(search);
    if (after) {
        const std::string key = filter.next(after->key);
        filter.where += " AND (u.sort_key, u.id) > (" + key + ", " + filter.next(after->id) + ")";
    }
    const std::string most = filter.next(limit);
    std::vector<Keyed> found;
    for (const db::Row row : tx.run("SELECT " UNIT_COLUMNS ", u.sort_key FROM units_unit u" +
                                        filter.where + " ORDER BY u.sort_key, u.id LIMIT " + most,
                                    filter.params)) {
        found.push_back({unit_of(row), row.text(after_unit), {}});
    }
    return found;
}

std::int64_t count(db::Tx& tx, const Search& search) {
    const Filter filter = filter_of(search);
    return tx.run("SELECT count(*) FROM units_unit u" + filter.where, filter.params)[0].integer(0);
}

std::vector<ClassCount> class_counts(db::Tx& tx, const Search& search) {
    Search any_class = search;
    any_class.class_code.clear();
    const Filter filter = filter_of(any_class);
    std::vector<ClassCount> counts;
    for (Class& one : classes(tx)) counts.push_back({std::move(one), 0});
    for (const db::Row row : tx.run("SELECT u.class_code, count(*) FROM units_unit u" +
                                        filter.where + " GROUP BY u.class_code",
                                    filter.params)) {
        for (ClassCount& counted : counts) {
            if (counted.unit_class.code == row.text(0)) counted.units = row.integer(1);
        }
    }
    return counts;
}

Result<Dossier> dossier(db::Tx& tx, std::string_view code, Day today) {
    Dossier all;
    TRY(unit, find_by_code(tx, code));
    all.unit = unit;
    for (Class& one : classes(tx)) {
        if (one.code == unit.class_code) all.unit_class = std::move(one);
    }
    for (const UnitId id : ancestors(tx, unit.id)) {
        TRY(above, find(tx, id));
        all.ancestors.push_back(above);
    }
    all.children = units_of(
        tx.run("SELECT " UNIT_COLUMNS " FROM units_unit u WHERE u.parent_id = $1 AND (u.valid_to "
               "IS NULL OR u.valid_to >= $2) ORDER BY u.sort_key, u.id LIMIT 500",
               {unit.id, today}));
    all.predecessors = units_of(tx.run("SELECT " UNIT_COLUMNS
                                       " FROM units_unit u WHERE u.successor_id = $1 ORDER BY "
                                       "u.sort_key, u.id LIMIT 100",
                                       {unit.id}));
    if (unit.successor) {
        TRY(successor, find(tx, *unit.successor));
        all.successor = successor;
    }
    for (const db::Row row : tx.run("SELECT name_zh, name_en, description_zh, description_en, "
                                    "location_zh, location_en, hours_zh, hours_en FROM "
                                    "units_service WHERE unit_id = $1 ORDER BY place",
                                    {unit.id})) {
        all.services.push_back({label(row, 0), label(row, 2), label(row, 4), label(row, 6)});
    }
    for (const db::Row row : tx.run("SELECT name_zh, name_en, address_zh, address_en, phone, "
                                    "hours_zh, hours_en FROM "
                                    "units_contact WHERE unit_id = $1 ORDER BY place",
                                    {unit.id})) {
        all.contacts.push_back({label(row, 0), label(row, 2), row.text(4), label(row, 5)});
    }
    all.profiles = profiles(tx, unit.id);
    return all;
}

void replace(db::Tx& tx, UnitId unit, std::span<const Service> services) {
    tx.run("DELETE FROM units_service WHERE unit_id = $1", {unit});
    std::int64_t place = 0;
    for (const Service& service : services) {
        tx.run(
            "INSERT INTO units_service (unit_id, place, name_zh, name_en, description_zh, "
            "description_en, location_zh, location_en, hours_zh, hours_en) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            {unit, ++place, service.name.zh, service.name.en, service.description.zh,
             service.description.en, service.location.zh, service.location.en, service.hours.zh,
             service.hours.en});
    }
}

void replace(db::Tx& tx, UnitId unit, std::span<const Contact> contacts) {
    tx.run("DELETE FROM units_contact WHERE unit_id = $1", {unit});
    std::int64_t place = 0;
    for (const Contact& contact : contacts) {
        tx.run(
            "INSERT INTO units_contact (unit_id, place, name_zh, name_en, address_zh, address_en, "
            "phone, hours_zh, hours_en) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            {unit, ++place, contact.name.zh, contact.name.en, contact.address.zh,
             contact.address.en, contact.phone, contact.hours.zh, contact.hours.en});
    }
}

std::vector<Profile> profiles(db::Tx& tx, UnitId unit) {
    std::vector<Profile> all;
    for (const db::Row row : tx.run("SELECT version, made_at, made_by FROM units_profile WHERE "
                                    "unit_id = $1 ORDER BY version DESC LIMIT 100",
                                    {unit})) {
        all.push_back({row.integer(0), row.instant(1), row.maybe_id<AccountId>(2), {}});
    }
    for (const db::Row row : tx.run(
             "SELECT version, kind, text_zh, text_en, evidence_zh, evidence_en, evidence_link FROM "
             "units_profile_item WHERE unit_id = $1 ORDER BY version DESC, place",
             {unit})) {
        ProfileItem item;
        boost::describe::enum_from_string(row.text(1).c_str(), item.kind);
        item.text = label(row, 2);
        item.evidence = label(row, 4);
        item.evidence_link = row.text(6);
        for (Profile& profile : all) {
            if (profile.version == row.integer(0)) profile.items.push_back(item);
        }
    }
    return all;
}

std::vector<UnitId> newest_profiles(db::Tx& tx, std::int64_t limit) {
    std::vector<UnitId> ids;
    for (const db::Row row : tx.run("SELECT unit_id, max(made_at) AS newest FROM units_profile "
                                    "GROUP BY unit_id ORDER BY newest DESC, unit_id LIMIT $1",
                                    {limit})) {
        ids.push_back(row.id<UnitId>(0));
    }
    return ids;
}

std::int64_t add_profile(db::Tx& tx, UnitId unit, std::span<const ProfileItem> items, Instant now,
                         const std::optional<AccountId>& made_by) {
    const std::int64_t version =
        tx.run("SELECT coalesce(max(version), 0) + 1 FROM units_profile WHERE unit_id = $1",
               {unit})[0]
            .integer(0);
    tx.run("INSERT INTO units_profile (unit_id, version, made_at, made_by) VALUES ($1, $2, $3, $4)",
           {unit, version, now, made_by});
    std::int64_t place = 0;
    for (const ProfileItem& item : items) {
        tx.run(
            "INSERT INTO units_profile_item (unit_id, version, place, kind, text_zh, text_en, "
            "evidence_zh, evidence_en, evidence_link) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            {unit, version, ++place, boost::describe::enum_to_string(item.kind, ""), item.text.zh,
             item.text.en, item.evidence.zh, item.evidence.en, item.evidence_link});
    }
    return version;
}

}  // namespace pingyi::units::store
