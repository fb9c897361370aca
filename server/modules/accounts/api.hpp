// What other modules may know of accounts: roles, who is asking, and whether they hold a role for a
// unit.
#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <initializer_list>
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
#include "modules/ledger/api.hpp"
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

/// The only one of these roles that the account holds, wherever; none when it holds several: then
/// nobody can say in which it acted.
[[nodiscard]] std::optional<Role> only_role_of(const Account& account,
                                               std::initializer_list<Role> roles);

/// Those who hold the role, wherever, and can sign in, in the order of login names.
[[nodiscard]] std::vector<AccountId> holders(db::Tx& tx, Role role);
/// Login names of those of `ids` that exist.
[[nodiscard]] std::map<AccountId, std::string> login_names(db::Tx& tx,
                                                           const std::vector<AccountId>& ids);
/// The one with this login name, unless it is disabled.
[[nodiscard]] std::optional<AccountId> account_named(db::Tx& tx, std::string_view login_name);
/// How colleagues call those of `ids` that exist, for pages of staff.
[[nodiscard]] std::map<AccountId, std::string> display_names(db::Tx& tx,
                                                             const std::vector<AccountId>& ids);

/// Appends to the security log, and with it to the public ledger, in the caller's transaction.
/// `kind` is "module.what"; `subject` an id; `facts` short and without personal data: everybody
/// reads those that `public_facts_in` (security_log.hpp) names. `as` is the role by which the act
/// was allowed; without it the only one that the actor holds. Nobody acts in a role without an
/// actor (the command line, a job).
/// returns  the entry of the public ledger
ledger::EntryId note(db::Tx& tx, Instant now, std::string_view kind,
                     const std::optional<AccountId>& actor, std::string_view subject,
                     std::string_view facts, std::optional<Role> as = std::nullopt);
/// The fact that names an imported file: "file_sha256=…", of its octets as they came.
[[nodiscard]] std::string file_fact(std::string_view file);

/// An act as it was noted.
struct NotedAct {
    Instant at{};
    std::optional<AccountId> actor;
    std::string subject;
    std::string facts;
};
/// What the public ledger tells of an act, and its line of the security log.
struct Noted {
    std::uint64_t index = 0;  ///< in the operations log
    ledger::EntryId entry;
    std::optional<NotedAct> act;  ///< absent when the line is gone, or is not what the ledger says
};
/// Those of `leaves` (of the operations log) that tell of this kind: for jobs that compare their
/// rows with what was noted.
[[nodiscard]] std::vector<Noted> noted(db::Tx& tx, std::string_view kind,
                                       const std::vector<ledger::Leaf>& leaves);

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
