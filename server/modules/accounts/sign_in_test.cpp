// Activation, signing in, throttling, sessions and passwords, on both engines.
#include <latch>
#include <thread>

#include "modules/accounts/accounts_test.hpp"

namespace pingyi::accounts {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class SignInTest : public AccountsTest {};
INSTANTIATE_TEST_SUITE_P(Engines, SignInTest, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(SignInTest, ActivationThenSignIn) {
    const auto invited = invite("li.na", {{Role::unit_handler, bureau, false}});
    ASSERT_TRUE(invited);
    EXPECT_EQ(code_in(enter("li.na", good_password, "000000")), "accounts.wrong_credentials");
    EXPECT_EQ(code_in(confirm_activation(deps_, now_, invited->activation_code, "000000")),
              "accounts.no_password_yet");
    EXPECT_EQ(code_in(choose_password(deps_, now_, invited->activation_code, "password1234")),
              "accounts.password_common");
    const Somebody li_na = activated(*invited);
    EXPECT_EQ(code_in(choose_password(deps_, now_, invited->activation_code, good_password)),
              "accounts.no_such_activation")
        << "a code works once";
    const NewSession session = entered(li_na);
    const Account account = account_of_session(session.token);
    EXPECT_EQ(account.name, "li.na");
    EXPECT_EQ(account.grants, (std::vector<Grant>{{Role::unit_handler, bureau, false}}));
    EXPECT_FALSE(is_in("somebody else's token"));
}

TEST_P(SignInTest, ActivationCodesEnd) {
    const auto invited = invite("li.na", {{Role::auditor, std::nullopt, false}});
    ASSERT_TRUE(invited);
    now_ = noon + hours{72};
    EXPECT_EQ(code_in(choose_password(deps_, now_, invited->activation_code, good_password)),
              "accounts.no_such_activation");
}

TEST_P(SignInTest, AnActivationMayBeBegunAgain) {
    const auto invited = invite("li.na", {{Role::auditor, std::nullopt, false}});
    const auto first = choose_password(deps_, now_, invited->activation_code, good_password);
    const auto second = choose_password(deps_, now_, invited->activation_code, good_password);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(code_in(confirm_activation(deps_, now_, invited->activation_code,
                                         crypto::totp_code(first->totp_secret, now_))),
              "accounts.wrong_code");
    EXPECT_TRUE(confirm_activation(deps_, now_, invited->activation_code,
                                   crypto::totp_code(second->totp_secret, now_)));
}

TEST_P(SignInTest, OneAnswerForEverythingThatIsWrong) {
    const Somebody li_na = administrator("li.na");
    const Somebody gone = administrator("gone");
    ASSERT_TRUE(set_disabled(deps_, now_, Administrator::at_the_command_line(), gone.id, true));
    const auto unknown = enter("nobody", good_password, "123456");
    ASSERT_FALSE(unknown);
    const std::string used = code_of(li_na);
    ASSERT_TRUE(enter("li.na", good_password, used));
    const Result<NewSession> wrong[] = {
        enter("li.na", "not the password", code_of(li_na)),
        enter("li.na", good_password, "000000"),
        enter("li.na", good_password, used),
        enter("gone", good_password, code_of(gone)),
        enter("李娜", good_password, "123456"),
    };
    for (const auto& each : wrong) {
        ASSERT_FALSE(each);
        EXPECT_EQ(each.error().kind, unknown.error().kind);
        EXPECT_EQ(each.error().code, unknown.error().code);
        EXPECT_EQ(each.error().fields, unknown.error().fields);
        EXPECT_EQ(each.error().retry_after, unknown.error().retry_after);
    }
}

TEST_P(SignInTest, NamesAreFoundHoweverTheyAreTyped) {
    const Somebody li_na = administrator("li.na");
    EXPECT_TRUE(enter(" LI.NA", good_password, code_of(li_na)) ||
                enter("Li.Na", good_password, code_of(li_na)));
}

TEST_P(SignInTest, ACodeWorksOnce) {
    const Somebody li_na = administrator("li.na");
    const std::string code = code_of(li_na);
    ASSERT_TRUE(enter("li.na", good_password, code));
    EXPECT_EQ(code_in(enter("li.na", good_password, code)), "accounts.wrong_credentials");
    const std::string older = crypto::totp_code(li_na.secret, now_ - seconds{30});
    EXPECT_EQ(code_in(enter("li.na", good_password, older)), "accounts.wrong_credentials")
        << "nor does an older one afterwards";
    now_ += seconds{30};
    EXPECT_TRUE(enter("li.na", good_password, code_of(li_na)));
}

TEST_P(SignInTest, OfTwoWithOneCodeOneWins) {
    const Somebody li_na = administrator("li.na");
    const std::string code = code_of(li_na);
    constexpr int callers = 4;
    std::latch begin{callers};
    std::atomic<int> in = 0;
    std::atomic<int> refused = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < callers; ++i) {
            threads.emplace_back([&] {
                begin.arrive_and_wait();
                const auto session = enter("li.na", good_password, code);
                if (session) ++in;
                if (code_in(session) == "accounts.wrong_credentials") ++refused;
            });
        }
    }
    EXPECT_EQ(in, 1);
    EXPECT_EQ(refused, callers - 1);
}

