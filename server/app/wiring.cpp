// Every object of the server, built once, by hand, in the order in which they need one another.
#include "app/wiring.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

#include "app/catalogue.hpp"
#include "app/installation_store.hpp"
#include "app/key_file.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/idempotency.hpp"
#include "platform/files/files.hpp"

namespace pingyi::app {
namespace {

constexpr std::chrono::hours sweep_every{1};
constexpr std::int64_t sweep_rows_max = 1'000;
constexpr std::chrono::days repeat_keys_kept{7};

/// The invented city, where the office has not named its own.
html::Installation installation_of(const Base& base) {
    html::Installation installation{base.config.city, base.config.office, base.config.phone,
                                    base.config.help, base.is_demonstration};
    if (!base.is_demonstration || !base.config.office.zh.empty()) return installation;
    installation.city = {"青禾市", "Qinghe"};
    installation.office = {"青禾市作风建设办公室", "Qinghe Office for Public Service Conduct"};
    installation.phone = "12345";
    installation.help = {"每天8:00–20:00，也可到各街道便民中心当面办",
                         "8:00 to 20:00 every day, or in person at any subdistrict service centre"};
    return installation;
}

http::ServiceOptions service_options(const html::Shell& shell, http::Metrics& metrics) {
    http::ServiceOptions options;
    options.error_page = [&shell](const http::Context& context, const Error& error, int status) {
        return shell.error_page(context, error, status);
    };
    options.observed = [&metrics](std::string_view route, int status, double seconds) {
        metrics.observe(route, status, seconds);
    };
    return options;
}

std::vector<jobs::Kind> all_jobs(Base& base, const calendar::Calendar& calendar,
                                 ledger::Ledger& ledger) {
    std::vector<jobs::Kind> kinds = accounts::jobs(base.accounts, *base.clock);
    std::ranges::move(ledger::job_kinds(ledger, *base.clock), std::back_inserter(kinds));
    std::ranges::move(calendar::job_kinds(*base.database, calendar, *base.clock),
                      std::back_inserter(kinds));
    std::ranges::move(contacts::job_kinds(*base.database, base.zone, *base.clock),
                      std::back_inserter(kinds));
    std::ranges::move(casework::job_kinds(*base.database, calendar, *base.clock),
                      std::back_inserter(kinds));
    std::ranges::move(rounds::job_kinds(*base.database, *base.clock), std::back_inserter(kinds));
    kinds.push_back(outbox::sweeping(*base.database, *base.clock));
    std::ranges::move(files::job_kinds(*base.database, *base.clock, base.zone),
                      std::back_inserter(kinds));
    kinds.push_back({.name = "platform.forget_repeat_keys",
                     .work = [&base](const jobs::Job&) -> Result<> {
                         return base.database->write([&](db::Tx& tx) {
                             const Day today = base.zone.day_of(base.clock->now());
                             db::forget_repeat_keys(tx, today - repeat_keys_kept, sweep_rows_max);
                         });
                     },
                     .every = sweep_every});
    return kinds;
}

/// Pages in the menu of those who were named for something there, beside those of their roles.
std::vector<std::string> named_pages(db::Tx& tx, AccountId account) {
    if (appraisals::is_responsible(tx, account)) return {"/staff/appraisals"};
    return {};
}

/// Differs between processes that share a database, also on different machines.
std::string server_name() {
    return crypto::random_token(9);
}

}  // namespace

std::unique_ptr<Clock> clock_of(const config::Config& config) {
    if (config.clock) return std::make_unique<FixedClock>(*config.clock);
    return std::make_unique<SystemClock>();
}

db::Options Base::patient() {
    db::Options options;
    options.write_limit = std::chrono::seconds{10};
    return options;
}

Result<std::unique_ptr<Base>> Base::build(const config::Config& config, db::Options options) {
    crypto::start();
    TRY(zone, Zone::named(config.zone));
    TRY(path, key_path(config));
    TRY(pending, db::pending(config.database, all_migrations()));
    if (!pending.empty()) {
        return fail(ErrorKind::conflict, "app.migrations_pending", pending.front());
    }
    TRY(key, load_key(path));
    options.readers_max = config.readers_max;
    options.pool_max = config.pool_max;
    TRY(database, db::open(config.database, options));
    TRY(demonstration, database->read([](db::Tx& tx) { return app::is_demonstration(tx); }));
    if (config.clock && !demonstration) {
        return fail(ErrorKind::invalid_input, "app.clock_needs_demonstration");
    }
    accounts::Deps accounts{.database = *database,
                            .installation_key = key,
                            .unit_exists = units::exists,
                            .unit_ancestors = units::ancestors,
                            .settings = {.session_idle = config.session_idle,
                                         .session_absolute = config.session_absolute}};
    return std::unique_ptr<Base>(new Base{config, zone, all_texts(), std::move(database),
                                          demonstration, clock_of(config), std::move(accounts)});
}

Result<ledger::Identity> ledger_of(Base& base) {
    TRY(path, ledger_key_path(base.config));
    TRY(stored, base.database->read([](db::Tx& tx) { return ledger::stored_origin(tx); }));
    bool made = false;
    if (!stored) {
        TRY(is_new, make_key(path));
        made = is_new;
    }
    auto key = load_key(path);
    if (!key && key.error().code == "app.no_key_file") key.error().code = "app.no_ledger_key_file";
    if (!key) return std::unexpected(key.error());
    const std::string& address = base.config.public_address;
    ledger::Settings settings{.origin = base.config.ledger_origin,
                              .address = address + "/ledger",
                              .witnesses = base.config.ledger_witnesses,
                              .quorum = base.config.ledger_quorum};
    if (settings.origin.empty()) {
        const std::string_view host{address};  // "https://city.example" without the scheme
        const std::size_t begin = host.find("//");
        settings.origin = stored.value_or(
            std::string{begin == host.npos ? "localhost" : host.substr(begin + 2)} + "/ledger");
    }
    TRY(identity, ledger::Identity::of(settings, *key));
    if (made) CHECK_OK(ledger::note_key(*base.database, identity, base.clock->now()));
    return std::move(identity);
}

Result<std::string> ledger_head_path(const config::Config& config) {
    TRY(path, ledger_key_path(config));
    return path + ".head";
}

Result<std::unique_ptr<Application>> Application::build(Base& base) {
    TRY(shell,
        html::Shell::load(base.texts, installation_of(base), base.config.assets, all_links()));
    TRY(ledger, ledger_of(base));
    TRY(head_file, ledger_head_path(base.config));
    return std::unique_ptr<Application>(
        new Application(base, std::move(shell), std::move(ledger), std::move(head_file)));
}

Application::Application(Base& base, html::Shell shell, ledger::Identity ledger,
                         std::string head_file)
    : base_{base},
      shell_{std::move(shell)},
      staffing_{*base.database},
      calendar_{base.zone},
      ledger_{*base.database, std::move(ledger), base.zone, std::move(head_file)},
      sign_in_{base.accounts},
      service_{*base.clock, base.texts, sign_in_, service_options(shell_, metrics_)},
      runner_{*base.database, *base.clock, all_jobs(base, calendar_, ledger_), server_name()},
      outbox_deps_{*base.database, shell_, base.accounts.installation_key},
      ledger_deps_{*base.database, shell_, ledger_},
      accounts_deps_{base.accounts, shell_, staffing_, named_pages},
      calendar_deps_{*base.database, shell_, calendar_, staffing_},
      rounds_deps_{*base.database, shell_,    calendar_,
                   directory_,     staffing_, appraisals::is_entered},
      appraisals_deps_{{*base.database, base.zone, rounds_deps_.results}, shell_},
      units_deps_{*base.database,
                  shell_,
                  base.zone,
                  staffing_,
                  {rounds::unit_part(rounds_deps_),
                   casework::unit_part(*base.database, calendar_, shell_.texts())}},
      contacts_deps_{*base.database, shell_},
      lots_deps_{*base.database, shell_, ledger_.identity, base.zone},
      casework_deps_{*base.database, shell_,    calendar_,
                     directory_,     staffing_, base.accounts.installation_key},
      open311_deps_{
          *base.database,
          calendar_,
          directory_,
          base.texts,
          installation_of(base).office,
          installation_of(base).phone,
          [this](std::string_view key, Instant now) { return sign_in_.by_key(key, now); }},
      home_deps_{*base.database, shell_, base.zone, staffing_, calendar_, directory_} {
    service_.mount(html::preference_routes(), preference_deps_);
    service_.mount(outbox::routes(), outbox_deps_);
    service_.mount(ledger::routes(), ledger_deps_);
    service_.mount(accounts::routes(), accounts_deps_);
    service_.mount(calendar::routes(), calendar_deps_);
    service_.mount(units::routes(), units_deps_);
    service_.mount(contacts::routes(), contacts_deps_);
    service_.mount(lots::routes(), lots_deps_);
    for (const auto& area : casework::routes()) service_.mount(area, casework_deps_);
    for (const auto& area : rounds::routes()) service_.mount(area, rounds_deps_);
    service_.mount(appraisals::routes(), appraisals_deps_);
    service_.mount(open311::routes(), open311_deps_);
    service_.mount(home_routes(), home_deps_);
    outbox::add_gauges(metrics_, *base.database);
    metrics_.gauge("pingyi_jobs_failed", "Jobs that gave up after all their attempts", [this] {
        const auto counts = runner_.counts();
        return counts ? static_cast<double>(counts->failed) : -1.0;
    });
}

std::string Application::remarks() const {
    std::string lines;
    for (const ledger::Log log : ledger::all_logs) {
        const std::string trouble = ledger_.appender.trouble(log);
        if (!trouble.empty()) lines += std::string(ledger::name_of(log)) + ": " + trouble + "\n";
    }
    return lines;
}

bool Application::is_ready() const {
    return base_.database->read([](db::Tx& tx) { return app::is_demonstration(tx); }).has_value();
}

}  // namespace pingyi::app
