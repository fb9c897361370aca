// Who may do what to accounts, keys and the security log.
#include "modules/accounts/policy.hpp"

namespace pingyi::accounts {
namespace {

Result<> allowed_if(bool allowed) {
    if (!allowed) return fail(ErrorKind::forbidden, "accounts.not_allowed");
    return {};
}

bool administers_in_person(const Account& account) {
    return has_role(account, Role::administrator) && account.api_key.empty();
}

}  // namespace

Result<Administrator> Administrator::of(const Account& account) {
    CHECK_OK(allowed_if(administers_in_person(account)));
    return Administrator{account.id};
}

namespace policy {

Result<> may_read_log(const Account& account) {
    return allowed_if(has_role(account, Role::auditor) || administers_in_person(account));
}

Result<> may_list_all_keys(const Account& account) {
    return allowed_if(administers_in_person(account));
}

Result<> may_revoke(const Account& account, const Key& key) {
    CHECK_OK(must_be_in_person(account));
    return allowed_if(key.account == account.id || administers_in_person(account));
}

Result<> must_be_in_person(const Account& account) {
    return allowed_if(account.api_key.empty());
}

}  // namespace policy
}  // namespace pingyi::accounts
