#include "modules/casework/body_store.hpp"

#include "platform/db/words.hpp"

namespace pingyi::casework::store {
namespace {

#define TEMPLATE_COLUMNS "id, unit, name, text, changed_by, changed_at, version"

std::string key_of(const std::optional<UnitId>& unit) {
    return unit ? unit->text() : std::string{};
}

ReplyTemplate template_of(const db::Row& row) {
    return {row.id<TemplateId>(0), UnitId::from(row.text(1)),  row.text(2),
            row.text(3),           row.maybe_id<AccountId>(4), row.instant(5),
            row.integer(6)};
}

std::vector<ReplyTemplate> of_unit(db::Tx& tx, const std::string& unit) {
    std::vector<ReplyTemplate> all;
    for (const db::Row row : tx.run("SELECT " TEMPLATE_COLUMNS
                                    " FROM casework_template WHERE unit = $1 ORDER BY name, id "
                                    "LIMIT $2",
                                    {unit, templates_max})) {
        all.push_back(template_of(row));
    }
    return all;
}

}  // namespace

std::vector<ReplyTemplate> templates(db::Tx& tx, const std::vector<UnitId>& units) {
    std::vector<ReplyTemplate> all;
    for (const UnitId unit : units) {
        for (ReplyTemplate& each : of_unit(tx, unit.text())) all.push_back(std::move(each));
    }
    for (ReplyTemplate& each : of_unit(tx, "")) all.push_back(std::move(each));
    return all;
}

Result<ReplyTemplate> find_template(db::Tx& tx, TemplateId id) {
    const auto rows =
        tx.run("SELECT " TEMPLATE_COLUMNS " FROM casework_template WHERE id = $1", {id});
    if (rows.empty()) return fail(ErrorKind::not_found, "casework.no_such_template");
    return template_of(rows[0]);
}

Result<> insert(db::Tx& tx, const ReplyTemplate& made) {
    const auto count =
        tx.run("SELECT count(*) FROM casework_template WHERE unit = $1", {key_of(made.unit)});
    if (count[0].integer(0) >= templates_max) {
        return fail(ErrorKind::conflict, "casework.too_many_templates");
    }
    tx.run("INSERT INTO casework_template (" TEMPLATE_COLUMNS
           ") VALUES ($1, $2, $3, $4, $5, $6, $7)",
           {made.id, key_of(made.unit), made.name, made.text, made.changed_by, made.changed_at,
            made.version});
    return {};
}

Result<> save(db::Tx& tx, ReplyTemplate& changed) {
    const auto done = tx.run(
        "UPDATE casework_template SET name = $1, text = $2, changed_by = $3, changed_at = $4, "
        "version = $5 WHERE id = $6 AND version = $7 RETURNING id",
        {changed.name, changed.text, changed.changed_by, changed.changed_at, changed.version + 1,
         changed.id, changed.version});
    if (done.empty()) return fail(ErrorKind::conflict, "casework.template_changed_meanwhile");
    ++changed.version;
    return {};
}

void remove_template(db::Tx& tx, TemplateId id) {
    tx.run("DELETE FROM casework_template WHERE id = $1", {id});
}

}  // namespace pingyi::casework::store
