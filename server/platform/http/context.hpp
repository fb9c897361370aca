// What a handler knows about one request besides its typed parts: who asks, when, in which
// language.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/language.hpp"
#include "kernel/time.hpp"
#include "platform/http/message.hpp"

namespace pingyi::http {

/// Classes of callers as a bit set. Bit 0 is everybody; the application names the others
/// (accounts/api.hpp).
struct Callers {
    std::uint32_t bits = 0;
    [[nodiscard]] constexpr bool intersects(Callers other) const {
        return (bits & other.bits) != 0;
    }
    friend constexpr Callers operator|(Callers a, Callers b) { return {a.bits | b.bits}; }
    bool operator==(const Callers&) const = default;
};
inline constexpr Callers anyone{1};

/// Who is asking, as the application knows them; modules look inside through accounts/api.hpp.
struct Identity {
    virtual ~Identity() = default;
};

struct Caller {
    Callers classes = anyone;                  ///< always includes `anyone`
    std::shared_ptr<const Identity> identity;  ///< null for somebody unknown
    std::string log_name;  ///< keyed hash for the request log, empty for somebody unknown
};

/// How the reader wants pages: language and 长辈版 (larger text), from cookies, else
/// Accept-Language.
struct Preferences {
    Language language = Language::zh;
    bool elder = false;
};

/// The key under which a creating POST may be repeated: 16 to 64 characters of [A-Za-z0-9_-], from
/// the header `Idempotency-Key`. Kept only as a hash (platform/db/idempotency.hpp).
struct IdempotencyKey {
    std::string value;
    std::string body_hash;  ///< SHA-256, hex, of key, method, path and body: the same key
                            ///< with anything else is refused
};

/// One request in progress. Handlers take `const Call<Deps>&`.
struct Context {
    const Request& request;
    Caller caller;
    Instant now;
    Preferences preferences;
    std::optional<IdempotencyKey> key;  ///< present on every row that answers Created<T>
    std::vector<Header>& more_headers;  ///< sent with the answer, e.g. Set-Cookie

    [[nodiscard]] Language language() const { return preferences.language; }
};

template <class Deps>
struct Call : Context {
    const Deps& deps;
};

}  // namespace pingyi::http
