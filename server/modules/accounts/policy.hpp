// Who may do what to accounts, keys and the security log. Pure.
#pragma once

#include "kernel/result.hpp"
#include "modules/accounts/types.hpp"

namespace pingyi::accounts::policy {

/// errors (all)   forbidden accounts.not_allowed
[[nodiscard]] Result<> may_administer(const Account& account);
[[nodiscard]] Result<> may_read_log(const Account& account);
/// One's own keys; administrators those of everybody.
[[nodiscard]] Result<> may_revoke(const Account& account, const Key& key);
/// Credentials are changed in person: an API key never makes keys or changes passwords.
[[nodiscard]] Result<> must_be_in_person(const Account& account);

}  // namespace pingyi::accounts::policy
