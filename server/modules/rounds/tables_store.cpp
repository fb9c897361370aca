#include "modules/rounds/tables_store.hpp"

#include "modules/rounds/contents_store.hpp"
#include "platform/db/words.hpp"

namespace pingyi::rounds::store {
namespace {

#define TABLE_COLUMNS "id, owner, name, sha256, bytes, rows, origin, evidence, added_by, added_at"

Table table_of(const db::Row& row) {
    return {.id = row.id<TableId>(0),
            .owner = row.text(1),
            .name = row.text(2),
            .sha256 = row.text(3),
            .bytes = row.integer(4),
            .rows = row.integer(5),
            .origin = from_word<Origin>(row.text(6)),
            .evidence = row.text(7),
            .added_by = row.maybe_id<AccountId>(8),
            .added_at = row.instant(9)};
}

}  // namespace

std::string content_of(const Table& table) {
    return table.id.text();
}

std::vector<Table> tables_of(db::Tx& tx, std::string_view owner) {
    std::vector<Table> all;
    for (const db::Row row :
         tx.run("SELECT " TABLE_COLUMNS " FROM rounds_table WHERE owner = $1 ORDER BY name",
                {owner})) {
        all.push_back(table_of(row));
    }
    return all;
}

std::optional<Table> table(db::Tx& tx, std::string_view owner, std::string_view name) {
    const auto rows = tx.run(
        "SELECT " TABLE_COLUMNS " FROM rounds_table WHERE owner = $1 AND name = $2", {owner, name});
    if (rows.empty()) return std::nullopt;
    return table_of(rows[0]);
}

std::string table_text(db::Tx& tx, const Table& table) {
    return get(tx, content_of(table), table.name);
}

void save_table(db::Tx& tx, const Table& made) {
    if (const auto before = table(tx, made.owner, made.name)) drop_table(tx, *before);
    tx.run(
        "INSERT INTO rounds_table (id, owner, name, sha256, bytes, rows, origin, evidence, "
        "added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        {made.id, made.owner, made.name, made.sha256, made.bytes, made.rows, word_of(made.origin),
         made.evidence, made.added_by, made.added_at});
}

void drop_table(db::Tx& tx, const Table& table) {
    tx.run("DELETE FROM rounds_table WHERE id = $1", {table.id});
    drop(tx, content_of(table));
}

std::vector<std::string> contents_not_shown(db::Tx& tx, Instant before) {
    // An id begins with its time and has 36 characters; those of results have more.
    std::vector<std::string> all;
    for (const db::Row row :
         tx.run("SELECT content FROM rounds_content WHERE part = 0 AND content < $1 AND "
                "length(content) = 36 AND NOT EXISTS (SELECT 1 FROM rounds_table WHERE id = "
                "content) ORDER BY content LIMIT 100",
                {uuid_text(uuid_v7(before, {}))})) {
        all.push_back(row.text(0));
    }
    return all;
}

}  // namespace pingyi::rounds::store
