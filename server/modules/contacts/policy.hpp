// Who may touch sealing keys and open contacts. Pure.
#pragma once

#include "kernel/result.hpp"
#include "modules/accounts/api.hpp"

namespace pingyi::contacts::policy {

/// Call-back officers, of whatever district, in person: an API key never opens a contact.
/// errors   forbidden contacts.not_allowed
[[nodiscard]] Result<> may_open(const accounts::Account& account);

}  // namespace pingyi::contacts::policy
