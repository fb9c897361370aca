// Every pair of roles, and the grants that one person may hold.
#include "modules/accounts/duties.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace pingyi::accounts {
namespace {

UnitId unit(std::uint8_t number) {
    Uuid bytes{};
    bytes[15] = number;
    return UnitId{bytes};
}

Grant everywhere(Role role) {
    return {role, std::nullopt, false};
}
PlacedGrant placed(Role role) {
    return {everywhere(role), {}};
}
PlacedGrant at(Role role, UnitId where, bool subtree = false, std::vector<UnitId> above = {}) {
    return {{role, where, subtree}, std::move(above)};
}

/// The law, written out by hand: "." goes together, "u" not in one unit, "x" apart. Rows and
/// columns in the order of the enumeration.
constexpr std::array<std::string_view, 10> law{
    // adm prog int hand head call insp eval jur aud
    ".xxxxxxxxx",  // administrator
    "x..xxx.x.x",  // programme office
    "x..xxx.x.x",  // intake officer
    "xxx.uxxxxx",  // unit handler
    "xxxu.xxxxx",  // unit head
    "xxxxx..x.x",  // call-back officer
    "x..xx..x.x",  // inspector
    "xxxxxxx.xx",  // third-party evaluator
    "x..xx..x.x",  // juror
    "xxxxxxxxx.",  // auditor
};

TEST(Duties, EveryPairFollowsTheLaw) {
    for (std::size_t a = 0; a < law.size(); ++a) {
        for (std::size_t b = 0; b < law.size(); ++b) {
            const Verdict verdict = verdict_of(static_cast<Role>(a), static_cast<Role>(b));
            const char shown = verdict == Verdict::together ? '.'
                               : verdict == Verdict::apart  ? 'x'
                                                            : 'u';
            EXPECT_EQ(shown, law[a][b]) << role_names[a] << " with " << role_names[b];
        }
    }
}

TEST(Duties, TableIsInTheOrderOfTheRoles) {
    for (std::size_t i = 0; i < duties.size(); ++i) {
        EXPECT_EQ(duties[i].role, static_cast<Role>(i));
        EXPECT_EQ(role_from(role_names[i]), static_cast<Role>(i));
    }
    EXPECT_FALSE(role_from("mayor"));
}

TEST(Duties, GrantsOfOnePerson) {
    struct Row {
        std::string_view why;
        std::vector<PlacedGrant> grants;
        std::string_view code;
    };
    const UnitId bureau = unit(1);
    const UnitId office = unit(2);
    const UnitId other = unit(3);
    const Row rows[] = {
        {"nothing at all", {}, "accounts.grants_none"},
        {"one role", {placed(Role::auditor)}, ""},
        {"the demonstration's office",
         {placed(Role::programme_office), placed(Role::intake_officer), placed(Role::inspector)},
         ""},
        {"call-back and juror", {placed(Role::call_back_officer), placed(Role::juror)}, ""},
        {"an administrator who inspects",
         {placed(Role::administrator), placed(Role::inspector)},
         "accounts.duties_apart"},
        {"call-back in one district, intake in another, is still one person",
         {at(Role::call_back_officer, bureau), at(Role::intake_officer, other)},
         "accounts.duties_apart"},
        {"a handler without a unit", {placed(Role::unit_handler)}, "accounts.unit_needed"},
        {"an auditor of one unit only", {at(Role::auditor, bureau)}, "accounts.unit_not_allowed"},
        {"everything below nothing",
         {{{Role::inspector, std::nullopt, true}, {}}},
         "accounts.subtree_without_unit"},
        {"a district's intake", {at(Role::intake_officer, bureau, true)}, ""},
        {"the same twice",
         {at(Role::unit_handler, bureau), at(Role::unit_handler, bureau, true)},
         "accounts.grant_twice"},
        {"a handler of two units",
         {at(Role::unit_handler, bureau), at(Role::unit_handler, other)},
         ""},
        {"handler and head of one unit",
         {at(Role::unit_handler, bureau), at(Role::unit_head, bureau)},
         "accounts.handler_and_head"},
        {"handler here, head elsewhere",
         {at(Role::unit_handler, bureau), at(Role::unit_head, other)},
         ""},
        {"head of a bureau and all below, handler of an office of it",
         {at(Role::unit_head, bureau, true), at(Role::unit_handler, office, false, {bureau})},
         "accounts.handler_and_head"},
        {"the same the other way round",
         {at(Role::unit_handler, office, false, {bureau}), at(Role::unit_head, bureau, true)},
         "accounts.handler_and_head"},
        {"head of the bureau alone, handler of an office below it",
         {at(Role::unit_head, bureau), at(Role::unit_handler, office, false, {bureau})},
         ""},
    };
    for (const Row& row : rows) {
        const auto checked = check_grants(row.grants);
        EXPECT_EQ(checked ? "" : checked.error().code, row.code) << row.why;
    }
}

TEST(Duties, OrderOfGrantsDoesNotMatter) {
    EXPECT_TRUE(rc::check([](std::vector<std::uint8_t> picks) {
        std::vector<PlacedGrant> grants;
        for (const std::uint8_t pick : picks) {
            const auto role = static_cast<Role>(pick % 10);
            const bool in_units = duties[pick % 10].reach == Reach::in_units;
            grants.push_back(in_units ? at(role, unit(static_cast<std::uint8_t>(pick / 64 + 1)))
                                      : placed(role));
        }
        const bool allowed = check_grants(grants).has_value();
        std::ranges::reverse(grants);
        RC_ASSERT(check_grants(grants).has_value() == allowed);
    }));
}

TEST(Duties, TheSmallestLawfulStaffingIsSeven) {
    // A person holds a set of roles that go together; six such sets never cover all ten roles.
    std::vector<std::uint32_t> lawful;
    for (std::uint32_t set = 1; set < 1024; ++set) {
        bool together = true;
        for (std::size_t a = 0; a < 10; ++a) {
            for (std::size_t b = a + 1; b < 10; ++b) {
                if ((set >> a & 1U) != 0 && (set >> b & 1U) != 0 &&
                    verdict_of(static_cast<Role>(a), static_cast<Role>(b)) != Verdict::together) {
                    together = false;
                }
            }
        }
        if (together) lawful.push_back(set);
    }
    std::vector<std::uint32_t> reachable{0};
    int people = 0;
    while (std::ranges::find(reachable, 1023U) == reachable.end()) {
        std::vector<std::uint32_t> next;
        for (const std::uint32_t covered : reachable) {
            for (const std::uint32_t set : lawful) next.push_back(covered | set);
        }
        std::ranges::sort(next);
        const auto repeated = std::ranges::unique(next);
        next.erase(repeated.begin(), repeated.end());
        reachable = std::move(next);
        ++people;
    }
    // Handler and head may be one person of two different units; with one unit they are two.
    EXPECT_EQ(people, 7);
}

TEST(Duties, GrantsAsText) {
    const UnitId bureau = unit(7);
    for (const Grant& grant : {everywhere(Role::juror), Grant{Role::unit_head, bureau, false},
                               Grant{Role::intake_officer, bureau, true}}) {
        const auto read = grant_from(text_of(grant));
        ASSERT_TRUE(read);
        EXPECT_EQ(*read, grant);
    }
    for (const std::string_view bad :
         {"", "mayor", "juror:", "unit_head:/*", "unit_head:x", "unit_head:*", ":", "JUROR"}) {
        EXPECT_FALSE(grant_from(bad)) << bad;
    }
}

TEST(Duties, UnfilledRoles) {
    EXPECT_EQ(unfilled({}).size(), 10U);
    const std::vector<Role> all_but_one{Role::administrator,  Role::programme_office,
                                        Role::intake_officer, Role::unit_handler,
                                        Role::unit_head,      Role::call_back_officer,
                                        Role::inspector,      Role::third_party_evaluator,
                                        Role::auditor};
    EXPECT_EQ(unfilled(all_but_one), std::vector{Role::juror});
}

TEST(Duties, HasRoleForAUnit) {
    const UnitId bureau = unit(1);
    const UnitId office = unit(2);
    const std::vector<UnitId> above_office{bureau};
    Account account;
    account.grants = {{Role::unit_head, bureau, true}, {Role::unit_handler, unit(3), false}};
    EXPECT_FALSE(has_role(account, Role::unit_head)) << "limited is not everywhere";
    EXPECT_TRUE(has_role(account, Role::unit_head, bureau, {}));
    EXPECT_TRUE(has_role(account, Role::unit_head, office, above_office));
    EXPECT_FALSE(has_role(account, Role::unit_head, office, {})) << "not below the bureau";
    EXPECT_FALSE(has_role(account, Role::unit_handler, office, above_office));
    account.grants = {everywhere(Role::inspector)};
    EXPECT_TRUE(has_role(account, Role::inspector));
    EXPECT_TRUE(has_role(account, Role::inspector, office, above_office));
}

}  // namespace
}  // namespace pingyi::accounts
