// Work outside requests: comparing the security log with the ledger, sweeping what has expired.
#include "modules/accounts/account_store.hpp"
#include "modules/accounts/duties.hpp"
#include "modules/accounts/module.hpp"
#include "platform/log/log.hpp"

namespace pingyi::accounts {
namespace {

constexpr std::int64_t sweep_rows_max = 500;
constexpr std::chrono::hours attempts_kept{24};

Result<> sweep(const Deps& deps, Instant now) {
    return deps.database.write([&](db::Tx& tx) {
        store::sweep_attempts(tx, now - attempts_kept, sweep_rows_max);
        store::sweep_sessions(tx, now - deps.settings.session_idle,
                              now - deps.settings.session_absolute, sweep_rows_max);
    });
}

Result<> move(const Deps& deps) {
    TRY(moved, move_log(deps.database));
    if (moved > 0) log::info("accounts.log_moved", {{"count", moved}});
    return {};
}

Result<> verify(const Deps& deps) {
    TRY(report, verify_log(deps.database));
    const auto index = static_cast<std::int64_t>(report.index);
    if (report.flaw != Flaw::none) {
        log::error("accounts.log_differs",
                   {{"index", index}, {"flaw", static_cast<std::int64_t>(report.flaw)}});
    } else {
        log::info("accounts.log_whole", {{"length", index}, {"compared", report.compared}});
    }
    return {};
}

}  // namespace

std::vector<jobs::Kind> jobs(const Deps& deps, const Clock& clock) {
    using std::chrono::seconds;
    return {
        {.name = "accounts.sweep",
         .work = [&deps, &clock](const jobs::Job&) { return sweep(deps, clock.now()); },
         .every = seconds{600}},
        {.name = "accounts.move_log",
         .work = [&deps](const jobs::Job&) { return move(deps); },
         .every = seconds{3600}},
        {.name = "accounts.verify_log",
         .work = [&deps](const jobs::Job&) { return verify(deps); },
         .lease = seconds{3600},
         .every = seconds{86'400}},
    };
}

std::vector<Role> staffing(db::Tx& tx) {
    return unfilled(store::held_roles(tx));
}

}  // namespace pingyi::accounts
