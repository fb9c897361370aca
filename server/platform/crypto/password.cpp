// argon2id with a gate in front: each hash takes 19 MiB and tens of milliseconds, so only a few run
// at a time and only a bounded number of callers wait.
#include <condition_variable>
#include <mutex>
#include <sodium.h>

#include "platform/crypto/crypto.hpp"

namespace pingyi::crypto {
namespace {

constexpr unsigned long long passes = 2;
constexpr std::size_t memory_bytes = std::size_t{19} << 20U;
constexpr int running_max = 2;
constexpr int waiting_max = 32;

class Gate {
public:
    [[nodiscard]] bool enter() {
        std::unique_lock lock{mutex_};
        if (waiting_ >= waiting_max) return false;
        ++waiting_;
        freed_.wait(lock, [this] { return running_ < running_max; });
        --waiting_;
        ++running_;
        return true;
    }
    void leave() {
        {
            const std::scoped_lock lock{mutex_};
            --running_;
        }
        freed_.notify_one();
    }

private:
    std::mutex mutex_;
    std::condition_variable freed_;
    int running_ = 0;
    int waiting_ = 0;
};

Gate& gate() {
    static Gate the_gate;
    return the_gate;
}

std::unexpected<Error> busy() {
    auto error = fail(ErrorKind::too_many, "crypto.busy");
    error.error().retry_after = std::chrono::seconds{2};
    return error;
}

}  // namespace

Result<std::string> password_hash(std::string_view password) {
    if (!gate().enter()) return busy();
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    const int failed = crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), passes,
                                             memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
    gate().leave();
    if (failed != 0) return fail(ErrorKind::unavailable, "crypto.no_memory");
    return std::string(hash.data());
}

Result<bool> password_matches(std::string_view password, const std::string& hash) {
    if (!gate().enter()) return busy();
    const int failed = crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size());
    gate().leave();
    return failed == 0;
}

}  // namespace pingyi::crypto
