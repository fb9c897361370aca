// A table: one row a setting.
#include "platform/config/settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <initializer_list>
#include <numeric>
#include <utility>

namespace pingyi::config {
namespace {

// How a value of each kind is read from text and shown as text.

bool read_text(std::string& value, std::string_view text) {
    constexpr std::size_t bytes_max = 2000;
    const bool is_line = std::ranges::none_of(
        text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; });
    if (text.size() > bytes_max || !is_line) return false;
    value = text;
    return true;
}

template <class Number>
bool read_number(Number& value, std::string_view text, Number least, Number most) {
    Number number{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end || number < least || number > most) return false;
    value = number;
    return true;
}

bool is_address(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return std::string_view("0123456789abcdefABCDEF.:").contains(c);
    });
}

bool is_address_or_empty(std::string_view text) {
    return text.empty() || is_address(text);
}

bool is_network(std::string_view text) {
    const std::string_view bits = text.substr(std::min(text.find('/'), text.size()));
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return is_address(text.substr(0, text.size() - bits.size())) && text.size() > bits.size() &&
           (bits.empty() ||
            (bits.size() <= 4 && bits.size() > 1 && std::ranges::all_of(bits.substr(1), is_digit)));
}

bool is_database(std::string_view text) {
    return (text.starts_with("sqlite:") && text.size() > 7) || text.starts_with("postgresql://");
}

bool is_zone(std::string_view text) {
    return Zone::named(text).has_value();
}
bool is_something(std::string_view text) {
    return !text.empty();
}
bool is_anything(std::string_view /*text*/) {
    return true;
}
bool is_level(std::string_view text) {
    return text == "debug" || text == "info" || text == "warning" || text == "error";
}

/// "scheme://host…" of one of the schemes: no blanks, no user or password, no slash at the end.
bool is_url(std::string_view text, std::initializer_list<std::string_view> schemes) {
    const bool is_plain =
        std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7F' && c != '@'; });
    return is_plain && !text.ends_with('/') && std::ranges::any_of(schemes, [&](auto scheme) {
               return text.starts_with(scheme) && text.size() > scheme.size();
           });
}
bool is_folder(std::string_view text) {
    return text.starts_with("file:") && text.size() > 5;
}
bool is_web_address_or_empty(std::string_view text) {
    return text.empty() || is_url(text, {"https://", "http://"});
}
bool is_origin_or_empty(std::string_view text) {
    return !text.ends_with('/') && text.find("://") == std::string_view::npos &&
           std::ranges::none_of(text, [](char c) { return c <= ' ' || c >= '\x7F' || c == '+'; });
}
bool is_mail_server_or_empty(std::string_view text) {
    return text.empty() || is_folder(text) ||
           (is_url(text, {"smtp://", "smtps://"}) && std::ranges::count(text, '/') == 2);
}
bool is_gateway_or_empty(std::string_view text) {
    return is_folder(text) || is_web_address_or_empty(text);
}
bool is_sender_or_empty(std::string_view text) {
    return text.empty() || (std::ranges::count(text, '@') == 1 && text.front() != '@' &&
                            text.back() != '@' && std::ranges::none_of(text, [](char c) {
                                return c <= ' ' || c >= '\x7F' ||
                                       std::string_view("<>,;:\"()[]\\").contains(c);
                            }));
}

/// postgresql://user:password@host/name without the password.
std::string without_password(std::string url) {
    const std::size_t scheme = url.find("://");
    if (scheme == std::string::npos) return url;
    const std::size_t begin_of_user = scheme + 3;
    const std::string authority =
        url.substr(begin_of_user, url.find_first_of("/?", begin_of_user) - begin_of_user);
    const std::size_t at = authority.rfind('@');
    const std::size_t colon = authority.find(':');
    if (at != std::string::npos && colon < at) {
        url.replace(begin_of_user + colon + 1, at - colon - 1, "…");
    }
    const std::size_t query = url.find("password=");
    if (query != std::string::npos) {
        const std::size_t begin = query + 9;
        url.replace(begin, std::min(url.find('&', begin), url.size()) - begin, "…");
    }
    return url;
}

// Rows. `member` is what a row sets, `is_right` what it accepts.

template <auto member, bool (*is_right)(std::string_view) = is_anything>
constexpr Row text(std::string_view name, std::string_view expects, std::string_view help) {
    return {{name, expects, help},
            [](Config& config, std::string_view value) {
                return is_right(value) && read_text(config.*member, value);
            },
            [](const Config& config) { return without_password(config.*member); }};
}

