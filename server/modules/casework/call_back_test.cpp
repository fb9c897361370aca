// The call-back desk on both engines: who is asked, what each outcome does, and what is refused.
#include "modules/casework/call_back.hpp"

#include <gtest/gtest.h>

#include "modules/casework/call_back_store.hpp"
#include "modules/casework/casework_test.hpp"
#include "modules/contacts/api.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::casework {
namespace {

class CallBacks : public Bench {
protected:
    CallBacks() {
        officer.id = crypto::new_id<AccountId>(now);
        officer.grants = {{accounts::Role::call_back_officer, {}, false}};
    }
    /// A replied case whose writer left a contact.
    CaseId replied(bool has_contact = true) {
        const CaseId id = in_state(State::replied);
        if (!has_contact) return id;
        const auto contact = crypto::new_id<contacts::ContactId>(now);
        EXPECT_TRUE(database.write([&](db::Tx& tx) -> Result<> {
            tx.run(
                "INSERT INTO contacts_pair (id, number, public_key, made_at) "
                "VALUES ($1, 1, $2, 0) ON CONFLICT DO NOTHING",
                {pair, db::Blob{std::string(32, 'k')}});
            contacts::keep(tx, contact, {pair, "box", "key"}, now);
            TRY(item, store::find(tx, id));
            item.contact = contact.text();
            return store::save(tx, item);
        }));
        return id;
    }
    std::int64_t send() { return send_to_desk(database, calendar, now, 50).value(); }
    CallBack only_one(CaseId id) {
        const auto all = database.read([&](db::Tx& tx) { return store::call_backs(tx, id); });
        EXPECT_EQ(all->size(), 1U);
        return all->at(0);
    }
    Result<CallBack> call(CallBackId id, const Called& called) {
        now += std::chrono::hours{1};
        return note_attempt(deps, officer, now, id, called);
    }

    Texts texts{{}};
    html::Shell shell = html::Shell::load(texts, {}, "").value();
    accounts::Staffing staffing{database};
    units::Bodies directory;
    Deps deps{database, shell, calendar, directory, staffing, std::string(32, 'k')};
    accounts::Account officer;
    contacts::PairId pair = crypto::new_id<contacts::PairId>(now);
};
INSTANTIATE_TEST_SUITE_P(Engines, CallBacks, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(CallBacks, AskEverybodyWithAContactAndCloseTheRest) {
    const CaseId with = replied();
    const CaseId without = replied(false);
    EXPECT_EQ(send(), 2);
    EXPECT_EQ(send(), 0);
    EXPECT_EQ(seen(with).state, State::calling_back);
    EXPECT_EQ(seen(without).state, State::closed);
    const auto waiting =
        database.read([](db::Tx& tx) { return store::waiting(tx, std::nullopt, 10); }).value();
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0].item.id, with);
    EXPECT_EQ(waiting[0].call_back.lot, lot_of("", with, 1));
}

TEST_P(CallBacks, CloseWhatIsSolvedAndReopenOnceWhatIsNot) {
    const CaseId solved = replied();
    const CaseId unsolved = replied();
    send();
    ASSERT_TRUE(call(only_one(solved).id, {CallOutcome::reached, true, false, ""}));
    EXPECT_EQ(seen(solved).state, State::closed);
    EXPECT_EQ(only_one(solved).satisfied, false);

    ASSERT_TRUE(call(only_one(unsolved).id,
                     {CallOutcome::reached, false, false, "灯还是不亮，我的电话13800138000"}));
    EXPECT_EQ(seen(unsolved).state, State::handling);
    EXPECT_EQ(seen(unsolved).round, 2);
    const auto events = timeline(unsolved);
    EXPECT_EQ(events.back().text, "灯还是不亮，我的电话〔电话〕");
    EXPECT_FALSE(events.back().is_public);

    step(unsolved, Step::reply, Party::body);
    send();
    const auto again = database.read([&](db::Tx& tx) { return store::call_backs(tx, unsolved); });
    ASSERT_EQ(again->size(), 2U);
    ASSERT_TRUE(call(again->at(1).id, {CallOutcome::reached, false, false, ""}));
    EXPECT_EQ(seen(unsolved).state, State::closed);  // reopened once only
}

TEST_P(CallBacks, GiveUpAfterTheAttemptsOfTheRule) {
    const CaseId id = replied();
    send();
    const CallBackId call_back = only_one(id).id;
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(call(call_back, {CallOutcome::no_answer, {}, {}, ""})->state,
                  CallBackState::waiting);
    }
    EXPECT_EQ(call(call_back, {CallOutcome::no_answer, {}, {}, ""})->state,
              CallBackState::unreached);
    EXPECT_EQ(seen(id).state, State::closed);
    EXPECT_EQ(only_one(id).solved, std::nullopt);
    const auto late = call(call_back, {CallOutcome::reached, true, true, ""});
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, "casework.call_back_over");
}

TEST_P(CallBacks, RefuseHalfAnswersAndOtherRoles) {
    const CaseId id = replied();
    send();
    const CallBackId call_back = only_one(id).id;
    const auto half = call(call_back, {CallOutcome::reached, true, {}, ""});
    ASSERT_FALSE(half);
    EXPECT_EQ(half.error().fields.at(0).place, "#/satisfied");
    EXPECT_FALSE(call(call_back, {CallOutcome::no_answer, true, true, ""}));
    officer.grants = {{accounts::Role::programme_office, {}, false}};
    const auto other = call(call_back, {CallOutcome::reached, true, true, ""});
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, "casework.not_allowed");
    EXPECT_EQ(seen(id).state, State::calling_back);
}

TEST_P(CallBacks, LeaveAContestedCaseAlone) {
    const CaseId id = replied();
    send();
    step(id, Step::reopen, Party::resident);
    const auto waiting =
        database.read([](db::Tx& tx) { return store::waiting(tx, std::nullopt, 10); }).value();
    EXPECT_TRUE(waiting.empty());
    EXPECT_FALSE(call(only_one(id).id, {CallOutcome::reached, true, true, ""}));
}

TEST(CallBackLots, DrawTheShareThatWasPublished) {
    constexpr int cases = 20'000;
    const Instant now = instant_from("2026-11-02T02:00:00Z").value();
    crypto::start();
    int drawn = 0;
    for (int i = 0; i < cases; ++i) {
        drawn += is_drawn(lot_of("seed", crypto::new_id<CaseId>(now), 1), 30) ? 1 : 0;
    }
    EXPECT_NEAR(drawn, cases * 30 / 100, 400);  // six standard deviations
    EXPECT_TRUE(is_drawn("ffffffffffffffff", 100));
    EXPECT_TRUE(is_drawn("0000000000000000", 1));
    EXPECT_FALSE(is_drawn("ffffffffffffffff", 99));
}

}  // namespace
}  // namespace pingyi::casework
