// What the application wires: routes, pages, the authenticator, jobs, commands, the demonstration.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "modules/accounts/api.hpp"
#include "modules/accounts/security_log.hpp"
#include "modules/accounts/use_cases.hpp"
#include "platform/clock/clock.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/routes.hpp"
#include "platform/http/service.hpp"
#include "platform/jobs/jobs.hpp"

namespace pingyi::accounts {

/// What the routes need besides: the shell for the pages, who fills which role, and addresses of
/// pages of other modules that somebody named the account for, whatever its roles.
struct WebDeps {
    const Deps& base;
    const html::Shell& shell;
    Staffing& staffing;
    std::function<std::vector<std::string>(db::Tx&, AccountId)> named_pages;
};
[[nodiscard]] http::Routes<WebDeps> routes();

/// Tells who is asking, from the session cookie or `Authorization: Bearer pingyi_key_…`.
class SignIn final : public http::Authenticator {
public:
    /// `deps` must outlive it.
    explicit SignIn(const Deps& deps);
    ~SignIn() override;
    SignIn(const SignIn&) = delete;
    SignIn& operator=(const SignIn&) = delete;
    /// errors   unauthenticated accounts.key_not_valid; too_many accounts.key_too_fast;
    ///          unavailable db.*
    [[nodiscard]] Result<http::Caller> identify(const http::Request& request, Instant now) override;
    /// Who holds a key that came in another place, as standards of others want it; at its rate.
    /// errors   as of identify
    [[nodiscard]] Result<http::Caller> by_key(std::string_view key, Instant now);

private:
    class Buckets;
    [[nodiscard]] Result<http::Caller> by_cookie(std::string_view token, Instant now);
    const Deps& deps_;
    std::unique_ptr<Buckets> buckets_;
};

/// accounts.sweep, accounts.move_log, accounts.verify_log. `deps` and `clock` must
/// outlive the runner.
[[nodiscard]] std::vector<jobs::Kind> jobs(const Deps& deps, const Clock& clock);

/// The roles that nobody who can sign in holds: the check at start.
[[nodiscard]] std::vector<Role> staffing(db::Tx& tx);

// --- `pingyi user …` (command.cpp) ---

/// `grants` as "administrator", "unit_handler:<unit id>" or "unit_head:<unit id>/*".
/// errors   invalid_input accounts.bad_name | accounts.bad_grant and those of add_member
[[nodiscard]] Result<Invited> command_add(const Deps& deps, Instant now, const std::string& name,
                                          const std::string& display_name,
                                          const std::vector<std::string>& grants);
/// errors   not_found accounts.no_such_account
[[nodiscard]] Result<Invited> command_reset(const Deps& deps, Instant now, const std::string& name);
/// errors   not_found accounts.no_such_account; conflict accounts.last_administrator
[[nodiscard]] Result<Member> command_disable(const Deps& deps, Instant now,
                                             const std::string& name);
/// One line an account: login name, standing, grants. At most 1,000.
[[nodiscard]] Result<std::vector<std::string>> command_list(const Deps& deps);

// --- The demonstration (demo.cpp) ---

struct DemoAccount {
    std::string name;
    std::vector<Role> roles;
    std::string password;     ///< empty when the account was there before
    std::string totp_secret;  ///< base32, empty likewise
    std::string totp_uri;
};
/// The smallest lawful staffing: seven people with random passwords and TOTP secrets, answered once
/// for printing. Accounts that exist are left alone. `unit` is where handler and head work.
[[nodiscard]] Result<std::vector<DemoAccount>> make_demo(const Deps& deps, Instant now,
                                                         UnitId unit);

}  // namespace pingyi::accounts