template <auto member, auto part, bool (*is_right)(std::string_view) = is_anything>
constexpr Row label(std::string_view name, std::string_view expects, std::string_view help) {
    return {{name, expects, help},
            [](Config& config, std::string_view value) {
                return is_right(value) && read_text((config.*member).*part, value);
            },
            [](const Config& config) { return (config.*member).*part; }};
}

template <auto member, auto least, auto most>
constexpr Row number(std::string_view name, std::string_view expects, std::string_view help) {
    return {{name, expects, help},
            [](Config& config, std::string_view value) {
                using Number = std::remove_cvref_t<decltype(config.*member)>;
                return read_number<Number>(config.*member, value, least, most);
            },
            [](const Config& config) { return std::to_string(config.*member); }};
}

template <auto member, int most>
constexpr Row duration(std::string_view name, std::string_view expects, std::string_view help) {
    return {{name, expects, help},
            [](Config& config, std::string_view value) {
                int count = 0;
                if (!read_number(count, value, 1, most)) return false;
                config.*member = std::remove_cvref_t<decltype(config.*member)>(count);
                return true;
            },
            [](const Config& config) { return std::to_string((config.*member).count()); }};
}

bool read_proxies(Config& config, std::string_view value) {
    std::vector<std::string> networks;
    while (!value.empty()) {
        std::string_view item = value.substr(0, value.find(','));
        value.remove_prefix(std::min(item.size() + 1, value.size()));
        while (item.starts_with(' ')) item.remove_prefix(1);
        while (item.ends_with(' ')) item.remove_suffix(1);
        if (!is_network(item)) return false;
        networks.emplace_back(item);
    }
    config.proxies = std::move(networks);
    return true;
}

std::string show_proxies(const Config& config) {
    std::string shown;
    for (const std::string& network : config.proxies) {
        shown += (shown.empty() ? "" : ", ") + network;
    }
    return shown;
}

bool read_clock(Config& config, std::string_view value) {
    config.clock = instant_from(value);
    return config.clock.has_value() || value.empty();
}

using C = Config;
constexpr std::string_view a_path = "a path";
constexpr std::string_view a_line = "one line of text";
constexpr std::string_view an_address = "a numeric address such as 127.0.0.1 or ::";

