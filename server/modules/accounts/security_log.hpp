// The chain over the security log: each link holds the hash of the entry and of the link before, so
// that an entry changed, removed or put in later shows (ADR 0010).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "modules/accounts/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::accounts {

/// SHA-256, in hex, of the hash before and every field with its length in front.
[[nodiscard]] std::string link_hash(std::string_view hash_before, const Entry& entry);

/// Chains what waits, in batches; hashes outside the transaction and commits only if the head is
/// still the one it began with.
/// returns  the number of entries chained
/// errors   conflict accounts.chain_moved (another server was faster); unavailable db.*
[[nodiscard]] Result<std::int64_t> chain_log(db::Database& database);

enum class Flaw : std::uint8_t { none, entry_missing, hash_differs, position_missing, unchained };

/// What reading the whole chain shows.
struct ChainReport {
    Flaw flaw = Flaw::none;
    std::int64_t position = 0;  ///< of the first broken link; of the head when nothing is broken
    std::string head_hash;
    std::int64_t waiting = 0;
    std::chrono::seconds behind{0};  ///< age of the oldest entry that waits
};
/// Reads everything, in pages: for the daily job and the command line, never for a request.
[[nodiscard]] Result<ChainReport> verify_chain(db::Database& database, Instant now);

}  // namespace pingyi::accounts
