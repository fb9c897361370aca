// What storage does for the security log. The transaction is always the caller's.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/page.hpp"
#include "modules/accounts/types.hpp"
#include "modules/ledger/api.hpp"
#include "platform/db/database.hpp"

namespace pingyi::accounts::store {

/// Newest first; `after` is the id of the last entry shown.
[[nodiscard]] std::vector<Entry> entries(db::Tx& tx, const std::optional<Cursor>& after,
                                         std::int64_t limit);

/// What the ledger's entry was made of.
struct Placed {
    std::string salt;
    std::optional<Entry> entry;  ///< absent when somebody removed the row
};
[[nodiscard]] std::map<ledger::EntryId, Placed> placed(db::Tx& tx,
                                                       const std::vector<ledger::EntryId>& ids);
/// Entries from before the ledger.
[[nodiscard]] std::vector<Entry> unmoved(db::Tx& tx, std::int64_t limit);
/// Appends the entry to the ledger. `salt` is 16 octets of chance.
void move(db::Tx& tx, const Entry& entry, const std::string& salt);

struct Counts {
    std::int64_t placed = 0;   ///< entries that the ledger should have
    std::int64_t outside = 0;  ///< rows that did not come through `note`
};
/// Reads the whole log.
[[nodiscard]] Counts counts(db::Tx& tx);

}  // namespace pingyi::accounts::store
