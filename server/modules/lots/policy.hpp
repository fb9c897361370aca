// Who takes which step of a draw. Pure.
#pragma once

#include <cstdint>

#include "kernel/result.hpp"
#include "modules/accounts/api.hpp"

namespace pingyi::lots::policy {

/// One of the two that contribute to a draw: the programme office is 1, the auditors are 2. Nobody
/// holds both roles (accounts/duties.hpp), so nobody holds both secrets.
struct Office {
    std::uint64_t number = 0;
    accounts::Role role{};
};
/// errors   forbidden lots.not_allowed (neither, or through an API key: a secret is given in
/// person)
[[nodiscard]] Result<Office> office_of(const accounts::Account& account);
/// Freezes the list: the programme office.
/// errors   as office_of
[[nodiscard]] Result<Office> may_freeze(const accounts::Account& account);

}  // namespace pingyi::lots::policy
