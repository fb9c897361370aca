// Secrets in files that only their process reads. The installation key is 32 random octets: it
// seals secrets at rest, so the database alone gives nothing away, and a lost key cannot be
// replaced. The key of the mail worker is of the same kind and opens the addresses of notices; so
// is the key that signs the public ledger.
#pragma once

#include <memory>
#include <string>

#include "kernel/result.hpp"
#include "platform/config/config.hpp"

namespace pingyi::app {

/// `key_file` of the configuration, or beside an SQLite file.
/// errors   invalid_input app.key_file_needed (PostgreSQL without the setting)
[[nodiscard]] Result<std::string> key_path(const config::Config& config);
/// `mail_key_file` of the configuration, or beside an SQLite file.
/// errors   invalid_input app.mail_key_file_needed (PostgreSQL without the setting)
[[nodiscard]] Result<std::string> mail_key_path(const config::Config& config);
/// `ledger_key_file` of the configuration, or beside the installation key.
/// errors   those of key_path
[[nodiscard]] Result<std::string> ledger_key_path(const config::Config& config);
/// The 32 octets.
/// errors   not_found app.no_key_file; invalid_input app.bad_key_file (wrong size, or others may
/// read it)
[[nodiscard]] Result<std::string> load_key(const std::string& path);
/// Makes the file, readable by its owner only, unless it exists. returns whether it was made
/// errors   unavailable durable.not_written
[[nodiscard]] Result<bool> make_key(const std::string& path);

/// The first line of a file, a password or key of at most 1000 octets; "" without a path.
/// errors   not_found app.no_secret_file; invalid_input app.bad_secret_file (empty, or others may
/// read it)
[[nodiscard]] Result<std::string> load_secret(const std::string& path);

/// Keeps other processes of this machine from using the same key file while it lives.
class KeyLock {
public:
    /// errors   conflict app.key_file_in_use; not_found app.no_key_file
    [[nodiscard]] static Result<KeyLock> take(const std::string& path);

private:
    explicit KeyLock(std::shared_ptr<const void> file) : file_{std::move(file)} {}
    std::shared_ptr<const void> file_;
};

}  // namespace pingyi::app
