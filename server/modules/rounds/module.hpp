// What the wiring needs of rounds.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "kernel/embedded.hpp"
#include "modules/accounts/api.hpp"
#include "modules/calendar/api.hpp"
#include "modules/ledger/api.hpp"
#include "modules/rounds/types.hpp"
#include "modules/units/api.hpp"
#include "platform/clock/clock.hpp"
#include "platform/db/database.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/routes.hpp"
#include "platform/jobs/jobs.hpp"

namespace pingyi::rounds {

class Results;
[[nodiscard]] std::shared_ptr<Results> new_results();
class Trials;
/// Of a process that has tried nothing yet.
[[nodiscard]] std::shared_ptr<Trials> no_trials();

/// Whether another module fills this table of a round, so that nobody else may bring it.
using IsEntered = std::function<bool(db::Tx& tx, RoundId round, std::string_view table)>;

struct Deps {
    db::Database& database;
    const html::Shell& shell;
    const calendar::Calendar& calendar;
    const units::Bodies& directory;
    accounts::Staffing& staffing;
    IsEntered is_entered = [](db::Tx&, RoundId, std::string_view) { return false; };
    std::shared_ptr<Results> results = new_results();  ///< published ones, as read last
    std::shared_ptr<Trials> trials = no_trials();
};

/// One table of routes an area (schemes, rounds, appeals, public results).
[[nodiscard]] std::vector<http::Routes<Deps>> routes();
[[nodiscard]] EmbeddedFiles migrations();
[[nodiscard]] EmbeddedFiles texts();
/// rounds.sweep (what refused or interrupted uploads and computations left behind) each hour. The
/// arguments must outlive the runner.
[[nodiscard]] std::vector<jobs::Kind> job_kinds(db::Database& database, const pingyi::Clock& clock);
/// The word of the header that leads to the results.
[[nodiscard]] html::Link area();
/// The newest score on the page of a body. The argument must outlive it.
[[nodiscard]] units::Part unit_part(const Deps& deps);

}  // namespace pingyi::rounds
