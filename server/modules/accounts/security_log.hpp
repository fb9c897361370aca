// The security log and the public ledger: every entry is in both, and a daily job compares them
// (ADR 0020).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "modules/accounts/types.hpp"
#include "modules/ledger/api.hpp"
#include "platform/db/database.hpp"

namespace pingyi::accounts {

/// What the ledger holds a salted hash of: every field with its length in front.
[[nodiscard]] std::string row_text(const Entry& entry);

/// What the ledger tells everybody of the facts: counts of an import ("rows=45"), and the hash of
/// its file, of a scheme or of a public result ("file_sha256=…", "scheme_sha256=…",
/// "result_sha256=…", 64 hex digits).
[[nodiscard]] std::vector<ledger::Fact> public_facts_in(std::string_view facts);

/// Moves what is older than the ledger into it.
/// returns  the number of entries moved
[[nodiscard]] Result<std::int64_t> move_log(db::Database& database);

enum class Flaw : std::uint8_t {
    none,
    entry_missing,  ///< the ledger has an entry whose row is gone
    entry_differs,  ///< the row is not what the ledger says
    not_in_ledger,  ///< a row that did not come through `note`
};

struct LogReport {
    Flaw flaw = Flaw::none;
    std::uint64_t index = 0;  ///< of the first leaf with a flaw; of the end when there is none
    std::int64_t compared = 0;
};
/// Compares every entry that the ledger has with its row, in pages: for the daily job, never for a
/// request.
/// errors   internal tlog.* (the stored tiles are damaged); unavailable db.*
[[nodiscard]] Result<LogReport> verify_log(db::Database& database);

}  // namespace pingyi::accounts
