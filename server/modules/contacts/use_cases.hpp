// What call-back officers do with sealing keys, one function an intention.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "modules/accounts/api.hpp"
#include "modules/contacts/types.hpp"
#include "platform/db/database.hpp"
#include "platform/db/idempotency.hpp"

namespace pingyi::contacts {

/// Who acts, when, and the key under which a creating request may be repeated.
struct Act {
    const accounts::Account& by;
    Instant now{};
    std::optional<db::RepeatKey> repeat{};
};

inline constexpr std::size_t access_max = 100;  ///< pairs or officers that one request names
inline constexpr std::int64_t passes_min = 3, passes_max = 10;
inline constexpr std::int64_t memory_kib_min = 65'536, memory_kib_max = 1'048'576;

struct PairAccess {
    PairId pair;
    std::string sealed;
};
struct NewOfficerKey {
    PublicKey key;
    Lock lock;
    std::optional<OfficerKeyId> replaces;  ///< the caller's present key
    std::vector<PairAccess> access;        ///< what the present key opens, sealed to the new one
    bool give_up = false;                  ///< goes on although nobody could open a pair any more
};
/// The caller's own key, the first or a new one: with another passphrase and all access carried
/// over, or without, when the passphrase is lost.
/// errors   forbidden contacts.not_allowed; invalid_input crypto.bad_public_key |
///          contacts.bad_lock; conflict contacts.own_key_changed | contacts.no_access |
///          contacts.last_access | db.idempotency_key_reused
[[nodiscard]] Result<OfficerKeyId> make_own_key(db::Database& database, const Act& act,
                                                const NewOfficerKey& wanted);

struct KeyAccess {
    OfficerKeyId key;
    std::string sealed;
};
struct NewPair {
    PublicKey key;
    std::optional<PairId> replaces;  ///< the present one; none for the first
    std::vector<KeyAccess> access;   ///< the caller's own key among them
};
/// The call-back pair: the first, or one that takes its place for new contacts. Of two who make it
/// at the same time one is told that it exists.
/// errors   forbidden contacts.not_allowed; invalid_input crypto.bad_public_key; conflict
///          contacts.no_own_key | contacts.pair_changed | contacts.no_access |
///          contacts.own_access_missing | db.idempotency_key_reused; not_found
///          contacts.no_such_key
[[nodiscard]] Result<PairId> make_pair(db::Database& database, const Act& act,
                                       const NewPair& wanted);

/// Somebody with access lets another officer's key open these pairs too.
/// errors   forbidden contacts.not_allowed; not_found contacts.no_such_key; conflict
///          contacts.no_access | contacts.not_an_officer
[[nodiscard]] Result<> give_access(db::Database& database, const Act& act, OfficerKeyId key,
                                   const std::vector<PairAccess>& access);
/// Takes all access of a key away, also of somebody who is not an officer any more. Safe to repeat.
/// errors   forbidden contacts.not_allowed; not_found contacts.no_such_key; conflict
///          contacts.no_access | contacts.last_access
[[nodiscard]] Result<> take_access(db::Database& database, const Act& act, OfficerKeyId key);

/// Everything that the page of sealing keys shows.
struct Overview {
    std::vector<Pair> pairs;  ///< newest first
    std::optional<PairId> current;
    std::vector<OfficerKey> keys;
    std::vector<Access> access;
    std::vector<AccountId> officers;  ///< who hold the role and can sign in
    std::vector<AccountId> others;    ///< who have a key, but are no officers any more
    std::map<AccountId, std::string> names;
};
[[nodiscard]] Overview overview(db::Tx& tx);

}  // namespace pingyi::contacts
