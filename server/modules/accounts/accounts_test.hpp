// A small house for the tests of this module: a fresh database, two units, a clock set by hand.
#pragma once

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "modules/accounts/account_store.hpp"
#include "modules/accounts/embedded.hpp"
#include "modules/accounts/module.hpp"
#include "modules/ledger/embedded.hpp"
#include "modules/ledger/module.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/testing.hpp"

namespace pingyi::accounts {

inline const Instant noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} +
                          std::chrono::hours{4}};
inline const UnitId bureau = *UnitId::from("0190f3a2-0000-7000-8000-0000000000b1");
inline const UnitId office = *UnitId::from("0190f3a2-0000-7000-8000-0000000000b2");
inline constexpr std::string_view good_password = "morning tea by the west lake";

/// Somebody who has activated their account.
struct Somebody {
    AccountId id;
    std::string name;
    std::string secret;
};

class AccountsTest : public ::testing::TestWithParam<db::Engine> {
protected:
    static void SetUpTestSuite() { crypto::start(); }

    db::testing::Fresh fresh_{
        GetParam(),
        {{"ledger", ledger::embedded::migrations()}, {"accounts", embedded::migrations()}}};
    db::Database& database_ = fresh_.database();
    Deps deps_{database_, std::string(32, 'k'),
               [](db::Tx&, UnitId id) { return id == bureau || id == office; },
               [](db::Tx&, UnitId id) {
                   return id == office ? std::vector{bureau} : std::vector<UnitId>{};
               }};
    Instant now_ = noon;

    [[nodiscard]] std::string code_of(const Somebody& who) const {
        return crypto::totp_code(who.secret, now_);
    }
    Result<Invited> invite(std::string_view name, const std::vector<Grant>& grants) {
        return add_member(deps_, now_, Administrator::at_the_command_line(), {name, "演示", grants},
                          std::nullopt);
    }
    Somebody person(std::string_view name, const std::vector<Grant>& grants) {
        const auto invited = invite(name, grants);
        EXPECT_TRUE(invited) << (invited ? "" : invited.error().code);
        return activated(*invited);
    }
    Somebody activated(const Invited& invited) {
        const auto chosen = choose_password(deps_, now_, invited.activation_code, good_password);
        EXPECT_TRUE(chosen) << (chosen ? "" : chosen.error().code);
        // With the code of the step before, so that the present one is left for signing in.
        const auto confirmed = confirm_activation(
            deps_, now_, invited.activation_code,
            crypto::totp_code(chosen->totp_secret, now_ - std::chrono::seconds{30}));
        EXPECT_TRUE(confirmed) << (confirmed ? "" : confirmed.error().code);
        return {invited.member.id, invited.member.name, chosen->totp_secret};
    }
    Somebody administrator(std::string_view name = "admin") {
        return person(name, {{Role::administrator, std::nullopt, false}});
    }
    Result<NewSession> enter(std::string_view name, std::string_view password,
                             std::string_view code, std::string_view address = "192.0.2.1") {
        return sign_in(deps_, now_, {name, password, code, address}, "", nullptr);
    }
    NewSession entered(const Somebody& who) {
        auto session = enter(who.name, good_password, code_of(who));
        EXPECT_TRUE(session) << (session ? "" : session.error().code);
        return *session;
    }
    bool is_in(const std::string& token) {
        const auto found = signed_in(deps_, now_, token);
        EXPECT_TRUE(found) << (found ? "" : found.error().code);
        return found && found->has_value();
    }
    Account account_of_session(const std::string& token) {
        const auto found = signed_in(deps_, now_, token);
        EXPECT_TRUE(found && *found);
        return (*found)->account;
    }
    Account account(const Somebody& who) { return account_of_session(entered(who).token); }
};

template <class T>
std::string code_in(const Result<T>& result) {
    return result ? std::string{} : result.error().code;
}

}  // namespace pingyi::accounts
