// The pure decisions of this module: passwords, throttling, life of sessions and keys. Time and
// chance are arguments.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kernel/fields.hpp"
#include "kernel/result.hpp"
#include "modules/accounts/types.hpp"

namespace pingyi::accounts {

struct Settings {
    std::chrono::minutes session_idle{30};
    std::chrono::hours session_absolute{12};
    std::chrono::hours activation{72};
    int key_calls_a_minute = 120;   ///< for each API key
    std::string issuer = "Pingyi";  ///< the name that authenticator apps show
};

/// Login names: 2 to 40 of a-z, 0-9, ".", "_", "-", beginning with a letter.
extern const Pattern login_name_pattern;
using LoginName = Text<2, 40, &login_name_pattern>;

/// Length is the whole of composition: 12 code points and more (`NewPassword` says so), not a
/// common password, not few characters repeated, not built on the login name.
/// errors   invalid_input accounts.password_common | accounts.password_has_name
using NewPassword = Secret<12, 200>;
[[nodiscard]] Result<> check_password(std::string_view password, std::string_view login_name);

/// What a search for people looks through: login name, shown name, its pinyin and initials. Costs
/// too much for a write closure: compute it before.
[[nodiscard]] std::string search_key(const Member& member);

/// Attempts before waiting starts. An address may be that of a whole office.
inline constexpr std::int64_t free_attempts_of_account = 5;
inline constexpr std::int64_t free_attempts_of_address = 30;
inline constexpr std::chrono::seconds attempt_delay_max{900};
/// Attempts count as one series while less than this lies between them.
inline constexpr std::chrono::hours attempts_forgotten{1};

/// How long to wait before the next attempt: nothing for the free ones, then 1, 2, 4 … 900 s.
[[nodiscard]] std::chrono::seconds wait_before_next(const Attempts& attempts, std::int64_t free,
                                                    Instant now);
[[nodiscard]] Attempts with_one_more(const Attempts& attempts, Instant now);

[[nodiscard]] bool is_alive(const Session& session, const Settings& settings, Instant now);
/// Noting the use of a session is a write, so it is done at most once a minute.
[[nodiscard]] bool wants_touch(const Session& session, Instant now);

/// "Firefox, Windows": the family of browser and system in a User-Agent, nothing finer.
[[nodiscard]] std::string device_of(std::string_view user_agent);

inline constexpr std::chrono::days key_life_max{400};
/// errors   invalid_input accounts.key_expiry (not in the future, or beyond 400 days) |
///          accounts.key_scopes_none
[[nodiscard]] Result<> check_key(const Key& key, Instant now);

}  // namespace pingyi::accounts