TEST_P(SignInTest, GuessingIsSlowedDownForKnownAndUnknownNamesAlike) {
    const Somebody li_na = administrator("li.na");
    for (const std::string_view name : {"li.na", "nobody"}) {
        for (int i = 0; i < free_attempts_of_account; ++i) {
            EXPECT_EQ(code_in(enter(name, "guess", "000000", name)), "accounts.wrong_credentials");
        }
        const auto refused = enter(name, "guess", "000000", name);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::too_many);
        EXPECT_EQ(refused.error().code, "accounts.too_many_attempts");
        EXPECT_EQ(refused.error().retry_after, seconds{1});
    }
    EXPECT_EQ(code_in(enter("li.na", good_password, code_of(li_na), "elsewhere")),
              "accounts.too_many_attempts")
        << "the right password waits too: the account is slowed, not the guesser";
    now_ += seconds{1};
    EXPECT_EQ(code_in(enter("li.na", "guess", "000000")), "accounts.wrong_credentials");
    EXPECT_EQ(enter("li.na", "guess", "000000").error().retry_after, seconds{2}) << "doubled";
    now_ += seconds{2};
    EXPECT_TRUE(enter("li.na", good_password, code_of(li_na)));
    EXPECT_EQ(code_in(enter("li.na", "guess", "000000")), "accounts.wrong_credentials")
        << "a success forgets the series";
}

TEST_P(SignInTest, AnAddressIsSlowedDownOverManyNames) {
    for (std::int64_t i = 0; i < free_attempts_of_address; ++i) {
        EXPECT_EQ(code_in(enter("name" + std::to_string(i), "guess", "000000")),
                  "accounts.wrong_credentials");
    }
    EXPECT_EQ(code_in(enter("another", "guess", "000000")), "accounts.too_many_attempts");
    EXPECT_EQ(code_in(enter("another", "guess", "000000", "192.0.2.2")),
              "accounts.wrong_credentials")
        << "another address goes on";
}

TEST_P(SignInTest, AttemptsHoldNoAddress) {
    static_cast<void>(enter("nobody", "guess", "000000", "203.0.113.77"));
    const auto keys = database_.read([](db::Tx& tx) {
        std::string all;
        for (const db::Row row : tx.run("SELECT key FROM accounts_attempt")) all += row.text(0);
        return all;
    });
    ASSERT_TRUE(keys);
    EXPECT_EQ(keys->size(), 128U);
    EXPECT_EQ(keys->find(crypto::hex(crypto::sha256("203.0.113.77"))), std::string::npos);
}

TEST_P(SignInTest, SessionsEndIdleAndOld) {
    const Somebody li_na = administrator("li.na");
    const std::string token = entered(li_na).token;
    now_ += minutes{29};
    EXPECT_TRUE(is_in(token));
    now_ += minutes{29};
    EXPECT_TRUE(is_in(token)) << "use keeps it alive";
    now_ += minutes{30};
    EXPECT_FALSE(is_in(token)) << "idle";

    now_ += minutes{1};
    const std::string second = entered(li_na).token;
    const Instant end = now_ + hours{12};
    while (now_ + minutes{20} < end) {
        now_ += minutes{20};
        ASSERT_TRUE(is_in(second));
    }
    now_ = end;
    EXPECT_FALSE(is_in(second)) << "however busy";
}

