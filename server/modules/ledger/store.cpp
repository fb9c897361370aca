// The SQL of the ledger.
#include "modules/ledger/store.hpp"

#include <algorithm>

namespace pingyi::ledger::store {
namespace {

std::uint64_t whole(std::int64_t number) {
    return static_cast<std::uint64_t>(number);
}

/// ["id",…] for json_each.
std::string json_list(const std::vector<EntryId>& ids) {
    std::string out = "[";
    for (const EntryId& id : ids) {
        if (out.size() > 1) out += ',';
        out += '"';
        out += id.text();
        out += '"';
    }
    return out + "]";
}

void put_tile(db::Tx& tx, Log log, const tlog::Tile& tile) {
    tx.run(
        "INSERT INTO ledger_tile (log, level, position, width, octets) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (log, level, position) DO UPDATE SET width = excluded.width,"
        " octets = excluded.octets",
        {name_of(log), tile.id.level, tile.id.index, tile.id.width, db::Blob{tile.octets}});
}

void add_checkpoint(db::Tx& tx, Log log, const Checkpoint& checkpoint) {
    tx.run(
        "INSERT INTO ledger_checkpoint (log, size, root, note, made_at) VALUES ($1, $2, $3, $4,"
        " $5)",
        {name_of(log), checkpoint.size, db::Blob{std::string(tlog::octets(checkpoint.root))},
         checkpoint.note, checkpoint.made_at});
}

std::optional<Checkpoint> checkpoint_in(const db::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    const auto root = tlog::hash_of_octets(rows[0].blob(1));
    if (!root) return std::nullopt;
    return Checkpoint{whole(rows[0].integer(0)), *root, rows[0].text(2), rows[0].instant(3)};
}

}  // namespace

// --- What waits ---

void add_pending(db::Tx& tx, Log log, const Pending& pending) {
    tx.run("INSERT INTO ledger_pending (id, log, at, entry) VALUES ($1, $2, $3, $4)",
           {pending.id, name_of(log), pending.at, db::Blob{pending.entry}});
}

std::vector<Pending> pending(db::Tx& tx, Log log, std::int64_t count_max, std::size_t octets_max) {
    const db::Rows sizes =
        tx.run("SELECT id, length(entry) FROM ledger_pending WHERE log = $1 ORDER BY id LIMIT $2",
               {name_of(log), count_max});
    std::string last;
    std::size_t octets = 0;
    for (const db::Row row : sizes) {
        octets += static_cast<std::size_t>(row.integer(1));
        if (!last.empty() && octets > octets_max) break;
        last = row.text(0);
    }
    std::vector<Pending> all;
    if (last.empty()) return all;
    for (const db::Row row :
         tx.run("SELECT id, at, entry FROM ledger_pending WHERE log = $1 AND id <= $2 ORDER BY id",
                {name_of(log), last})) {
        all.push_back({row.id<EntryId>(0), row.instant(1), row.blob(2)});
    }
    return all;
}

Queue queue(db::Tx& tx, Log log) {
    const db::Rows rows =
        tx.run("SELECT count(*), min(at) FROM ledger_pending WHERE log = $1", {name_of(log)});
    return {rows[0].integer(0), rows[0].maybe_instant(1)};
}

bool is_pending(db::Tx& tx, EntryId id) {
    return !tx.run("SELECT log FROM ledger_pending WHERE id = $1", {id}).empty();
}

// --- The tree ---

tlog::TileReader tiles(db::Tx& tx, Log log) {
    return [&tx, log](const tlog::TileId& id) -> Result<std::optional<std::string>> {
        auto found = tile(tx, log, id.level, id.index);
        if (!found || found->width < id.width) return std::optional<std::string>{};
        return std::optional{std::move(found->octets)};
    };
}

std::optional<StoredTile> tile(db::Tx& tx, Log log, int level, std::uint64_t index) {
    const db::Rows rows = tx.run(
        "SELECT width, octets FROM ledger_tile WHERE log = $1 AND level = $2 AND position = $3",
        {name_of(log), level, index});
    if (rows.empty()) return std::nullopt;
    return StoredTile{whole(rows[0].integer(0)), rows[0].blob(1)};
}

std::optional<std::uint64_t> index_of(db::Tx& tx, EntryId id, Log log) {
    const db::Rows rows =
        tx.run("SELECT position FROM ledger_entry WHERE id = $1 AND log = $2", {id, name_of(log)});
    if (rows.empty()) return std::nullopt;
    return whole(rows[0].integer(0));
}

std::vector<std::optional<EntryId>> ids(db::Tx& tx, Log log, std::uint64_t first,
                                        std::uint64_t count) {
    std::vector<std::optional<EntryId>> all(count);
    for (const db::Row row : tx.run(
             "SELECT position, id FROM ledger_entry WHERE log = $1 AND position >= $2 AND position "
             "< $3",
             {name_of(log), first, first + count})) {
        all.at(whole(row.integer(0)) - first) = row.id<EntryId>(1);
    }
    return all;
}

// --- Checkpoints ---

std::optional<Head> head(db::Tx& tx, Log log) {
    const db::Rows rows =
        tx.run("SELECT size, published FROM ledger_head WHERE log = $1", {name_of(log)});
    if (rows.empty()) return std::nullopt;
    return Head{whole(rows[0].integer(0)), whole(rows[0].integer(1))};
}

std::optional<Checkpoint> checkpoint(db::Tx& tx, Log log, std::uint64_t size) {
    return checkpoint_in(
        tx.run("SELECT size, root, note, made_at FROM ledger_checkpoint WHERE log = $1 AND size = "
               "$2",
               {name_of(log), size}));
}

std::optional<Checkpoint> checkpoint_after(db::Tx& tx, Log log, std::uint64_t size) {
    return checkpoint_in(
        tx.run("SELECT size, root, note, made_at FROM ledger_checkpoint WHERE log = $1 AND size > "
               "$2 ORDER BY size LIMIT 1",
               {name_of(log), size}));
}

std::string cosigned(db::Tx& tx, Log log, const Checkpoint& checkpoint) {
    std::string note = checkpoint.note;
    for (const db::Row row :
         tx.run("SELECT line FROM ledger_cosignature WHERE log = $1 AND size = $2 ORDER BY witness",
                {name_of(log), checkpoint.size})) {
        note += row.text(0);
    }
    return note;
}

bool add_batch(db::Tx& tx, Log log, const Batch& batch) {
    const std::int64_t moved =
        tx.run(
              "UPDATE ledger_head SET size = $3, published = CASE WHEN $4 = 1 THEN $3 ELSE"
              " published END WHERE log = $1 AND size = $2",
              {name_of(log), batch.size_before, batch.checkpoint.size, batch.is_published})
            .changed;
    if (moved != 1) return false;
    const std::string list = json_list(batch.entries);
    const std::int64_t taken = tx.run(
                                     "DELETE FROM ledger_pending WHERE id IN"
                                     " (SELECT value FROM json_each($1)) AND log = $2",
                                     {list, name_of(log)})
                                   .changed;
    if (taken != static_cast<std::int64_t>(batch.entries.size())) return false;
    std::string places = "[";
    for (std::size_t i = 0; i < batch.entries.size(); ++i) {
        places += (i == 0 ? "[\"" : ",[\"") + batch.entries[i].text() + "\"," +
                  std::to_string(batch.size_before + i) + "]";
    }
    tx.run(
        "INSERT INTO ledger_entry (id, log, position)"
        " SELECT value ->> 0, $2, CAST(value ->> 1 AS BIGINT) FROM json_each($1)",
        {places + "]", name_of(log)});
    for (const tlog::Tile& tile : batch.tiles) put_tile(tx, log, tile);
    add_checkpoint(tx, log, batch.checkpoint);
    return true;
}

void add_first(db::Tx& tx, Log log, const Checkpoint& checkpoint) {
    const db::Rows made = tx.run(
        "INSERT INTO ledger_head (log, size, published) VALUES ($1, 0, 0)"
        " ON CONFLICT (log) DO NOTHING RETURNING log",
        {name_of(log)});
    if (!made.empty()) add_checkpoint(tx, log, checkpoint);
}

// --- Witnesses ---

std::uint64_t witness_size(db::Tx& tx, Log log, std::string_view witness) {
    const db::Rows rows = tx.run("SELECT size FROM ledger_witness WHERE log = $1 AND witness = $2",
                                 {name_of(log), witness});
    return rows.empty() ? 0 : whole(rows[0].integer(0));
}

void set_witness_size(db::Tx& tx, Log log, std::string_view witness, std::uint64_t size) {
    tx.run(
        "INSERT INTO ledger_witness (log, witness, size) VALUES ($1, $2, $3)"
        " ON CONFLICT (log, witness) DO UPDATE SET size = excluded.size",
        {name_of(log), witness, size});
}

void add_cosignature(db::Tx& tx, Log log, std::uint64_t size, std::string_view witness,
                     std::string_view line) {
    tx.run(
        "INSERT INTO ledger_cosignature (log, size, witness, line) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (log, size, witness) DO NOTHING",
        {name_of(log), size, witness, line});
}

bool has_cosigned(db::Tx& tx, Log log, std::uint64_t size, std::string_view witness) {
    return !tx.run(
                  "SELECT witness FROM ledger_cosignature WHERE log = $1 AND size = $2 AND witness "
                  "= $3",
                  {name_of(log), size, witness})
                .empty();
}

void publish(db::Tx& tx, Log log, std::uint64_t size) {
    tx.run("UPDATE ledger_head SET published = $2 WHERE log = $1 AND published < $2",
           {name_of(log), size});
}

}  // namespace pingyi::ledger::store
