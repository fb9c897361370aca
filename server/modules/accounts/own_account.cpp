// What people do with their own account: activation, password, sessions.
#include "modules/accounts/account_store.hpp"
#include "modules/accounts/codes.hpp"
#include "modules/accounts/prove.hpp"
#include "modules/accounts/use_cases.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::accounts {
namespace {

constexpr std::size_t totp_secret_bytes = 20;

std::string hash_of_code(std::string_view activation_code) {
    return crypto::hex(crypto::sha256(normalised_code(activation_code)));
}

std::optional<SessionId> session_of(const Account& account) {
    return SessionId::from(account.session);
}

}  // namespace

Result<Chosen> choose_password(const Deps& deps, Instant now, std::string_view activation_code,
                               std::string_view password) {
    const std::string hash = hash_of_code(activation_code);
    TRY(member, deps.database.read([&](db::Tx& tx) -> Result<Member> {
        TRY(invited, store::invited(tx, hash, now));
        return store::member(tx, invited.account);
    }));
    CHECK_OK(check_password(password, member.name));
    TRY(password_hash, crypto::password_hash(password));
    Chosen chosen{member.name, member.display_name, crypto::random_bytes(totp_secret_bytes)};
    const Credentials kept{member.id, member.name, password_hash,
                           totp_sealed(deps, member.id, chosen.totp_secret)};
    const auto written = deps.database.write([&](db::Tx& tx) -> Result<> {
        CHECK_OK(store::invited(tx, hash, now));
        store::keep_choice(tx, kept);
        return {};
    });
    CHECK_OK(written);
    return chosen;
}

Result<> confirm_activation(const Deps& deps, Instant now, std::string_view activation_code,
                            std::string_view code) {
    const std::string hash = hash_of_code(activation_code);
    TRY(chosen, deps.database.read([&](db::Tx& tx) { return store::invited(tx, hash, now); }));
    if (chosen.password_hash.empty()) return fail(ErrorKind::conflict, "accounts.no_password_yet");
    const auto secret = totp_opened(deps, chosen);
    const auto step = crypto::totp_step(secret.value_or(std::string{}), code, now);
    if (!secret || !step) return fail(ErrorKind::invalid_input, "accounts.wrong_code");
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(still, store::invited(tx, hash, now));
        if (still.totp_sealed != chosen.totp_sealed) {
            return fail(ErrorKind::invalid_input, "accounts.wrong_code");
        }
        store::activate(tx, chosen.account, *step);
        note(tx, now, "accounts.activated", chosen.account, chosen.account.text(), "");
        return {};
    });
}

Result<> change_password(const Deps& deps, Instant now, const Account& account, const Claim& claim,
                         std::string_view new_password) {
    CHECK_OK(policy::must_be_in_person(account));
    CHECK_OK(check_password(new_password, account.name));
    TRY(proof, prove(deps, now, claim));
    TRY(password_hash, crypto::password_hash(new_password));
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        CHECK_OK(accept(tx, proof));
        store::set_password(tx, account.id, password_hash);
        store::end_sessions(tx, account.id, session_of(account));
        note(tx, now, "accounts.password_changed", account.id, account.id.text(), "");
        return {};
    });
}

Result<std::vector<Session>> own_sessions(const Deps& deps, Instant now, const Account& account) {
    return deps.database.read([&](db::Tx& tx) {
        std::vector<Session> alive = store::sessions(tx, account.id);
        std::erase_if(alive, [&](const Session& s) { return !is_alive(s, deps.settings, now); });
        return alive;
    });
}

Result<> end_session(const Deps& deps, Instant now, const Account& account, SessionId id) {
    CHECK_OK(policy::must_be_in_person(account));
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        if (!store::end_session(tx, account.id, id)) {
            return fail(ErrorKind::not_found, "accounts.no_such_session");
        }
        note(tx, now, "accounts.session_ended", account.id, id.text(), "");
        return {};
    });
}

Result<> end_other_sessions(const Deps& deps, Instant now, const Account& account) {
    CHECK_OK(policy::must_be_in_person(account));
    return deps.database.write([&](db::Tx& tx) {
        store::end_sessions(tx, account.id, session_of(account));
        note(tx, now, "accounts.other_sessions_ended", account.id, account.id.text(), "");
    });
}

}  // namespace pingyi::accounts
