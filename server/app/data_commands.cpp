// `pingyi migrate`, `demo` and `import`: what fills a database from the command line.
#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

#include "app/catalogue.hpp"
#include "app/commands.hpp"
#include "app/installation_store.hpp"
#include "app/key_file.hpp"
#include "app/wiring.hpp"
#include "modules/appraisals/demo.hpp"
#include "modules/casework/categories.hpp"
#include "modules/rounds/demo.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::app {
namespace {

constexpr std::size_t file_bytes_max = 32 * 1024 * 1024;
constexpr std::size_t letters_bytes_max = 128 * 1024 * 1024;
/// The body where the demonstration's handler and head work.
constexpr std::string_view demo_unit_code = "qh-minzheng";

Result<std::string> file_content(const std::string& path, std::size_t most = file_bytes_max) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(ErrorKind::not_found, "app.no_such_file", path);
    std::string content;
    content.resize(most + 1);
    file.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<std::size_t>(file.gcount()));
    if (content.size() > most) {
        return fail(ErrorKind::invalid_input, "app.file_too_large", path);
    }
    return content;
}

void print_account(const accounts::DemoAccount& account) {
    std::string roles;
    for (const accounts::Role role : account.roles) {
        if (!roles.empty()) roles += ", ";
        roles += accounts::role_names[static_cast<std::size_t>(role)];
    }
    fmt::print("  {:<15} {}\n  {:<15} password {}   TOTP secret {}\n", account.name, roles, "",
               account.password, account.totp_secret);
}

Result<> import_units(Base& base, std::string_view content, const Import& what) {
    TRY(plan, units::import_csv(*base.database, base.clock->now(), content, what.preview));
    fmt::print("{}: {} new, {} changed, {} as before\n", what.preview ? "Would import" : "Imported",
               plan.created, plan.changed, plan.unchanged);
    return {};
}

Result<> import_calendar(Base& base, std::string_view content, const Import& what) {
    calendar::FileImport how;
    how.preview = what.preview;
    if (what.year != 0) how.options.year = what.year;
    TRY(preview, calendar::import_file(*base.database, base.clock->now(), content, how));
    std::string years;
    for (const calendar::NoticeYear& year : preview.years) years += fmt::format(" {}", year.year);
    fmt::print("{}: years{}, {} days differ from before\n",
               what.preview ? "Would import" : "Imported", years, preview.changes.size());
    return {};
}

/// Which settings name the mapping: a file that exists, else the name of a shipped one.
Result<> add_mapping(casework::LettersFile& file, const std::string& mapping) {
    if (mapping.empty()) return {};
    if (!std::ifstream(mapping)) {
        file.mapping_name = mapping;
        return {};
    }
    TRY(yaml, file_content(mapping));
    file.mapping_yaml = std::move(yaml);
    return {};
}

/// On one line of a terminal; elsewhere nothing.
void show_progress(std::string_view stage, std::int64_t done, std::int64_t of) {
    if (isatty(STDERR_FILENO) == 0) return;
    fmt::print(stderr, "\r{}: {} of {}{}", stage, done, of, done == of ? "\n" : "");
}

void write_mistakes(const Base& base, const Error& error, const std::string& path) {
    if (path.empty() || error.fields.empty()) return;
    std::ofstream out(path, std::ios::binary);
    out << casework::import_errors_csv(error.fields, base.texts, Language::zh);
    if (out.flush()) {
        fmt::print(stderr, "{} mistakes are in {}\n", error.fields.size(), path);
    } else {
        fmt::print(stderr, "could not write {}\n", path);
    }
}

void print_outcome(const casework::ImportOutcome& outcome, bool is_preview, double seconds) {
    fmt::print("{} “{}”: {} rows: {} new, {} as before, {} repeated, {} differ\n",
               is_preview ? "Would import" : "Imported", outcome.mapping, outcome.rows,
               outcome.created, outcome.unchanged, outcome.repeated, outcome.differing.size());
    fmt::print("of the new ones: {} answered, {} late ({} of them very late), {} unassigned\n",
               outcome.answered, outcome.late, outcome.very_late, outcome.unassigned);
    if (outcome.without_due > 0) {
        fmt::print("{} have no due date: the calendar of a year is missing\n", outcome.without_due);
    }
    constexpr std::size_t shown_max = 20;
    for (std::size_t i = 0; i < std::min(shown_max, outcome.differing.size()); ++i) {
        fmt::print("  differs from what was imported before, left alone: {}\n",
                   outcome.differing[i]);
    }
    if (!is_preview && outcome.created > 0) {
        fmt::print("{:.1f} s, longest write {} ms\n", seconds, outcome.longest_write.count());
    }
}

