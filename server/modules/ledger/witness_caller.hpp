// Asks the witnesses of the settings to cosign the newest checkpoint, and publishes it when enough
// of them have.
#pragma once

#include <map>
#include <string>

#include "kernel/time.hpp"
#include "modules/ledger/identity.hpp"
#include "modules/ledger/store.hpp"
#include "platform/db/database.hpp"
#include "platform/fetch/fetch.hpp"

namespace pingyi::ledger {

class WitnessCaller {
public:
    /// `database` and `identity` must outlive it. For one thread at a time.
    WitnessCaller(db::Database& database, const Identity& identity);

    /// Sends each log's newest checkpoint to the witnesses that have not signed it. One that is
    /// down or refuses is left alone for a while, and holds up nobody.
    /// errors   unavailable db.*; internal tlog.* (the stored tiles are damaged)
    [[nodiscard]] Result<> run(Log log, Instant now);

private:
    using Witness = tlog::Policy::Witness;
    [[nodiscard]] Result<> ask(Log log, const store::Checkpoint& checkpoint, const Witness& witness,
                               Instant now);
    [[nodiscard]] Result<fetch::Answer> send(Log log, const store::Checkpoint& checkpoint,
                                             const Witness& witness, std::uint64_t old_size);
    [[nodiscard]] Result<> keep(Log log, const store::Checkpoint& checkpoint,
                                const Witness& witness, std::string_view lines, Instant now);
    [[nodiscard]] Result<> publish(Log log, const store::Checkpoint& checkpoint);
    void leave_alone(const Witness& witness, std::string_view why, std::int64_t status,
                     Instant now);

    db::Database& database_;
    const Identity& identity_;
    fetch::Client client_;
    std::map<std::string, Instant> not_before_;  ///< by key name
};

}  // namespace pingyi::ledger
