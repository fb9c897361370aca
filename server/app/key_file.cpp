// The installation key in its file.
#include "app/key_file.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/crypto/crypto.hpp"

namespace pingyi::app {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::string_view sqlite_scheme = "sqlite:";

class File {
public:
    explicit File(int descriptor) : descriptor_{descriptor} {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] int descriptor() const { return descriptor_; }
    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

private:
    int descriptor_;
};

std::string system_reason() {
    std::array<char, 128> buffer{};
    return ::strerror_r(errno, buffer.data(), buffer.size());
}

}  // namespace

Result<std::string> key_path(const config::Config& config) {
    if (!config.key_file.empty()) return config.key_file;
    if (config.database.starts_with(sqlite_scheme)) {
        return config.database.substr(sqlite_scheme.size()) + ".key";
    }
    return fail(ErrorKind::invalid_input, "app.key_file_needed");
}

Result<std::string> load_key(const std::string& path) {
    const File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.is_open()) return fail(ErrorKind::not_found, "app.no_key_file", path);
    struct stat facts{};
    if (::fstat(file.descriptor(), &facts) != 0 || (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return fail(ErrorKind::invalid_input, "app.bad_key_file", path);
    }
    std::string key(key_bytes + 1, '\0');
    const ssize_t count = ::read(file.descriptor(), key.data(), key.size());
    if (count != static_cast<ssize_t>(key_bytes)) {
        return fail(ErrorKind::invalid_input, "app.bad_key_file", path);
    }
    key.resize(key_bytes);
    return key;
}

Result<bool> make_key(const std::string& path) {
    const File file{
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR)};
    if (!file.is_open()) {
        if (errno == EEXIST) return false;
        return fail(ErrorKind::unavailable, "app.key_file_not_written",
                    path + ": " + system_reason());
    }
    const std::string key = crypto::random_bytes(key_bytes);
    const bool written =
        ::write(file.descriptor(), key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
        ::fsync(file.descriptor()) == 0;
    if (!written) {
        const std::string why = system_reason();
        ::unlink(path.c_str());
        return fail(ErrorKind::unavailable, "app.key_file_not_written", path + ": " + why);
    }
    return true;
}

}  // namespace pingyi::app
