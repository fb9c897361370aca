// Intake on both engines: screening, merging, routing, marking names, and who may not.
#include "modules/casework/intake.hpp"

#include <fmt/format.h>

#include "modules/casework/categories.hpp"
#include "modules/casework/desk_test.hpp"
#include "modules/casework/intake_store.hpp"

namespace pingyi::casework {
namespace {

class IntakeDesk : public Desk {
protected:
    std::vector<std::string> listed(IntakeFilter filter) {
        filter.now = now;
        std::vector<std::string> numbers;
        const auto found =
            database.read([&](db::Tx& tx) { return store::queue(tx, filter, {}, 100); }).value();
        for (const InList& each : found) numbers.push_back(each.item.number);
        return numbers;
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, IntakeDesk, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(IntakeDesk, ListsWhatWaitsAndFiltersIt) {
    const CaseId first = filed(Kind::complaint);
    now += std::chrono::days{7};
    const CaseId second = filed(Kind::enquiry);
    step(in_state(State::assigned), Step::return_to_intake, Party::body);
    EXPECT_EQ(listed({}), (std::vector{number(first), number(second)}));
    IntakeFilter filter;
    filter.kind = Kind::enquiry;
    EXPECT_EQ(listed(filter), std::vector{number(second)});
    filter = {};
    filter.is_overdue = true;
    EXPECT_EQ(listed(filter), std::vector{number(first)});
    filter = {};
    filter.filed_before = now - std::chrono::days{3};
    EXPECT_EQ(listed(filter), std::vector{number(first)});
    filter = {};
    filter.list = IntakeList::returned;
    EXPECT_EQ(listed(filter).size(), 1U);
    filter.list = IntakeList::accepted;
    EXPECT_TRUE(listed(filter).empty());
}

TEST_P(IntakeDesk, TurnsPagesWithoutGapOrRepetition) {
    for (int i = 0; i < 5; ++i) filed(Kind::letter);
    std::vector<std::string> all;
    std::optional<Cursor> after;
    do {
        IntakeFilter filter;
        filter.now = now;
        const auto page =
            database.read([&](db::Tx& tx) { return page_of(tx, filter, after, 2); }).value();
        for (const CaseRow& row : page.items) all.push_back(row.number);
        after = page.next ? cursor_from(*page.next) : std::nullopt;
    } while (after);
    EXPECT_EQ(all.size(), 5U);
    std::ranges::sort(all);
    EXPECT_TRUE(std::ranges::adjacent_find(all) == all.end());
}

TEST_P(IntakeDesk, AnUrgentLetterGetsItsOwnTime) {
    const CaseId id = filed(Kind::complaint);
    const auto before = seen(id).due_at;
    ASSERT_TRUE(accept_case(deps, as(intake), {number(id)},
                            {.kind = {}, .urgency = Urgency::urgent, .category = {}}));
    EXPECT_LT(*seen(id).due_at, *before);
    EXPECT_EQ(seen(id).due_at, at("2026-11-06T00:00:00+08:00"));  // three working days
    EXPECT_EQ(fields(accept_case(deps, as(intake), {number(filed(Kind::help))},
                                 {.kind = {}, .urgency = {}, .category = "none"})),
              "#/category casework_no_such_category");
}

TEST_P(IntakeDesk, RefusesWithAReasonFromTheListAndMaskedWords) {
    const CaseId id = filed(Kind::complaint);
    EXPECT_EQ(fields(refuse_case(deps, as(intake), {number(id)}, "because", "")),
              "#/reason casework_no_such_reason");
    ASSERT_TRUE(refuse_case(deps, as(intake), {number(id)}, "court", "请致电13800138000"));
    EXPECT_EQ(seen(id).state, State::refused);
    EXPECT_EQ(seen(id).refusal, "court");
    EXPECT_EQ(timeline(id).back().text, "请致电〔电话〕");
    EXPECT_EQ(timeline(id).back().account, intake.id);
}

TEST_P(IntakeDesk, NobodyElseScreens) {
    const CaseId id = filed(Kind::complaint);
    for (const auto& other : {office, handler, head, person(Role::auditor)}) {
        EXPECT_EQ(code(accept_case(deps, as(other), {number(id)}, {})), "casework.not_allowed");
        EXPECT_EQ(code(read_original(deps, as(other), number(id))), "casework.not_allowed");
        EXPECT_EQ(code(guess_body(deps, as(other), number(id))), "casework.not_allowed");
        EXPECT_EQ(code(mark_names(deps, as(other), {number(id)}, {"张三"})),
                  "casework.not_allowed");
    }
    EXPECT_EQ(timeline(id).size(), 1U);
}

TEST_P(IntakeDesk, AStaleScreeningIsRefused) {
    const CaseId id = filed(Kind::complaint);
    const auto version = seen(id).version;
    ASSERT_TRUE(accept_case(deps, as(intake), {number(id), version}, {}));
    EXPECT_EQ(code(refuse_case(deps, as(intake), {number(id), version}, "court", "")),
              "casework.changed_meanwhile");
    EXPECT_EQ(seen(id).state, State::accepted);
}

TEST_P(IntakeDesk, AMergeLeavesTracesOnBothSidesAndIsTakenBackWhole) {
    const CaseId into = in_state(State::handling);
    const CaseId id = in_state(State::accepted);
    const Case before = seen(id);
    ASSERT_TRUE(merge_case(deps, as(intake), {number(id)}, number(into)));
    EXPECT_EQ(seen(id).state, State::merged);
    EXPECT_EQ(seen(id).merged_into, into);
    EXPECT_EQ(timeline(id).back().text, number(into));
    EXPECT_EQ(timeline(into).back().step, Step::take_in);
    EXPECT_EQ(timeline(into).back().text, number(id));
    EXPECT_EQ(seen(into).state, State::handling);
    now += std::chrono::days{1};
    ASSERT_TRUE(unmerge_case(deps, as(intake), {number(id)}));
    Case after = seen(id);
    EXPECT_EQ(timeline(into).back().step, Step::let_out);
    after.version = before.version;
    after.changed_at = before.changed_at;
    EXPECT_TRUE(after == before);
}

TEST_P(IntakeDesk, MergesOnlyWhereNothingIsHiddenOrOver) {
    const CaseId id = in_state(State::accepted);
    const auto into = [&](CaseId target) {
        return fields(merge_case(deps, as(intake), {number(id)}, number(target)));
    };
    EXPECT_EQ(into(id), "#/into casework_not_itself");
    EXPECT_EQ(into(filed(Kind::letter)), "#/into casework_merge_into_open");
    EXPECT_EQ(into(in_state(State::replied)), "#/into casework_merge_into_open");
    EXPECT_EQ(into(in_state(State::handling, Kind::letter, Visibility::body_only)),
              "#/into casework_merge_hidden");
    const CaseId hidden = in_state(State::accepted, Kind::letter, Visibility::body_only);
    const CaseId open = in_state(State::handling);
    ASSERT_TRUE(merge_case(deps, as(intake), {number(hidden)}, number(open)));
    EXPECT_FALSE(timeline(open).back().is_public) << "a hidden letter's number is not told";
    ASSERT_TRUE(merge_case(deps, as(intake), {number(id)}, number(in_state(State::accepted))));
    EXPECT_EQ(fields(merge_case(deps, as(intake), {number(*seen(id).merged_into)}, number(open))),
              "#/into casework_merge_chain");
}

TEST_P(IntakeDesk, ABodyThatExistsNoMoreIsRefusedWithItsSuccessor) {
    ASSERT_TRUE(units::import_csv(database, now,
                                  "code,name,class,valid_to,successor\n"
                                  "old-one,旧城管局,law_enforcement,2026-01-31,qh-minzheng\n"
                                  "gone,旧办公室,law_enforcement,2026-01-31,\n",
                                  false));
    const CaseId id = in_state(State::accepted);
    const auto to = [&](std::string_view unit_code) {
        return fields(assign_case(deps, as(intake), {number(id)}, unit_code, {}, ""));
    };
    const std::string successor =
        database.read([&](db::Tx& tx) { return units::name_of(tx, unit); }).value().zh;
    EXPECT_EQ(to("old-one"), "#/unit casework_unit_ended " + successor);
    EXPECT_EQ(to("gone"), "#/unit casework_unit_ended_alone");
    EXPECT_EQ(to("nowhere"), "#/unit casework_no_such_unit");
    EXPECT_EQ(seen(id).state, State::accepted);
    EXPECT_EQ(to("qh-minzheng"), "was allowed");
    EXPECT_EQ(seen(id).lead_unit, unit);
}

TEST_P(IntakeDesk, EachReadingOfAnOriginalIsInTheLog) {
    const CaseId id = filed(Kind::complaint);
    constexpr std::string_view noted =
        "SELECT count(*) FROM accounts_log WHERE kind = 'casework.original_read'";
    EXPECT_EQ(rows(noted), 0);
    const auto read = read_original(deps, as(intake), number(id));
    ASSERT_TRUE(read) << read.error().code;
    EXPECT_EQ(read->letter.subject, "路灯不亮");
    EXPECT_EQ(rows(noted), 1);
    EXPECT_FALSE(read_original(deps, as(handler), number(id)));
    EXPECT_EQ(rows(noted), 1);
}

TEST_P(IntakeDesk, NamesMarkedLaterAreMaskedEverywhere) {
    const CaseId id = filed(Kind::complaint);
    ASSERT_TRUE(refuse_case(deps, as(intake), {number(id)}, "court", "中山路的事归法院"));
    ASSERT_TRUE(mark_names(deps, as(intake), {number(id)}, {"中山路"}));
    EXPECT_EQ(seen(id).body, "〔姓名〕12号门前的路灯坏了两周。");
    EXPECT_EQ(seen(id).place, "〔姓名〕12号");
    for (const Event& event : timeline(id)) {
        EXPECT_EQ(event.text.find("中山路"), std::string::npos) << event.text;
    }
    EXPECT_EQ(read_original(deps, as(intake), number(id))->letter.names,
              std::vector{std::string{"中山路"}});
}

constexpr std::string_view tree =
    "category,parent,name_zh,name_en,keywords\n"
    "roads,,道路,Roads,\n"
    "lamps,roads,路灯,Street lamps,路灯|照明\n"
    "schools,,学校,Schools,学校|老师\n";

TEST_P(IntakeDesk, GuessesFromTheTablesOfTheOffice) {
    ASSERT_TRUE(import_categories(database, now, office.id, tree, false));
    const Day today = deps.calendar.zone().day_of(now);
    ASSERT_TRUE(import_body_routes(database, now, today, office.id,
                                   "category,place,unit\nroads,,qh-minzheng\n"
                                   "schools,,qh-jiaoyu\n",
                                   false));
    const CaseId id = in_state(State::accepted);
    const auto found = guess_body(deps, as(intake), number(id));
    ASSERT_TRUE(found && !found->empty());
    EXPECT_EQ(found->front().unit, unit);
    EXPECT_EQ(found->front().category, "lamps");
    EXPECT_EQ(found->front().reasons.front().words, std::vector{std::string{"路灯"}});
    EXPECT_EQ(seen(id).state, State::accepted) << "a guess changes nothing";
    const std::string again =
        database.read([](db::Tx& tx) { return categories_csv(tx).csv; }).value();
    EXPECT_EQ(import_categories(database, now, office.id, again, false), 3);
    const auto noted = database.read([&](db::Tx& tx) {
        return tx
            .run("SELECT count(*) FROM accounts_log WHERE kind = $1 AND facts = $2",
                 {"casework.categories_replaced", "rows=3 " + accounts::file_fact(again)})[0]
            .integer(0);
    });
    EXPECT_EQ(noted, 1);
}

TEST_P(IntakeDesk, NamesTheRowsThatAreWrong) {
    EXPECT_EQ(fields(import_categories(database, now, {},
                                       "category,parent,name_zh\na,b,甲\nb,a,乙\nc,nowhere,丙\n"
                                       "c,,丁\n,,戊\n",
                                       false)),
              "row 6, category required; row 5, category casework_double; "
              "row 2, parent casework_tree_too_high 4; row 3, parent casework_tree_too_high 4; "
              "row 4, parent casework_no_such_category");
    ASSERT_TRUE(import_categories(database, now, {}, tree, false));
    const Day today = deps.calendar.zone().day_of(now);
    EXPECT_EQ(fields(import_body_routes(database, now, today, {},
                                        "category,place,unit\nroads,,nobody\nnone,,qh-minzheng\n"
                                        "lamps,01,qh-minzheng\nlamps,01,qh-minzheng\n",
                                        false)),
              "row 2, unit casework_no_such_unit; row 3, category casework_no_such_category; "
              "row 5, category casework_double");
    EXPECT_EQ(rows("SELECT count(*) FROM casework_route"), 0);
}

TEST(Routing, WeighsReasons) {
    const UnitId lamps = *UnitId::from("0190f3a2-0000-7000-8000-0000000000b1");
    const UnitId roads = *UnitId::from("0190f3a2-0000-7000-8000-0000000000b2");
    const UnitId named = *UnitId::from("0190f3a2-0000-7000-8000-0000000000b3");
    const std::vector<Category> categories{{"roads", {}, {"道路", ""}, {"路面"}, true},
                                           {"lamps", "roads", {"路灯", ""}, {"路灯"}, true},
                                           {"old", {}, {"旧", ""}, {"路灯"}, false}};
    const std::vector<BodyRoute> routes{
        {"roads", "", roads}, {"lamps", "3401", lamps}, {"old", "", named}};
    const struct {
        std::string subject;
        std::string place;
        std::optional<std::string> category;
        std::optional<UnitId> named;
        std::vector<UnitId> expected;
    } cases[] = {
        {"路灯不亮", "340102", {}, {}, {lamps}},  // the nearest rule of the place
        {"路灯不亮", "110101", {}, {}, {roads}},  // from the category above
        {"没有词", "340102", {}, {}, {}},         // nothing speaks for anybody
        {"路灯不亮",
         "110101",
         {},
         named,
         {named, roads}},  // what the resident said outweighs words
        {"路面",
         "340102",
         "lamps",
         named,
         {lamps, named, roads}},  // a chosen category outweighs it
    };
    for (const auto& row : cases) {
        Case item;
        item.subject = row.subject;
        item.place_code = row.place;
        item.category = row.category;
        item.named_unit = row.named;
        std::vector<UnitId> units;
        for (const Guess& guess : guesses(item, categories, routes)) {
            units.push_back(guess.unit);
            EXPECT_FALSE(guess.reasons.empty());
        }
        EXPECT_EQ(units, row.expected) << row.subject << " " << row.place;
    }
}

}  // namespace
}  // namespace pingyi::casework
