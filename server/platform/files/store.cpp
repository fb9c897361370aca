#include "platform/files/store.hpp"

#include <algorithm>
#include <array>

namespace pingyi::files {
namespace {

constexpr std::array<std::string_view, 4> state_names{"arriving", "waiting", "ready", "refused"};

std::string_view name_of(State state) {
    return state_names[static_cast<std::size_t>(state)];
}

State state_of(std::string_view name) {
    const auto* const found = std::ranges::find(state_names, name);
    if (found == state_names.end()) throw db::Error(db::Fault::value, "files: unknown state");
    return static_cast<State>(found - state_names.begin());
}

#define FILE_COLUMNS                                                                               \
    "id, owner_kind, owner_id, name, media_type, bytes, sha256, state, reason, day, reviewed_by, " \
    "reviewed_at"

Info info_of(const db::Row& row) {
    return {.id = row.id<FileId>(0),
            .owner = {row.text(1), row.text(2)},
            .name = row.text(3),
            .media_type = row.text(4),
            .bytes = row.integer(5),
            .sha256 = row.text(6),
            .state = state_of(row.text(7)),
            .reason = row.text(8),
            .day = row.day(9),
            .reviewed_by = row.maybe_id<AccountId>(10),
            .reviewed_at = row.maybe_instant(11)};
}

}  // namespace

Result<Info> find(db::Tx& tx, FileId id) {
    const auto rows = tx.run(
        "SELECT " FILE_COLUMNS " FROM files_file WHERE id = $1 AND state <> 'arriving'", {id});
    if (rows.empty()) return fail(ErrorKind::not_found, "files.no_such_file");
    return info_of(rows[0]);
}

std::vector<Info> of_owner(db::Tx& tx, const Owner& owner) {
    std::vector<Info> all;
    for (const db::Row row :
         tx.run("SELECT " FILE_COLUMNS " FROM files_file WHERE owner_kind = $1 AND owner_id = $2 "
                "AND state <> 'arriving' ORDER BY id",
                {owner.kind, owner.id})) {
        all.push_back(info_of(row));
    }
    return all;
}

std::string read(db::Tx& tx, FileId id, std::int64_t chunk) {
    const auto rows = tx.run(
        "SELECT c.bytes FROM files_file f JOIN files_chunk c ON c.file_id = f.id AND "
        "c.edition = f.edition WHERE f.id = $1 AND f.state = 'ready' AND c.number = $2",
        {id, chunk});
    return rows.empty() ? std::string{} : rows[0].blob(0);
}

Result<> review(db::Tx& tx, FileId id, const AccountId& by, Instant now) {
    TRY(info, find(tx, id));
    if (info.state != State::ready) return fail(ErrorKind::conflict, "files.not_ready");
    tx.run("UPDATE files_file SET reviewed_by = $2, reviewed_at = $3 WHERE id = $1", {id, by, now});
    return {};
}

void give(db::Tx& tx, const Owner& from, const Owner& to) {
    tx.run(
        "UPDATE files_file SET owner_kind = $3, owner_id = $4 WHERE owner_kind = $1 AND "
        "owner_id = $2",
        {from.kind, from.id, to.kind, to.id});
}

void give(db::Tx& tx, FileId id, const Owner& to) {
    tx.run("UPDATE files_file SET owner_kind = $2, owner_id = $3 WHERE id = $1",
           {id, to.kind, to.id});
}

void remove(db::Tx& tx, FileId id) {
    tx.run("DELETE FROM files_file WHERE id = $1", {id});
}

void remove_of(db::Tx& tx, const Owner& owner) {
    tx.run("DELETE FROM files_file WHERE owner_kind = $1 AND owner_id = $2",
           {owner.kind, owner.id});
}

std::int64_t remove_older(db::Tx& tx, std::string_view owner_kind, Day first_day,
                          std::int64_t files_max) {
    return tx
        .run(
            "DELETE FROM files_file WHERE id IN (SELECT id FROM files_file WHERE owner_kind = $1 "
            "AND day < $2 ORDER BY id LIMIT $3)",
            {owner_kind, first_day, files_max})
        .changed;
}

namespace store {

void insert(db::Tx& tx, const Info& info) {
    tx.run(
        "INSERT INTO files_file (id, owner_kind, owner_id, name, media_type, bytes, sha256, state, "
        "day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        {info.id, info.owner.kind, info.owner.id, info.name, info.media_type, info.bytes,
         info.sha256, name_of(info.state), info.day});
}

std::int64_t count_of(db::Tx& tx, const Owner& owner) {
    return tx
        .run(
            "SELECT count(*) FROM files_file WHERE owner_kind = $1 AND owner_id = $2 AND "
            "state <> 'refused'",
            {owner.kind, owner.id})[0]
        .integer(0);
}

bool add_chunk(db::Tx& tx, FileId id, State state, Edition edition, std::int64_t number,
               std::string_view bytes) {
    return tx.run(
                 "INSERT INTO files_chunk (file_id, edition, number, bytes) SELECT id, $3, $4, "
                 "$5 FROM files_file WHERE id = $1 AND state = $2 ON CONFLICT (file_id, edition, "
                 "number) DO UPDATE SET bytes = excluded.bytes",
                 {id, name_of(state), static_cast<std::int64_t>(edition), number,
                  db::Blob{std::string(bytes)}})
               .changed == 1;
}

std::string chunk(db::Tx& tx, FileId id, Edition edition, std::int64_t number) {
    const auto rows =
        tx.run("SELECT bytes FROM files_chunk WHERE file_id = $1 AND edition = $2 AND number = $3",
               {id, static_cast<std::int64_t>(edition), number});
    return rows.empty() ? std::string{} : rows[0].blob(0);
}

bool pass(db::Tx& tx, FileId id, State before, State after) {
    return tx.run("UPDATE files_file SET state = $3 WHERE id = $1 AND state = $2",
                  {id, name_of(before), name_of(after)})
               .changed == 1;
}

bool replace(db::Tx& tx, FileId id, std::int64_t bytes, std::string_view sha256) {
    const bool was_waiting =
        tx.run(
              "UPDATE files_file SET state = 'ready', edition = 1, media_type = 'image/jpeg', "
              "bytes = $2, sha256 = $3 WHERE id = $1 AND state = 'waiting'",
              {id, bytes, sha256})
            .changed == 1;
    if (was_waiting) tx.run("DELETE FROM files_chunk WHERE file_id = $1 AND edition = 0", {id});
    return was_waiting;
}

void refuse(db::Tx& tx, FileId id, std::string_view reason) {
    const bool was_waiting =
        tx.run(
              "UPDATE files_file SET state = 'refused', reason = $2 WHERE id = $1 AND "
              "state = 'waiting'",
              {id, reason})
            .changed == 1;
    if (was_waiting) tx.run("DELETE FROM files_chunk WHERE file_id = $1", {id});
}

std::vector<FileId> stuck(db::Tx& tx, State state, Day day, std::int64_t files_max) {
    std::vector<FileId> ids;
    for (const db::Row row : tx.run(
             "SELECT id FROM files_file WHERE state IN ('arriving', 'waiting') AND state = $1 AND "
             "day < $2 ORDER BY day, id LIMIT $3",
             {name_of(state), day, files_max})) {
        ids.push_back(row.id<FileId>(0));
    }
    return ids;
}

}  // namespace store
}  // namespace pingyi::files
