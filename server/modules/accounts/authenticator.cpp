// Tells who is asking: a session cookie or an API key with its own rate.
#include <algorithm>
#include <map>
#include <mutex>

#include "modules/accounts/cookie.hpp"
#include "modules/accounts/module.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::accounts {
namespace {

http::Callers classes_of(const Account& account) {
    http::Callers classes = http::anyone;
    for (const Grant& grant : account.grants) classes = classes | of(grant.role);
    return classes;
}

http::Caller caller_of(const Deps& deps, Account account, http::Callers classes) {
    const std::string log_name =
        crypto::hex(crypto::hmac_sha256(subkey(deps, "log"), account.id.text())).substr(0, 16);
    return {classes, std::make_shared<const Account>(std::move(account)), log_name};
}

}  // namespace

/// One bucket a key in this process: it holds a minute's calls and fills steadily.
class SignIn::Buckets {
public:
    explicit Buckets(int calls_a_minute) : calls_a_minute_{static_cast<double>(calls_a_minute)} {}

    /// returns how long to wait; zero when the call may be made
    std::chrono::seconds take(const std::string& key, Instant now) {
        const std::scoped_lock lock{mutex_};
        if (buckets_.size() >= buckets_max) forget_full(now);
        Bucket& bucket = buckets_.try_emplace(key, Bucket{calls_a_minute_, now}).first->second;
        bucket = {level(bucket, now), now};
        if (bucket.calls >= 1) {
            bucket.calls -= 1;
            return std::chrono::seconds{0};
        }
        const double seconds = (1 - bucket.calls) * 60 / calls_a_minute_;
        return std::chrono::seconds{static_cast<std::int64_t>(seconds) + 1};
    }

private:
    struct Bucket {
        double calls;
        Instant at;
    };
    static constexpr std::size_t buckets_max = 10'000;

    [[nodiscard]] double level(const Bucket& bucket, Instant now) const {
        const auto passed_ms =
            static_cast<double>(std::max<std::int64_t>((now - bucket.at).count(), 0));
        return std::min(calls_a_minute_, bucket.calls + passed_ms * calls_a_minute_ / 60'000);
    }
    void forget_full(Instant now) {
        std::erase_if(buckets_,
                      [&](const auto& each) { return level(each.second, now) >= calls_a_minute_; });
    }

    double calls_a_minute_;
    std::mutex mutex_;
    std::map<std::string, Bucket> buckets_;
};

SignIn::SignIn(const Deps& deps)
    : deps_{deps}, buckets_{std::make_unique<Buckets>(deps.settings.key_calls_a_minute)} {}
SignIn::~SignIn() = default;

Result<http::Caller> SignIn::identify(const http::Request& request, Instant now) {
    const std::string_view authorization = request.header("Authorization");
    if (!authorization.empty()) {
        constexpr std::string_view scheme = "Bearer ";
        if (!authorization.starts_with(scheme)) {
            return fail(ErrorKind::unauthenticated, "accounts.key_not_valid");
        }
        return by_key(authorization.substr(scheme.size()), now);
    }
    const auto token = request.cookie(cookie_name(request.secure));
    if (!token || token->empty()) return http::Caller{};
    return by_cookie(*token, now);
}

Result<http::Caller> SignIn::by_key(std::string_view key, Instant now) {
    TRY(holder, key_holder(deps_, now, key));
    const auto wait = buckets_->take(holder.account.api_key, now);
    if (wait.count() > 0) {
        auto refused = fail(ErrorKind::too_many, "accounts.key_too_fast");
        refused.error().retry_after = wait;
        return refused;
    }
    http::Callers classes = http::anyone;
    if (holder.may_read) classes = classes | key_may_read;
    if (holder.may_write) classes = classes | key_may_write;
    return caller_of(deps_, std::move(holder.account), classes);
}

Result<http::Caller> SignIn::by_cookie(std::string_view token, Instant now) {
    TRY(found, signed_in(deps_, now, token));
    if (!found) return http::Caller{};  // a session that ended: public pages still work
    const http::Callers classes = classes_of(found->account);
    return caller_of(deps_, std::move(found->account), classes);
}

}  // namespace pingyi::accounts
