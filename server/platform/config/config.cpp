#include "platform/config/config.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "platform/config/settings.hpp"
#include "platform/config/yaml_file.hpp"

namespace pingyi::config {
namespace {

constexpr std::string_view prefix = "PINGYI_";

std::string flag_of(std::string_view name) {
    std::string flag{name};
    std::ranges::replace(flag, '_', '-');
    return flag;
}

/// build/web beside build/release/pingyi, or web beside an installed program.
std::string assets_beside_program() {
    namespace fs = std::filesystem;
    std::error_code ec;
    const fs::path folder = fs::read_symlink("/proc/self/exe", ec).parent_path();
    const fs::path installed = folder / "web";
    return (fs::is_directory(installed, ec) ? installed : folder.parent_path() / "web").string();
}

/// Collects values and mistakes from one source after the other.
class Reading {
public:
    void set(const std::string& place, const std::string& name, const std::string& text) {
        const Row* row = find(name);
        if (row == nullptr) {
            const std::string_view meant = nearest(name);
            complain(place, meant.empty() ? "unknown_setting" : "misspelt_setting", meant);
        } else if (!row->read(config_, text)) {
            complain(place, "bad_setting", row->setting.expects);
        }
    }
    void complain(std::string place, std::string_view code, std::string_view limit = {}) {
        mistakes_.push_back({std::move(place), std::string(code), std::string(limit)});
    }

    void read_file(const std::string& path);
    void read_environment(const std::map<std::string, std::string>& environment);
    void read_flags(const std::map<std::string, std::string>& flags);
    void check_together();
    Result<Config> done() &&;

private:
    Config config_;
    std::vector<FieldError> mistakes_;
};

void Reading::read_file(const std::string& path) {
    constexpr std::size_t bytes_max = 64 * 1024;
    std::ifstream in(path, std::ios::binary);
    if (!in) return complain(path, "file_unreadable");
    std::string content(bytes_max + 1, '\0');
    in.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<std::size_t>(in.gcount()));
    if (content.size() > bytes_max) return complain(path, "file_too_large", "65536");
    FilePairs file = pairs_from_yaml(content, path);
    std::ranges::move(file.mistakes, std::back_inserter(mistakes_));
    std::set<std::string> seen;
    for (const Pair& pair : file.pairs) {
        const std::string place = path + " line " + std::to_string(pair.line) + ", " + pair.name;
        if (!seen.insert(pair.name).second) complain(place, "duplicate_field");
        set(place, pair.name, pair.text);
    }
}

void Reading::read_environment(const std::map<std::string, std::string>& environment) {
    for (const auto& [variable, text] : environment) {
        if (variable == "PINGYI_SHARED" || variable.starts_with("PINGYI_TEST_")) continue;
        std::string name = variable.substr(std::min(prefix.size(), variable.size()));
        std::ranges::transform(name, name.begin(), [](char c) {
            return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        });
        set(variable, name, text);
    }
}

void Reading::read_flags(const std::map<std::string, std::string>& flags) {
    for (const auto& [flag, text] : flags) {
        std::string name = flag;
        std::ranges::replace(name, '-', '_');
        set("--" + flag_of(name), name, text);
    }
}

void Reading::check_together() {
    if (config_.database.empty()) complain("--database", "required");
    if (config_.certificate_file.empty() != config_.tls_key_file.empty()) {
        complain("--certificate-file, --tls-key-file", "both_or_neither");
    }
    if (!config_.mail_server.empty() && config_.mail_from.empty()) {
        complain("--mail-from", "required");
    }
    if (config_.mail_user.empty() != config_.mail_password_file.empty()) {
        complain("--mail-user, --mail-password-file", "both_or_neither");
    }
    if (config_.session_idle > config_.session_absolute) {
        complain("--session-idle", "bad_setting", "no longer than session_absolute");
    }
}

Result<Config> Reading::done() && {
    if (!mistakes_.empty()) return fail_fields(std::move(mistakes_), "config.invalid");
    if (config_.assets.empty()) config_.assets = assets_beside_program();
    if (config_.public_address.empty()) {
        config_.public_address = "http://localhost:" + std::to_string(config_.port);
    }
    return std::move(config_);
}

/// A YAML scalar that reads back as the same text.
std::string as_yaml(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

}  // namespace

Result<Config> load(const std::string& file, const std::map<std::string, std::string>& environment,
                    const std::map<std::string, std::string>& flags) {
    Reading reading;
    if (!file.empty()) reading.read_file(file);
    reading.read_environment(environment);
    reading.read_flags(flags);
    reading.check_together();
    return std::move(reading).done();
}

std::string printable(const Config& config) {
    std::string out;
    for (const Row& row : rows()) {
        out += std::string(row.setting.name) + ": " + as_yaml(row.show(config)) + "\n";
    }
    return out;
}

std::string handbook_table() {
    std::string out = "| setting | should be | without it | what for |\n|---|---|---|---|\n";
    const Config defaults;
    for (const Row& row : rows()) {
        const std::string shown = row.show(defaults);
        out += "| `" + std::string(row.setting.name) + "` | " + std::string(row.setting.expects) +
               " | " + (shown.empty() ? "empty" : "`" + shown + "`") + " | " +
               std::string(row.setting.help) + " |\n";
    }
    return out;
}

}  // namespace pingyi::config
