// Who is asking, and whether they hold a role: the questions every other module asks.
#include "modules/accounts/api.hpp"

#include <algorithm>

#include "modules/accounts/account_store.hpp"

namespace pingyi::accounts {

const Account* account_of(const http::Caller& caller) {
    return dynamic_cast<const Account*>(caller.identity.get());
}

std::vector<AccountId> holders(db::Tx& tx, Role role) {
    return store::holders(tx, role);
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
