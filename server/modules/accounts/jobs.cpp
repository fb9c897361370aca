// Work outside requests: chaining and checking the security log, sweeping what has expired.
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

Result<> chain(const Deps& deps) {
    const auto chained = chain_log(deps.database);
    if (chained || chained.error().code == "accounts.chain_moved") return {};
    return std::unexpected(chained.error());
}

Result<> verify(const Deps& deps, Instant now) {
    TRY(report, verify_chain(deps.database, now));
    if (report.flaw != Flaw::none) {
        log::error("accounts.log_chain_broken", {{"position", report.position}});
    } else {
        log::info("accounts.log_chain_whole",
                  {{"length", report.position}, {"head", report.head_hash}});
    }
    return {};
}

}  // namespace

std::vector<jobs::Kind> jobs(const Deps& deps, const Clock& clock) {
    using std::chrono::seconds;
    return {
        {.name = "accounts.chain_log",
         .work = [&deps](const jobs::Job&) { return chain(deps); },
         .every = seconds{1}},
        {.name = "accounts.sweep",
         .work = [&deps, &clock](const jobs::Job&) { return sweep(deps, clock.now()); },
         .every = seconds{600}},
        {.name = "accounts.verify_log",
         .work = [&deps, &clock](const jobs::Job&) { return verify(deps, clock.now()); },
         .lease = seconds{3600},
         .every = seconds{86'400}},
    };
}

std::vector<Role> staffing(db::Tx& tx) {
    return unfilled(store::held_roles(tx));
}

}  // namespace pingyi::accounts
