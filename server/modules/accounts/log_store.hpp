// What storage does for the security log. The transaction is always the caller's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/page.hpp"
#include "modules/accounts/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::accounts::store {

/// Newest first; `after` is the id of the last entry shown.
[[nodiscard]] std::vector<Entry> entries(db::Tx& tx, const std::optional<Cursor>& after,
                                         std::int64_t limit);

[[nodiscard]] Head head(db::Tx& tx);
/// The oldest entries without a link, in the order in which they are chained: by time, then id.
[[nodiscard]] std::vector<Entry> unchained(db::Tx& tx, std::int64_t limit);

struct Link {
    std::int64_t position = 0;
    EntryId entry;
    std::string hash;
};
/// Appends the links and takes their entries off the tail.
void append_links(db::Tx& tx, const std::vector<Link>& links);

struct ChainedEntry {
    std::int64_t position = 0;
    std::string hash;
    std::optional<Entry> entry;  ///< absent when somebody removed the row
};
[[nodiscard]] std::vector<ChainedEntry> chained(db::Tx& tx, std::int64_t after, std::int64_t limit);
/// Entries neither chained nor waiting: rows that did not come through `note`. Reads the whole log.
[[nodiscard]] std::int64_t outside_the_chain(db::Tx& tx);

struct Tail {
    std::int64_t length = 0;
    std::optional<Instant> oldest;
};
[[nodiscard]] Tail tail(db::Tx& tx);

}  // namespace pingyi::accounts::store
