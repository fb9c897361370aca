// The life of a case on both engines: steps, clocks, timeline, and what is refused.
#include <algorithm>
#include <gtest/gtest.h>

#include "modules/accounts/embedded.hpp"
#include "modules/calendar/module.hpp"
#include "modules/casework/case_store.hpp"
#include "modules/casework/casework_test.hpp"
#include "modules/casework/rules.hpp"
#include "modules/casework/workflow.hpp"

namespace pingyi::casework {
namespace {

class CaseSteps : public Bench {};
INSTANTIATE_TEST_SUITE_P(Engines, CaseSteps, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(CaseSteps, WalksFromLetterToEnd) {
    const CaseId id = filed(Kind::complaint);
    EXPECT_EQ(seen(id).due_at, at("2026-11-24T00:00:00+08:00"));  // 15 working days after the 2nd
    step(id, Step::accept, Party::intake);
    EXPECT_TRUE(seen(id).is_public());
    step(id, Step::assign, Party::intake, unit);
    EXPECT_EQ(seen(id).lead_unit, unit);
    step(id, Step::sign_for, Party::body);
    now += std::chrono::days{30};
    step(id, Step::reply, Party::body);
    EXPECT_EQ(seen(id).lateness, Lateness::late);
    step(id, Step::close, Party::clock);
    EXPECT_TRUE(seen(id).window_until);
    step(id, Step::reopen, Party::resident);
    EXPECT_EQ(seen(id).round, 2);
    step(id, Step::reply, Party::body);
    step(id, Step::close, Party::clock);
    EXPECT_EQ(refused(id, Step::reopen, Party::resident), "casework.reopened_before");
    step(id, Step::finish, Party::clock);
    EXPECT_EQ(seen(id).state, State::ended);
    const auto events = timeline(id);
    ASSERT_EQ(events.size(), 10U);
    EXPECT_EQ(events.front().step, Step::submit);
    for (std::size_t i = 1; i < events.size(); ++i) {
        EXPECT_EQ(events[i].from, events[i - 1].to) << "line " << i;
    }
}

TEST_P(CaseSteps, StopsAndStartsClocks) {
    const CaseId id = filed(Kind::enquiry);
    step(id, Step::accept, Party::intake);
    step(id, Step::assign, Party::intake, unit);
    step(id, Step::sign_for, Party::body);
    step(id, Step::return_to_intake, Party::body);
    const auto clocks = database.read([&](db::Tx& tx) { return store::clocks(tx, id); }).value();
    for (const CaseClock& clock : clocks) {
        EXPECT_EQ(clock.stopped_at.has_value(), clock.stage != Stage::reply)
            << static_cast<int>(clock.stage);
    }
    EXPECT_EQ(seen(id).returns, 1);
    EXPECT_FALSE(seen(id).lead_unit);
}

TEST_P(CaseSteps, LengthensFromTheRuleAndShowsBoth) {
    const CaseId id = filed(Kind::enquiry);
    const auto before = seen(id).due_at;
    const Moment drawn = moment(now);
    const auto longer = database.write([&](db::Tx& tx) -> Result<Lengthened> {
        TRY(item, store::find(tx, id));
        TRY(made, lengthen(tx, calendar, drawn, item, 5));
        CHECK_OK(store::save(tx, item));
        return made;
    });
    ASSERT_TRUE(longer) << longer.error().code;
    EXPECT_EQ(longer->before, before);
    EXPECT_EQ(seen(id).due_at, longer->after);
    EXPECT_EQ(*longer->after - *before, std::chrono::days{7});
}

TEST_P(CaseSteps, AMergeTakenBackLeavesTheReplyClockAsItWas) {
    const CaseId id = filed(Kind::enquiry);
    step(id, Step::accept, Party::intake);
    const Case before = seen(id);
    step(id, Step::merge, Party::intake);
    const auto clocks = [&] {
        return database.read([&](db::Tx& tx) { return store::clocks(tx, id); }).value();
    };
    for (const CaseClock& clock : clocks()) EXPECT_TRUE(clock.stopped_at);
    now += std::chrono::days{2};
    step(id, Step::unmerge, Party::intake);
    const Case after = seen(id);
    EXPECT_EQ(after.state, State::accepted);
    EXPECT_EQ(after.due_at, before.due_at);
    EXPECT_EQ(after.very_late_at, before.very_late_at);
    int running = 0;
    for (const CaseClock& clock : clocks()) running += clock.stopped_at ? 0 : 1;
    EXPECT_EQ(running, 1);
}

TEST_P(CaseSteps, AnOverturnedRefusalIsCountedFromTheDecision) {
    const CaseId id = filed(Kind::enquiry);
    step(id, Step::refuse, Party::intake);
    EXPECT_TRUE(seen(id).window_until);
    const auto before = seen(id).due_at;
    now += std::chrono::days{7};
    step(id, Step::overturn, Party::reviewer);
    EXPECT_EQ(seen(id).state, State::accepted);
    EXPECT_FALSE(seen(id).window_until);
    EXPECT_EQ(*seen(id).due_at - *before, std::chrono::days{7});
}

TEST_P(CaseSteps, RefusesWhatTheTableDoesNotHold) {
    const CaseId id = filed(Kind::letter);
    EXPECT_EQ(refused(id, Step::reply, Party::body), "casework.step_not_allowed");
    EXPECT_EQ(refused(id, Step::accept, Party::body), "casework.step_not_allowed");
    EXPECT_EQ(timeline(id).size(), 1U);
    EXPECT_EQ(seen(id).state, State::submitted);
}

TEST_P(CaseSteps, NoticesWhoWasFaster) {
    const CaseId id = filed(Kind::letter);
    Case stale = seen(id);
    step(id, Step::accept, Party::intake);
    const Moment drawn = moment(now);
    const auto late = database.write([&](db::Tx& tx) {
        return take(tx, calendar, drawn, stale, {.step = Step::refuse, .who = Party::intake});
    });
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, "casework.changed_meanwhile");
    EXPECT_EQ(timeline(id).size(), 2U);
}

TEST(CaseWorkflow, HasNoDeadEndsButTheMeantOnes) {
    constexpr State all[] = {State::submitted, State::refused,      State::merged,
                             State::accepted,  State::assigned,     State::handling,
                             State::replied,   State::calling_back, State::closed,
                             State::withdrawn, State::ended};
    EXPECT_TRUE(workflow.unreachable(State::submitted, all).empty());
    EXPECT_EQ(workflow.ends(all), (std::vector{State::withdrawn, State::ended}));
}

TEST(CaseNumber, FindsSlipsOfThePen) {
    const std::string number = case_number(2026, 12345678U);
    EXPECT_EQ(number.size(), 13U);
    EXPECT_TRUE(is_case_number(number));
    for (std::size_t i = 0; i < number.size(); ++i) {
        for (char digit = '0'; digit <= '9'; ++digit) {
            std::string slipped = number;
            slipped[i] = digit;
            EXPECT_EQ(is_case_number(slipped), slipped == number) << slipped;
        }
    }
    EXPECT_FALSE(is_case_number("2026"));
    EXPECT_TRUE(is_case_number(case_number_pattern.sample)) << "tests call rows with it";
    EXPECT_TRUE(is_case_number(without_gaps(shown_number(number))));
}

}  // namespace
}  // namespace pingyi::casework
