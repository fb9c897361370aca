// The calendar on both engines: the shipped file, imports, deadlines that wait for a year,
// warnings.
#include <algorithm>
#include <gtest/gtest.h>

#include "modules/accounts/embedded.hpp"
#include "modules/calendar/module.hpp"
#include "modules/calendar/store.hpp"
#include "modules/ledger/embedded.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/testing.hpp"
#include "platform/jobs/embedded.hpp"

namespace pingyi::calendar {
namespace {

Day day(std::string_view text) {
    return day_from(text).value();
}
Instant at(std::string_view text) {
    return instant_from(text).value();
}

/// The notice of 2027 as it might come: New Year and a week in October.
std::string notice_2027(std::string_view extra = "") {
    std::string csv =
        "date,name,is_off_day,notice_year\n2027-01-01,元旦,1,2027\n2026-12-27,元旦,0,2027\n";
    for (int i = 1; i <= 7; ++i) csv += "2027-10-0" + std::to_string(i) + ",国庆节,1,2027\n";
    return csv + std::string(extra);
}

class CalendarStore : public ::testing::TestWithParam<db::Engine> {
protected:
    static std::vector<db::MigrationSet> sets() {
        crypto::start();
        return {{"jobs", jobs::embedded::migrations()},
                {"ledger", ledger::embedded::migrations()},
                {"accounts", accounts::embedded::migrations()},
                {"calendar", migrations()}};
    }
    db::testing::Fresh fresh{GetParam(), sets()};
    db::Database& database = fresh.database();
    Calendar calendar{Zone::named("Asia/Shanghai").value()};
    Instant now = at("2026-09-30T23:59:59+08:00");

