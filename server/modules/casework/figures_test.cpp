// Figures: what may be published of them, and that counting follows the cases on both engines.
#include "modules/casework/figures.hpp"

#include <gtest/gtest.h>

#include "modules/casework/casework_test.hpp"
#include "modules/casework/figures_store.hpp"
#include "modules/casework/measures.hpp"

namespace pingyi::casework {
namespace {

MonthFigures month(std::string name, std::int64_t reached, std::int64_t hidden = 0) {
    MonthFigures made{std::move(name), {}, {}};
    made.everyone.received = reached * 2;
    made.everyone.reached = reached;
    made.everyone.solved = reached / 2;
    made.body_only.received = hidden;
    made.body_only.reached = hidden;
    return made;
}

std::vector<bool> shown(const std::vector<MonthFigures>& months) {
    std::vector<bool> all;
    for (const auto& point : published(months).trend) all.push_back(point.is_shown);
    return all;
}

TEST(Figures, PrivateCasesAreAddedOnlyInLargeNumbers) {
    const auto few = published({month("2026-01", 20, 5), month("2026-02", 20, 4)});
    EXPECT_EQ(few.total.received, 80);
    EXPECT_EQ(few.total.reached, 40);
    EXPECT_EQ(few.private_cases, 0);
    const auto many = published({month("2026-01", 20, 5), month("2026-02", 20, 5)});
    EXPECT_EQ(many.total.received, 90);
    EXPECT_EQ(many.total.reached, 50);
    EXPECT_EQ(many.private_cases, 10);
}

TEST(Figures, ASmallMonthCannotBeWorkedOutFromTheTotal) {
    EXPECT_EQ(shown({month("1", 12), month("2", 0)}), (std::vector{true, false}));
    EXPECT_EQ(shown({month("1", 12), month("2", 3), month("3", 30)}),
              (std::vector{false, false, true}))
        << "12 goes too, or 3 would follow from the total";
    EXPECT_EQ(shown({month("1", 12), month("2", 6), month("3", 6)}),
              (std::vector{true, false, false}))
        << "twelve hidden answers may be known together";
    EXPECT_EQ(shown({month("1", 12), month("2", 3)}), (std::vector{false, false}));
}

TEST(Figures, TheMedianIsTheMiddleOfAllReplies) {
    Figures figures;
    EXPECT_EQ(median_days(figures), std::nullopt);
    figures.days_to_reply = {{3, 1}, {10, 1}};
    EXPECT_EQ(median_days(figures), 6.5);
    figures.days_to_reply = {{3, 2}, {10, 1}};
    EXPECT_EQ(median_days(figures), 3.0);
}

class Counting : public Bench {
protected:
    Figures counted(Visibility visibility = Visibility::everyone) {
        EXPECT_TRUE(count_stale(database, calendar.zone(), now));
        const auto months = database
                                .read([&](db::Tx& tx) {
                                    return year_of_figures(tx, unit, calendar.zone().day_of(now));
                                })
                                .value();
        Figures all;
        for (const auto& one : months) {
            all += visibility == Visibility::everyone ? one.everyone : one.body_only;
        }
        return all;
    }
    void called_back(CaseId id, std::optional<bool> solved) {
        ASSERT_TRUE(database.write([&](db::Tx& tx) {
            const db::Param answer =
                solved ? db::Param{*solved ? 1 : 0} : db::Param{db::Null{db::Type::integer}};
            tx.run(
                "INSERT INTO casework_call_back (id, case_id, round, lot, state, solved, "
                "satisfied, opened_at, ended_at) VALUES ($1, $2, 1, '', 'ended', $3, $3, $4, $4)",
                {crypto::new_id<CallBackId>(now), id, answer, now});
        }));
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Counting, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(Counting, FollowsTheCases) {
    EXPECT_EQ(counted(), Figures{});
    (void)in_state(State::handling);
    (void)in_state(State::closed);
    (void)filed(Kind::help);
    step(in_state(State::assigned), Step::return_to_intake, Party::body);
    const CaseId gone = in_state(State::handling);
    step(gone, Step::withdraw, Party::resident);
    const Figures figures = counted();
    EXPECT_EQ(figures.received, 2);
    EXPECT_EQ(figures.answered, 1);
    EXPECT_EQ(figures.in_time, 1);
    EXPECT_EQ(figures.late, 0);
    EXPECT_EQ(figures.returned, 1) << "of the body that gave it back, though it is its no more";
    EXPECT_EQ(figures.days_to_reply, (std::map<std::int64_t, std::int64_t>{{0, 1}}));
}

TEST_P(Counting, TimeAloneMakesCasesLate) {
    (void)in_state(State::handling);
    EXPECT_EQ(counted().late, 0);
    now = at("2026-11-24T10:00:00+08:00");
    EXPECT_EQ(counted().late, 1);
    now = at("2026-12-30T10:00:00+08:00");
    const Figures figures = counted();
    EXPECT_EQ(figures.late, 0);
    EXPECT_EQ(figures.very_late, 1);
}

TEST_P(Counting, PrivateCasesStandApart) {
    (void)in_state(State::closed);
    (void)in_state(State::closed, Kind::help, Visibility::body_only);
    EXPECT_EQ(counted().received, 1);
    EXPECT_EQ(counted(Visibility::body_only).received, 1);
}

TEST_P(Counting, CountsWhoWasReached) {
    for (const std::optional<bool> solved :
         {std::optional{true}, std::optional{false}, std::optional<bool>{}}) {
        const CaseId id = in_state(State::replied);
        called_back(id, solved);
        step(id, Step::close, Party::clock);
    }
    const Figures figures = counted();
    EXPECT_EQ(figures.asked, 3);
    EXPECT_EQ(figures.reached, 2);
    EXPECT_EQ(figures.solved, 1);
    EXPECT_EQ(figures.satisfied, 1);
}

TEST_P(Counting, CountsEveryReturnForTheBodyThatReturned) {
    const CaseId id = in_state(State::assigned);
    step(id, Step::return_to_intake, Party::body);
    step(id, Step::assign, Party::intake, unit);
    step(id, Step::sign_for, Party::body);
    step(id, Step::return_to_intake, Party::body);
    const UnitId other =
        database.read([](db::Tx& tx) { return units::find_by_code(tx, "qh-jiaoyu"); }).value().id;
    step(id, Step::assign, Party::intake, other);
    const Figures figures = counted();
    EXPECT_EQ(figures.returned, 2);
    EXPECT_EQ(figures.received, 0) << "somebody else answers it";
    EXPECT_EQ(timeline(id).at(3).unit, unit);
}

TEST_P(Counting, MeasuresAreCellsOfWholeMonths) {
    (void)in_state(State::closed);
    (void)in_state(State::handling);
    (void)counted();
    const auto of = [&](Measure measure, const Window& window) {
        return database
            .read([&](db::Tx& tx) { return cells(tx, measure, window, calendar.zone()); })
            .value();
    };
    const auto answered = of(Measure::answered, {"2026-11", "2026-11"});
    ASSERT_EQ(answered.size(), 1U);
    EXPECT_EQ(answered[0].unit, unit);
    EXPECT_FALSE(answered[0].class_code.empty());
    EXPECT_EQ(answered[0].n, 2);
    EXPECT_EQ(answered[0].wy, 1);
    EXPECT_TRUE(of(Measure::answered, {"2026-01", "2026-10"}).empty());
    EXPECT_TRUE(of(Measure::solved, {"2026-11", "2026-11"}).empty());
    EXPECT_TRUE(of(Measure::rectified_and_satisfied, {"2026-11", "2026-11"}).empty());
    EXPECT_EQ(basis_of(Measure::solved), Basis::sample);
    EXPECT_EQ(basis_of(Measure::in_time), Basis::census);
}

TEST_P(Counting, CountsAgainTheMonthsThatAreAsked) {
    (void)in_state(State::closed);
    const Window november{"2026-11", "2026-11"};
    const auto answered = [&] {
        return database
            .read(
                [&](db::Tx& tx) { return cells(tx, Measure::answered, november, calendar.zone()); })
            .value()
            .size();
    };
    ASSERT_TRUE(count_again(database, {"2026-01", "2026-10"}, calendar.zone(), now));
    EXPECT_EQ(answered(), 0U);
    ASSERT_TRUE(count_again(database, november, calendar.zone(), now));
    EXPECT_EQ(answered(), 1U) << "no job has run";
}

TEST_P(Counting, EvidenceStopsAtWhatTheViewerMaySee) {
    const std::string shown = seen(in_state(State::closed)).number;
    for (int i = 0; i < 9; ++i) {
        (void)in_state(State::handling, Kind::help, Visibility::body_only);
    }
    const auto evidence = [&](const accounts::Account* viewer) {
        return database
            .read([&](db::Tx& tx) {
                return records(tx, unit, {"2026-11", "2026-11"}, calendar.zone(), viewer, {});
            })
            .value();
    };
    ASSERT_EQ(evidence(nullptr).records.size(), 1U);
    EXPECT_EQ(evidence(nullptr).records[0].number, shown);
    EXPECT_FALSE(evidence(nullptr).records[0].subject.empty());
    EXPECT_EQ(evidence(nullptr).records[0].answer, "in_time");
    EXPECT_TRUE(evidence(nullptr).hidden.empty()) << "nine would tell of single writers";
    (void)in_state(State::handling, Kind::help, Visibility::body_only);
    ASSERT_EQ(evidence(nullptr).hidden.size(), 1U);
    EXPECT_EQ(evidence(nullptr).hidden[0].n, 10);
    accounts::Account auditor;
    auditor.grants = {{accounts::Role::auditor, std::nullopt, false}};
    EXPECT_EQ(evidence(&auditor).records.size(), 11U);
    EXPECT_EQ(evidence(&auditor).records[0].answer, "waiting");
    EXPECT_TRUE(evidence(&auditor).hidden.empty());
    accounts::Account stranger;
    EXPECT_EQ(evidence(&stranger).records.size(), 1U);
}

}  // namespace
}  // namespace pingyi::casework
