// Draws in the ledger of this installation: each step checks what the log tells so far, and appends
// the next.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/time.hpp"
#include "modules/ledger/head_file.hpp"
#include "modules/ledger/identity.hpp"
#include "modules/ledger/lots.hpp"
#include "platform/db/database.hpp"
#include "platform/db/idempotency.hpp"

namespace pingyi::ledger {

/// What the steps need.
struct DrawDeps {
    db::Database& database;
    const Identity& identity;
    std::string role{};  ///< acting role; empty: the command line
};

/// The draws that the operations log of a database tells of. The log only grows: what was read once
/// is kept, and only what is new is read. Thread safe.
class DrawBook {
public:
    explicit DrawBook(db::Database& database) : database_{database} {}
    DrawBook(const DrawBook&) = delete;
    DrawBook& operator=(const DrawBook&) = delete;

    /// In the order in which their lists were frozen.
    /// errors   internal tlog.*; unavailable db.*
    [[nodiscard]] Result<std::vector<Draw>> all();
    /// errors   those; not_found ledger.no_such_draw
    [[nodiscard]] Result<Draw> find(std::string_view id);

private:
    [[nodiscard]] Result<> read_on();

    db::Database& database_;
    std::mutex mutex_;
    std::uint64_t next_ = 0;
    Draws draws_;
};

/// The key under which a list may be frozen again without making a second draw.
struct Repeat {
    db::RepeatKey key;
    Day today{};
};
/// returns  the id of the draw, 8 octets
/// errors   invalid_input ledger.bad_list, ledger.bad_places; conflict db.idempotency_key_reused
[[nodiscard]] Result<std::string> freeze_list(const DrawDeps& deps, Instant now,
                                              std::string_view file, std::uint64_t places,
                                              const std::optional<Repeat>& repeat = std::nullopt);
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
