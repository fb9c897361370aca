// Passwords, throttling, life of sessions and keys, codes, and who may do what.
#include "modules/accounts/rules.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "kernel/text.hpp"
#include "modules/accounts/codes.hpp"
#include "modules/accounts/policy.hpp"

namespace pingyi::accounts {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Instant noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + hours{4}};

TEST(AccountRules, LoginNames) {
    for (const std::string_view good : {"li.na", "ab", "a1-_.", "demo-admin"}) {
        EXPECT_TRUE(login_name_pattern.matches(good)) << good;
    }
    for (const std::string_view bad : {"", "a", "1ab", "Li", "li na", "李娜", "-ab", "a@b"}) {
        EXPECT_FALSE(login_name_pattern.matches(bad)) << bad;
    }
    EXPECT_FALSE(login_name_pattern.matches(std::string(41, 'a')));
    EXPECT_TRUE(login_name_pattern.matches(login_name_pattern.sample));
}

TEST(AccountRules, Passwords) {
    struct Row {
        std::string_view why;
        std::string_view password;
        std::string_view code;
    };
    const Row rows[] = {
        {"a sentence", "morning tea by the west lake", ""},
        {"a Chinese sentence needs no other characters", "清晨在湖边喝一杯龙井茶很好", ""},
        {"on every list", "password1234", "accounts.password_common"},
        {"the same in capitals", "PassWord1234", "accounts.password_common"},
        {"one character repeated", "aaaaaaaaaaaaaaaa", "accounts.password_common"},
        {"four characters repeated", "abcdabcdabcdabcd", "accounts.password_common"},
        {"the login name inside", "my li.na and more", "accounts.password_has_name"},
        {"the login name in capitals", "my LI.NA and more", "accounts.password_has_name"},
    };
    for (const Row& row : rows) {
        const auto checked = check_password(row.password, "li.na");
        EXPECT_EQ(checked ? "" : checked.error().code, row.code) << row.why;
    }
}

