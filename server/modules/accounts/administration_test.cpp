// Administration, API keys, callers and the demonstration, on both engines.
#include "modules/accounts/accounts_test.hpp"
#include "modules/accounts/session_store.hpp"

namespace pingyi::accounts {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

const std::vector<Grant> as_administrator{{Role::administrator, std::nullopt, false}};
const std::vector<Grant> as_auditor{{Role::auditor, std::nullopt, false}};

class AdministrationTest : public AccountsTest {
protected:
    const Administrator by_ = Administrator::at_the_command_line();
    Result<MadeKey> key_of(const Account& account, std::string_view repeat, int valid_days = 30) {
        return make_key(deps_, now_, account, {"export", true, false, days{valid_days}},
                        {"test", repeat, "body"});
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, AdministrationTest, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(AdministrationTest, GrantsAreCheckedWhenGiven) {
    const UnitId nowhere = *UnitId::from("0190f3a2-0000-7000-8000-0000000000ff");
    EXPECT_EQ(code_in(invite("one", {{Role::unit_head, nowhere, false}})), "accounts.no_such_unit");
    EXPECT_EQ(code_in(invite("one", {})), "accounts.grants_none");
    EXPECT_EQ(code_in(invite(
                  "one", {{Role::unit_head, bureau, true}, {Role::unit_handler, office, false}})),
              "accounts.handler_and_head")
        << "the office is below the bureau";
    ASSERT_TRUE(invite("one", as_auditor));
    EXPECT_EQ(code_in(invite("one", as_auditor)), "accounts.name_taken");
}

TEST_P(AdministrationTest, ARepeatedRequestMakesOneAccountAndShowsTheSameCode) {
    const db::RepeatKey repeat{"accounts.add/x", "0123456789abcdef", "body"};
    const auto first = add_member(deps_, now_, by_, {"one", "演示", as_auditor}, repeat);
    const auto again =
        add_member(deps_, now_ + seconds{5}, by_, {"one", "演示", as_auditor}, repeat);
    ASSERT_TRUE(first && again) << code_in(again);
    EXPECT_EQ(first->member.id, again->member.id);
    EXPECT_EQ(first->activation_code, again->activation_code);
    EXPECT_EQ(first->until, again->until);
    EXPECT_EQ(code_in(add_member(deps_, now_, by_, {"two", "演示", as_auditor},
                                 db::RepeatKey{"accounts.add/x", "0123456789abcdef", "other"})),
              "db.idempotency_key_reused");
}

TEST_P(AdministrationTest, ChangingGrantsEndsSessions) {
    const Somebody who = person("one", as_auditor);
    const std::string token = entered(who).token;
    const auto changed = change_grants(deps_, now_, by_, who.id, {{Role::juror, {}, false}});
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->grants, (std::vector<Grant>{{Role::juror, std::nullopt, false}}));
    EXPECT_FALSE(is_in(token));
    EXPECT_EQ(code_in(change_grants(deps_, now_, by_, AccountId{}, as_auditor)),
              "accounts.no_such_account");
}

TEST_P(AdministrationTest, DisabledPeopleAreOutUntilEnabled) {
    const Somebody who = person("one", as_auditor);
    const Account account = this->account(who);
    const auto key = key_of(account, "0123456789abcdef");
    ASSERT_TRUE(key);
    ASSERT_TRUE(key_holder(deps_, now_, key->text));
    ASSERT_TRUE(set_disabled(deps_, now_, by_, who.id, true));
    EXPECT_EQ(code_in(key_holder(deps_, now_, key->text)), "accounts.key_not_valid");
    now_ += seconds{30};
    EXPECT_FALSE(enter(who.name, good_password, code_of(who)));
    const auto enabled = set_disabled(deps_, now_, by_, who.id, false);
    ASSERT_TRUE(enabled);
    EXPECT_EQ(enabled->standing, Standing::active);
    EXPECT_TRUE(enter(who.name, good_password, code_of(who)));
    EXPECT_FALSE(key_holder(deps_, now_, key->text)) << "keys stay revoked";
}

TEST_P(AdministrationTest, AResetTakesEverythingAndInvitesAgain) {
    const Somebody who = person("one", as_auditor);
    const std::string token = entered(who).token;
    const auto again = reset_member(deps_, now_, by_, who.id);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->member.standing, Standing::invited);
    EXPECT_FALSE(is_in(token));
    now_ += seconds{60};
    EXPECT_FALSE(enter(who.name, good_password, code_of(who)));
    const Somebody anew = activated(*again);
    EXPECT_TRUE(enter(anew.name, good_password, code_of(anew)));
}

TEST_P(AdministrationTest, ThereIsAlwaysAnAdministrator) {
    const Somebody first = administrator("first");
    const auto by = Administrator::of(account(first));
    ASSERT_TRUE(by);
    ASSERT_TRUE(invite("second", as_administrator)) << "invited, so not yet one who can sign in";
    EXPECT_EQ(code_in(set_disabled(deps_, now_, *by, first.id, true)),
              "accounts.last_administrator");
    EXPECT_EQ(code_in(change_grants(deps_, now_, *by, first.id, as_auditor)),
              "accounts.last_administrator");
    EXPECT_EQ(code_in(reset_member(deps_, now_, *by, first.id)), "accounts.last_administrator");
    EXPECT_EQ(code_in(set_disabled(deps_, now_, by_, first.id, true)),
              "accounts.last_administrator")
        << "not from the command line either";
    administrator("third");
    EXPECT_TRUE(set_disabled(deps_, now_, *by, first.id, true));
    EXPECT_TRUE(command_reset(deps_, now_, "third")) << "the way back in";
}

TEST_P(AdministrationTest, PeopleAreFoundByPartsAndPinyinAndPaged) {
    for (const char* name : {"aa", "bb", "cc"}) {
        ASSERT_TRUE(add_member(deps_, now_, by_, {name, "李娜", as_auditor}, std::nullopt));
    }
    ASSERT_TRUE(add_member(deps_, now_, by_, {"dd", "100%", as_auditor}, std::nullopt));
    const auto names = [&](std::string_view search, const std::optional<Cursor>& after) {
        std::string all;
        const auto found =
            database_.read([&](db::Tx& tx) { return store::members(tx, search, after, 2); });
        for (const Member& each : *found) all += each.name + " ";
        return all;
    };
    EXPECT_EQ(names("", std::nullopt), "aa bb ");
    EXPECT_EQ(names("", Cursor{"bb", ""}), "cc dd ");
    EXPECT_EQ(names("李", Cursor{"aa", ""}), "bb cc ");
    EXPECT_EQ(names("li na", std::nullopt), "aa bb ");
    EXPECT_EQ(names("ln", Cursor{"bb", ""}), "cc ");
    EXPECT_EQ(names("%", std::nullopt), "dd ");
    EXPECT_EQ(names("_", std::nullopt), "");
}

TEST_P(AdministrationTest, KeysActWithinTheirScopesUntilTheyEnd) {
    const Somebody who = person("one", as_auditor);
    const Account account = this->account(who);
    const auto made = key_of(account, "0123456789abcdef", 1);
    ASSERT_TRUE(made);
    const auto again = key_of(account, "0123456789abcdef", 1);
    ASSERT_TRUE(again);
    EXPECT_EQ(made->text, again->text) << "one request, one key";
    const auto holder = key_holder(deps_, now_, made->text);
    ASSERT_TRUE(holder);
    EXPECT_EQ(holder->account.id, who.id);
    EXPECT_TRUE(holder->may_read);
    EXPECT_FALSE(holder->may_write);
    EXPECT_EQ(code_in(make_key(deps_, now_, holder->account, {"more", true, true, days{1}},
                               {"test", "fedcba9876543210", ""})),
              "accounts.not_allowed")
        << "a key makes no keys";

    const auto listed =
        database_.read([&](db::Tx& tx) { return store::keys(tx, account.id, std::nullopt, 10); });
    ASSERT_EQ(listed->size(), 1U);
    EXPECT_EQ(listed->front().owner, "one");
    EXPECT_EQ(listed->front().key.used_on, std::chrono::floor<days>(now_));
    EXPECT_EQ(made->text.find(listed->front().key.hash), std::string::npos);

    std::string other = made->text;
    other[50] = other[50] == 'A' ? 'B' : 'A';
    for (const std::string& wrong : {other, std::string("pingyi_key_"), std::string()}) {
        EXPECT_EQ(code_in(key_holder(deps_, now_, wrong)), "accounts.key_not_valid");
    }
    EXPECT_EQ(code_in(key_holder(deps_, now_ + days{1}, made->text)), "accounts.key_not_valid");
    EXPECT_TRUE(revoke_key(deps_, now_, account, made->key.id));
    EXPECT_EQ(code_in(key_holder(deps_, now_, made->text)), "accounts.key_not_valid");
}

TEST_P(AdministrationTest, KeysHaveALimit) {
    const Account account = this->account(person("one", as_auditor));
    for (std::int64_t i = 0; i < keys_max; ++i) {
        ASSERT_TRUE(key_of(account, "key number " + std::to_string(i)));
    }
    EXPECT_EQ(code_in(key_of(account, "one too many")), "accounts.keys_too_many");
}

TEST_P(AdministrationTest, CallersComeFromCookiesAndKeys) {
    deps_.settings.key_calls_a_minute = 3;
    SignIn sign_in{deps_};
    const Somebody who = person("one", as_auditor);
    const NewSession session = entered(who);
    const auto key = key_of(account_of_session(session.token), "0123456789abcdef");
    ASSERT_TRUE(key);
    const auto with = [](std::string name, std::string value, bool secure = false) {
        http::Request request;
        request.secure = secure;
        request.headers.push_back({std::move(name), std::move(value)});
        return request;
    };
    const auto classes = [&](const http::Request& request) {
        const auto caller = sign_in.identify(request, now_);
        EXPECT_TRUE(caller) << code_in(caller);
        return caller ? caller->classes.bits : 0;
    };
    EXPECT_EQ(classes({}), http::anyone.bits);
    const std::string cookie = "pingyi_session=" + session.token;
    EXPECT_EQ(classes(with("Cookie", cookie)), (http::anyone | of(Role::auditor)).bits);
    EXPECT_EQ(classes(with("Cookie", "__Host-" + cookie, true)),
              (http::anyone | of(Role::auditor)).bits);
    EXPECT_EQ(classes(with("Cookie", cookie, true)), http::anyone.bits)
        << "under TLS only the cookie that is bound to the host";
    EXPECT_EQ(classes(with("Cookie", "pingyi_session=stale")), http::anyone.bits)
        << "public pages go on";
    EXPECT_EQ(code_in(sign_in.identify(with("Authorization", "Bearer nonsense"), now_)),
              "accounts.key_not_valid");
    EXPECT_EQ(code_in(sign_in.identify(with("Authorization", "Basic eDp5"), now_)),
              "accounts.key_not_valid");
    const http::Request keyed = with("Authorization", "Bearer " + key->text);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(classes(keyed), (http::anyone | key_may_read).bits) << "scopes, not roles";
    }
    const auto refused = sign_in.identify(keyed, now_);
    EXPECT_EQ(code_in(refused), "accounts.key_too_fast");
    EXPECT_EQ(refused.error().retry_after, seconds{21});
    now_ += seconds{20};
    EXPECT_EQ(classes(keyed), (http::anyone | key_may_read).bits);
    const auto caller = sign_in.identify(with("Cookie", cookie), now_);
    EXPECT_EQ(account_of(*caller)->id, who.id);
    EXPECT_EQ(caller->log_name.size(), 16U);
    EXPECT_EQ(caller->log_name.find(who.name), std::string::npos);
}

