// One function an intention: proving who one is, one's own account, administration, keys.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/page.hpp"
#include "modules/accounts/policy.hpp"
#include "modules/accounts/rules.hpp"
#include "modules/accounts/session_store.hpp"
#include "modules/accounts/types.hpp"
#include "platform/db/database.hpp"
#include "platform/db/idempotency.hpp"

namespace pingyi::accounts {

/// What the module needs of the rest; the application wires it once.
struct Deps {
    db::Database& database;
    std::string installation_key;  ///< 32 octets; seals TOTP secrets and hashes addresses
    std::function<bool(db::Tx&, UnitId)> unit_exists;
    std::function<std::vector<UnitId>(db::Tx&, UnitId)> unit_ancestors;
    Settings settings{};
};

/// A key for one purpose, derived from the installation's.
[[nodiscard]] std::string subkey(const Deps& deps, std::string_view purpose);
/// `count` <= 32 octets that nobody else can guess and a repetition of the request finds again.
[[nodiscard]] std::string repeatable_chance(const Deps& deps, const db::RepeatKey& repeat,
                                            std::size_t count);

// --- Signing in (sign_in.cpp) ---

/// What somebody says about themselves, and from where.
struct Claim {
    std::string_view name;
    std::string_view password;
    std::string_view code;
    std::string_view address;  ///< of the client; kept only as a keyed hash
};
struct NewSession {
    Session session;
    std::string token;  ///< for the cookie; only its hash is stored
};
/// Opens a session and ends the one that the browser had. The answer, and the time it takes, do
/// not tell an unknown account from a wrong password or a wrong or used code.
/// errors   unauthenticated accounts.wrong_credentials; too_many accounts.too_many_attempts |
///          crypto.busy
[[nodiscard]] Result<NewSession> sign_in(const Deps& deps, Instant now, const Claim& claim,
                                         std::string_view user_agent, const Account* previous);
/// The account behind a session token, and notes the use; nullopt for a token that is not alive.
struct SignedIn {
    Account account;
    Session session;
};
[[nodiscard]] Result<std::optional<SignedIn>> signed_in(const Deps& deps, Instant now,
                                                        std::string_view token);
[[nodiscard]] Result<> sign_out(const Deps& deps, Instant now, const Account& account);

// --- One's own account (own_account.cpp) ---

struct Chosen {
    std::string name;
    std::string display_name;
    std::string totp_secret;  ///< raw octets
};
/// The bearer of an activation code chooses a password and is given a new TOTP secret. May be
/// repeated until confirmed.
/// errors   not_found accounts.no_such_activation; those of check_password; too_many crypto.busy
[[nodiscard]] Result<Chosen> choose_password(const Deps& deps, Instant now,
                                             std::string_view activation_code,
                                             std::string_view password);
/// A first code shows that the authenticator app has the secret: the account becomes active.
/// errors   not_found accounts.no_such_activation; invalid_input accounts.wrong_code;
///          conflict accounts.no_password_yet
[[nodiscard]] Result<> confirm_activation(const Deps& deps, Instant now,
                                          std::string_view activation_code, std::string_view code);
/// Proves the caller again, then replaces the password and ends the other sessions.
/// errors   those of sign_in and check_password; forbidden accounts.not_allowed
[[nodiscard]] Result<> change_password(const Deps& deps, Instant now, const Account& account,
                                       const Claim& claim, std::string_view new_password);
[[nodiscard]] Result<std::vector<Session>> own_sessions(const Deps& deps, Instant now,
                                                        const Account& account);
/// errors   not_found accounts.no_such_session
[[nodiscard]] Result<> end_session(const Deps& deps, Instant now, const Account& account,
                                   SessionId id);
[[nodiscard]] Result<> end_other_sessions(const Deps& deps, Instant now, const Account& account);

// --- Administration (administration.cpp) ---

struct Invited {
    Member member;
    std::string activation_code;  ///< shown once
    Instant until;
};
struct NewMember {
    std::string_view name;
    std::string_view display_name;
    std::vector<Grant> grants;
};
/// A request repeated with its key is answered alike, code included: the code is derived from the
/// key, so that it need not be stored.
/// errors   those of check_grants; invalid_input accounts.no_such_unit; conflict
///          accounts.name_taken | db.idempotency_key_reused
[[nodiscard]] Result<Invited> add_member(const Deps& deps, Instant now, const Administrator& by,
                                         const NewMember& wanted,
                                         const std::optional<db::RepeatKey>& repeat);
/// errors   as add_member; not_found accounts.no_such_account; conflict accounts.last_administrator
[[nodiscard]] Result<Member> change_grants(const Deps& deps, Instant now, const Administrator& by,
                                           AccountId id, const std::vector<Grant>& grants);
/// errors   not_found accounts.no_such_account; conflict accounts.last_administrator
[[nodiscard]] Result<Member> set_disabled(const Deps& deps, Instant now, const Administrator& by,
                                          AccountId id, bool disabled);
/// Takes password, TOTP secret, sessions and keys away and gives a new activation code. The command
/// line may reset the last administrator: that is the way back in.
/// errors   not_found accounts.no_such_account; conflict accounts.last_administrator
[[nodiscard]] Result<Invited> reset_member(const Deps& deps, Instant now, const Administrator& by,
                                           AccountId id);

// --- API keys (keys.cpp) ---

inline constexpr std::int64_t keys_max = 20;  ///< alive, of one account
struct NewKeyRequest {
    std::string_view name;
    bool may_read = false;
    bool may_write = false;
    std::chrono::days valid{0};
};
struct MadeKey {
    Key key;
    std::string text;  ///< shown once
};
/// Repeating answers alike, as for add_member.
/// errors   those of check_key; conflict accounts.keys_too_many | db.idempotency_key_reused;
///          forbidden accounts.not_allowed
[[nodiscard]] Result<MadeKey> make_key(const Deps& deps, Instant now, const Account& account,
                                       const NewKeyRequest& request, const db::RepeatKey& repeat);
/// errors   not_found accounts.no_such_key; forbidden accounts.not_allowed
[[nodiscard]] Result<> revoke_key(const Deps& deps, Instant now, const Account& account, KeyId id);
/// The account behind a key, with the key's scopes; notes the day of use.
struct KeyHolder {
    Account account;
    bool may_read = false;
    bool may_write = false;
};
/// errors   unauthenticated accounts.key_not_valid, whatever is wrong with it
[[nodiscard]] Result<KeyHolder> key_holder(const Deps& deps, Instant now, std::string_view text);

}  // namespace pingyi::accounts
