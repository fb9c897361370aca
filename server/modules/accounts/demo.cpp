// The demonstration's accounts: the smallest lawful staffing, seven people who are nobody.
#include <algorithm>
#include <array>

#include "modules/accounts/account_store.hpp"
#include "modules/accounts/duties.hpp"
#include "modules/accounts/module.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::accounts {
namespace {

struct Person {
    std::string_view name;
    std::string_view display_name;
    std::array<std::optional<Role>, 3> roles;
};
constexpr std::array<Person, 7> people{{
    {"demo-admin", "演示 · 管理员", {Role::administrator}},
    {"demo-office",
     "演示 · 评议办",
     {Role::programme_office, Role::intake_officer, Role::inspector}},
    {"demo-handler", "演示 · 经办人", {Role::unit_handler}},
    {"demo-head", "演示 · 单位负责人", {Role::unit_head}},
    {"demo-callback", "演示 · 回访员兼评委", {Role::call_back_officer, Role::juror}},
    {"demo-evaluator", "演示 · 第三方测评员", {Role::third_party_evaluator}},
    {"demo-auditor", "演示 · 审计员", {Role::auditor}},
}};

std::vector<Grant> grants_for(const Person& person, UnitId unit) {
    std::vector<Grant> grants;
    for (const auto& role : person.roles) {
        if (!role) continue;
        const bool in_units = duties.at(static_cast<std::size_t>(*role)).reach == Reach::in_units;
        grants.push_back({*role, in_units ? std::optional{unit} : std::nullopt, false});
    }
    return grants;
}

DemoAccount described(const Person& person) {
    DemoAccount account;
    account.name = person.name;
    for (const auto& role : person.roles) {
        if (role) account.roles.push_back(*role);
    }
    return account;
}

/// Goes the way that everybody goes: invited, a password chosen, a first code confirmed.
Result<DemoAccount> make(const Deps& deps, Instant now, const Person& person, UnitId unit) {
    TRY(invited,
        add_member(deps, now, Administrator::at_the_command_line(),
                   {person.name, person.display_name, grants_for(person, unit)}, std::nullopt));
    DemoAccount account = described(person);
    account.password = crypto::random_token(12);
    TRY(chosen, choose_password(deps, now, invited.activation_code, account.password));
    // Confirmed with the code of the step before, so that the first sign-in need not wait for a
    // new one.
    const std::string code = crypto::totp_code(chosen.totp_secret, now - std::chrono::seconds{30});
    CHECK_OK(confirm_activation(deps, now, invited.activation_code, code));
    account.totp_secret = crypto::base32(chosen.totp_secret);
    account.totp_uri = crypto::totp_uri(chosen.totp_secret, account.name, deps.settings.issuer);
    return account;
}

}  // namespace

Result<std::vector<DemoAccount>> make_demo(const Deps& deps, Instant now, UnitId unit) {
    std::vector<DemoAccount> accounts;
    for (const Person& person : people) {
        const auto known =
            deps.database.read([&](db::Tx& tx) { return store::member_by_name(tx, person.name); });
        if (known) {
            accounts.push_back(described(person));
            continue;
        }
        if (known.error().code != "accounts.no_such_account") {
            return std::unexpected(known.error());
        }
        TRY(made, make(deps, now, person, unit));
        accounts.push_back(std::move(made));
    }
    return accounts;
}

}  // namespace pingyi::accounts