Result<> import_letters(Base& base, std::string content, const Import& what) {
    casework::LettersFile file;
    file.content = std::move(content);
    file.preview = what.preview;
    file.progress = show_progress;
    CHECK_OK(add_mapping(file, what.mapping));
    const calendar::Calendar calendar{base.zone};
    const Instant began = SystemClock{}.now();
    auto outcome = casework::import_letters(
        {*base.database, calendar, *base.clock, base.accounts.installation_key}, std::move(file));
    if (!outcome) {
        write_mistakes(base, outcome.error(), what.errors);
        return std::unexpected(outcome.error());
    }
    const std::chrono::duration<double> took = SystemClock{}.now() - began;
    print_outcome(*outcome, what.preview, took.count());
    return {};
}

Result<> import_categories(Base& base, std::string_view content, const Import& what) {
    TRY(rows, casework::import_categories(*base.database, base.clock->now(), std::nullopt, content,
                                          what.preview));
    fmt::print("{}: {} categories\n", what.preview ? "Would import" : "Imported", rows);
    return {};
}

Result<> import_routes(Base& base, std::string_view content, const Import& what) {
    const Instant now = base.clock->now();
    TRY(rows, casework::import_body_routes(*base.database, now, base.zone.day_of(now), std::nullopt,
                                           content, what.preview));
    fmt::print("{}: {} routes\n", what.preview ? "Would import" : "Imported", rows);
    return {};
}

/// The appraisal of last year, signed and shown to bodies, and the one of this year at work. Does
/// nothing where they are.
Result<> add_demo_appraisals(Base& base, const calendar::Calendar& calendar) {
    const Instant now = base.clock->now();
    const std::chrono::year_month_day today{base.zone.day_of(now)};
    const int year = int{today.year()};
    const std::string before = "appraisal-" + std::to_string(year - 1);
    if (base.database->read([&](db::Tx& tx) { return rounds::round_named(tx, before); })) return {};
    const appraisals::Records records{*base.database, base.zone, rounds::new_results()};
    const Instant then = now - std::chrono::days{280};
    CHECK_OK(rounds::begin_demo_appraisal(*base.database, calendar, year - 1, then));
    CHECK_OK(appraisals::fill_demo_appraisal(records, before, std::to_string(year - 1),
                                             then + std::chrono::days{10}));
    CHECK_OK(
        rounds::finish_demo_round(*base.database, calendar, before, then + std::chrono::days{20}));
    CHECK_OK(
        rounds::begin_demo_appraisal(*base.database, calendar, year, now - std::chrono::days{10}));
    return appraisals::begin_demo_figures(records, "appraisal-" + std::to_string(year),
                                          now - std::chrono::days{1});
}

}  // namespace

Result<> migrate(const config::Config& config) {
    crypto::start();
    TRY(path, key_path(config));
    TRY(applied, db::migrate(config.database, all_migrations()));
    for (const std::string& name : applied) fmt::print("applied {}\n", name);
    TRY(made, make_key(path));
    if (made) fmt::print("made the installation key {}: back it up, it cannot be replaced\n", path);
    TRY(base, Base::build(config));
    TRY(years, calendar::load_shipped(*base->database, base->clock->now()));
    if (years > 0) fmt::print("loaded the working-day calendar of {} years\n", years);
    if (applied.empty()) fmt::print("the database is up to date\n");
    return {};
}

Result<> demo(const config::Config& config) {
    CHECK_OK(migrate(config));
    TRY(base, Base::build(config));
    TRY(users, accounts::command_list(base->accounts));
    if (!base->is_demonstration && !users.empty()) {
        return fail(ErrorKind::conflict, "app.not_empty");
    }
    CHECK_OK(base->database->write([](db::Tx& tx) { mark_demonstration(tx); }));
    CHECK_OK(units::add_demo(*base->database, base->clock->now()));
    const calendar::Calendar calendar{base->zone};
    CHECK_OK(casework::add_demo(*base->database, calendar, base->clock->now()));
    TRY(unit,
        base->database->read([](db::Tx& tx) { return units::find_by_code(tx, demo_unit_code); }));
    TRY(people, accounts::make_demo(base->accounts, base->clock->now(), unit.id));
    CHECK_OK(rounds::add_demo(*base->database, calendar, base->clock->now()));
    CHECK_OK(add_demo_appraisals(*base, calendar));
    fmt::print(
        "\nAccounts of the demonstration (a password and a TOTP secret are shown only once):\n");
    for (const accounts::DemoAccount& account : people) {
        if (account.password.empty()) {
            fmt::print("  {:<15} exists; reset it with: pingyi user reset {}\n", account.name,
                       account.name);
        } else {
            print_account(account);
        }
    }
    return {};
}

Result<> import(const config::Config& config, const Import& what) {
    TRY(content,
        file_content(what.file, what.what == "letters" ? letters_bytes_max : file_bytes_max));
    TRY(base, Base::build(config));
    if (what.what == "letters") return import_letters(*base, std::move(content), what);
    if (what.what == "categories") return import_categories(*base, content, what);
    if (what.what == "routes") return import_routes(*base, content, what);
    return what.what == "units" ? import_units(*base, content, what)
                                : import_calendar(*base, content, what);
}

}  // namespace pingyi::app