    DeadlineId opened(Instant start, std::int64_t working_days) {
        const auto id = crypto::new_id<DeadlineId>(now);
        const auto made = database.write([&](db::Tx& tx) {
            return calendar.open(tx, id, start, {DeadlineClock::working_days, working_days}, now);
        });
        EXPECT_TRUE(made) << made.error().code;
        return id;
    }
    Proof proof(DeadlineId id) {
        return database.read([&](db::Tx& tx) { return calendar.proof(tx, id); }).value();
    }
    std::vector<MissingYear> warnings() {
        EXPECT_TRUE(watch_years(database, calendar.zone(), now));
        return database.read([](db::Tx& tx) { return store::missing_years(tx); }).value();
    }
    std::int64_t revise() { return revise_deadlines(database, calendar, now).value(); }
};
INSTANTIATE_TEST_SUITE_P(Engines, CalendarStore, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(CalendarStore, LoadsTheShippedYearsOnce) {
    EXPECT_EQ(load_shipped(database, now).value(), 20);
    EXPECT_EQ(load_shipped(database, now).value(), 0);
    const auto current = database.read([&](db::Tx& tx) { return calendar.current(tx); }).value();
    EXPECT_EQ(current->version(), 1);
    EXPECT_EQ(current->years().size(), 20U);
    EXPECT_EQ(current->is_working_day(day("2026-10-10")), true);
    EXPECT_EQ(current->is_working_day(day("2006-12-30")), std::nullopt);
    const auto states = database.read([](db::Tx& tx) { return store::year_states(tx); }).value();
    ASSERT_EQ(states.size(), 20U);
    EXPECT_EQ(states.back().year, 2026);
    EXPECT_EQ(states.back().source, Source::shipped);
    EXPECT_EQ(states.back().off_days, 33);
    EXPECT_EQ(states.back().make_up_days, 6);
}

TEST_P(CalendarStore, AgreesWithTheWorkedExample) {  // docs/methods/working-days.md
    ASSERT_TRUE(load_shipped(database, now));
    const Proof shown = proof(opened(at("2026-09-22T10:00:00+08:00"), 15));
    EXPECT_EQ(shown.deadline.due, at("2026-10-21T00:00:00+08:00"));
    EXPECT_EQ(shown.deadline.due_day(calendar.zone()), day("2026-10-20"));
    EXPECT_EQ(shown.days.size(), 28U);
    EXPECT_EQ(std::ranges::count(shown.days, 0, &DeadlineDay::number), 13);
}

TEST_P(CalendarStore, NeverOverwritesWhatTheOfficeImported) {
    std::string csv = "date,name,is_off_day,notice_year\n";
    for (int i = 1; i <= 8; ++i) csv += "2026-10-0" + std::to_string(i) + ",国庆节,1,2026\n";
    ASSERT_TRUE(import_file(database, now, csv));
    EXPECT_EQ(load_shipped(database, now).value(), 19);
    const auto current = database.read([&](db::Tx& tx) { return calendar.current(tx); }).value();
    EXPECT_EQ(current->is_working_day(day("2026-10-08")), false);
    EXPECT_EQ(current->special(day("2026-05-01")), nullptr);
}

TEST_P(CalendarStore, PreviewChangesNothingAndImportIsAllOrNothing) {
    ASSERT_TRUE(load_shipped(database, now));
    const auto seen = import_file(database, now, notice_2027(), {{}, true});
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->new_years, (std::vector<int>{2027}));
    EXPECT_EQ(seen->changes.size(), 9U);
    EXPECT_FALSE(import_file(database, now, notice_2027("2027-02-30,春节,1,2027\n")));
    const auto newest = [&] {
        return database.read([](db::Tx& tx) { return store::newest(tx).version; }).value();
    };
    EXPECT_EQ(newest(), 1);
    ASSERT_TRUE(import_file(database, now, notice_2027()));
    EXPECT_EQ(newest(), 2);
    const auto noted = database.read([&](db::Tx& tx) {
        return tx
            .run("SELECT count(*) FROM accounts_log WHERE kind = $1 AND facts = $2",
                 {"calendar.imported",
                  "version=2 years=2027 " + accounts::file_fact(notice_2027())})[0]
            .integer(0);
    });
    EXPECT_EQ(noted, 1);
    const auto again = import_file(database, now, notice_2027());
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, "calendar.nothing_new");
    const auto imports =
        database.read([](db::Tx& tx) { return store::imports(tx, 1'000, 10); }).value();
    ASSERT_EQ(imports.size(), 2U);
    EXPECT_EQ(imports[0].years, (std::vector<int>{2027}));
    EXPECT_EQ(imports[0].added, 9);
    EXPECT_EQ(imports[1].years.size(), 20U);
}

TEST_P(CalendarStore, ADeadlineWaitsForItsYearAndIsThenComputed) {
    ASSERT_TRUE(load_shipped(database, now));
    const DeadlineId waiting = opened(at("2026-12-25T10:00:00+08:00"), 10);
    const DeadlineId certain = opened(at("2026-09-29T10:00:00+08:00"), 3);
    EXPECT_EQ(proof(waiting).deadline.missing_year, 2027);
    EXPECT_EQ(proof(waiting).days.size(), 6U) << "what is certain is shown";
    EXPECT_EQ(proof(certain).deadline.due_day(calendar.zone()), day("2026-10-09"));

    EXPECT_TRUE(warnings().empty()) << "30 September, one second to midnight";
    now = at("2026-10-01T00:00:00+08:00");
    ASSERT_EQ(warnings().size(), 1U);
    EXPECT_EQ(warnings()[0].year, 2027);
    EXPECT_EQ(warnings()[0].waiting_deadlines, 1);
    EXPECT_EQ(warnings()[0].since, now);

    ASSERT_TRUE(import_file(database, now, notice_2027()));
    EXPECT_TRUE(warnings().empty());
    EXPECT_EQ(revise(), 1);
    EXPECT_EQ(revise(), 0);
    const Proof now_due = proof(waiting);
    EXPECT_EQ(now_due.deadline.missing_year, std::nullopt);
    // 27 December is worked; 28 to 31 December, then 4 to 8 January: ten working days.
    EXPECT_EQ(now_due.deadline.due_day(calendar.zone()), day("2027-01-08"));
    EXPECT_EQ(now_due.days.back().number, 10);
    ASSERT_EQ(now_due.events.size(), 2U);
    EXPECT_EQ(now_due.events[0].change, std::nullopt);
    EXPECT_EQ(now_due.events[0].missing_year, 2027);
    EXPECT_EQ(now_due.events[1].change, DeadlineChange::computed);
    EXPECT_EQ(now_due.events[1].calendar_version, 2);
    EXPECT_EQ(proof(certain).events.size(), 1U) << "nothing to tell";
    EXPECT_EQ(proof(certain).deadline.calendar_version, 2);
}

TEST_P(CalendarStore, ANewVersionLengthensButNeverShortens) {
    ASSERT_TRUE(import_file(database, now, notice_2027()));
    const DeadlineId id = opened(at("2027-09-30T10:00:00+08:00"), 2);
    const DeadlineId closed = opened(at("2027-09-30T10:00:00+08:00"), 2);
    ASSERT_TRUE(database.write([&](db::Tx& tx) { calendar.close(tx, closed); }));
    EXPECT_EQ(proof(id).deadline.due_day(calendar.zone()), day("2027-10-11"));

    ASSERT_TRUE(import_file(database, now, notice_2027("2027-10-11,台风停工,1,2027\n")));
    EXPECT_EQ(revise(), 1);
    EXPECT_EQ(proof(id).deadline.due_day(calendar.zone()), day("2027-10-12"));
    EXPECT_EQ(proof(id).events.back().change, DeadlineChange::lengthened);
    EXPECT_EQ(proof(closed).deadline.calendar_version, 1) << "what is over stays";

    ASSERT_TRUE(import_file(database, now, notice_2027("2027-10-09,国庆节,0,2027\n")));
    EXPECT_EQ(revise(), 1);
    EXPECT_EQ(proof(id).deadline.due_day(calendar.zone()), day("2027-10-12"));
    EXPECT_EQ(proof(id).events.back().change, DeadlineChange::kept);
    EXPECT_EQ(proof(id).events.back().without_promise, at("2027-10-10T00:00:00+08:00"));
}

TEST_P(CalendarStore, RevisesMoreThanABatch) {
    for (int i = 0; i < 230; ++i) opened(at("2027-03-01T10:00:00+08:00"), 1 + i % 5);
    ASSERT_TRUE(import_file(database, now, notice_2027()));
    EXPECT_EQ(revise(), 230);
}

TEST_P(CalendarStore, KeepsItsTraces) {
    ASSERT_TRUE(import_file(database, now, notice_2027()));
    const DeadlineId id = opened(at("2027-09-30T10:00:00+08:00"), 2);
    for (const std::string_view sql :
         {"DELETE FROM calendar_import", "DELETE FROM calendar_day",
          "UPDATE calendar_year SET off_days = 0", "DELETE FROM calendar_deadline_event",
          "UPDATE calendar_deadline_event SET at = 0"}) {
        EXPECT_FALSE(database.write([&](db::Tx& tx) { tx.run(sql); })) << sql;
    }
    EXPECT_EQ(proof(id).events.size(), 1U);
    EXPECT_FALSE(database.read(
        [&](db::Tx& tx) { return calendar.find(tx, crypto::new_id<DeadlineId>(now)); }));
}

}  // namespace
}  // namespace pingyi::calendar
