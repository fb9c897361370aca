// Making, giving and taking sealing keys: decide on what the transaction sees, save, note.
#include "modules/contacts/use_cases.hpp"

#include <algorithm>

#include "modules/contacts/policy.hpp"
#include "modules/contacts/rules.hpp"
#include "modules/contacts/store.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::contacts {
namespace {

constexpr std::size_t salt_bytes = 16;
constexpr std::size_t lock_bytes = 72;

/// The browser made the key; what can be told from here is that something can be sealed to it.
Result<> check_public(const PublicKey& key) {
    CHECK_OK(crypto::sealed_to(key.octets, "x"));
    return {};
}

Result<> check_lock(const Lock& lock) {
    if (lock.salt.size() == salt_bytes && lock.box.size() == lock_bytes &&
        lock.passes >= passes_min && lock.passes <= passes_max &&
        lock.memory_kib >= memory_kib_min && lock.memory_kib <= memory_kib_max) {
        return {};
    }
    return fail(ErrorKind::invalid_input, "contacts.bad_lock");
}

bool opens(const std::vector<Access>& held, PairId pair) {
    return std::ranges::any_of(held, [&](const Access& each) { return each.pair == pair; });
}

/// The caller's key and what it opens.
struct Own {
    OfficerKey key;
    std::vector<Access> held;
};
Result<Own> own_of(db::Tx& tx, const Act& act) {
    auto key = store::officer_key_of(tx, act.by.id);
    if (!key) return fail(ErrorKind::conflict, "contacts.no_own_key");
    auto held = store::access_of(tx, key->id);
    return Own{std::move(*key), std::move(held)};
}

/// What an earlier request under the same key made.
template <class IdType>
Result<std::optional<IdType>> made_before(db::Tx& tx, const Act& act) {
    if (!act.repeat) return std::nullopt;
    TRY(before, db::earlier(tx, *act.repeat));
    if (!before) return std::nullopt;
    return IdType::from(*before);
}

void remember(db::Tx& tx, const Act& act, std::string_view id) {
    if (act.repeat) {
        db::remember(tx, *act.repeat, id, std::chrono::floor<std::chrono::days>(act.now));
    }
}

/// Whether the caller may put `wanted` in place of what they have.
Result<> check_replacing(db::Tx& tx, const NewOfficerKey& wanted,
                         const std::optional<OfficerKey>& present) {
    const auto present_id = present ? std::optional{present->id} : std::nullopt;
    if (present_id != wanted.replaces) {
        return fail(ErrorKind::conflict, "contacts.own_key_changed");
    }
    const auto held = present ? store::access_of(tx, present->id) : std::vector<Access>{};
    for (const PairAccess& carried : wanted.access) {
        if (!opens(held, carried.pair)) return fail(ErrorKind::conflict, "contacts.no_access");
    }
    if (!present || wanted.give_up) return {};
    for (const PairId lost : orphaned(store::access(tx), present->id)) {
        if (std::ranges::none_of(wanted.access,
                                 [&](const PairAccess& each) { return each.pair == lost; })) {
            return fail(ErrorKind::conflict, "contacts.last_access");
        }
    }
    return {};
}

/// Whether the caller may put a new pair in place of the present one.
Result<> check_new_pair(db::Tx& tx, const NewPair& wanted, const Own& own) {
    const auto present = store::current_pair(tx);
    if ((present ? std::optional{present->id} : std::nullopt) != wanted.replaces) {
        return fail(ErrorKind::conflict, "contacts.pair_changed");
    }
    if (present && !opens(own.held, present->id)) {
        return fail(ErrorKind::conflict, "contacts.no_access");
    }
    bool has_own = false;
    for (const KeyAccess& each : wanted.access) {
        if (!store::officer_key(tx, each.key)) {
            return fail(ErrorKind::not_found, "contacts.no_such_key");
        }
        has_own = has_own || each.key == own.key.id;
    }
    if (!has_own) return fail(ErrorKind::conflict, "contacts.own_access_missing");
    return {};
}

}  // namespace

