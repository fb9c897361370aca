// What storage does for the ledger. The transaction is always the caller's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/ledger/types.hpp"
#include "platform/db/database.hpp"
#include "platform/tlog/tile.hpp"

namespace pingyi::ledger::store {

// --- What waits ---

struct Pending {
    EntryId id;
    Instant at{};
    std::string entry;
};
void add_pending(db::Tx& tx, Log log, const Pending& pending);
/// The oldest, at most `count_max` and, after the first, `octets_max` together.
[[nodiscard]] std::vector<Pending> pending(db::Tx& tx, Log log, std::int64_t count_max,
                                           std::size_t octets_max);
struct Queue {
    std::int64_t count = 0;
    std::optional<Instant> oldest;
};
[[nodiscard]] Queue queue(db::Tx& tx, Log log);
[[nodiscard]] bool is_pending(db::Tx& tx, EntryId id);

// --- The tree ---

[[nodiscard]] tlog::TileReader tiles(db::Tx& tx, Log log);
struct StoredTile {
    std::uint64_t width = 0;
    std::string octets;
};
[[nodiscard]] std::optional<StoredTile> tile(db::Tx& tx, Log log, int level, std::uint64_t index);
[[nodiscard]] std::optional<std::uint64_t> index_of(db::Tx& tx, EntryId id, Log log);
/// Id by index, of the places from `first` on, `count` at most.
[[nodiscard]] std::vector<std::optional<EntryId>> ids(db::Tx& tx, Log log, std::uint64_t first,
                                                      std::uint64_t count);

// --- Checkpoints ---

struct Head {
    std::uint64_t size = 0;
    std::uint64_t published = 0;
};
/// nullopt before the first checkpoint.
[[nodiscard]] std::optional<Head> head(db::Tx& tx, Log log);

struct Checkpoint {
    std::uint64_t size = 0;
    tlog::Hash root{};
    std::string note;  ///< signed by the log only
    Instant made_at{};
};
[[nodiscard]] std::optional<Checkpoint> checkpoint(db::Tx& tx, Log log, std::uint64_t size);
/// The smallest that is larger than `size`.
[[nodiscard]] std::optional<Checkpoint> checkpoint_after(db::Tx& tx, Log log, std::uint64_t size);
/// The note with the lines of the witnesses.
[[nodiscard]] std::string cosigned(db::Tx& tx, Log log, const Checkpoint& checkpoint);

/// What a batch changes: all of it, or nothing.
struct Batch {
    std::uint64_t size_before = 0;
    std::vector<EntryId> entries;  ///< in the order of their places
    std::vector<tlog::Tile> tiles;
    Checkpoint checkpoint;
    bool is_published = false;  ///< no witness is asked
};
/// returns  false when the head has moved, or an entry is gone from the queue
[[nodiscard]] bool add_batch(db::Tx& tx, Log log, const Batch& batch);
/// The checkpoint of size 0; one that exists stays.
void add_first(db::Tx& tx, Log log, const Checkpoint& checkpoint);

// --- Witnesses ---

[[nodiscard]] std::uint64_t witness_size(db::Tx& tx, Log log, std::string_view witness);
void set_witness_size(db::Tx& tx, Log log, std::string_view witness, std::uint64_t size);
void add_cosignature(db::Tx& tx, Log log, std::uint64_t size, std::string_view witness,
                     std::string_view line);
[[nodiscard]] bool has_cosigned(db::Tx& tx, Log log, std::uint64_t size, std::string_view witness);
/// Serves the checkpoint of this size from now on, unless a larger one is served.
void publish(db::Tx& tx, Log log, std::uint64_t size);

}  // namespace pingyi::ledger::store
