// How somebody proves an account: shared by signing in and by changing a password. Private to this
// module.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "modules/accounts/use_cases.hpp"

namespace pingyi::accounts {

/// A claim that was found true, but whose one-time code is not used up yet.
struct Proof {
    AccountId account;
    std::int64_t step = 0;
    std::string account_key;  ///< under which attempts are counted
    std::string address_key;
};
/// errors   unauthenticated accounts.wrong_credentials; too_many accounts.too_many_attempts |
///          crypto.busy
[[nodiscard]] Result<Proof> prove(const Deps& deps, Instant now, const Claim& claim);
/// Uses up the code and forgets the attempts, in the transaction that acts on the proof. Of two
/// that try with one code, one gets accounts.wrong_credentials.
[[nodiscard]] Result<> accept(db::Tx& tx, const Proof& proof);

/// Somebody who is asking, before it is said by what means.
[[nodiscard]] Account account_behind(const Member& member);

/// The TOTP secret of an account at rest, bound to that account.
[[nodiscard]] std::string totp_sealed(const Deps& deps, AccountId account, std::string_view secret);
[[nodiscard]] std::optional<std::string> totp_opened(const Deps& deps,
                                                     const Credentials& credentials);

}  // namespace pingyi::accounts
