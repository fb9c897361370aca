// Keys and passwords in their files.
#include "app/key_file.hpp"

#include <algorithm>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/crypto/crypto.hpp"
#include "platform/durable/descriptor.hpp"
#include "platform/durable/durable.hpp"

namespace pingyi::app {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t secret_bytes_max = 1000;
constexpr std::string_view sqlite_scheme = "sqlite:";

/// At most `bytes_max` octets of a file that nobody but its owner may read.
/// errors   not_found `missing`; invalid_input `bad` (too long, or others may read it)
Result<std::string> private_content(const std::string& path, std::size_t bytes_max,
                                    std::string_view missing, std::string_view bad) {
    const durable::Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.is_open()) return fail(ErrorKind::not_found, missing, path);
    struct stat facts{};
    if (::fstat(file.number(), &facts) != 0 || (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return fail(ErrorKind::invalid_input, bad, path);
    }
    std::string content(bytes_max + 1, '\0');
    const ssize_t count = ::read(file.number(), content.data(), content.size());
    if (count < 0 || count > static_cast<ssize_t>(bytes_max)) {
        return fail(ErrorKind::invalid_input, bad, path);
    }
    content.resize(static_cast<std::size_t>(count));
    return content;
}

}  // namespace

Result<std::string> key_path(const config::Config& config) {
    if (!config.key_file.empty()) return config.key_file;
    if (config.database.starts_with(sqlite_scheme)) {
        return config.database.substr(sqlite_scheme.size()) + ".key";
    }
    return fail(ErrorKind::invalid_input, "app.key_file_needed");
}

Result<std::string> mail_key_path(const config::Config& config) {
    if (!config.mail_key_file.empty()) return config.mail_key_file;
    if (config.database.starts_with(sqlite_scheme)) {
        return config.database.substr(sqlite_scheme.size()) + ".mail.key";
    }
    return fail(ErrorKind::invalid_input, "app.mail_key_file_needed");
}

Result<std::string> ledger_key_path(const config::Config& config) {
    if (!config.ledger_key_file.empty()) return config.ledger_key_file;
    TRY(path, key_path(config));
    return path + ".ledger";
}

Result<std::string> load_key(const std::string& path) {
    TRY(key, private_content(path, key_bytes, "app.no_key_file", "app.bad_key_file"));
    if (key.size() != key_bytes) return fail(ErrorKind::invalid_input, "app.bad_key_file", path);
    return std::move(key);
}

Result<std::string> load_secret(const std::string& path) {
    if (path.empty()) return std::string();
    TRY(content,
        private_content(path, secret_bytes_max, "app.no_secret_file", "app.bad_secret_file"));
    content.resize(std::min(content.find_first_of("\r\n"), content.size()));
    if (content.empty()) return fail(ErrorKind::invalid_input, "app.bad_secret_file", path);
    return std::move(content);
}

Result<KeyLock> KeyLock::take(const std::string& path) {
    auto file =
        std::make_shared<const durable::Descriptor>(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file->is_open()) return fail(ErrorKind::not_found, "app.no_key_file", path);
    if (::flock(file->number(), LOCK_EX | LOCK_NB) != 0) {
        return fail(ErrorKind::conflict, "app.key_file_in_use", path);
    }
    return KeyLock{std::move(file)};
}

Result<bool> make_key(const std::string& path) {
    return durable::create(path, crypto::random_bytes(key_bytes));
}

}  // namespace pingyi::app