constexpr std::array table = {
    text<&C::database, is_database>("database", "sqlite:FILE or postgresql://…",
                                    "where everything is stored"),
    text<&C::key_file>("key_file", a_path,
                       "key of this installation; for SQLite FILE.key when not given"),
    text<&C::address, is_address>("address", an_address,
                                  "address to listen on; behind a proxy leave it on this machine"),
    number<&C::port, 0, 65535>("port", "a number from 0 to 65535", "port; 0 takes a free one"),
    text<&C::metrics_address, is_address_or_empty>(
        "metrics_address", an_address,
        "second address for /metrics, /healthz and /readyz; without it /metrics answers only "
        "this machine"),
    number<&C::metrics_port, 0, 65535>("metrics_port", "a number from 0 to 65535",
                                       "port of the second address"),
    text<&C::assets>("assets", a_path,
                     "folder of the built web client; beside the program when not given"),
    text<&C::certificate_file>("certificate_file", a_path,
                               "PEM certificate chain; with tls_key_file turns TLS on"),
    text<&C::tls_key_file>("tls_key_file", a_path, "PEM private key of the certificate"),
    Row{{"proxies", "addresses or networks such as 10.0.0.0/8",
         "reverse proxies whose X-Forwarded-For, X-Forwarded-Proto and X-Request-Id count; "
         "a list"},
        read_proxies,
        show_proxies},
    text<&C::public_address, is_web_address_or_empty>(
        "public_address", "https://… without a slash at the end",
        "where residents reach the pages, for links in mails; http://localhost and the port when "
        "not given"),
    text<&C::mail_server, is_mail_server_or_empty>(
        "mail_server", "smtp://host:port, smtps://host:port or file:FOLDER",
        "where `pingyi mail` hands in notices; without it nobody is asked for an address"),
    text<&C::mail_from, is_sender_or_empty>("mail_from", "an address such as pingyi@example.org",
                                            "sender of notices; needed with mail_server"),
    text<&C::mail_user>("mail_user", a_line, "user at the mail server; only over TLS"),
    text<&C::mail_password_file>("mail_password_file", a_path,
                                 "file with the password, readable by its owner only"),
    text<&C::mail_key_file>("mail_key_file", a_path,
                            "key that opens addresses, only for `pingyi mail`; for SQLite "
                            "FILE.mail.key when not given"),
    text<&C::sms_gateway, is_gateway_or_empty>(
        "sms_gateway", "https://… or file:FOLDER",
        "takes confirmations as POST of JSON with id, number and text"),
    text<&C::sms_key_file>("sms_key_file", a_path,
                           "file with the key of the gateway, sent as a bearer token"),
    text<&C::ledger_key_file>("ledger_key_file", a_path,
                              "key that signs the public ledger; key_file with .ledger added when "
                              "not given"),
    text<&C::ledger_origin, is_origin_or_empty>(
        "ledger_origin", "a name such as city.example/ledger",
        "name of the public ledger for ever; of public_address when not given"),
    text<&C::ledger_witnesses>("ledger_witnesses", "a list of VKEY URL",
                               "who is asked to sign the public ledger too; a list"),
    number<&C::ledger_quorum, 0, 20>(
        "ledger_quorum", "a number from 0 to 20",
        "witnesses that a checkpoint needs before it is published; 0 is "
        "more than half of them"),
    text<&C::zone, is_zone>("zone", "a time zone such as Asia/Shanghai",
                            "where days begin and end"),
    label<&C::city, &Label::zh, is_something>("city_zh", a_line, "name of the city in Chinese"),
    label<&C::city, &Label::en>("city_en", a_line, "name of the city in English"),
    label<&C::office, &Label::zh>("office_zh", a_line, "who runs the programme, in Chinese"),
    label<&C::office, &Label::en>("office_en", a_line, "who runs the programme, in English"),
    text<&C::phone>("phone", a_line, "telephone for residents, at the foot of every page"),
    label<&C::help, &Label::zh>("help_zh", a_line, "opening hours and places, in Chinese"),
    label<&C::help, &Label::en>("help_en", a_line, "opening hours and places, in English"),
    number<&C::workers, 2, 1000>("workers", "a number from 2 to 1000",
                                 "threads that run requests; many of them wait for commits"),
    number<&C::readers_max, 1, 64>("readers_max", "a number from 1 to 64",
                                   "reads of the database at the same time"),
    number<&C::pool_max, 1, 200>("pool_max", "a number from 1 to 200",
                                 "PostgreSQL connections held at most"),
    number<&C::connections_max, 10, 100000>("connections_max", "a number from 10 to 100000",
                                            "open connections; more are answered 503"),
    duration<&C::session_idle, 1440>("session_idle", "minutes, from 1 to 1440",
                                     "a staff session ends after this long without use"),
    duration<&C::session_absolute, 168>("session_absolute", "hours, from 1 to 168",
                                        "a staff session ends after this long in any case"),
    text<&C::log_level, is_level>("log_level", "debug, info, warning or error",
                                  "lines below this level are not written"),
    Row{{"clock", "an instant such as 2026-11-23T03:35:12Z",
         "holds the time still, for demonstrations and tests"},
        read_clock,
        [](const Config& config) { return config.clock ? text_of(*config.clock) : std::string(); }},
};

constexpr auto public_part = [] {
    std::array<Setting, table.size()> settings{};
    for (std::size_t i = 0; i < table.size(); ++i) settings[i] = table[i].setting;
    return settings;
}();

/// Letters to change, add or drop to turn one name into the other.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
        }
    }
    return row.back();
}

}  // namespace

std::span<const Setting> settings() {
    return public_part;
}
std::span<const Row> rows() {
    return table;
}

const Row* find(std::string_view name) {
    const auto found =
        std::ranges::find(table, name, [](const Row& row) { return row.setting.name; });
    return found == table.end() ? nullptr : &*found;
}

std::string_view nearest(std::string_view name) {
    constexpr std::size_t names_max = 64;
    constexpr std::size_t slips_max = 3;
    if (name.size() > names_max) return {};
    const auto slips = [&](const Row& row) { return distance(name, row.setting.name); };
    const Row& best = *std::ranges::min_element(table, {}, slips);
    return slips(best) <= slips_max ? best.setting.name : std::string_view{};
}

}  // namespace pingyi::config
