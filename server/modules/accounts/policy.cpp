// Who may do what to accounts, keys and the security log.
#include "modules/accounts/policy.hpp"

namespace pingyi::accounts::policy {
namespace {

Result<> allowed_if(bool allowed) {
    if (!allowed) return fail(ErrorKind::forbidden, "accounts.not_allowed");
    return {};
}

}  // namespace

Result<> may_administer(const Account& account) {
    return allowed_if(has_role(account, Role::administrator) && account.api_key.empty());
}

Result<> may_read_log(const Account& account) {
    return allowed_if(has_role(account, Role::auditor) ||
                      (has_role(account, Role::administrator) && account.api_key.empty()));
}

Result<> may_revoke(const Account& account, const Key& key) {
    CHECK_OK(must_be_in_person(account));
    return allowed_if(key.account == account.id || has_role(account, Role::administrator));
}

Result<> must_be_in_person(const Account& account) {
    return allowed_if(account.api_key.empty());
}

}  // namespace pingyi::accounts::policy
