// What storage does for sessions and API keys. The transaction is always the caller's.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "kernel/page.hpp"
#include "modules/accounts/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::accounts::store {

inline constexpr std::int64_t sessions_max = 20;  ///< of one account; the longest unused end

void add_session(db::Tx& tx, const Session& session, std::string_view token_hash);
/// The session of an account that can sign in; whether it is still alive is a rule.
[[nodiscard]] std::optional<Session> session(db::Tx& tx, std::string_view token_hash);
/// Last used first.
[[nodiscard]] std::vector<Session> sessions(db::Tx& tx, AccountId account);
void touch_session(db::Tx& tx, SessionId id, Instant now);
/// returns false when the account has no such session
[[nodiscard]] bool end_session(db::Tx& tx, AccountId account, SessionId id);
/// Every session of the account except `kept`.
void end_sessions(db::Tx& tx, AccountId account, const std::optional<SessionId>& kept);
/// Sessions idle or begun before these, at most `limit`. returns how many were removed
std::int64_t sweep_sessions(db::Tx& tx, Instant idle_before, Instant begun_before,
                            std::int64_t limit);

void add_key(db::Tx& tx, const Key& key);
[[nodiscard]] std::optional<Key> key(db::Tx& tx, KeyId id);
struct OwnedKey {
    Key key;
    std::string owner;  ///< login name
};
/// Newest first; of one account or of everybody.
[[nodiscard]] std::vector<OwnedKey> keys(db::Tx& tx, const std::optional<AccountId>& account,
                                         const std::optional<Cursor>& after, std::int64_t limit);
[[nodiscard]] std::int64_t keys_alive(db::Tx& tx, AccountId account, Instant now);
void revoke_key(db::Tx& tx, KeyId id, Instant now);
void revoke_keys(db::Tx& tx, AccountId account, Instant now);
void keep_use(db::Tx& tx, KeyId id, Day day);

}  // namespace pingyi::accounts::store
