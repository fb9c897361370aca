// Decides from the table of duties which grants one person may hold.
#include "modules/accounts/duties.hpp"

#include <algorithm>

namespace pingyi::accounts {
namespace {

const Duty& duty_of(Role role) {
    return duties.at(static_cast<std::size_t>(role));
}

bool covers(const PlacedGrant& wide, const PlacedGrant& narrow) {
    if (*wide.grant.unit == *narrow.grant.unit) return true;
    return wide.grant.subtree &&
           std::ranges::find(narrow.ancestors, *wide.grant.unit) != narrow.ancestors.end();
}

/// Whether some unit falls under both; both grants are limited to units.
bool overlap(const PlacedGrant& a, const PlacedGrant& b) {
    return covers(a, b) || covers(b, a);
}

Result<> check_reach(const Grant& grant) {
    if (grant.subtree && !grant.unit) {
        return fail(ErrorKind::invalid_input, "accounts.subtree_without_unit");
    }
    switch (duty_of(grant.role).reach) {
        case Reach::everywhere:
            if (grant.unit) return fail(ErrorKind::invalid_input, "accounts.unit_not_allowed");
            return {};
        case Reach::in_units:
            if (!grant.unit) return fail(ErrorKind::invalid_input, "accounts.unit_needed");
            return {};
        case Reach::anywhere: return {};
    }
    return {};
}

Result<> check_pair(const PlacedGrant& a, const PlacedGrant& b) {
    if (a.grant.role == b.grant.role && a.grant.unit == b.grant.unit) {
        return fail(ErrorKind::invalid_input, "accounts.grant_twice");
    }
    switch (verdict_of(a.grant.role, b.grant.role)) {
        case Verdict::together: return {};
        case Verdict::apart: return fail(ErrorKind::conflict, "accounts.duties_apart");
        case Verdict::not_in_one_unit:
            if (overlap(a, b)) return fail(ErrorKind::conflict, "accounts.handler_and_head");
            return {};
    }
    return {};
}

}  // namespace

Verdict verdict_of(Role a, Role b) {
    if (a == b) return Verdict::together;
    const Duty& one = duty_of(a);
    const Duty& other = duty_of(b);
    if (one.company == Company::none || other.company == Company::none) return Verdict::apart;
    if ((one.reach == Reach::in_units) != (other.reach == Reach::in_units)) return Verdict::apart;
    for (const Separation& pair : separations) {
        if ((pair.one == a && pair.other == b) || (pair.one == b && pair.other == a)) {
            return pair.only_in_one_unit ? Verdict::not_in_one_unit : Verdict::apart;
        }
    }
    return Verdict::together;
}

Result<> check_grants(std::span<const PlacedGrant> grants) {
    if (grants.empty()) return fail(ErrorKind::invalid_input, "accounts.grants_none");
    for (const PlacedGrant& placed : grants) CHECK_OK(check_reach(placed.grant));
    for (std::size_t i = 0; i < grants.size(); ++i) {
        for (std::size_t j = i + 1; j < grants.size(); ++j) {
            CHECK_OK(check_pair(grants[i], grants[j]));
        }
    }
    return {};
}

Result<Grant> grant_from(std::string_view text) {
    const auto refused = fail(ErrorKind::invalid_input, "accounts.bad_grant");
    const std::size_t colon = text.find(':');
    const auto role = role_from(text.substr(0, colon));
    if (!role) return refused;
    Grant grant{*role, std::nullopt, false};
    if (colon == std::string_view::npos) return grant;
    std::string_view unit = text.substr(colon + 1);
    if (unit.ends_with("/*")) {
        grant.subtree = true;
        unit.remove_suffix(2);
    }
    grant.unit = UnitId::from(unit);
    if (!grant.unit) return refused;
    return grant;
}

std::string text_of(const Grant& grant) {
    std::string text{name_of(grant.role)};
    if (grant.unit) text += ":" + grant.unit->text();
    if (grant.subtree) text += "/*";
    return text;
}

std::string text_of(std::span<const Grant> grants) {
    std::string text;
    for (const Grant& grant : grants) {
        if (!text.empty()) text += ' ';
        text += text_of(grant);
    }
    return text;
}

std::vector<Role> unfilled(std::span<const Role> held) {
    std::vector<Role> missing;
    for (const Duty& duty : duties) {
        if (std::ranges::find(held, duty.role) == held.end()) missing.push_back(duty.role);
    }
    return missing;
}

std::string_view name_of(Role role) {
    return role_names.at(static_cast<std::size_t>(role));
}

std::optional<Role> role_from(std::string_view name) {
    const auto* const found = std::ranges::find(role_names, name);
    if (found == role_names.end()) return std::nullopt;
    return static_cast<Role>(found - role_names.begin());
}

}  // namespace pingyi::accounts
