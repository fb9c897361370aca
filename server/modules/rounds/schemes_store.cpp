#include "modules/rounds/schemes_store.hpp"

#include "platform/db/words.hpp"

namespace pingyi::rounds::store {
namespace {

#define SCHEME_COLUMNS                                                                             \
    "id, code, version, title_zh, title_en, yaml, revision, state, hash, changed_by, changed_at, " \
    "issued_at, entry"

StoredScheme scheme_of(const db::Row& row) {
    return {.id = row.id<SchemeId>(0),
            .code = row.text(1),
            .version = row.integer(2),
            .title = {row.text(3), row.text(4)},
            .yaml = row.text(5),
            .revision = row.integer(6),
            .state = from_word<SchemeState>(row.text(7)),
            .hash = row.text(8),
            .changed_by = row.maybe_id<AccountId>(9),
            .changed_at = row.instant(10),
            .issued_at = row.maybe_instant(11),
            .entry = row.maybe_id<ledger::EntryId>(12)};
}

}  // namespace

Result<StoredScheme> scheme(db::Tx& tx, SchemeId id) {
    const auto rows = tx.run("SELECT " SCHEME_COLUMNS " FROM rounds_scheme WHERE id = $1", {id});
    if (rows.empty()) return fail(ErrorKind::not_found, "rounds.no_such_scheme");
    return scheme_of(rows[0]);
}

std::vector<StoredScheme> schemes(db::Tx& tx, const std::optional<Cursor>& after,
                                  std::int64_t limit) {
    std::vector<StoredScheme> all;
    const auto rows = after
                          ? tx.run("SELECT " SCHEME_COLUMNS
                                   " FROM rounds_scheme WHERE (changed_at, id) < ($1, $2) "
                                   "ORDER BY changed_at DESC, id DESC LIMIT $3",
                                   {after->number(), after->id, limit})
                          : tx.run("SELECT " SCHEME_COLUMNS
                                   " FROM rounds_scheme ORDER BY changed_at DESC, id DESC LIMIT $1",
                                   {limit});
    for (const db::Row row : rows) all.push_back(scheme_of(row));
    return all;
}

void add_scheme(db::Tx& tx, const StoredScheme& made) {
    tx.run(
        "INSERT INTO rounds_scheme (id, code, version, title_zh, title_en, yaml, revision, state, "
        "hash, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'draft', '', $8, $9)",
        {made.id, made.code, made.version, made.title.zh, made.title.en, made.yaml, made.revision,
         made.changed_by, made.changed_at});
}

Result<> save_scheme(db::Tx& tx, const StoredScheme& changed) {
    const auto done = tx.run(
        "UPDATE rounds_scheme SET code = $2, version = $3, title_zh = $4, title_en = $5, yaml = "
        "$6, revision = $7, changed_by = $8, changed_at = $9 WHERE id = $1 AND state = 'draft' AND "
        "revision = $7 - 1",
        {changed.id, changed.code, changed.version, changed.title.zh, changed.title.en,
         changed.yaml, changed.revision, changed.changed_by, changed.changed_at});
    if (done.changed == 0) return fail(ErrorKind::conflict, "rounds.changed_meanwhile");
    return {};
}

Result<> issue_scheme(db::Tx& tx, const StoredScheme& issued) {
    const auto taken =
        tx.run("SELECT id FROM rounds_scheme WHERE code = $1 AND version = $2 AND state = 'issued'",
               {issued.code, issued.version});
    if (!taken.empty()) return fail(ErrorKind::conflict, "rounds.version_issued");
    const auto done = tx.run(
        "UPDATE rounds_scheme SET state = 'issued', hash = $2, issued_at = $3, entry = $4 WHERE "
        "id = $1 AND state = 'draft' AND revision = $5",
        {issued.id, issued.hash, issued.issued_at, issued.entry, issued.revision});
    if (done.changed == 0) return fail(ErrorKind::conflict, "rounds.changed_meanwhile");
    return {};
}

}  // namespace pingyi::rounds::store
