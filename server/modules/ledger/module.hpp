// What the wiring needs of the ledger.
#pragma once

#include <string>
#include <vector>

#include "kernel/embedded.hpp"
#include "modules/ledger/api.hpp"
#include "modules/ledger/appender.hpp"
#include "modules/ledger/draws.hpp"
#include "modules/ledger/identity.hpp"
#include "modules/ledger/tile_cache.hpp"
#include "modules/ledger/witness_caller.hpp"
#include "platform/clock/clock.hpp"
#include "platform/db/database.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/routes.hpp"
#include "platform/jobs/jobs.hpp"

namespace pingyi::ledger {

/// The ledger of a server: its keys, what appends, what asks the witnesses.
struct Ledger {
    Ledger(db::Database& database, Identity who, const Zone& zone, std::string head_file)
        : identity{std::move(who)},
          appender{database, identity, zone, std::move(head_file)},
          caller{database, identity},
          draws{database} {}

    Identity identity;
    Appender appender;
    WitnessCaller caller;
    TileCache tiles;
    DrawBook draws;
};

struct Deps {
    db::Database& database;
    const html::Shell& shell;
    Ledger& ledger;
};

[[nodiscard]] http::Routes<Deps> routes();
[[nodiscard]] EmbeddedFiles migrations();
[[nodiscard]] EmbeddedFiles texts();
/// The word of the footer that leads to the ledger.
[[nodiscard]] html::Link area();
/// ledger.append and ledger.witness, each second. `ledger` and `clock` must outlive the runner.
[[nodiscard]] std::vector<jobs::Kind> job_kinds(Ledger& ledger, const Clock& clock);

/// The origin that the stored logs have, "city.example/ledger"; nullopt before the first
/// checkpoint. For a server whose settings name none.
[[nodiscard]] std::optional<std::string> stored_origin(db::Tx& tx);
/// Says in the operations log, as its first entry, that the key of `identity` was made.
[[nodiscard]] Result<> note_key(db::Database& database, const Identity& identity, Instant now);
/// The ceremony after a restore or the loss of the key: lets both logs go on under the new origin
/// of `identity`, and says so in the operations log.
/// errors   conflict ledger.origin_not_new; those of HeadFile
[[nodiscard]] Result<> begin_again(db::Database& database, const Identity& identity,
                                   const std::string& head_file, Instant now);

}  // namespace pingyi::ledger
