// What the wiring needs of rounds.
#pragma once

#include <vector>

#include "kernel/embedded.hpp"
#include "modules/accounts/api.hpp"
#include "modules/calendar/api.hpp"
#include "modules/ledger/api.hpp"
#include "modules/units/api.hpp"
#include "platform/clock/clock.hpp"
#include "platform/db/database.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/routes.hpp"
#include "platform/jobs/jobs.hpp"

namespace pingyi::rounds {

struct Deps {
    db::Database& database;
    const html::Shell& shell;
    const calendar::Calendar& calendar;
    const units::Bodies& directory;
    accounts::Staffing& staffing;
};

/// One table of routes an area (schemes, rounds, appeals, public results).
[[nodiscard]] std::vector<http::Routes<Deps>> routes();
[[nodiscard]] EmbeddedFiles migrations();
[[nodiscard]] EmbeddedFiles texts();
/// rounds.sweep (what interrupted computations left behind) each hour. The arguments must outlive
/// the runner.
[[nodiscard]] std::vector<jobs::Kind> job_kinds(db::Database& database, const pingyi::Clock& clock);

}  // namespace pingyi::rounds
