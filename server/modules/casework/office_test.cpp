// The office on both engines: supervision, extensions, appeals by somebody new to the case, rules
// of time, rectifications verified by somebody independent; and the life of a case as documented.
#include "modules/casework/office.hpp"

#include <fstream>
#include <iterator>

#include "modules/casework/body.hpp"
#include "modules/casework/desk_test.hpp"
#include "modules/casework/office_rules.hpp"
#include "modules/casework/records_store.hpp"
#include "modules/casework/rectification.hpp"
#include "modules/casework/workflow.hpp"

namespace pingyi::casework {
namespace {

class OfficeDesk : public Desk {
protected:
    std::vector<std::string> listed(OfficeList list) {
        OfficeFilter filter;
        filter.list = list;
        filter.now = now;
        filter.still_since = now - std::chrono::days{5};
        std::vector<std::string> numbers;
        const auto found =
            database.read([&](db::Tx& tx) { return store::queue(tx, filter, {}, 100); }).value();
        for (const InList& each : found) numbers.push_back(each.item.number);
        return numbers;
    }
    /// What the resident does; their own area has the use case.
    AppealId appealed(CaseId id, std::string_view about) {
        const auto appeal = crypto::new_id<AppealId>(now);
        EXPECT_TRUE(database.write([&](db::Tx& tx) {
            tx.run(
                "INSERT INTO casework_appeal (id, case_id, about, grounds, opened_at, state, "
                "decided_by, decided_at, decision) VALUES ($1, $2, $3, '没有修好', $4, 'open', "
                "NULL, NULL, '')",
                {appeal, id, about, now});
        }));
        return appeal;
    }
    ExtensionId asked(CaseId id, std::int64_t days) {
        now += std::chrono::seconds{1};  // ids of one millisecond are in no order
        EXPECT_TRUE(ask_extension(deps, as(handler), {number(id)}, days, "要等零件"));
        return database.read([&](db::Tx& tx) { return store::extensions(tx, id); })
            .value()
            .back()
            .id;
    }
    std::vector<Rectification> rectifications(RectificationState state) {
        return database
            .read([&](db::Tx& tx) { return store::rectifications(tx, state, {}, {}, 10); })
            .value();
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, OfficeDesk, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(OfficeDesk, FindsWhatNeedsLookingAfter) {
    const CaseId stuck = in_state(State::handling);
    const CaseId passed = in_state(State::handling);
    for (int i = 0; i < 2; ++i) {
        step(passed, Step::return_to_intake, Party::body);
        step(passed, Step::assign, Party::intake, unit);
    }
    EXPECT_EQ(listed(OfficeList::passed_around), std::vector{number(passed)});
    EXPECT_TRUE(listed(OfficeList::stuck).empty());
    now += std::chrono::days{20};
    step(passed, Step::sign_for, Party::body);
    EXPECT_EQ(listed(OfficeList::stuck), std::vector{number(stuck)});
    EXPECT_TRUE(listed(OfficeList::very_late).empty());
    now += std::chrono::days{30};
    EXPECT_EQ(listed(OfficeList::very_late).size(), 2U);
    const CaseId calling = in_state(State::replied);
    step(calling, Step::call_back, Party::clock);
    EXPECT_TRUE(listed(OfficeList::calling_back).empty());
    now += std::chrono::days{10};
    EXPECT_EQ(listed(OfficeList::calling_back), std::vector{number(calling)});
}

TEST_P(OfficeDesk, SupervisesUntilItEndsIt) {
    const CaseId id = in_state(State::handling);
    EXPECT_EQ(code(end_supervision(deps, as(office), {number(id)}, "无")),
              "casework.not_supervised");
    ASSERT_TRUE(supervise_case(deps, as(office), {number(id)}, "十天没有动静"));
    EXPECT_EQ(code(supervise_case(deps, as(office), {number(id)}, "再")), "casework.supervised");
    EXPECT_EQ(code(supervise_case(deps, as(handler), {number(id)}, "我")), "casework.not_allowed");
    EXPECT_EQ(listed(OfficeList::supervised), std::vector{number(id)});
    EXPECT_EQ(seen(id).supervisions, 1);
    EXPECT_TRUE(timeline(id).back().is_public);
    ASSERT_TRUE(end_supervision(deps, as(office), {number(id)}, "已有进展"));
    EXPECT_TRUE(listed(OfficeList::supervised).empty());
    EXPECT_EQ(code(supervise_case(deps, as(office), {number(in_state(State::replied))}, "晚了")),
              "casework.step_not_allowed");
}

TEST_P(OfficeDesk, GrantsTimeInPublicOrDeniesIt) {
    const CaseId id = in_state(State::handling, Kind::enquiry);
    const auto before = seen(id).due_at;
    const ExtensionId first = asked(id, 10);
    EXPECT_EQ(code(decide_extension(deps, as(head), first, true, {}, "自己批")),
              "casework.not_allowed");
    ASSERT_TRUE(decide_extension(deps, as(office), first, true, 5, "零件确实缺货"));
    EXPECT_EQ(*seen(id).due_at - *before, std::chrono::days{7});
    EXPECT_EQ(seen(id).extensions, 1);
    EXPECT_EQ(timeline(id).back().text, "零件确实缺货");
    EXPECT_TRUE(timeline(id).back().is_public);
    EXPECT_EQ(code(decide_extension(deps, as(office), first, false, {}, "又不批")),
              "casework.decided_before");
    const ExtensionId second = asked(id, 10);
    const auto due = seen(id).due_at;
    ASSERT_TRUE(decide_extension(deps, as(office), second, false, {}, "时间够了"));
    EXPECT_EQ(seen(id).due_at, due);
    EXPECT_EQ(seen(id).extensions, 1);
}

TEST_P(OfficeDesk, AnUpheldAppealReopensTheCaseAndOpensARectification) {
    const CaseId id = in_state(State::closed);
    const AppealId appeal = appealed(id, "closing");
    EXPECT_EQ(code(decide_appeal(deps, as(head), appeal, true, "我来")), "casework.not_allowed");
    ASSERT_TRUE(decide_appeal(deps, as(office), appeal, true, "灯仍不亮"));
    EXPECT_EQ(seen(id).state, State::handling);
    EXPECT_EQ(seen(id).round, 2);
    EXPECT_TRUE(seen(id).due_at);
    const auto open = rectifications(RectificationState::open);
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].unit, unit);
    EXPECT_EQ(open[0].task, "灯仍不亮");
    EXPECT_TRUE(open[0].due_at);
    EXPECT_EQ(code(decide_appeal(deps, as(person(Role::programme_office)), appeal, false, "再")),
              "casework.decided_before");
}

TEST_P(OfficeDesk, AnUpheldAppealOverturnsARefusalADismissedOneSaysWhy) {
    const CaseId id = filed(Kind::complaint);
    step(id, Step::refuse, Party::intake);
    ASSERT_TRUE(decide_appeal(deps, as(office), appealed(id, "refusal"), true, "应当受理"));
    EXPECT_EQ(seen(id).state, State::accepted);
    EXPECT_FALSE(seen(id).refusal);
    EXPECT_TRUE(rectifications(RectificationState::open).empty()) << "no body led it";
    const CaseId closed = in_state(State::closed);
    ASSERT_TRUE(decide_appeal(deps, as(office), appealed(closed, "closing"), false, "已经修好"));
    EXPECT_EQ(seen(closed).state, State::closed);
    EXPECT_EQ(timeline(closed).back().step, Step::dismiss_appeal);
    EXPECT_EQ(timeline(closed).back().text, "已经修好");
}

TEST_P(OfficeDesk, WhoDecidedBeforeDoesNotReview) {
    const CaseId id = in_state(State::handling, Kind::enquiry);
    ASSERT_TRUE(decide_extension(deps, as(office), asked(id, 5), false, {}, "时间够了"));
    step(id, Step::reply, Party::body);
    step(id, Step::close, Party::clock);
    const AppealId appeal = appealed(id, "closing");
    EXPECT_EQ(code(decide_appeal(deps, as(office), appeal, true, "灯仍不亮")),
              "casework.decided_in_case");
    EXPECT_EQ(seen(id).state, State::closed);
    EXPECT_TRUE(decide_appeal(deps, as(person(Role::programme_office)), appeal, true, "灯仍不亮"));
}

TEST_P(OfficeDesk, ARectificationIsVerifiedByAnotherHouse) {
    const Moment drawn = moment(now);
    const NewRectification found{"test", "1", unit, "补上台账", {DeadlineClock::working_days, 10}};
    const auto opened =
        database.write([&](db::Tx& tx) { return open_rectification(tx, calendar, drawn, found); });
    ASSERT_TRUE(opened) << opened.error().code;
    EXPECT_EQ(
        database.write([&](db::Tx& tx) { return open_rectification(tx, calendar, drawn, found); }),
        *opened)
        << "a source opens one";
    const auto inspector = person(Role::inspector);
    auto both = person(Role::inspector);
    both.grants.push_back({Role::unit_handler, unit, false});
    EXPECT_EQ(code(verify_rectification(deps, as(inspector), *opened, true, "好")),
              "casework.rectification_step");
    EXPECT_EQ(code(report_rectification(deps, as(inspector), *opened, "我们改了")),
              "casework.no_such_rectification");
    ASSERT_TRUE(report_rectification(deps, as(handler), *opened, "已补上，电话13800138000"));
    EXPECT_EQ(rectifications(RectificationState::reported).at(0).report, "已补上，电话〔电话〕");
    EXPECT_EQ(code(verify_rectification(deps, as(handler), *opened, true, "好")),
              "casework.not_allowed");
    EXPECT_EQ(code(verify_rectification(deps, as(both), *opened, true, "好")),
              "casework.not_independent");
    ASSERT_TRUE(verify_rectification(deps, as(inspector), *opened, false, "缺两页"));
    ASSERT_TRUE(report_rectification(deps, as(handler), *opened, "补齐了"));
    ASSERT_TRUE(verify_rectification(deps, as(inspector), *opened, true, "属实"));
    ASSERT_TRUE(note_satisfaction(deps, as(office), *opened, true));
    EXPECT_EQ(rectifications(RectificationState::verified).at(0).satisfied, true);
    ASSERT_TRUE(reopen_rectification(deps, as(inspector), *opened, {DeadlineClock::working_days, 5},
                                     "又缺了"));
    EXPECT_EQ(rectifications(RectificationState::open).size(), 1U);
    const auto events = database.read([&](db::Tx& tx) { return store::events(tx, *opened); });
    EXPECT_EQ(events->size(), 7U);
}

TEST_P(OfficeDesk, NewRulesCountForWhatBeginsThen) {
    const auto versions = [&] {
        return database.read([](db::Tx& tx) { return store::time_rule_versions(tx); }).value();
    };
    ASSERT_EQ(versions().size(), 1U);
    TimeRules made = versions()[0];
    made.valid_from = calendar.zone().day_of(now) + std::chrono::days{1};
    for (TimeRule& rule : made.rules) {
        if (rule.stage == Stage::reply && rule.kind == Kind::enquiry) rule.rule.amount = 3;
    }
    const CaseId before = filed(Kind::enquiry);
    const Day today = calendar.zone().day_of(now);
    EXPECT_EQ(code(database.write(
                  [&](db::Tx& tx) { return set_time_rules(tx, as(handler), today, made); })),
              "casework.not_allowed");
    ASSERT_TRUE(
        database.write([&](db::Tx& tx) { return set_time_rules(tx, as(office), today, made); }));
    EXPECT_EQ(versions().front().version, 2);
    const CaseId same_day = filed(Kind::enquiry);
    EXPECT_EQ(seen(before).due_at, seen(same_day).due_at);
    now += std::chrono::days{1};
    EXPECT_LT(*seen(filed(Kind::enquiry)).due_at, *seen(before).due_at);
}

std::vector<TimeRule> whole() {
    std::vector<TimeRule> rules;
    for (const Stage stage :
         {Stage::screening, Stage::signing, Stage::reply, Stage::redo, Stage::call_back,
          Stage::review, Stage::contest, Stage::appeal, Stage::cooling_off}) {
        rules.push_back({0, stage, {}, {}, {DeadlineClock::working_days, 5}, 10});
    }
    return rules;
}

TEST(TimeRules, AreCheckedWhole) {
    const Day today = *day_from("2026-11-25");
    const auto mistakes = [&](const std::vector<TimeRule>& rules, Day from) {
        const auto checked = check_time_rules(rules, from, today);
        std::string all;
        if (checked) return all;
        for (const FieldError& field : checked.error().fields) {
            all += field.place + " " + field.code + " " + field.limit + ";";
        }
        return all;
    };
    EXPECT_EQ(mistakes(whole(), today), "");
    EXPECT_EQ(mistakes(whole(), today - std::chrono::days{1}), "#/valid_from casework_day_past ;");
    auto rules = whole();
    rules.erase(rules.begin() + 2);
    EXPECT_EQ(mistakes(rules, today), "#/rules casework_rule_missing reply;");
    rules = whole();
    rules.push_back(rules.front());
    EXPECT_EQ(mistakes(rules, today), "#/rules/9 casework_rule_double ;");
    rules = whole();
    rules[1].very_late_amount = 5;
    rules[2].rule.amount = 4'000;
    rules[2].very_late_amount.reset();
    EXPECT_EQ(mistakes(rules, today),
              "#/rules/1/very_late_amount casework_very_late_sooner ;"
              "#/rules/2/amount casework_amount 3660;");
}

TEST(WorkingDaysBefore, PassesHolidaysAndUnknownYears) {
    const WorkCalendar calendar{
        1,
        {2026},
        {{*day_from("2026-11-24"), true, "假"}, {*day_from("2026-11-21"), false, "补班"}}};
    EXPECT_EQ(working_days_before(calendar, *day_from("2026-11-25"), 2), *day_from("2026-11-21"));
    EXPECT_EQ(working_days_before(calendar, *day_from("2026-11-25"), 0), *day_from("2026-11-25"));
    EXPECT_EQ(working_days_before(calendar, *day_from("2027-11-22"), 1), *day_from("2027-11-19"));
}

TEST(CaseLife, IsDrawnAsItIs) {
    std::ifstream file("docs/methods/case-life.md");
    ASSERT_TRUE(file) << "run from the root of the repository";
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_NE(text.find("```mermaid\n" + workflow.diagram(State::submitted) + "```\n"),
              std::string::npos)
        << "put this into docs/methods/case-life.md:\n"
        << workflow.diagram(State::submitted);
}

}  // namespace
}  // namespace pingyi::casework