Result<OfficerKeyId> make_own_key(db::Database& database, const Act& act,
                                  const NewOfficerKey& wanted) {
    CHECK_OK(policy::may_open(act.by));
    CHECK_OK(check_public(wanted.key));
    CHECK_OK(check_lock(wanted.lock));
    const OfficerKey fresh{crypto::new_id<OfficerKeyId>(act.now), act.by.id, wanted.key,
                           wanted.lock, act.now};
    return database.write([&](db::Tx& tx) -> Result<OfficerKeyId> {
        TRY(before, made_before<OfficerKeyId>(tx, act));
        if (before) return *before;
        const auto present = store::officer_key_of(tx, act.by.id);
        CHECK_OK(check_replacing(tx, wanted, present));
        if (present) store::remove_officer_key(tx, present->id);
        store::add_officer_key(tx, fresh);
        for (const PairAccess& each : wanted.access) {
            store::add_access(tx, {each.pair, fresh.id, each.sealed});
        }
        accounts::note(tx, act.now, "contacts.key_made", act.by.id, fresh.id.text(), "",
                       accounts::Role::call_back_officer);
        remember(tx, act, fresh.id.text());
        return fresh.id;
    });
}

Result<PairId> make_pair(db::Database& database, const Act& act, const NewPair& wanted) {
    CHECK_OK(policy::may_open(act.by));
    CHECK_OK(check_public(wanted.key));
    const Pair fresh{crypto::new_id<PairId>(act.now), 0, wanted.key, act.now};
    return database.write([&](db::Tx& tx) -> Result<PairId> {
        TRY(before, made_before<PairId>(tx, act));
        if (before) return *before;
        TRY(own, own_of(tx, act));
        CHECK_OK(check_new_pair(tx, wanted, own));
        store::add_pair(tx, fresh);
        for (const KeyAccess& each : wanted.access) {
            store::add_access(tx, {fresh.id, each.key, each.sealed});
        }
        accounts::note(tx, act.now, "contacts.pair_made", act.by.id, fresh.id.text(), "",
                       accounts::Role::call_back_officer);
        remember(tx, act, fresh.id.text());
        return fresh.id;
    });
}

Result<> give_access(db::Database& database, const Act& act, OfficerKeyId key,
                     const std::vector<PairAccess>& access) {
    CHECK_OK(policy::may_open(act.by));
    return database.write([&](db::Tx& tx) -> Result<> {
        TRY(own, own_of(tx, act));
        const auto other = store::officer_key(tx, key);
        if (!other) return fail(ErrorKind::not_found, "contacts.no_such_key");
        const auto officers = accounts::holders(tx, accounts::Role::call_back_officer);
        if (std::ranges::find(officers, other->account) == officers.end()) {
            return fail(ErrorKind::conflict, "contacts.not_an_officer");
        }
        for (const PairAccess& each : access) {
            if (!opens(own.held, each.pair)) {
                return fail(ErrorKind::conflict, "contacts.no_access");
            }
            store::add_access(tx, {each.pair, key, each.sealed});
        }
        accounts::note(tx, act.now, "contacts.access_given", act.by.id, key.text(),
                       other->account.text(), accounts::Role::call_back_officer);
        return {};
    });
}

Result<> take_access(db::Database& database, const Act& act, OfficerKeyId key) {
    CHECK_OK(policy::may_open(act.by));
    return database.write([&](db::Tx& tx) -> Result<> {
        const auto other = store::officer_key(tx, key);
        if (!other) return fail(ErrorKind::not_found, "contacts.no_such_key");
        TRY(own, own_of(tx, act));
        if (own.held.empty()) return fail(ErrorKind::conflict, "contacts.no_access");
        if (!orphaned(store::access(tx), key).empty()) {
            return fail(ErrorKind::conflict, "contacts.last_access");
        }
        store::remove_access(tx, key);
        accounts::note(tx, act.now, "contacts.access_taken", act.by.id, key.text(),
                       other->account.text(), accounts::Role::call_back_officer);
        return {};
    });
}

Overview overview(db::Tx& tx) {
    Overview all;
    all.pairs = store::pairs(tx);
    if (const auto current = store::current_pair(tx)) all.current = current->id;
    all.keys = store::officer_keys(tx);
    all.access = store::access(tx);
    all.officers = accounts::holders(tx, accounts::Role::call_back_officer);
    std::vector<AccountId> named = all.officers;
    for (const OfficerKey& key : all.keys) {
        if (std::ranges::find(all.officers, key.account) != all.officers.end()) continue;
        all.others.push_back(key.account);
        named.push_back(key.account);
    }
    all.names = accounts::display_names(tx, named);
    return all;
}

}  // namespace pingyi::contacts
