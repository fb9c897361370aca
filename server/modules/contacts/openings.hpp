// Openings and the public ledger: the entry that the security log makes of an opening is the one
// whose receipt the writer gets, and a daily job compares both (README.md says why one is enough).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "modules/contacts/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::contacts {

inline constexpr std::string_view opened_kind = "contacts.opened";

/// What the security log says of an opening besides contact, officer and time: its id, and the hash
/// of the reason, so that the reason cannot be changed afterwards either.
[[nodiscard]] std::string facts_of(const Opening& opening);

/// How the openings compare with what the public ledger tells of them.
struct OpeningsReport {
    std::int64_t compared = 0;
    std::optional<std::uint64_t> first_wrong;  ///< leaf whose opening is gone or was changed
    std::int64_t outside = 0;                  ///< openings of which no leaf tells
};
/// Reads the whole operations log, in pages: for the daily job, never for a request. Openings from
/// before the ledger get their entry on the way.
/// errors   internal tlog.* (the stored tiles are damaged); unavailable db.*
[[nodiscard]] Result<OpeningsReport> verify_openings(db::Database& database);

}  // namespace pingyi::contacts