TEST_P(SignInTest, SignInEndsTheSessionThatTheBrowserHad) {
    const Somebody li_na = administrator("li.na");
    const std::string first = entered(li_na).token;
    const Account before = account_of_session(first);
    now_ += seconds{30};
    const auto second =
        sign_in(deps_, now_, {"li.na", good_password, code_of(li_na), "::1"}, "", &before);
    ASSERT_TRUE(second);
    EXPECT_NE(second->token, first);
    EXPECT_FALSE(is_in(first));
    EXPECT_TRUE(is_in(second->token));
}

TEST_P(SignInTest, OwnSessionsAreListedAndEnded) {
    const Somebody li_na = administrator("li.na");
    const Somebody other = administrator("other");
    const std::string first = entered(li_na).token;
    const std::string of_other = entered(other).token;
    now_ += seconds{30};
    const std::string second = entered(li_na).token;
    now_ += seconds{30};
    const std::string third = entered(li_na).token;
    const Account account = account_of_session(third);
    const auto sessions = own_sessions(deps_, now_, account);
    ASSERT_TRUE(sessions);
    ASSERT_EQ(sessions->size(), 3U);
    EXPECT_EQ((*sessions)[0].id.text(), account.session) << "last used first";

    const auto foreign = SessionId::from(account_of_session(of_other).session);
    EXPECT_EQ(code_in(end_session(deps_, now_, account, *foreign)), "accounts.no_such_session");
    EXPECT_TRUE(
        end_session(deps_, now_, account, *SessionId::from(account_of_session(first).session)));
    EXPECT_FALSE(is_in(first));
    EXPECT_TRUE(end_other_sessions(deps_, now_, account));
    EXPECT_FALSE(is_in(second));
    EXPECT_TRUE(is_in(third));
    EXPECT_TRUE(is_in(of_other));
    EXPECT_TRUE(sign_out(deps_, now_, account));
    EXPECT_FALSE(is_in(third));
}

TEST_P(SignInTest, ChangingThePasswordNeedsProofAndEndsOtherSessions) {
    const Somebody li_na = administrator("li.na");
    const std::string other = entered(li_na).token;
    now_ += seconds{30};
    const std::string token = entered(li_na).token;
    const Account account = account_of_session(token);
    now_ += seconds{30};
    const std::string_view next = "evening walk along the canal";
    const auto change = [&](std::string_view password, std::string_view code,
                            std::string_view wanted) {
        return change_password(deps_, now_, account, {"li.na", password, code, "::1"}, wanted);
    };
    EXPECT_EQ(code_in(change("not it", code_of(li_na), next)), "accounts.wrong_credentials");
    EXPECT_EQ(code_in(change(good_password, "000000", next)), "accounts.wrong_credentials");
    EXPECT_EQ(code_in(change(good_password, code_of(li_na), "password1234")),
              "accounts.password_common");
    EXPECT_TRUE(change(good_password, code_of(li_na), next));
    EXPECT_TRUE(is_in(token));
    EXPECT_FALSE(is_in(other));
    now_ += seconds{30};
    EXPECT_FALSE(enter("li.na", good_password, code_of(li_na)));
    EXPECT_TRUE(enter("li.na", next, code_of(li_na)));
}

TEST_P(SignInTest, SweepingRemovesWhatHasExpired) {
    const Somebody li_na = administrator("li.na");
    static_cast<void>(entered(li_na));
    static_cast<void>(enter("nobody", "guess", "000000"));
    FixedClock clock{now_ + hours{25}};
    for (const jobs::Kind& kind : jobs(deps_, clock)) {
        if (kind.name == "accounts.sweep") {
            EXPECT_TRUE(kind.work({}));
        }
    }
    const auto left = database_.read([](db::Tx& tx) {
        return tx
            .run(
                "SELECT (SELECT count(*) FROM accounts_session) +"
                " (SELECT count(*) FROM accounts_attempt)")[0]
            .integer(0);
    });
    EXPECT_EQ(left, 0);
}

}  // namespace
}  // namespace pingyi::accounts
