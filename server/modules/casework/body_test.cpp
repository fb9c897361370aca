// The desk of a body on both engines: lists, bulk signing, replies by two people, time, parts.
#include "modules/casework/body.hpp"

#include <sqlite3.h>

#include "modules/casework/desk_test.hpp"
#include "modules/casework/intake_store.hpp"
#include "modules/casework/records_store.hpp"

namespace pingyi::casework {
namespace {

class BodyDesk : public Desk {
protected:
    std::vector<std::string> listed(BodyList list, std::vector<UnitId> units) {
        BodyFilter filter;
        filter.list = list;
        filter.units = std::move(units);
        filter.now = now;
        filter.end_of_today =
            calendar.zone().start_of(calendar.zone().day_of(now) + std::chrono::days{1});
        std::vector<std::string> numbers;
        const auto found =
            database.read([&](db::Tx& tx) { return store::queue(tx, filter, {}, 100); }).value();
        EXPECT_EQ(database.read([&](db::Tx& tx) { return store::count(tx, filter); }),
                  static_cast<std::int64_t>(found.size()));
        for (const InList& each : found) numbers.push_back(each.item.number);
        return numbers;
    }
    std::vector<std::string> listed(BodyList list) { return listed(list, {unit}); }
    Reply reply(CaseId id) { return *reply_at_work(deps, as(handler), number(id))->reply; }
};
INSTANTIATE_TEST_SUITE_P(Engines, BodyDesk, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(BodyDesk, ListsByWhatIsDue) {
    const CaseId unsigned_one = in_state(State::assigned);
    const CaseId enquiry = in_state(State::handling, Kind::enquiry);
    in_state(State::replied);
    EXPECT_EQ(listed(BodyList::open), (std::vector{number(enquiry), number(unsigned_one)}));
    EXPECT_EQ(listed(BodyList::unsigned_), std::vector{number(unsigned_one)});
    EXPECT_TRUE(listed(BodyList::due_today).empty());
    EXPECT_EQ(listed(BodyList::done).size(), 1U);
    now = at("2026-11-09T09:00:00+08:00");  // the last day of five working days
    EXPECT_EQ(listed(BodyList::due_today), std::vector{number(enquiry)});
    EXPECT_TRUE(listed(BodyList::overdue).empty());
    now += std::chrono::days{1};
    EXPECT_EQ(listed(BodyList::overdue), std::vector{number(enquiry)});
    EXPECT_TRUE(listed(BodyList::due_today).empty());
    EXPECT_TRUE(listed(BodyList::open, {body("qh-jiaoyu")}).empty()) << "of another body";
    EXPECT_EQ(listed(BodyList::open, {unit, body("qh-jiaoyu")}).size(), 2U);
}

TEST_P(BodyDesk, ADeadlineInAYearWithoutCalendarComesLast) {
    now = at("2026-12-30T10:00:00+08:00");
    const CaseId unknown = in_state(State::handling, Kind::enquiry);
    EXPECT_FALSE(seen(unknown).due_at);
    EXPECT_EQ(seen(unknown).missing_year, 2027);
    now = at("2026-11-02T10:00:00+08:00");
    const CaseId known = in_state(State::handling, Kind::complaint);
    EXPECT_EQ(listed(BodyList::open), (std::vector{number(known), number(unknown)}));
    const std::vector cases{seen(unknown)};
    const auto rows = database.read([&](db::Tx& tx) { return rows_of(tx, cases, now); });
    EXPECT_EQ(rows->front().missing_year, 2027);
    EXPECT_FALSE(rows->front().due_at);
}

TEST_P(BodyDesk, SignsForManyEachWithItsOutcome) {
    const CaseId theirs = in_state(State::assigned);
    const CaseId again = in_state(State::handling);
    const CaseId nobodys = filed(Kind::letter);
    std::vector<std::string> numbers{number(theirs), number(again), number(nobodys),
                                     number(theirs)};
    std::vector<CaseId> more;
    for (int i = 0; i < 12; ++i)
        numbers.push_back(number(more.emplace_back(in_state(State::assigned))));
    const auto outcomes = sign_for_cases(deps, as(handler), numbers);
    ASSERT_TRUE(outcomes) << outcomes.error().code;
    ASSERT_EQ(outcomes->size(), 15U) << "a number counts once";
    EXPECT_FALSE((*outcomes)[0].refused);
    EXPECT_EQ((*outcomes)[1].refused, "casework.step_not_allowed");
    EXPECT_EQ((*outcomes)[2].refused, "casework.no_such_case");
    EXPECT_EQ(seen(theirs).state, State::handling);
    for (const CaseId id : more) EXPECT_EQ(seen(id).state, State::handling);
    EXPECT_EQ(seen(nobodys).state, State::submitted);
}

TEST_P(BodyDesk, AReplyTakesTwoPeopleAndIsMasked) {
    const CaseId id = in_state(State::handling);
    const std::string is = number(id);
    ASSERT_TRUE(draft_reply(deps, as(handler), is, "已修好，有事请找13800138000。", 0));
    EXPECT_EQ(code(publish_reply(deps, as(head), is, 1)), "casework.reply_not_submitted");
    ASSERT_TRUE(submit_reply(deps, as(handler), is, 1));
    EXPECT_EQ(listed(BodyList::waiting), std::vector{is});
    EXPECT_EQ(code(publish_reply(deps, as(handler), is, 2)), "casework.needs_second_person");
    ASSERT_TRUE(send_reply_back(deps, as(head), is, 2, "请写明日期"));
    EXPECT_EQ(listed(BodyList::sent_back), std::vector{is});
    ASSERT_TRUE(draft_reply(deps, as(handler), is, "11月1日已修好，有事请找13800138000。", 3));
    ASSERT_TRUE(submit_reply(deps, as(handler), is, 4));
    const auto work = reply_at_work(deps, as(head), is);
    ASSERT_TRUE(work && work->may_publish);
    EXPECT_EQ(work->published_as.text, "11月1日已修好，有事请找〔电话〕。");
    EXPECT_EQ(work->published_as.spans.size(), 1U);
    const auto done = publish_reply(deps, as(head), is, 5);
    ASSERT_TRUE(done) << done.error().code;
    EXPECT_EQ(done->state, State::replied);
    const auto replies = database.read([&](db::Tx& tx) { return store::replies(tx, id); }).value();
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies[0].text, "11月1日已修好，有事请找〔电话〕。");
    EXPECT_EQ(replies[0].approved_by, head.id);
    EXPECT_EQ(code(publish_reply(deps, as(head), is, 6)), "casework.step_not_allowed");
}

TEST_P(BodyDesk, TheHeadMayNotApproveTheirOwn) {
    const std::string is = number(in_state(State::handling));
    ASSERT_TRUE(draft_reply(deps, as(head), is, "已修好。", 0));
    ASSERT_TRUE(submit_reply(deps, as(head), is, 1));
    EXPECT_EQ(code(publish_reply(deps, as(head), is, 2)), "casework.needs_second_person");
    EXPECT_TRUE(publish_reply(deps, as(person(Role::unit_head, unit)), is, 2));
}

TEST_P(BodyDesk, WhereTheOfficeSaysSoOnePersonIsEnough) {
    ASSERT_TRUE(
        database.write([](db::Tx& tx) { store::set_setting(tx, "reply_needs_approval", "0"); }));
    const std::string is = number(in_state(State::handling));
    ASSERT_TRUE(draft_reply(deps, as(handler), is, "已修好。", 0));
    EXPECT_TRUE(publish_reply(deps, as(handler), is, 1));
}

TEST_P(BodyDesk, AStaleEditIsRefusedAndTheOtherTextCanBeRead) {
    const CaseId id = in_state(State::handling);
    const std::string is = number(id);
    ASSERT_TRUE(draft_reply(deps, as(handler), is, "甲写的。", 0));
    EXPECT_EQ(code(draft_reply(deps, as(head), is, "乙写的。", 0)),
              "casework.reply_changed_meanwhile");
    EXPECT_EQ(reply(id).text, "甲写的。");
    EXPECT_TRUE(draft_reply(deps, as(head), is, "两人一起写的。", reply(id).version));
}

TEST_P(BodyDesk, AnotherBodySeesAndDoesNothing) {
    const CaseId id = in_state(State::handling);
    const std::string is = number(id);
    const auto other = person(Role::unit_handler, body("qh-jiaoyu"));
    EXPECT_EQ(code(draft_reply(deps, as(other), is, "不是我们的。", 0)), "casework.no_such_case");
    EXPECT_EQ(code(return_case(deps, as(other), {is}, "不是我们的")), "casework.no_such_case");
    EXPECT_EQ(code(ask_extension(deps, as(other), {is}, 5, "忙")), "casework.no_such_case");
    EXPECT_EQ(code(draft_reply(deps, as(intake), is, "受理台写的", 0)), "casework.not_allowed");
    const auto above = person(Role::unit_handler, body("qinghe"), true);
    EXPECT_TRUE(draft_reply(deps, as(above), is, "上级写的。", 0)) << "of the subtree";
}

TEST_P(BodyDesk, ReturnsWithAReasonAndTheNextBodySeesNoDraft) {
    const CaseId id = in_state(State::handling);
    const std::string is = number(id);
    ASSERT_TRUE(draft_reply(deps, as(handler), is, "没写完", 0));
    ASSERT_TRUE(return_case(deps, as(handler), {is}, "属教育局，请找13800138000"));
    EXPECT_EQ(seen(id).state, State::accepted);
    EXPECT_EQ(timeline(id).back().text, "属教育局，请找〔电话〕");
    EXPECT_EQ(listed(BodyList::returned), std::vector{is});
    const UnitId next = body("qh-jiaoyu");
    step(id, Step::assign, Party::intake, next);
    const auto theirs = person(Role::unit_handler, next);
    EXPECT_FALSE(reply_at_work(deps, as(theirs), is)->reply);
    const Case item = seen(id);
    const auto detail =
        database.read([&](db::Tx& tx) { return detail_of(tx, calendar, as(theirs), item); });
    EXPECT_TRUE(detail->replies.empty());
    EXPECT_EQ(detail->steps, (std::vector{Step::sign_for, Step::return_to_intake}));
    EXPECT_FALSE(detail->clocks.front().proof.empty());
}

TEST_P(BodyDesk, AsksForTimeOnceAndForParts) {
    const CaseId id = in_state(State::handling);
    const std::string is = number(id);
    ASSERT_TRUE(ask_extension(deps, as(handler), {is}, 5, "要等零件"));
    EXPECT_EQ(code(ask_extension(deps, as(handler), {is}, 5, "还要等")),
              "casework.extension_asked");
    EXPECT_EQ(timeline(id).back().step, Step::ask_extension);
    EXPECT_TRUE(timeline(id).back().is_public);

    EXPECT_EQ(fields(ask_part(deps, as(handler), {is}, "qh-minzheng", "看看")),
              "#/unit casework_part_of_lead");
    ASSERT_TRUE(ask_part(deps, as(handler), {is}, "qh-jiaoyu", "校门口的灯归谁"));
    EXPECT_EQ(code(ask_part(deps, as(intake), {is}, "qh-jiaoyu", "再问")), "casework.part_asked");
    const UnitId co_body = body("qh-jiaoyu");
    const auto parts =
        database.read([&](db::Tx& tx) { return store::parts_open(tx, {co_body}, {}, 10); }).value();
    ASSERT_EQ(parts.size(), 1U);
    const auto may_answer = [&](const accounts::Account& account) {
        return database
            .read([&](db::Tx& tx) { return views_of(tx, as(account), parts).front().may_answer; })
            .value();
    };
    EXPECT_FALSE(may_answer(handler));
    EXPECT_TRUE(may_answer(person(Role::unit_handler, co_body)));
    EXPECT_EQ(code(answer_part(deps, as(handler), parts[0].id, "不归我们")),
              "casework.no_such_part");
    const auto theirs = person(Role::unit_handler, co_body);
    EXPECT_TRUE(database.read([&](db::Tx& tx) { return seen_case(tx, theirs, is); }));
    ASSERT_TRUE(answer_part(deps, as(theirs), parts[0].id, "归路灯所"));
    EXPECT_EQ(code(answer_part(deps, as(theirs), parts[0].id, "改主意")),
              "casework.decided_before");
}

TEST(ReplyTemplates, FillInNumberAndSubject) {
    Case item;
    item.number = "2026000000011";
    item.subject = "路灯不亮{number}";
    EXPECT_EQ(filled("关于“{subject}”（{number}）：", item),
              "关于“路灯不亮{number}”（2026 0000 0001 1）：");
}

/// How SQLite carries out a statement.
std::string plan_of(const std::string& url, const std::string& statement) {
    sqlite3* handle = nullptr;
    sqlite3_open_v2(url.substr(url.find(':') + 1).c_str(), &handle, SQLITE_OPEN_READONLY, nullptr);
    sqlite3_stmt* prepared = nullptr;
    const std::string sql = "EXPLAIN QUERY PLAN " + statement;
    std::string plan;
    if (sqlite3_prepare_v2(handle, sql.c_str(), -1, &prepared, nullptr) == SQLITE_OK) {
        while (sqlite3_step(prepared) == SQLITE_ROW) {
            plan.append(std::bit_cast<const char*>(sqlite3_column_text(prepared, 3))) += '\n';
        }
    } else {
        plan = sqlite3_errmsg(handle);
    }
    sqlite3_finalize(prepared);
    sqlite3_close(handle);
    return plan;
}

TEST_P(BodyDesk, ListsAreReadInTheOrderOfTheirIndex) {
    if (GetParam() != db::Engine::sqlite) return;  // the plan of the other depends on statistics
    const auto expect = [&](const std::string& statement, std::string_view index) {
        const std::string plan = plan_of(fresh.url(), statement);
        EXPECT_NE(plan.find(index), std::string::npos) << statement << "\n" << plan;
        EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << statement << "\n" << plan;
        EXPECT_EQ(plan.find("SCAN c\n"), std::string::npos) << statement << "\n" << plan;
    };
    IntakeFilter waiting;
    waiting.kind = Kind::letter;
    waiting.is_overdue = true;
    expect(store::statement_of(waiting), "casework_case_queue (state=?");
    BodyFilter inbox;
    inbox.units = {unit};
    for (const auto list : {BodyList::open, BodyList::unsigned_, BodyList::overdue,
                            BodyList::due_today, BodyList::waiting}) {
        inbox.list = list;
        expect(store::statement_of(inbox), "casework_case_inbox (lead_unit=?");
    }
    inbox.list = BodyList::done;
    expect(store::statement_of(inbox), "casework_case_done (lead_unit=?");
    inbox.list = BodyList::returned;
    expect(store::statement_of(inbox), "casework_event_given_back (unit=?");
    OfficeFilter board;
    for (const auto& [list, index] :
         {std::pair{OfficeList::stuck, "casework_case_still"},
          std::pair{OfficeList::passed_around, "casework_case_passed"},
          std::pair{OfficeList::very_late, "casework_case_very_late"},
          std::pair{OfficeList::calling_back, "casework_case_calling"},
          std::pair{OfficeList::supervised, "casework_supervision_open"}}) {
        board.list = list;
        expect(store::statement_of(board), index);
    }
}

}  // namespace
}  // namespace pingyi::casework
