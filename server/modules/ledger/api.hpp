// What other modules may do with the ledger: append an entry in their own transaction, ask where it
// stands, and give its receipt to whom it concerns.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "modules/ledger/draws.hpp"
#include "modules/ledger/operation.hpp"
#include "modules/ledger/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::ledger {

/// Appends an entry, its type octet first, in the caller's transaction; it gets its place within
/// seconds.
/// errors   invalid_input ledger.entry_size (not 1 to 65,535 octets)
[[nodiscard]] Result<EntryId> append(db::Tx& tx, Log log, Instant now, std::string_view entry);
/// The same for the operations log. `operation` must be well formed; its day is set when it is
/// placed, from `now` in the zone of the installation.
EntryId append(db::Tx& tx, Instant now, const Operation& operation);

/// SHA-256 over salt and row: what stands in the log of a row that may be erased, with its salt.
[[nodiscard]] std::string commitment(std::string_view salt, std::string_view row);

/// The index of an entry; nullopt while it waits, and for an id that is unknown.
[[nodiscard]] std::optional<std::uint64_t> place(db::Tx& tx, EntryId id);
/// The index of an entry whose receipt can be had.
[[nodiscard]] std::optional<std::uint64_t> receipt_place(db::Tx& tx, EntryId id);
/// A C2SP tlog-proof under the published checkpoint, with the entry as its extra octets.
/// errors   not_found ledger.no_such_entry; conflict ledger.not_witnessed_yet (ask again in a few
///          seconds); internal tlog.* (the stored tiles are damaged)
[[nodiscard]] Result<std::string> receipt(db::Tx& tx, EntryId id);
/// Entries from `first` on, in order, at most one bundle (256); fewer at the end. For jobs that
/// compare their rows with what the log says of them.
/// errors   internal tlog.* (the stored tiles are damaged)
[[nodiscard]] Result<std::vector<Leaf>> leaves(db::Tx& tx, Log log, std::uint64_t first);
/// errors   not_found ledger.no_such_entry; internal tlog.*
[[nodiscard]] Result<Leaf> leaf_at(db::Tx& tx, Log log, std::uint64_t index);
/// How many entries wait for their place.
[[nodiscard]] std::int64_t pending(db::Tx& tx, Log log);
/// How far a log has grown.
struct Standing {
    std::uint64_t size = 0;
    std::string root;  ///< 32 octets; empty before the first checkpoint
    std::int64_t waiting = 0;
    std::optional<Instant> oldest;  ///< since when the first of them waits
};
[[nodiscard]] Standing standing(db::Tx& tx, Log log);

}  // namespace pingyi::ledger
