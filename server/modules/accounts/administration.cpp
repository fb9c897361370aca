// Adding people, changing what they may do, disabling and resetting them.
#include <algorithm>

#include "modules/accounts/account_store.hpp"
#include "modules/accounts/codes.hpp"
#include "modules/accounts/duties.hpp"
#include "modules/accounts/use_cases.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::accounts {
namespace {

struct Code {
    std::string text;
    Activation activation;
};

constexpr std::size_t code_bytes = 15;

Code code_from(const Deps& deps, Instant now, std::string_view chance) {
    Code code;
    code.text = activation_code(chance);
    code.activation = {crypto::hex(crypto::sha256(normalised_code(code.text))),
                       now + deps.settings.activation};
    return code;
}

Result<> check_placed(db::Tx& tx, const Deps& deps, const std::vector<Grant>& grants) {
    std::vector<PlacedGrant> placed;
    for (const Grant& grant : grants) {
        if (grant.unit && !deps.unit_exists(tx, *grant.unit)) {
            return fail(ErrorKind::invalid_input, "accounts.no_such_unit");
        }
        placed.push_back(
            {grant, grant.unit ? deps.unit_ancestors(tx, *grant.unit) : std::vector<UnitId>{}});
    }
    return check_grants(placed);
}

bool is_administrator(const std::vector<Grant>& grants) {
    return std::ranges::any_of(grants,
                               [](const Grant& g) { return g.role == Role::administrator; });
}

/// Before `member` stops being an administrator who can sign in.
Result<> check_another_administrator(db::Tx& tx, const Member& member) {
    if (member.standing == Standing::active && is_administrator(member.grants) &&
        store::administrators_besides(tx, member.id) == 0) {
        return fail(ErrorKind::conflict, "accounts.last_administrator");
    }
    return {};
}

}  // namespace

Result<Invited> add_member(const Deps& deps, Instant now, const Administrator& by,
                           const NewMember& wanted, const std::optional<db::RepeatKey>& repeat) {
    const Code code = code_from(
        deps, now,
        repeat ? repeatable_chance(deps, *repeat, code_bytes) : crypto::random_bytes(code_bytes));
    const Member fresh{crypto::new_id<AccountId>(now),
                       std::string(wanted.name),
                       std::string(wanted.display_name),
                       Standing::invited,
                       now,
                       wanted.grants};
    const std::string found_by = search_key(fresh);
    TRY(member, deps.database.write([&](db::Tx& tx) -> Result<Member> {
        if (repeat) {
            TRY(before, db::earlier(tx, *repeat));
            if (before) return store::member(tx, AccountId::from(*before).value_or(AccountId{}));
            db::remember(tx, *repeat, fresh.id.text(), std::chrono::floor<std::chrono::days>(now));
        }
        CHECK_OK(check_placed(tx, deps, fresh.grants));
        CHECK_OK(store::add_member(tx, fresh, found_by, code.activation));
        note(tx, now, "accounts.added", by.id(), fresh.id.text(), text_of(fresh.grants),
             Role::administrator);
        return fresh;
    }));
    return Invited{member, code.text, member.created_at + deps.settings.activation};
}

Result<Member> change_grants(const Deps& deps, Instant now, const Administrator& by, AccountId id,
                             const std::vector<Grant>& grants) {
    return deps.database.write([&](db::Tx& tx) -> Result<Member> {
        TRY(member, store::member(tx, id));
        CHECK_OK(check_placed(tx, deps, grants));
        if (!is_administrator(grants)) CHECK_OK(check_another_administrator(tx, member));
        store::replace_grants(tx, id, grants);
        store::end_sessions(tx, id, std::nullopt);
        note(tx, now, "accounts.grants_changed", by.id(), id.text(),
             text_of(member.grants) + " -> " + text_of(grants), Role::administrator);
        return store::member(tx, id);
    });
}

Result<Member> set_disabled(const Deps& deps, Instant now, const Administrator& by, AccountId id,
                            bool disabled) {
    return deps.database.write([&](db::Tx& tx) -> Result<Member> {
        TRY(member, store::member(tx, id));
        if (disabled == (member.standing == Standing::disabled)) return member;
        if (disabled) {
            CHECK_OK(check_another_administrator(tx, member));
            store::end_sessions(tx, id, std::nullopt);
            store::revoke_keys(tx, id, now);
        }
        store::set_disabled(tx, id, disabled);
        note(tx, now, disabled ? "accounts.disabled" : "accounts.enabled", by.id(), id.text(), "",
             Role::administrator);
        return store::member(tx, id);
    });
}

Result<Invited> reset_member(const Deps& deps, Instant now, const Administrator& by, AccountId id) {
    const Code code = code_from(deps, now, crypto::random_bytes(code_bytes));
    TRY(member, deps.database.write([&](db::Tx& tx) -> Result<Member> {
        TRY(before, store::member(tx, id));
        if (by.id()) CHECK_OK(check_another_administrator(tx, before));
        store::invite_again(tx, id, code.activation);
        store::end_sessions(tx, id, std::nullopt);
        store::revoke_keys(tx, id, now);
        note(tx, now, "accounts.reset", by.id(), id.text(), "", Role::administrator);
        return store::member(tx, id);
    }));
    return Invited{member, code.text, code.activation.until};
}

}  // namespace pingyi::accounts