TEST(AccountRules, WaitingDoublesUpToAQuarterOfAnHour) {
    const auto wait = [](std::int64_t count, seconds later) {
        return wait_before_next({count, noon}, 5, noon + later).count();
    };
    EXPECT_EQ(wait(0, seconds{0}), 0);
    EXPECT_EQ(wait(4, seconds{0}), 0);
    EXPECT_EQ(wait(5, seconds{0}), 1);
    EXPECT_EQ(wait(6, seconds{0}), 2);
    EXPECT_EQ(wait(8, seconds{0}), 8);
    EXPECT_EQ(wait(8, seconds{3}), 5);
    EXPECT_EQ(wait(8, seconds{8}), 0);
    EXPECT_EQ(wait(15, seconds{0}), 900);
    EXPECT_EQ(wait(100'000, seconds{0}), 900);
    EXPECT_EQ(wait(100'000, minutes{60}), 0) << "a series an hour old is forgotten";
    EXPECT_EQ(wait_before_next({8, noon}, 5, noon + std::chrono::milliseconds{7001}).count(), 1)
        << "never rounded down to an attempt that is refused";
}

TEST(AccountRules, AttemptsCountAsASeries) {
    EXPECT_EQ(with_one_more({}, noon).count, 1);
    EXPECT_EQ(with_one_more({7, noon}, noon + minutes{59}).count, 8);
    EXPECT_EQ(with_one_more({7, noon}, noon + minutes{60}).count, 1);
}

TEST(AccountRules, SessionsEndIdleOrOld) {
    const Settings settings;
    Session session;
    session.created_at = noon;
    session.used_at = noon;
    EXPECT_TRUE(is_alive(session, settings, noon + minutes{29}));
    EXPECT_FALSE(is_alive(session, settings, noon + minutes{30}));
    session.used_at = noon + hours{11} + minutes{50};
    EXPECT_TRUE(is_alive(session, settings, noon + hours{12} - minutes{1}));
    EXPECT_FALSE(is_alive(session, settings, noon + hours{12})) << "however busy";
    EXPECT_FALSE(wants_touch(session, session.used_at + seconds{59}));
    EXPECT_TRUE(wants_touch(session, session.used_at + seconds{60}));
}

TEST(AccountRules, DevicesAreFamiliesOnly) {
    EXPECT_EQ(device_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
                        "Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.2849.68"),
              "Edge, Windows");
    EXPECT_EQ(device_of("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"),
              "Firefox, Linux");
    EXPECT_EQ(device_of("Mozilla/5.0 (iPhone; CPU iPhone OS 14_0 like Mac OS X) AppleWebKit/605.1 "
                        "(KHTML, like Gecko) Version/14.0 Mobile/15E148 Safari/604.1"),
              "Safari, iOS");
    EXPECT_EQ(device_of(""), "");
    EXPECT_EQ(device_of("<script>alert(1)</script>"), "");
}

TEST(AccountCodes, ActivationCodesForgiveTyping) {
    const std::string code = activation_code(std::string(15, '\x5a'));
    EXPECT_EQ(code.size(), 29U);
    EXPECT_EQ(code[4], '-');
    std::string careless;
    for (const char c : code) {
        if (c != '-') careless += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    EXPECT_EQ(normalised_code(careless), normalised_code(code));
    EXPECT_EQ(normalised_code(" " + code + " "), normalised_code(code));
}

TEST(AccountCodes, KeysCarryTheirIdAndACheckSum) {
    const auto id = KeyId::from("0190f3a2-0000-7000-8000-0000000000ab");
    ASSERT_TRUE(id);
    const std::string text = key_text(*id, std::string(20, '\x11'));
    EXPECT_TRUE(text.starts_with("pingyi_key_0190f3a2")) << text;
    EXPECT_EQ(key_id_from(text), id);
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string mistyped = text;
        mistyped[i] = mistyped[i] == 'Q' ? 'R' : 'Q';
        EXPECT_FALSE(key_id_from(mistyped)) << "character " << i;
    }
    EXPECT_FALSE(key_id_from(""));
    EXPECT_FALSE(key_id_from(text + "A"));
}

TEST(AccountCodes, NothingSentCrashesTheReader) {
    EXPECT_TRUE(rc::check([](const std::string& text) {
        RC_ASSERT(!key_id_from(text));
        RC_ASSERT(!key_id_from("pingyi_key_" + text));
        static_cast<void>(normalised_code(text));
        static_cast<void>(device_of(text));
    }));
}

TEST(AccountRules, KeysExpireWithin400Days) {
    Key key;
    key.may_read = true;
    const auto code = [&](Instant expires) {
        key.expires_at = expires;
        const auto checked = check_key(key, noon);
        return checked ? std::string{} : checked.error().code;
    };
    EXPECT_EQ(code(noon + std::chrono::days{1}), "");
    EXPECT_EQ(code(noon + std::chrono::days{400}), "");
    EXPECT_EQ(code(noon + std::chrono::days{400} + seconds{1}), "accounts.key_expiry");
    EXPECT_EQ(code(noon), "accounts.key_expiry");
    key.may_read = false;
    EXPECT_EQ(code(noon + std::chrono::days{1}), "accounts.key_scopes_none");
}

TEST(AccountPolicy, WhoMayDoWhat) {
    for (std::size_t i = 0; i < role_names.size(); ++i) {
        const auto role = static_cast<Role>(i);
        Account account;
        account.grants = {{role, std::nullopt, false}};
        account.id = *AccountId::from("0190f3a2-0000-7000-8000-000000000001");
        Key own;
        own.account = account.id;
        Key other;
        const bool administers = role == Role::administrator;
        EXPECT_EQ(Administrator::of(account).has_value(), administers) << role_names[i];
        EXPECT_EQ(policy::may_list_all_keys(account).has_value(), administers) << role_names[i];
        EXPECT_EQ(policy::may_read_log(account).has_value(), administers || role == Role::auditor);
        EXPECT_TRUE(policy::may_revoke(account, own));
        EXPECT_EQ(policy::may_revoke(account, other).has_value(), administers);

        account.api_key = "a key acts for its owner";
        EXPECT_FALSE(Administrator::of(account)) << "but never administers";
        EXPECT_FALSE(policy::may_list_all_keys(account));
        EXPECT_FALSE(policy::may_revoke(account, own));
        EXPECT_FALSE(policy::must_be_in_person(account));
        EXPECT_EQ(policy::may_read_log(account).has_value(), role == Role::auditor);
    }
}

}  // namespace
}  // namespace pingyi::accounts
