// The decisions of policy.hpp, in terms of roles and of who is responsible for a part.
#include "modules/appraisals/policy.hpp"

#include <algorithm>

namespace pingyi::appraisals::policy {
namespace {

using accounts::Account;
using accounts::has_role;
using accounts::Role;

Result<> allowed_if(bool may) {
    if (may) return {};
    return fail(ErrorKind::forbidden, "appraisals.not_allowed");
}

bool is_office(const Account& account) {
    return account.api_key.empty() && has_role(account, Role::programme_office);
}

}  // namespace

Result<> may_run(const Account& account) {
    return allowed_if(is_office(account));
}

Result<> may_enter(const Account& account, std::span<const AccountId> responsible) {
    const bool is_named = std::ranges::find(responsible, account.id) != responsible.end();
    return allowed_if(is_office(account) || (account.api_key.empty() && is_named));
}

Result<> may_decide(const Account& account, std::span<const AccountId> responsible,
                    const Entry& entry, bool is_own_unit) {
    CHECK_OK(may_enter(account, responsible));
    if (entry.entered_by == account.id) {
        return fail(ErrorKind::forbidden, "appraisals.entered_by_you");
    }
    if (is_own_unit) return fail(ErrorKind::forbidden, "appraisals.own_unit");
    return {};
}

Result<> may_see(const Account& account, std::span<const AccountId> responsible) {
    return allowed_if(has_role(account, Role::auditor) ||
                      may_enter(account, responsible).has_value());
}

bool may_read_all_sheets(const Account& account) {
    return is_office(account) || has_role(account, Role::auditor);
}

Result<> may_read_sheet(const Account& account, UnitId unit, std::span<const UnitId> ancestors,
                        bool is_shown) {
    const bool is_head =
        account.api_key.empty() && is_shown && has_role(account, Role::unit_head, unit, ancestors);
    if (may_read_all_sheets(account) || is_head) return {};
    return fail(ErrorKind::forbidden, "appraisals.sheet_not_allowed");
}

}  // namespace pingyi::appraisals::policy
