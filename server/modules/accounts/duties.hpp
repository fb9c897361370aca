// The separation of duties, as data: where a role may be held, and which roles exclude each other.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "modules/accounts/types.hpp"

namespace pingyi::accounts {

/// Where a role may be held.
enum class Reach : std::uint8_t {
    everywhere,  ///< never limited: the duty is one for the whole installation
    anywhere,    ///< everywhere, or for a unit or subtree (a district)
    in_units,    ///< always for a unit or subtree: these people belong to the evaluated bodies
};
/// Which other roles its holder may have besides.
enum class Company : std::uint8_t { none, same_reach };

struct Duty {
    Role role;
    Reach reach;
    Company company;
};
/// One row a role, in the order of the enumeration.
inline constexpr std::array<Duty, 10> duties{{
    {Role::administrator, Reach::everywhere, Company::none},
    {Role::programme_office, Reach::anywhere, Company::same_reach},
    {Role::intake_officer, Reach::anywhere, Company::same_reach},
    {Role::unit_handler, Reach::in_units, Company::same_reach},
    {Role::unit_head, Reach::in_units, Company::same_reach},
    {Role::call_back_officer, Reach::anywhere, Company::same_reach},
    {Role::inspector, Reach::anywhere, Company::same_reach},
    {Role::third_party_evaluator, Reach::everywhere, Company::none},
    {Role::juror, Reach::everywhere, Company::same_reach},
    {Role::auditor, Reach::everywhere, Company::none},
}};

/// Pairs kept apart beyond what the table above says.
struct Separation {
    Role one;
    Role other;
    bool only_in_one_unit;  ///< may be held by one person for units that do not overlap
};
inline constexpr std::array<Separation, 3> separations{{
    {Role::unit_handler, Role::unit_head, true},
    {Role::call_back_officer, Role::programme_office, false},
    {Role::call_back_officer, Role::intake_officer, false},
}};

enum class Verdict : std::uint8_t { together, not_in_one_unit, apart };
/// Whether one person may hold both roles. Symmetric; a role goes with itself.
[[nodiscard]] Verdict verdict_of(Role a, Role b);

/// A grant and the units above its own, which decide whether two grants overlap.
struct PlacedGrant {
    Grant grant;
    std::vector<UnitId> ancestors;
};

/// Whether one person may hold all of these at once.
/// errors   invalid_input accounts.grants_none | accounts.grant_twice | accounts.unit_needed |
///          accounts.unit_not_allowed | accounts.subtree_without_unit;
///          conflict accounts.duties_apart | accounts.handler_and_head
[[nodiscard]] Result<> check_grants(std::span<const PlacedGrant> grants);

/// "unit_head:0190f3a2-…/*": role, then an optional unit, then "/*" for everything below it too.
/// errors   invalid_input accounts.bad_grant
[[nodiscard]] Result<Grant> grant_from(std::string_view text);
/// The inverse; also how the security log writes grants.
[[nodiscard]] std::string text_of(const Grant& grant);
[[nodiscard]] std::string text_of(std::span<const Grant> grants);

/// The roles that none of `held` fills, in the order of the enumeration.
[[nodiscard]] std::vector<Role> unfilled(std::span<const Role> held);
[[nodiscard]] std::string_view name_of(Role role);
[[nodiscard]] std::optional<Role> role_from(std::string_view name);

}  // namespace pingyi::accounts
