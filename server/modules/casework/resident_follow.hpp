// "Me too" (关注这件事): counted once for each confirmed contact. The contact is kept as a keyed
// hash only; the address that the confirmation goes to is erased after 24 hours, or stays for
// notices until the person follows no longer, unsubscribes, or the case is final.
#pragma once

#include "modules/casework/module.hpp"
#include "modules/casework/resident_wire.hpp"

namespace pingyi::casework {

/// Sends a confirmation, to begin or to end. The answer is the same whether somebody follows
/// already or not. A second request within 24 hours sends nothing more.
/// errors   not_found casework.no_such_case (unknown or not public); conflict
///          casework.follow_not_offered; invalid_input #/address casework_bad_address, #/consent
///          casework_consent; too_many casework.too_many_attempts
[[nodiscard]] Result<> ask_to_follow(const Deps& deps, const http::Context& context,
                                     std::string_view number, const FollowBody& body);

/// Uses the token of a confirmation up.
/// errors   not_found casework.no_such_confirmation
[[nodiscard]] Result<FollowedCase> confirm_follow(const Deps& deps, const http::Context& context,
                                                  std::string_view token);

}  // namespace pingyi::casework