TEST_P(AdministrationTest, TheDemonstrationIsLawfulAndComplete) {
    Staffing staffing_seen{database_};
    EXPECT_EQ(staffing_seen.unmet(now_).size(), 10U);
    const auto made = make_demo(deps_, now_, bureau);
    ASSERT_TRUE(made) << code_in(made);
    ASSERT_EQ(made->size(), 7U);
    const auto missing = database_.read([](db::Tx& tx) { return staffing(tx); });
    EXPECT_TRUE(missing->empty());
    EXPECT_EQ(staffing_seen.unmet(now_ + seconds{29}).size(), 10U) << "asked seldom";
    EXPECT_TRUE(staffing_seen.unmet(now_ + seconds{30}).empty());
    EXPECT_NE((*made)[0].password, (*made)[1].password);

    now_ += seconds{5};
    const auto members =
        database_.read([](db::Tx& tx) { return store::members(tx, "", std::nullopt, 100); });
    EXPECT_EQ(members->size(), 7U);
    const auto again = make_demo(deps_, now_, bureau);
    ASSERT_TRUE(again);
    EXPECT_TRUE((*again)[0].password.empty()) << "shown once";
    EXPECT_TRUE(command_disable(deps_, now_, "demo-auditor"));
    EXPECT_EQ(staffing_seen.unmet(now_ + seconds{60}), std::vector{Role::auditor});
}

