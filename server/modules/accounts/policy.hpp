// Who may do what to accounts, keys and the security log. Pure.
#pragma once

#include <optional>

#include "kernel/result.hpp"
#include "modules/accounts/types.hpp"

namespace pingyi::accounts {

/// Evidence that somebody may administer accounts. Use cases ask for it as an argument, so that
/// none can forget the question.
class Administrator {
public:
    /// errors   forbidden accounts.not_allowed
    [[nodiscard]] static Result<Administrator> of(const Account& account);
    /// Whoever runs `pingyi user` on the server could change the database anyway.
    [[nodiscard]] static Administrator at_the_command_line() { return Administrator{std::nullopt}; }
    /// Absent at the command line.
    [[nodiscard]] const std::optional<AccountId>& id() const { return id_; }

private:
    explicit Administrator(std::optional<AccountId> id) : id_{id} {}
    std::optional<AccountId> id_;
};

namespace policy {

/// errors (all)   forbidden accounts.not_allowed
[[nodiscard]] Result<> may_read_log(const Account& account);
/// Everybody sees their own keys.
[[nodiscard]] Result<> may_list_all_keys(const Account& account);
/// One's own keys; administrators those of everybody.
[[nodiscard]] Result<> may_revoke(const Account& account, const Key& key);
/// Credentials are changed in person: an API key never makes keys or changes passwords.
[[nodiscard]] Result<> must_be_in_person(const Account& account);

}  // namespace policy
}  // namespace pingyi::accounts
