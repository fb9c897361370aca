// The decisions of policy.hpp, in terms of roles.
#include "modules/units/policy.hpp"

namespace pingyi::units::policy {

using accounts::has_role;
using accounts::Role;

namespace {

Result<> allowed(bool yes) {
    if (yes) return {};
    return fail(ErrorKind::forbidden, "units.not_allowed");
}

}  // namespace

Result<> may_edit_units(const accounts::Account& account) {
    return allowed(has_role(account, Role::programme_office));
}

Result<> may_edit_profile(const accounts::Account& account, UnitId unit,
                          std::span<const UnitId> ancestors) {
    return allowed(has_role(account, Role::programme_office) ||
                   has_role(account, Role::unit_head, unit, ancestors));
}

Result<> may_edit_services(const accounts::Account& account, UnitId unit,
                           std::span<const UnitId> ancestors) {
    return allowed(may_edit_profile(account, unit, ancestors).has_value() ||
                   has_role(account, Role::unit_handler, unit, ancestors));
}

}  // namespace pingyi::units::policy
