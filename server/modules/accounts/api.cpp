// Who is asking, and whether they hold a role: the questions every other module asks.
#include "modules/accounts/api.hpp"

#include <algorithm>

#include "kernel/text.hpp"
#include "modules/accounts/account_store.hpp"

namespace pingyi::accounts {

const Account* account_of(const http::Caller& caller) {
    return dynamic_cast<const Account*>(caller.identity.get());
}

std::vector<AccountId> holders(db::Tx& tx, Role role) {
    return store::holders(tx, role);
}

std::map<AccountId, std::string> login_names(db::Tx& tx, const std::vector<AccountId>& ids) {
    return store::names_of(tx, ids);
}

std::optional<AccountId> account_named(db::Tx& tx, std::string_view login_name) {
    const auto found = store::member_by_name(tx, text::folded(login_name));
    if (!found || found->standing == Standing::disabled) return std::nullopt;
    return found->id;
}

std::map<AccountId, std::string> display_names(db::Tx& tx, const std::vector<AccountId>& ids) {
    return store::display_names(tx, ids);
}

bool has_role(const Account& account, Role role) {
    return std::ranges::any_of(account.grants, [&](const Grant& grant) {
        return grant.role == role && !grant.unit.has_value();
    });
}

bool has_role(const Account& account, Role role, UnitId unit, std::span<const UnitId> ancestors) {
    return std::ranges::any_of(account.grants, [&](const Grant& grant) {
        if (grant.role != role) return false;
        if (!grant.unit || *grant.unit == unit) return true;
        return grant.subtree && std::ranges::find(ancestors, *grant.unit) != ancestors.end();
    });
}

std::optional<Role> only_role_of(const Account& account, std::initializer_list<Role> roles) {
    std::optional<Role> found;
    for (const Grant& grant : account.grants) {
        if (std::ranges::find(roles, grant.role) == roles.end()) continue;
        if (found && *found != grant.role) return std::nullopt;
        found = grant.role;
    }
    return found;
}

}  // namespace pingyi::accounts
