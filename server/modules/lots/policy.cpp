// The decisions of policy.hpp, in terms of roles.
#include "modules/lots/policy.hpp"

namespace pingyi::lots::policy {
namespace {

using accounts::has_role;
using accounts::Role;

std::unexpected<Error> not_allowed() {
    return fail(ErrorKind::forbidden, "lots.not_allowed");
}

}  // namespace

Result<Office> office_of(const accounts::Account& account) {
    constexpr Office programme_office{1, Role::programme_office};
    constexpr Office auditors{2, Role::auditor};
    if (!account.api_key.empty()) return not_allowed();
    if (has_role(account, Role::programme_office)) return programme_office;
    if (has_role(account, Role::auditor)) return auditors;
    return not_allowed();
}

Result<Office> may_freeze(const accounts::Account& account) {
    auto office = office_of(account);
    if (office && office->role != Role::programme_office) return not_allowed();
    return office;
}

}  // namespace pingyi::lots::policy
