// Who may change what about a body, role by role.
#include "modules/units/policy.hpp"

#include <gtest/gtest.h>

namespace pingyi::units::policy {
namespace {

using accounts::Role;

TEST(Policy, SaysWhoMayChangeWhat) {
    const UnitId unit = *UnitId::from("01900000-0000-7000-8000-000000000001");
    const UnitId above = *UnitId::from("01900000-0000-7000-8000-000000000002");
    const UnitId other = *UnitId::from("01900000-0000-7000-8000-000000000003");
    struct Case {
        std::string_view why;
        accounts::Grant grant;
        bool units, profile, services;
    };
    const Case cases[] = {
        {"the programme office everything", {Role::programme_office, {}, false}, true, true, true},
        {"a head their own body", {Role::unit_head, unit, false}, false, true, true},
        {"a head of all below", {Role::unit_head, above, true}, false, true, true},
        {"a head of the body above only", {Role::unit_head, above, false}, false, false, false},
        {"a head of another body", {Role::unit_head, other, true}, false, false, false},
        {"a handler services only", {Role::unit_handler, unit, false}, false, false, true},
        {"a handler of another body", {Role::unit_handler, other, false}, false, false, false},
        {"an administrator nothing", {Role::administrator, {}, false}, false, false, false},
        {"an auditor nothing", {Role::auditor, {}, false}, false, false, false},
        {"an inspector nothing", {Role::inspector, {}, false}, false, false, false},
    };
    const UnitId ancestors[] = {above};
    for (const Case& one : cases) {
        SCOPED_TRACE(one.why);
        accounts::Account account;
        account.grants = {one.grant};
        EXPECT_EQ(may_edit_units(account).has_value(), one.units);
        EXPECT_EQ(may_edit_profile(account, unit, ancestors).has_value(), one.profile);
        EXPECT_EQ(may_edit_services(account, unit, ancestors).has_value(), one.services);
    }
}

}  // namespace
}  // namespace pingyi::units::policy
