// Every object of the server, built once, by hand, in the order in which they need one another.
#pragma once

#include <memory>
#include <string>

#include "app/home.hpp"
#include "kernel/result.hpp"
#include "modules/accounts/module.hpp"
#include "modules/appraisals/module.hpp"
#include "modules/calendar/module.hpp"
#include "modules/casework/module.hpp"
#include "modules/contacts/module.hpp"
#include "modules/ledger/module.hpp"
#include "modules/lots/module.hpp"
#include "modules/open311/module.hpp"
#include "modules/rounds/module.hpp"
#include "modules/units/module.hpp"
#include "platform/clock/clock.hpp"
#include "platform/config/config.hpp"
#include "platform/db/database.hpp"
#include "platform/html/preferences.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/metrics.hpp"
#include "platform/http/service.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/outbox/service.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::app {

/// What the commands that work on the data need: the database, the clock, the accounts.
struct Base {
    /// errors   those of db::open, key_path and load_key; conflict app.migrations_pending;
    ///          invalid_input app.clock_needs_demonstration
    [[nodiscard]] static Result<std::unique_ptr<Base>> build(const config::Config& config,
                                                             db::Options options = patient());
    /// For commands, which nobody waits for: on a slow machine a write may take its time.
    [[nodiscard]] static db::Options patient();

    config::Config config;
    Zone zone;
    Texts texts;
    std::unique_ptr<db::Database> database;
    bool is_demonstration = false;
    std::unique_ptr<Clock> clock;
    accounts::Deps accounts;
};

/// The configured time of day; a fixed one only for a demonstration.
[[nodiscard]] std::unique_ptr<Clock> clock_of(const config::Config& config);

/// Who the public ledger of this installation is. Makes its key where no log exists yet.
/// errors   those of ledger_key_path, load_key and ledger::Identity::of; not_found
///          app.no_ledger_key_file; unavailable db.*
[[nodiscard]] Result<ledger::Identity> ledger_of(Base& base);
/// What this machine has signed last, beside the key.
[[nodiscard]] Result<std::string> ledger_head_path(const config::Config& config);

/// What answers requests and runs jobs, without a socket: `serve` and the tests put one in front.
class Application {
public:
    /// `base` must outlive it. errors   html.no_assets and those of ledger_of
    [[nodiscard]] static Result<std::unique_ptr<Application>> build(Base& base);
    [[nodiscard]] http::Service& service() { return service_; }
    [[nodiscard]] http::Metrics& metrics() { return metrics_; }
    [[nodiscard]] jobs::Runner& runner() { return runner_; }
    /// The database answers: for /readyz.
    [[nodiscard]] bool is_ready() const;
    /// A line for each log of the ledger that nothing can be added to: its name and the code.
    [[nodiscard]] std::string remarks() const;

private:
    Application(Base& base, html::Shell shell, ledger::Identity ledger, std::string head_file);
    void mount();

    Base& base_;
    html::Shell shell_;
    accounts::Staffing staffing_;
    calendar::Calendar calendar_;
    ledger::Ledger ledger_;
    units::Bodies directory_;
    accounts::SignIn sign_in_;
    http::Metrics metrics_;
    http::Service service_;
    jobs::Runner runner_;
    html::PreferenceDeps preference_deps_;
    outbox::WebDeps outbox_deps_;
    ledger::Deps ledger_deps_;
    accounts::WebDeps accounts_deps_;
    calendar::Deps calendar_deps_;
    rounds::Deps rounds_deps_;
    appraisals::Deps appraisals_deps_;
    units::Deps units_deps_;
    contacts::Deps contacts_deps_;
    lots::Deps lots_deps_;
    casework::Deps casework_deps_;
    open311::Deps open311_deps_;
    HomeDeps home_deps_;
};

}  // namespace pingyi::app
