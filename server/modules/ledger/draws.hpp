// Draws in the ledger of this installation: each step checks what the log tells so far, and appends
// the next.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/time.hpp"
#include "modules/ledger/head_file.hpp"
#include "modules/ledger/identity.hpp"
#include "modules/ledger/lots.hpp"
#include "platform/db/database.hpp"

namespace pingyi::ledger {

/// What the steps need.
struct DrawDeps {
    db::Database& database;
    const Identity& identity;
};

/// returns  the id of the draw, 8 octets
/// errors   invalid_input ledger.bad_list, ledger.bad_places
[[nodiscard]] Result<std::string> freeze_list(const DrawDeps& deps, Instant now,
                                              std::string_view file, std::uint64_t places);
/// `office` is 1 or 2, `commitment` SHA-256 of its 32 secret octets.
/// errors   not_found ledger.no_such_draw; conflict ledger.draw_step (done already, or too early)
[[nodiscard]] Result<> commit_office(const DrawDeps& deps, Instant now, std::string_view draw,
                                     std::uint64_t office, std::string_view commitment);
/// The first reveal also names the first witnessed checkpoint after both commitments.
/// errors   as commit_office; conflict ledger.not_witnessed_yet; invalid_input ledger.other_secret
[[nodiscard]] Result<> reveal_secret(const DrawDeps& deps, Instant now, std::string_view draw,
                                     std::uint64_t office, std::string_view secret);
/// Ends a draw because an office does not reveal; it is named for ever, and a new draw is frozen.
/// errors   as commit_office
[[nodiscard]] Result<> name_failed(const DrawDeps& deps, Instant now, std::string_view draw,
                                   std::uint64_t office);
/// What the log tells of a draw.
/// errors   not_found ledger.no_such_draw; internal tlog.*
[[nodiscard]] Result<Draw> draw_of(db::Database& database, std::string_view id);
/// Every line of the list in the order of the draw.
/// errors   those of draw_of and drawn; internal ledger.other_root (the named checkpoint is not one
///          of this log)
[[nodiscard]] Result<std::vector<std::string>> order_of(const DrawDeps& deps, std::string_view id,
                                                        std::string_view file);

}  // namespace pingyi::ledger
