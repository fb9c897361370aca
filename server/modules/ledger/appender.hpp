// Gives what waits its place: batches of entries become tiles and a signed checkpoint, committed
// together or not at all. May run on several servers at once: the head decides.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "kernel/time.hpp"
#include "modules/ledger/head_file.hpp"
#include "modules/ledger/identity.hpp"
#include "platform/db/database.hpp"
#include "platform/tlog/tile.hpp"

namespace pingyi::ledger {

class Appender {
public:
    /// `database` and `identity` must outlive it; `head_file` is written beside the key.
    Appender(db::Database& database, const Identity& identity, Zone zone, std::string head_file);
    Appender(const Appender&) = delete;
    Appender& operator=(const Appender&) = delete;

    /// Makes the log where there is none, checks what is stored, and appends what waits.
    /// returns  the number of entries placed; 0 also where another server was faster
    /// errors   conflict ledger.rolled_back (the database is behind what this machine signed),
    ///          ledger.other_log (signed under another key or origin); internal
    ///          ledger.tiles_differ (the stored tiles do not make the root), tlog.*; unavailable
    ///          db.*, durable.*
    [[nodiscard]] Result<std::int64_t> run(Log log, Instant now);
    /// What the last run of this process ended with; empty: all is well.
    [[nodiscard]] std::string trouble(Log log) const;

private:
    struct State;
    [[nodiscard]] Result<std::int64_t> run_locked(Log log, Instant now);
    [[nodiscard]] Result<State> read(Log log);
    [[nodiscard]] Result<> found(Log log, Instant now);
    [[nodiscard]] Result<> check(Log log, const State& state);
    [[nodiscard]] Result<> check_continues(Log log, const State& state, const Seen& seen);
    [[nodiscard]] Result<bool> append(Log log, State& state, Instant now);
    [[nodiscard]] Result<> remember(Log log, const Seen& seen);

    db::Database& database_;
    const Identity& identity_;
    Zone zone_;
    std::string head_file_;
    std::mutex run_mutex_;  ///< one run at a time in a process
    std::optional<HeadFile> remembered_;
    std::array<std::optional<Seen>, all_logs.size()> sound_;  ///< heads found sound by us
    std::int64_t batch_entries_;  ///< halved when a write runs past its limit, doubled when not
    mutable std::mutex trouble_mutex_;
    std::array<std::string, all_logs.size()> trouble_;
};

}  // namespace pingyi::ledger