TEST_P(AdministrationTest, HoldersAreThoseWhoHaveTheRoleAndCanSignIn) {
    const auto ann = person("ann", {{Role::call_back_officer, std::nullopt, false}});
    const auto ben = person(
        "ben", {{Role::call_back_officer, bureau, true}, {Role::juror, std::nullopt, false}});
    (void)person("cat", {{Role::auditor, std::nullopt, false}});
    ASSERT_TRUE(invite("dan", {{Role::call_back_officer, std::nullopt, false}}));
    const auto found = [&] {
        return database_.read([](db::Tx& tx) { return holders(tx, Role::call_back_officer); })
            .value();
    };
    EXPECT_EQ(found(), (std::vector{ann.id, ben.id})) << "dan has not signed in yet";
    ASSERT_TRUE(set_disabled(deps_, now_, Administrator::at_the_command_line(), ann.id, true));
    EXPECT_EQ(found(), std::vector{ben.id});
}

TEST_P(AdministrationTest, CommandsOfTheServer) {
    EXPECT_EQ(code_in(command_add(deps_, now_, "Li", "演示", {"auditor"})), "accounts.bad_name");
    EXPECT_EQ(code_in(command_add(deps_, now_, "li", "\xff", {"auditor"})), "accounts.bad_name");
    EXPECT_EQ(code_in(command_add(deps_, now_, "li", "演示", {"mayor"})), "accounts.bad_grant");
    EXPECT_EQ(code_in(command_add(deps_, now_, "li", "演示", {})), "accounts.grants_none");
    ASSERT_TRUE(command_add(deps_, now_, "li", "演示", {"unit_head:" + bureau.text() + "/*"}));
    const auto lines = command_list(deps_);
    ASSERT_EQ(lines->size(), 1U);
    EXPECT_EQ(lines->front(), "li\tinvited\tunit_head:" + bureau.text() + "/*");
    EXPECT_EQ(code_in(command_reset(deps_, now_, "nobody")), "accounts.no_such_account");
}

}  // namespace
}  // namespace pingyi::accounts
