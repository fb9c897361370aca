// The configuration: one typed struct, read once from file, environment and flags, checked whole.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/label.hpp"
#include "kernel/result.hpp"
#include "kernel/time.hpp"

namespace pingyi::config {

struct Config {
    std::string database;  ///< "sqlite:FILE" or "postgresql://…"
    std::string key_file;  ///< installation key; default for SQLite: FILE.key
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
    std::string metrics_address;  ///< empty: /metrics only for this machine
    std::uint16_t metrics_port = 0;
    std::string assets;            ///< folder of the built web client; default: beside the program
    std::string certificate_file;  ///< with tls_key_file turns TLS on
    std::string tls_key_file;
    std::vector<std::string> proxies;  ///< addresses or networks whose X-Forwarded-* count
    std::string public_address;  ///< of links in mails; default: http://localhost and the port
    std::string mail_server;     ///< "smtp://host:port", "smtps://…" or "file:FOLDER"; empty: none
    std::string mail_from;       ///< with mail_server
    std::string mail_user;       ///< with mail_password_file; never without TLS
    std::string mail_password_file;
    std::string mail_key_file;  ///< of the mail worker; default for SQLite: FILE.mail.key
    std::string sms_gateway;    ///< "https://…" or "file:FOLDER"; empty: none
    std::string sms_key_file;
    std::string ledger_key_file;   ///< signs the public ledger; default: key_file + ".ledger"
    std::string ledger_origin;     ///< "city.example/ledger"; default: of public_address
    std::string ledger_witnesses;  ///< "VKEY URL, VKEY URL"
    int ledger_quorum = 0;         ///< witnesses a checkpoint needs; 0: more than half
    std::string zone = "Asia/Shanghai";
    Label city{"未命名", "Unnamed"};
    Label office;  ///< who runs the programme
    std::string phone;
    Label help;  ///< opening hours and places
    int workers = 128;
    int readers_max = 4;
    int pool_max = 16;  ///< PostgreSQL connections
    int connections_max = 2000;
    std::chrono::minutes session_idle{30};
    std::chrono::hours session_absolute{12};
    std::string log_level = "info";
    std::optional<Instant> clock;  ///< a fixed time of day, for demonstrations and tests only
};

/// One setting as people write it: `name: value` in the file, PINGYI_NAME in the environment,
/// `--name` as a flag
/// ("key_file", PINGYI_KEY_FILE, --key-file).
struct Setting {
    std::string_view name;
    std::string_view expects;  ///< what a value should be: "a number from 0 to 65535"
    std::string_view help;
};
[[nodiscard]] std::span<const Setting> settings();

/// Reads file (YAML, may be empty), then environment, then flags; later ones win. `environment`
/// holds the PINGYI_… variables only (PINGYI_SHARED and PINGYI_TEST_… belong to the tests and are
/// passed over), `flags` are keyed by setting name. The file is at most 64 KiB of plain names and
/// values: no anchors, aliases or nested maps, so nothing in it can grow. errors   invalid_input
/// config.invalid with every mistake, its place "pingyi.yaml line 3", "PINGYI_PORT" or "--port"
[[nodiscard]] Result<Config> load(const std::string& file,
                                  const std::map<std::string, std::string>& environment,
                                  const std::map<std::string, std::string>& flags);

/// Every setting and its value, a line each, passwords left out.
[[nodiscard]] std::string printable(const Config& config);
/// The table of all settings for docs/handbook/configuration.md.
[[nodiscard]] std::string handbook_table();

}  // namespace pingyi::config
