// What other modules may know of accounts: roles, who is asking, and whether they hold a role for a
// unit.
#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/ids.hpp"
#include "kernel/result.hpp"
#include "kernel/time.hpp"
#include "platform/db/database.hpp"
#include "platform/http/context.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::accounts {

enum class Role : std::uint8_t {
    administrator,
    programme_office,
    intake_officer,
    unit_handler,
    unit_head,
    call_back_officer,
    inspector,
    third_party_evaluator,
    juror,
    auditor,
};
BOOST_DESCRIBE_ENUM(Role, administrator, programme_office, intake_officer, unit_handler, unit_head,
                    call_back_officer, inspector, third_party_evaluator, juror, auditor)
inline constexpr std::array<std::string_view, 10> role_names{
    "administrator",     "programme_office", "intake_officer",        "unit_handler", "unit_head",
    "call_back_officer", "inspector",        "third_party_evaluator", "juror",        "auditor"};

/// A role, for everything or limited to one unit or to a unit and all below it.
struct Grant {
    Role role = Role::auditor;
    std::optional<UnitId> unit;
    bool subtree = false;
    auto operator<=>(const Grant&) const = default;
};
BOOST_DESCRIBE_STRUCT(Grant, (), (role, unit, subtree))

/// A member of staff (or the owner of an API key, with the key's scopes only) who is signed in.
struct Account : http::Identity {
    AccountId id;
    std::string name;  ///< login name
    std::string display_name;
    std::vector<Grant> grants;
    std::string session;  ///< id of the session; empty for an API key
    std::string api_key;  ///< id of the key; empty for a session
};

/// Caller classes for route rows. Bit 0 is anyone; a role is bit 1 + its number; an API key with
/// scope "read" or "write" is bit 16 or 17.
[[nodiscard]] constexpr http::Callers of(Role role) {
    return {std::uint32_t{2} << static_cast<unsigned>(role)};
}
template <class... Roles>
[[nodiscard]] constexpr http::Callers only(Roles... roles) {
    return {(of(roles).bits | ...)};
}
inline constexpr http::Callers any_staff{0x7FE};
inline constexpr http::Callers key_may_read{1U << 16U};
inline constexpr http::Callers key_may_write{1U << 17U};

/// The account behind a request; null when nobody is signed in.
[[nodiscard]] const Account* account_of(const http::Caller& caller);
/// Holds the role for everything.
[[nodiscard]] bool has_role(const Account& account, Role role);
/// Holds the role for this unit: unlimited, for the unit itself, or for the subtree of one of its
/// `ancestors`.
[[nodiscard]] bool has_role(const Account& account, Role role, UnitId unit,
                            std::span<const UnitId> ancestors);

/// Those who hold the role, wherever, and can sign in, in the order of login names.
[[nodiscard]] std::vector<AccountId> holders(db::Tx& tx, Role role);
/// How colleagues call those of `ids` that exist, for pages of staff.
[[nodiscard]] std::map<AccountId, std::string> display_names(db::Tx& tx,
                                                             const std::vector<AccountId>& ids);

/// Appends to the security log in the caller's transaction. `kind` is "module.what"; `subject` an
/// id; `facts` short and without personal data.
void note(db::Tx& tx, Instant now, std::string_view kind, const std::optional<AccountId>& actor,
          std::string_view subject, std::string_view facts);

/// The roles that nobody who can sign in holds, so that public pages can say so. Thread safe.
class Staffing {
public:
    explicit Staffing(db::Database& database) : database_{database} {}
    Staffing(const Staffing&) = delete;
    Staffing& operator=(const Staffing&) = delete;
    /// Cheap: asks the database at most every 30 s and keeps the last answer while it cannot say.
    [[nodiscard]] std::vector<Role> unmet(Instant now);
    /// One sentence for `html::Page::notices` naming the unmet roles; none when all are filled.
    [[nodiscard]] std::vector<std::string> notices(const Texts& texts, Language language,
                                                   Instant now);

private:
    db::Database& database_;
    std::mutex mutex_;
    std::optional<Instant> asked_at_;
    std::vector<Role> unmet_;
};

}  // namespace pingyi::accounts
