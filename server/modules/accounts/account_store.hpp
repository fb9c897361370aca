// What storage does for accounts, their grants and their credentials. The transaction is always
// the caller's.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/page.hpp"
#include "modules/accounts/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::accounts::store {

/// Adds an invited account with its grants.
/// errors   conflict accounts.name_taken
[[nodiscard]] Result<> add_member(db::Tx& tx, const Member& member, std::string_view search_key,
                                  const Activation& activation);
/// errors   not_found accounts.no_such_account
[[nodiscard]] Result<Member> member(db::Tx& tx, AccountId id);
[[nodiscard]] Result<Member> member_by_name(db::Tx& tx, std::string_view name);
/// In the order of login names; `search` matches part of a name or its pinyin, "" everybody.
[[nodiscard]] std::vector<Member> members(db::Tx& tx, std::string_view search,
                                          const std::optional<Cursor>& after, std::int64_t limit);
/// Login names of those of `ids` that exist.
[[nodiscard]] std::map<AccountId, std::string> names_of(db::Tx& tx,
                                                        const std::vector<AccountId>& ids);
/// How colleagues call those of `ids` that exist.
[[nodiscard]] std::map<AccountId, std::string> display_names(db::Tx& tx,
                                                             const std::vector<AccountId>& ids);
[[nodiscard]] std::vector<Grant> grants_of(db::Tx& tx, AccountId id);
void replace_grants(db::Tx& tx, AccountId id, const std::vector<Grant>& grants);
void set_disabled(db::Tx& tx, AccountId id, bool disabled);

/// In the order of login names.
[[nodiscard]] std::vector<AccountId> holders(db::Tx& tx, Role role);
/// Roles held by somebody who can sign in, each once.
[[nodiscard]] std::vector<Role> held_roles(db::Tx& tx);
/// Administrators who can sign in, besides `id`.
[[nodiscard]] std::int64_t administrators_besides(db::Tx& tx, AccountId id);

/// Of an account that can sign in; `name` is folded.
[[nodiscard]] std::optional<Credentials> credentials(db::Tx& tx, std::string_view name);
/// Takes away password and secret and lets the bearer of the code choose new ones.
void invite_again(db::Tx& tx, AccountId id, const Activation& activation);
/// The account that a code belongs to, while it is valid.
/// errors   not_found accounts.no_such_activation
[[nodiscard]] Result<Credentials> invited(db::Tx& tx, std::string_view code_hash, Instant now);
/// Keeps what the bearer chose, waiting for confirmation.
void keep_choice(db::Tx& tx, const Credentials& chosen);
/// The account becomes active and the code worthless.
void activate(db::Tx& tx, AccountId id, std::int64_t totp_step);
void set_password(db::Tx& tx, AccountId id, std::string_view password_hash);
/// Takes a time step, which no other sign-in can take again. returns false when it was taken.
[[nodiscard]] bool take_step(db::Tx& tx, AccountId id, std::int64_t totp_step);

[[nodiscard]] Attempts attempts(db::Tx& tx, std::string_view key);
void keep_attempts(db::Tx& tx, std::string_view key, const Attempts& attempts);
/// Takes one attempt back, because it was rightful or never judged.
void forgive_attempt(db::Tx& tx, std::string_view key);
void forget_attempts(db::Tx& tx, std::string_view key);
/// At most `limit` rows. returns how many were removed
std::int64_t sweep_attempts(db::Tx& tx, Instant before, std::int64_t limit);

}  // namespace pingyi::accounts::store
