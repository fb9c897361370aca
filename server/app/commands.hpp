// What the subcommands of `pingyi` do. Each prints what it did on stdout.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/result.hpp"
#include "modules/scoring/scheme.hpp"
#include "platform/config/config.hpp"

namespace pingyi::app {

/// Serves until SIGTERM or SIGINT, then finishes what is in flight (serve.cpp).
[[nodiscard]] Result<> serve(const config::Config& config);

/// `pingyi mail`: sends notices until SIGTERM or SIGINT, then finishes the one under way
/// (mail_command.cpp). Makes its key at the first start. With one of the others it does that and
/// ends.
struct MailTask {
    bool replace_key = false;
    bool pause = false;
    bool resume = false;
    std::string test;  ///< queue a test message to this address or number
};
/// errors   invalid_input app.nothing_to_send_by, app.bad_address; conflict app.key_file_in_use,
///          outbox.other_key, app.mail_is_closed
[[nodiscard]] Result<> mail(const config::Config& config, const MailTask& task);

/// Brings the database up to date, makes the installation key where there is none, loads the
/// calendar that the program ships (data_commands.cpp).
[[nodiscard]] Result<> migrate(const config::Config& config);
/// Migrates, then fills an empty database with the demonstration city and prints its accounts once.
/// errors   conflict app.not_empty
[[nodiscard]] Result<> demo(const config::Config& config);
struct Import {
    std::string what;  ///< "units", "calendar", "categories", "routes" or "letters"
    std::string file;
    bool preview = false;
    int year = 0;         ///< of an iCalendar file, 0: as the days say
    std::string mapping;  ///< of letters: a file, the name of a shipped one, or empty
    std::string errors;   ///< of letters: a file that gets the mistakes as a table, or empty
};
/// errors   not_found app.no_such_file; invalid_input app.file_too_large and those of the module
[[nodiscard]] Result<> import(const config::Config& config, const Import& what);

/// `pingyi witness` (ledger_command.cpp): a witness of its own key for the ledgers of others, until
/// SIGTERM or SIGINT.
struct WitnessTask {
    std::string name;    ///< of its key, "audit.city.example"
    std::string folder;  ///< holds its key and what it signed last
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    std::vector<std::string> logs;  ///< vkeys of the logs it knows
    bool show_key = false;          ///< print its vkey and end
};
/// errors   invalid_input app.bad_witness_name, app.bad_log_key, app.no_log_to_witness; conflict
///          app.key_file_in_use; those of HeadFile and http::Server
[[nodiscard]] Result<> witness(const WitnessTask& task);
/// `pingyi ledger keys`: the vkeys of the logs, for witnesses and auditors.
[[nodiscard]] Result<> ledger_keys(const config::Config& config);
/// `pingyi ledger begin-again`: the ceremony after a restore or the loss of the key.
/// errors   those of ledger::begin_again
[[nodiscard]] Result<> ledger_begin_again(const config::Config& config);

/// `pingyi draw …` (draw_command.cpp): one step of a draw, or its result.
struct DrawTask {
    std::string step;  ///< "freeze", "commit", "reveal", "fail" or "result"
    std::string draw;  ///< 16 hex digits, as freeze printed them
    std::string list;  ///< file with one lot a line
    std::uint64_t places = 1;
    std::uint64_t office = 0;  ///< 1 or 2
    std::string octets;        ///< commitment or secret, 64 hex digits
    /// Of "result": the address of the log or a folder, and no database is needed.
    std::string log;
    std::string policy;  ///< with `log`: a file that says whom to trust; empty: the log's own
    std::string origin;  ///< with `log`: name of the log when the draw was made, if it has another
};
/// errors   those of ledger/draws.hpp; invalid_input app.bad_hex; not_found app.no_such_file
[[nodiscard]] Result<> draw(const config::Config& config, const DrawTask& task);
/// The order from a log elsewhere, all of which is verified on the way.
/// errors   those of verify and of ledger::drawn; not_found ledger.no_such_draw; conflict
///          app.log_renamed (the log began again since: say `origin`)
[[nodiscard]] Result<> draw_from_log(const DrawTask& task);

/// `pingyi verify` (verify_command.cpp): needs no database and no settings.
struct Verification {
    std::string place;    ///< "https://city.example/ledger/operations", or a folder
    std::string receipt;  ///< a file: check this receipt and not the whole log; or of a bundle
    std::string watch;    ///< a file that remembers the checkpoint last seen, or empty
    std::string keep;     ///< a folder that gets a copy of the log, or empty
    std::string policy;   ///< a file that says whom to trust; empty: the log's own
    /// Index of an entry: show what it says, and check that it is in the log, and no more.
    std::optional<std::uint64_t> show;
    Language language = Language::en;  ///< of what entries tell
};
/// errors   those of platform/tlog, platform/fetch and platform/durable; invalid_input
///          app.verify_what, app.receipt_without_entry, app.receipt_of_other,
///          app.bad_watch_file; not_found app.no_such_folder, app.no_such_file, app.no_policy,
///          app.no_checkpoint; unavailable app.not_fetched, app.copy_not_written
[[nodiscard]] Result<> verify(const Verification& what);
/// Exit status of a failure: 1 something does not fit, 2 something could not be read, 3 too few
/// witnesses.
[[nodiscard]] int verify_status(const Error& error);

/// `pingyi scheme …` (scheme_command.cpp): a scheme of evaluation, without database or settings.
struct SchemeTask {
    std::string step;  ///< "lint", "outline" or "hash"
    std::string file;
    Language language = Language::en;  ///< of findings and outline
};
/// errors   not_found app.no_such_file; invalid_input app.scheme_has_errors, app.scheme_too_large
[[nodiscard]] Result<> scheme(const SchemeTask& task);
/// The scheme of a file; what is wrong or risky in it is printed. errors   those of `scheme`
[[nodiscard]] Result<scoring::Scheme> read_scheme(const SchemeTask& task);

/// `pingyi score` (score_command.cpp): the result of an evaluation from files, without a server.
struct ScoreTask {
    std::string data;  ///< folder with the tables of modules/scoring/data.hpp
    std::string out;   ///< folder for the result; nothing is written when anything is wrong
};
/// errors   those of read_scheme and scoring::read_data; unavailable durable.not_written
[[nodiscard]] Result<> score(const SchemeTask& scheme, const ScoreTask& task);

/// `pingyi what-if` (what_if_command.cpp): the effect of changes, nothing is written.
struct WhatIfTask {
    std::string data;
    std::vector<std::string> weights;  ///< INDICATOR=WEIGHT
    std::vector<std::string> drops;    ///< INDICATOR
    std::vector<std::string> events;   ///< ID
    std::vector<std::string> ballots;  ///< MEASURE=UNIT=GROUP
};
/// errors   those of read_scheme, scoring::read_data and scoring/what_if.hpp; invalid_input
///          app.no_equals_sign, app.bad_weight
[[nodiscard]] Result<> what_if(const SchemeTask& scheme, const WhatIfTask& changes);

/// `pingyi user …` (user_commands.cpp)
struct NewUser {
    std::string name;
    std::string display_name;
    std::vector<std::string> grants;
};
[[nodiscard]] Result<> add_user(const config::Config& config, const NewUser& user);
[[nodiscard]] Result<> list_users(const config::Config& config);
[[nodiscard]] Result<> reset_user(const config::Config& config, const std::string& name);
[[nodiscard]] Result<> disable_user(const config::Config& config, const std::string& name);

}  // namespace pingyi::app
