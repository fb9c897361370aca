// Signing in: one answer for everything that can be wrong, attempts counted before they are judged,
// and no password hashed inside a transaction.
#include <algorithm>

#include "kernel/text.hpp"
#include "modules/accounts/account_store.hpp"
#include "modules/accounts/prove.hpp"
#include "modules/accounts/use_cases.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/log/log.hpp"

namespace pingyi::accounts {
namespace {

/// The hash of a password that nobody knows, made with the parameters of all others: an unknown
/// account takes as long as a known one.
const std::string nobodys_hash =
    "$argon2id$v=19$m=19456,t=2,p=1$icmD3a7eiJDlF"
    "9Xr+dSmDA$VgLUcOJs6avfTXE8b6CvJUWCdWNY2xwbOl0PZEWDrvI";

std::unexpected<Error> wrong_credentials() {
    return fail(ErrorKind::unauthenticated, "accounts.wrong_credentials");
}

std::string attempt_key(const Deps& deps, std::string_view what, std::string_view value) {
    return crypto::hex(crypto::hmac_sha256(subkey(deps, "attempts"),
                                           std::string(what) + ":" + std::string(value)));
}

/// Counts one attempt of the account and one of the address, before either is judged, so that
/// guesses made at the same time count too.
Result<std::optional<Credentials>> begin_attempt(db::Tx& tx, Instant now, std::string_view name,
                                                 const Proof& proof) {
    const Attempts of_account = store::attempts(tx, proof.account_key);
    const Attempts of_address = store::attempts(tx, proof.address_key);
    const auto wait = std::max(wait_before_next(of_account, free_attempts_of_account, now),
                               wait_before_next(of_address, free_attempts_of_address, now));
    if (wait.count() > 0) {
        auto refused = fail(ErrorKind::too_many, "accounts.too_many_attempts");
        refused.error().retry_after = wait;
        return refused;
    }
    const Attempts now_of_account = with_one_more(of_account, now);
    const Attempts now_of_address = with_one_more(of_address, now);
    store::keep_attempts(tx, proof.account_key, now_of_account);
    store::keep_attempts(tx, proof.address_key, now_of_address);
    auto known = store::credentials(tx, name);
    if (now_of_account.count == free_attempts_of_account) {
        note(tx, now, "accounts.throttled", std::nullopt,
             known ? known->account.text() : std::string("unknown"), "");
    }
    if (now_of_address.count == free_attempts_of_address) {
        note(tx, now, "accounts.throttled", std::nullopt, "address", "");
    }
    return known;
}

Result<> forgive(const Deps& deps, const Proof& proof) {
    return deps.database.write([&](db::Tx& tx) {
        store::forgive_attempt(tx, proof.account_key);
        store::forgive_attempt(tx, proof.address_key);
    });
}

}  // namespace

std::string subkey(const Deps& deps, std::string_view purpose) {
    return crypto::hmac_sha256(deps.installation_key, "accounts." + std::string(purpose));
}

std::string repeatable_chance(const Deps& deps, const db::RepeatKey& repeat, std::size_t count) {
    std::string request;
    for (const std::string_view part : {repeat.scope, repeat.key, repeat.body_hash}) {
        request += crypto::hex(crypto::sha256(part));
    }
    return crypto::hmac_sha256(subkey(deps, "repeat"), request).substr(0, count);
}

std::string totp_sealed(const Deps& deps, AccountId account, std::string_view secret) {
    return crypto::sealed(subkey(deps, "totp"), secret, account.text());
}

std::optional<std::string> totp_opened(const Deps& deps, const Credentials& credentials) {
    return crypto::opened(subkey(deps, "totp"), credentials.totp_sealed,
                          credentials.account.text());
}

Result<Proof> prove(const Deps& deps, Instant now, const Claim& claim) {
    const std::string name = text::folded(claim.name);
    Proof proof;
    proof.account_key = attempt_key(deps, "account", name);
    proof.address_key = attempt_key(deps, "address", claim.address);
    TRY(known,
        deps.database.write([&](db::Tx& tx) { return begin_attempt(tx, now, name, proof); }));
    const auto matches =
        crypto::password_matches(claim.password, known ? known->password_hash : nobodys_hash);
    if (!matches) {
        CHECK_OK(forgive(deps, proof));
        return std::unexpected(matches.error());
    }
    const auto secret = known ? totp_opened(deps, *known) : std::optional<std::string>{};
    const auto step = crypto::totp_step(secret.value_or(nobodys_hash), claim.code, now);
    if (!known || !secret || !*matches || !step) return wrong_credentials();
    proof.account = known->account;
    proof.step = *step;
    return proof;
}

Result<> accept(db::Tx& tx, const Proof& proof) {
    if (!store::take_step(tx, proof.account, proof.step)) return wrong_credentials();
    store::forget_attempts(tx, proof.account_key);
    store::forgive_attempt(tx, proof.address_key);
    return {};
}

Account account_behind(const Member& member) {
    Account account;
    account.id = member.id;
    account.name = member.name;
    account.display_name = member.display_name;
    account.grants = member.grants;
    return account;
}

Result<NewSession> sign_in(const Deps& deps, Instant now, const Claim& claim,
                           std::string_view user_agent, const Account* previous) {
    TRY(proof, prove(deps, now, claim));
    NewSession made{
        {crypto::new_id<SessionId>(now), proof.account, device_of(user_agent), now, now},
        crypto::random_token(32)};
    const std::string token_hash = crypto::hex(crypto::sha256(made.token));
    const auto previous_session =
        previous != nullptr ? SessionId::from(previous->session) : std::nullopt;
    const auto written = deps.database.write([&](db::Tx& tx) -> Result<> {
        CHECK_OK(accept(tx, proof));
        if (previous_session) {
            static_cast<void>(store::end_session(tx, previous->id, *previous_session));
        }
        store::add_session(tx, made.session, token_hash);
        note(tx, now, "accounts.signed_in", proof.account, made.session.id.text(), "");
        return {};
    });
    CHECK_OK(written);
    return made;
}

Result<std::optional<SignedIn>> signed_in(const Deps& deps, Instant now, std::string_view token) {
    const std::string token_hash = crypto::hex(crypto::sha256(token));
    auto found = deps.database.read([&](db::Tx& tx) -> Result<std::optional<SignedIn>> {
        const auto session = store::session(tx, token_hash);
        if (!session || !is_alive(*session, deps.settings, now)) return std::nullopt;
        TRY(member, store::member(tx, session->account));
        SignedIn found_one{account_behind(member), *session};
        found_one.account.session = session->id.text();
        return found_one;
    });
    if (found && *found && wants_touch((*found)->session, now)) {
        const auto touched = deps.database.write(
            [&](db::Tx& tx) { store::touch_session(tx, (*found)->session.id, now); });
        // Reading goes on while nothing can be written; the session then ends a little early.
        if (!touched) log::warning("accounts.touch_failed", {{"code", touched.error().code}});
    }
    return found;
}

Result<> sign_out(const Deps& deps, Instant now, const Account& account) {
    const auto id = SessionId::from(account.session);
    if (!id) return {};
    return deps.database.write([&](db::Tx& tx) {
        if (store::end_session(tx, account.id, *id)) {
            note(tx, now, "accounts.signed_out", account.id, id->text(), "");
        }
    });
}

}  // namespace pingyi::accounts
