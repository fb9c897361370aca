#include "platform/files/reencode.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/files/inspect.hpp"

namespace pingyi::files {
namespace {

class Descriptor {
public:
    explicit Descriptor(int number) : number_{number} {}
    ~Descriptor() {
        if (number_ >= 0) close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int number() const { return number_; }

private:
    int number_;
};

bool write_all(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = write(to, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

std::string read_from_start(int from) {
    std::string bytes(bytes_max + 1, '\0');
    std::size_t size = 0;
    while (size < bytes.size()) {
        const ssize_t got =
            pread(from, bytes.data() + size, bytes.size() - size, static_cast<off_t>(size));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        size += static_cast<std::size_t>(got);
    }
    bytes.resize(size);
    return bytes;
}

/// Starts the child with nothing of ours: two files in memory, no environment, no signal mask.
/// returns its process id, or -1
pid_t start(const Reencoder& reencoder, int in, int out) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    std::string program = reencoder.program;
    std::vector<std::string> words = reencoder.arguments;
    std::vector<char*> arguments{program.data()};
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    // Loaders that libvips' authors do not trust with foreign bytes stay off; one thread.
    std::string safe = "VIPS_BLOCK_UNTRUSTED=1";
    std::string single = "VIPS_CONCURRENCY=1";
    char* environment[] = {safe.data(), single.data(), nullptr};
    pid_t child = -1;
    const int failed =
        posix_spawn(&child, program.c_str(), &files, &attributes, arguments.data(), environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return failed == 0 ? child : -1;
}

/// Waits for the end, and kills when patience does. returns the wait status
int end_of(pid_t child, std::chrono::milliseconds patience) {
    const Descriptor handle{static_cast<int>(syscall(SYS_pidfd_open, child, 0))};
    pollfd waiting{handle.number(), POLLIN, 0};
    int ready = 0;
    do {
        ready = handle.number() < 0 ? 0 : poll(&waiting, 1, static_cast<int>(patience.count()));
    } while (ready < 0 && errno == EINTR);
    if (ready <= 0) kill(child, SIGKILL);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

}  // namespace

Result<std::string> reencoded(const Reencoder& reencoder, std::string_view picture) {
    const Descriptor in{memfd_create("picture", MFD_CLOEXEC)};
    const Descriptor out{memfd_create("jpeg", MFD_CLOEXEC)};
    if (in.number() < 0 || out.number() < 0 || !write_all(in.number(), picture) ||
        lseek(in.number(), 0, SEEK_SET) != 0) {
        return fail(ErrorKind::unavailable, "files.no_child");
    }
    const pid_t child = start(reencoder, in.number(), out.number());
    if (child < 0) return fail(ErrorKind::unavailable, "files.no_child");
    const int status = end_of(child, reencoder.patience);
    if (!WIFEXITED(status)) return fail(ErrorKind::invalid_input, "files.too_hard");
    switch (WEXITSTATUS(status)) {
        case 0: break;
        case 2: return fail(ErrorKind::invalid_input, "files.damaged");
        case 3: return fail(ErrorKind::invalid_input, "files.too_many_pixels");
        case 127: return fail(ErrorKind::unavailable, "files.no_child");
        default: return fail(ErrorKind::invalid_input, "files.too_hard");
    }
    std::string jpeg = read_from_start(out.number());
    if (jpeg.size() > bytes_max || !jpeg.starts_with("\xFF\xD8\xFF")) {
        return fail(ErrorKind::invalid_input, "files.damaged");
    }
    return jpeg;
}

}  // namespace pingyi::files
