// Verification of a whole log: every entry, every tile, up to the root of a checkpoint.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/result.hpp"
#include "platform/tlog/checkpoint.hpp"
#include "platform/tlog/tile.hpp"

namespace pingyi::tlog {

/// Fetches the octets under a path of the log ("tile/0/000"); nullopt when the log has no such
/// file, an error when it cannot be asked.
using Source = std::function<Result<std::optional<std::string>>(const std::string& path)>;

/// How far a verification has come: the first `size` entries make the tree with this root.
struct Verified {
    std::uint64_t size = 0;
    Hash root = empty_root();
};

struct Listeners {
    /// Called for every entry in order; an error ends the verification with it.
    std::function<Result<>(std::uint64_t index, std::string_view entry)> entry;
    /// Called after every bundle of entries, with what can be resumed from.
    std::function<void(const Verified&)> progress;
};

/// Recomputes the tree of `checkpoint` from the entries, and compares every tile on the way. Begins
/// after `from`, whose root is first found again in the tree. Holds one tile a level in memory.
/// Tiles are checked from the root down, so a flipped octet is found in the tile or entry that has
/// it. The signatures of the checkpoint are checked before (trusted_checkpoint).
/// errors   invalid_input, with the leaf or path in the detail: tlog.wrong_entry (an entry is not
///          its leaf), tlog.wrong_tile (a tile is not what the one above says), tlog.wrong_root
///          (the tiles do not make the root), tlog.not_continued (does not contain `from`),
///          tlog.bad_tile, tlog.bad_entries; not_found tlog.no_tile; those of `source`
[[nodiscard]] Result<Verified> verify_log(const Checkpoint& checkpoint, const Source& source,
                                          const Verified& from, const Listeners& listeners);

/// Whether the tree of `checkpoint` continues an earlier one (from tiles checked up to the root).
/// errors   as verify_log
[[nodiscard]] Result<> verify_continued(const Checkpoint& earlier, const Checkpoint& checkpoint,
                                        const Source& source);

}  // namespace pingyi::tlog
