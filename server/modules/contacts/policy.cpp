// The decision of policy.hpp, in terms of roles.
#include "modules/contacts/policy.hpp"

#include <algorithm>

namespace pingyi::contacts::policy {

Result<> may_open(const accounts::Account& account) {
    const bool is_officer = std::ranges::any_of(account.grants, [](const accounts::Grant& grant) {
        return grant.role == accounts::Role::call_back_officer;
    });
    if (is_officer && account.api_key.empty()) return {};
    return fail(ErrorKind::forbidden, "contacts.not_allowed");
}

}  // namespace pingyi::contacts::policy
