// API keys: made and revoked in person, found again by the hash of their text.
#include "modules/accounts/account_store.hpp"
#include "modules/accounts/codes.hpp"
#include "modules/accounts/prove.hpp"
#include "modules/accounts/use_cases.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/log/log.hpp"

namespace pingyi::accounts {
namespace {

constexpr std::size_t key_secret_bytes = 20;

std::unexpected<Error> not_valid() {
    return fail(ErrorKind::unauthenticated, "accounts.key_not_valid");
}

std::string scopes_of(const Key& key) {
    if (key.may_read && key.may_write) return "read write";
    return key.may_read ? "read" : "write";
}

}  // namespace

Result<MadeKey> make_key(const Deps& deps, Instant now, const Account& account,
                         const NewKeyRequest& request, const db::RepeatKey& repeat) {
    CHECK_OK(policy::must_be_in_person(account));
    const std::string chance = repeatable_chance(deps, repeat, key_secret_bytes);
    const auto id = crypto::new_id<KeyId>(now);
    const Key fresh{.id = id,
                    .account = account.id,
                    .name = std::string(request.name),
                    .hash = crypto::hex(crypto::sha256(key_text(id, chance))),
                    .may_read = request.may_read,
                    .may_write = request.may_write,
                    .created_at = now,
                    .expires_at = now + request.valid,
                    .revoked_at = std::nullopt,
                    .used_on = std::nullopt};
    CHECK_OK(check_key(fresh, now));
    TRY(key, deps.database.write([&](db::Tx& tx) -> Result<Key> {
        TRY(before, db::earlier(tx, repeat));
        if (before) {
            const auto made = store::key(tx, KeyId::from(*before).value_or(KeyId{}));
            if (!made) return fail(ErrorKind::not_found, "accounts.no_such_key");
            return *made;
        }
        if (store::keys_alive(tx, account.id, now) >= keys_max) {
            return fail(ErrorKind::conflict, "accounts.keys_too_many");
        }
        db::remember(tx, repeat, id.text(), std::chrono::floor<std::chrono::days>(now));
        store::add_key(tx, fresh);
        note(tx, now, "accounts.key_made", account.id, id.text(), scopes_of(fresh));
        return fresh;
    }));
    return MadeKey{key, key_text(key.id, chance)};
}

Result<> revoke_key(const Deps& deps, Instant now, const Account& account, KeyId id) {
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        const auto key = store::key(tx, id);
        if (!key) return fail(ErrorKind::not_found, "accounts.no_such_key");
        CHECK_OK(policy::may_revoke(account, *key));
        store::revoke_key(tx, id, now);
        note(tx, now, "accounts.key_revoked", account.id, id.text(), "");
        return {};
    });
}

Result<KeyHolder> key_holder(const Deps& deps, Instant now, std::string_view text) {
    const auto id = key_id_from(text);
    if (!id) return not_valid();
    const std::string hash = crypto::hex(crypto::sha256(text));
    const Day today = std::chrono::floor<std::chrono::days>(now);
    struct Found {
        Key key;
        Member owner;
    };
    TRY(found, deps.database.read([&](db::Tx& tx) -> Result<Found> {
        auto key = store::key(tx, *id);
        if (!key || !crypto::equal_in_constant_time(key->hash, hash) || key->revoked_at ||
            key->expires_at <= now) {
            return not_valid();
        }
        TRY(owner, store::member(tx, key->account));
        return Found{std::move(*key), std::move(owner)};
    }));
    if (found.key.used_on != today) {
        const auto kept = deps.database.write([&](db::Tx& tx) { store::keep_use(tx, *id, today); });
        // Reading goes on while nothing can be written.
        if (!kept) log::warning("accounts.key_use_not_kept", {{"code", kept.error().code}});
    }
    KeyHolder holder{account_behind(found.owner), found.key.may_read, found.key.may_write};
    holder.account.api_key = id->text();
    return holder;
}

}  // namespace pingyi::accounts
