// The installation key: 32 random octets in a file that only the server's user reads. It seals
// secrets at rest, so the database alone gives nothing away, and a lost key cannot be replaced.
#pragma once

#include <string>

#include "kernel/result.hpp"
#include "platform/config/config.hpp"

namespace pingyi::app {

/// `key_file` of the configuration, or beside an SQLite file.
/// errors   invalid_input app.key_file_needed (PostgreSQL without the setting)
[[nodiscard]] Result<std::string> key_path(const config::Config& config);
/// The 32 octets.
/// errors   not_found app.no_key_file; invalid_input app.bad_key_file (wrong size, or others may
/// read it)
[[nodiscard]] Result<std::string> load_key(const std::string& path);
/// Makes the file, readable by its owner only, unless it exists. returns whether it was made
/// errors   unavailable app.key_file_not_written
[[nodiscard]] Result<bool> make_key(const std::string& path);

}  // namespace pingyi::app
