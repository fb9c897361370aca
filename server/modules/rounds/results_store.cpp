#include "modules/rounds/results_store.hpp"

#include <algorithm>
#include <vector>

#include "platform/crypto/crypto.hpp"
#include "platform/db/words.hpp"

namespace pingyi::rounds::store {
namespace {

#define RESULT_COLUMNS                                                                       \
    "id, round, number, public_id, audit_id, cause, computed_by, verified_by, computed_at, " \
    "verified_at, is_whole, entry"

StoredResult result_of(const db::Row& row) {
    return {.id = row.id<ResultId>(0),
            .round = row.id<RoundId>(1),
            .number = row.integer(2),
            .public_id = row.text(3),
            .audit_id = row.text(4),
            .cause = from_word<Cause>(row.text(5)),
            .computed_by = row.maybe_id<AccountId>(6),
            .verified_by = row.maybe_id<AccountId>(7),
            .computed_at = row.instant(8),
            .verified_at = row.maybe_instant(9),
            .is_whole = row.flag(10),
            .entry = row.maybe_id<ledger::EntryId>(11)};
}

std::string name_of(Bundle bundle) {
    return bundle == Bundle::open ? "public" : "audit";
}

std::string content_of(ResultId id, Bundle bundle) {
    return id.text() + "/" + name_of(bundle);
}

constexpr std::size_t rows_max = 200;  // in one transaction

}  // namespace

Result<> add_result(db::Tx& tx, const StoredResult& made) {
    const auto rows = tx.run(
        "INSERT INTO rounds_result (id, round, number, public_id, audit_id, cause, computed_by, "
        "computed_at, is_whole) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0) "
        "ON CONFLICT (round, number) DO NOTHING RETURNING id",
        {made.id, made.round, made.number, made.public_id, made.audit_id, word_of(made.cause),
         made.computed_by, made.computed_at});
    if (rows.empty()) return fail(ErrorKind::conflict, "rounds.changed_meanwhile");
    return {};
}

Result<> put_files(db::Database& database, ResultId id, Bundle bundle, const Contents& files) {
    CHECK_OK(put(database, content_of(id, bundle), files));
    std::vector<ResultFile> rows;
    for (const auto& [name, octets] : files) {
        rows.push_back(
            {name, crypto::hex(crypto::sha256(octets)), static_cast<std::int64_t>(octets.size())});
    }
    for (std::size_t first = 0; first < rows.size(); first += rows_max) {
        const std::size_t last = std::min(rows.size(), first + rows_max);
        CHECK_OK(database.write([&](db::Tx& tx) {
            for (std::size_t i = first; i < last; ++i) {
                tx.run(
                    "INSERT INTO rounds_result_file (result, bundle, name, sha256, bytes) VALUES "
                    "($1, $2, $3, $4, $5) ON CONFLICT (result, bundle, name) DO NOTHING",
                    {id, name_of(bundle), rows[i].name, rows[i].sha256, rows[i].bytes});
            }
        }));
    }
    return {};
}

void finish_result(db::Tx& tx, ResultId id) {
    tx.run("UPDATE rounds_result SET is_whole = 1 WHERE id = $1", {id});
}

void note_entry(db::Tx& tx, ResultId id, ledger::EntryId entry) {
    tx.run("UPDATE rounds_result SET entry = $2 WHERE id = $1", {id, entry});
}

void note_verified(db::Tx& tx, ResultId id, const AccountId& by, Instant now) {
    tx.run("UPDATE rounds_result SET verified_by = $2, verified_at = $3 WHERE id = $1",
           {id, by, now});
}

void drop_result(db::Tx& tx, ResultId id) {
    if (tx.run("SELECT id FROM rounds_result WHERE id = $1 AND is_whole = 0", {id}).empty()) return;
    drop(tx, content_of(id, Bundle::open));
    drop(tx, content_of(id, Bundle::audit));
    tx.run("DELETE FROM rounds_result_file WHERE result = $1", {id});
    tx.run("DELETE FROM rounds_result WHERE id = $1", {id});
}

std::vector<ResultId> unfinished_results(db::Tx& tx, Instant before) {
    std::vector<ResultId> all;
    for (const db::Row row :
         tx.run("SELECT id FROM rounds_result WHERE is_whole = 0 AND computed_at < $1 LIMIT 100",
                {before})) {
        all.push_back(row.id<ResultId>(0));
    }
    return all;
}

Result<StoredResult> result(db::Tx& tx, ResultId id) {
    const auto rows =
        tx.run("SELECT " RESULT_COLUMNS " FROM rounds_result WHERE id = $1 AND is_whole = 1", {id});
    if (rows.empty()) return fail(ErrorKind::not_found, "rounds.no_such_result");
    return result_of(rows[0]);
}

std::vector<StoredResult> results_of(db::Tx& tx, RoundId round) {
    std::vector<StoredResult> all;
    for (const db::Row row : tx.run("SELECT " RESULT_COLUMNS " FROM rounds_result WHERE round = $1 "
                                    "AND is_whole = 1 ORDER BY number DESC LIMIT 100",
                                    {round})) {
        all.push_back(result_of(row));
    }
    return all;
}

std::int64_t next_number(db::Tx& tx, RoundId round) {
    return tx
        .run("SELECT coalesce(max(number), 0) + 1 FROM rounds_result WHERE round = $1", {round})[0]
        .integer(0);
}

std::vector<ResultFile> files_of(db::Tx& tx, ResultId id, Bundle bundle) {
    std::vector<ResultFile> all;
    for (const db::Row row : tx.run("SELECT name, sha256, bytes FROM rounds_result_file WHERE "
                                    "result = $1 AND bundle = $2 ORDER BY name",
                                    {id, name_of(bundle)})) {
        all.push_back({row.text(0), row.text(1), row.integer(2)});
    }
    return all;
}

std::optional<ResultFile> result_file(db::Tx& tx, ResultId id, Bundle bundle,
                                      std::string_view name) {
    const auto rows = tx.run(
        "SELECT name, sha256, bytes FROM rounds_result_file WHERE result = $1 AND bundle = $2 AND "
        "name = $3",
        {id, name_of(bundle), name});
    if (rows.empty()) return std::nullopt;
    return ResultFile{rows[0].text(0), rows[0].text(1), rows[0].integer(2)};
}

std::string result_text(db::Tx& tx, ResultId id, Bundle bundle, std::string_view name) {
    return get(tx, content_of(id, bundle), name);
}

}  // namespace pingyi::rounds::store
