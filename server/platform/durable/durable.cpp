#include "platform/durable/durable.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "platform/durable/descriptor.hpp"

namespace pingyi::durable {
namespace {

std::unexpected<Error> failed(std::string_view code, const std::string& path) {
    std::array<char, 128> buffer{};
    const std::string reason = ::strerror_r(errno, buffer.data(), buffer.size());
    return fail(ErrorKind::unavailable, code, path + ": " + reason);
}

bool write_all(int descriptor, std::string_view content) {
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno != EINTR) return false;
        if (written > 0) content.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(descriptor) == 0;
}

std::string folder_of(const std::string& path) {
    const std::string folder = std::filesystem::path(path).parent_path().string();
    return folder.empty() ? "." : folder;
}

/// Makes the name that a file has just been given outlive a power cut.
Result<> keep_name(const std::string& path) {
    const std::string folder = folder_of(path);
    const Descriptor entry{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!entry.is_open() || ::fsync(entry.number()) != 0) {
        return failed("durable.not_written", folder);
    }
    return {};
}

}  // namespace

Result<std::optional<std::string>> read(const std::string& path, std::size_t bytes_max) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.is_open()) {
        if (errno == ENOENT) return std::optional<std::string>{};
        return failed("durable.not_read", path);
    }
    std::string content(bytes_max + 1, '\0');
    std::size_t size = 0;
    while (size < content.size()) {
        const ssize_t count = ::read(file.number(), content.data() + size, content.size() - size);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return failed("durable.not_read", path);
        if (count == 0) break;
        size += static_cast<std::size_t>(count);
    }
    if (size > bytes_max) {
        return fail(ErrorKind::unavailable, "durable.not_read", path + ": too large");
    }
    content.resize(size);
    return std::optional{std::move(content)};
}

Result<> write(const std::string& path, std::string_view content) {
    const std::string fresh = path + ".new";
    {
        const Descriptor file{
            ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR)};
        if (!file.is_open() || !write_all(file.number(), content)) {
            return failed("durable.not_written", fresh);
        }
    }
    if (::rename(fresh.c_str(), path.c_str()) != 0) return failed("durable.not_written", path);
    return keep_name(path);
}

Result<bool> create(const std::string& path, std::string_view content) {
    std::string fresh = path + ".XXXXXX";
    const Descriptor file{::mkostemp(fresh.data(), O_CLOEXEC)};
    if (!file.is_open()) return failed("durable.not_written", path);
    // A link takes the name only where nobody has it, unlike a rename.
    const bool is_made =
        write_all(file.number(), content) && ::link(fresh.c_str(), path.c_str()) == 0;
    const int reason = std::exchange(errno, 0);
    ::unlink(fresh.c_str());
    errno = reason;
    if (!is_made && reason != EEXIST) return failed("durable.not_written", path);
    CHECK_OK(keep_name(path));
    return is_made;
}

}  // namespace pingyi::durable
