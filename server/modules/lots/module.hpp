// What the wiring needs of lots.
#pragma once

#include "kernel/embedded.hpp"
#include "kernel/time.hpp"
#include "modules/ledger/api.hpp"
#include "platform/db/database.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/routes.hpp"

namespace pingyi::lots {

struct Deps {
    db::Database& database;
    const html::Shell& shell;
    const ledger::Identity& identity;
    Zone zone;
};

[[nodiscard]] http::Routes<Deps> routes();
[[nodiscard]] EmbeddedFiles texts();

}  // namespace pingyi::lots
