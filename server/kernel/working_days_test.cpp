// Working days and deadlines: rows with their reasons, laws, revisions, and 1,443 real letters.
#include "kernel/working_days.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <sstream>

#include "kernel/testing.hpp"

namespace pingyi {
namespace {

using std::chrono::days;

Day day(std::string_view text) {
    return day_from(text).value();
}
Instant at(std::string_view text) {
    return instant_from(text).value();
}
Zone shanghai() {
    return Zone::named("Asia/Shanghai").value();
}
DeadlineRule working(std::int64_t amount) {
    return {DeadlineClock::working_days, amount};
}

/// National Day of 2026 as published: off 1 to 7 October, worked on 20 September and 10 October.
WorkCalendar year_2026() {
    std::vector<SpecialDay> special{{day("2026-09-20"), false, "国庆节"},
                                    {day("2026-10-10"), false, "国庆节"},
                                    {day("2026-09-25"), true, "中秋节"}};
    for (Day d = day("2026-10-01"); d <= day("2026-10-07"); d += days{1}) {
        special.push_back({d, true, "国庆节"});
    }
    return WorkCalendar{1, {2026}, special};
}

TEST(WorkCalendar, KnowsTheWeekAndItsExceptions) {
    const WorkCalendar calendar = year_2026();
    struct Row {
        std::string_view why, day;
        std::optional<bool> want;
    };
    for (const Row& row :
         {Row{"a Wednesday", "2026-09-30", true}, Row{"a holiday", "2026-10-01", false},
          Row{"a Saturday", "2026-09-26", false}, Row{"a Saturday made up", "2026-10-10", true},
          Row{"a Sunday made up", "2026-09-20", true},
          Row{"a year without notice", "2027-01-04", std::nullopt}}) {
        EXPECT_EQ(calendar.is_working_day(day(row.day)), row.want) << row.why;
    }
}

TEST(Deadline, CountsFromTheNextDayToMidnight) {
    const Zone zone = shanghai();
    const WorkCalendar calendar = year_2026();
    struct Row {
        std::string_view why, start;
        DeadlineRule rule;
        std::string_view due;
    };
    const Row rows[] = {
        {"over National Day", "2026-09-29T10:00:00+08:00", working(5), "2026-10-13T00:00:00+08:00"},
        {"the first minute counts alike", "2026-09-29T00:00:00+08:00", working(5),
         "2026-10-13T00:00:00+08:00"},
        {"the last minute counts alike", "2026-09-29T23:59:59.999+08:00", working(5),
         "2026-10-13T00:00:00+08:00"},
        {"from a holiday", "2026-10-03T09:00:00+08:00", working(1), "2026-10-09T00:00:00+08:00"},
        {"on a made-up Saturday", "2026-10-09T09:00:00+08:00", working(1),
         "2026-10-11T00:00:00+08:00"},
        {"calendar days take no notice",
         "2026-09-29T10:00:00+08:00",
         {DeadlineClock::calendar_days, 5},
         "2026-10-05T00:00:00+08:00"},
        {"calendar days need no calendar",
         "2030-01-01T10:00:00+08:00",
         {DeadlineClock::calendar_days, 1},
         "2030-01-03T00:00:00+08:00"},
        {"minutes",
         "2026-10-01T23:50:00+08:00",
         {DeadlineClock::minutes, 30},
         "2026-10-02T00:20:00+08:00"}};
    for (const Row& row : rows) {
        const auto made = deadline(calendar, zone, at(row.start), row.rule);
        ASSERT_TRUE(made) << row.why;
        EXPECT_EQ(made->due, at(row.due)) << row.why;
        EXPECT_EQ(made->missing_year, std::nullopt) << row.why;
    }
}

TEST(Deadline, RefusesAmountsOutOfRange) {
    for (const DeadlineRule rule : {working(0), working(-1), working(3661),
                                    DeadlineRule{DeadlineClock::minutes, 5'270'401}}) {
        const auto made = deadline(year_2026(), shanghai(), at("2026-01-05T00:00:00Z"), rule);
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().code, "deadline.amount_out_of_range");
    }
}

TEST(Deadline, ProofNamesEveryDay) {
    const Zone zone = shanghai();
    const WorkCalendar calendar = year_2026();
    const auto made = deadline(calendar, zone, at("2026-09-29T10:00:00+08:00"), working(3)).value();
    EXPECT_EQ(made.due_day(zone), day("2026-10-09"));
    const auto proof = days_of(calendar, zone, made);
    ASSERT_EQ(proof.size(), 10U);
    EXPECT_EQ(proof[0], (DeadlineDay{day("2026-09-30"), 1, DayReason::counted, ""}));
    EXPECT_EQ(proof[1], (DeadlineDay{day("2026-10-01"), 0, DayReason::holiday, "国庆节"}));
    EXPECT_EQ(proof[3].reason, DayReason::holiday) << "a holiday on a Saturday is a holiday first";
    EXPECT_EQ(proof[9], (DeadlineDay{day("2026-10-09"), 3, DayReason::counted, ""}));
    const auto longer =
        deadline(calendar, zone, at("2026-10-09T10:00:00+08:00"), working(2)).value();
    const auto weekend = days_of(calendar, zone, longer);
    EXPECT_EQ(weekend[0], (DeadlineDay{day("2026-10-10"), 1, DayReason::make_up, "国庆节"}));
    EXPECT_EQ(weekend[1], (DeadlineDay{day("2026-10-11"), 0, DayReason::weekend, ""}));
}

TEST(Deadline, NeverGuessesAYear) {
    const Zone zone = shanghai();
    const WorkCalendar calendar = year_2026();
    const auto made = deadline(calendar, zone, at("2026-12-30T10:00:00+08:00"), working(5)).value();
    EXPECT_EQ(made.due, std::nullopt);
    EXPECT_EQ(made.missing_year, 2027);
    EXPECT_EQ(made.due_day(zone), std::nullopt);
    ASSERT_EQ(days_of(calendar, zone, made).size(), 1U) << "the days before are shown";
    const auto in_time =
        deadline(calendar, zone, at("2026-12-30T10:00:00+08:00"), working(1)).value();
    EXPECT_EQ(in_time.due, at("2027-01-01T00:00:00+08:00"));
}

TEST(Revised, LengthensAndNeverShortens) {
    const Zone zone = shanghai();
    const Instant start = at("2026-09-29T10:00:00+08:00");
    const WorkCalendar plain{1, {2026}, {}};
    const WorkCalendar longer{2, {2026}, {{day("2026-09-30"), true, "台风停工"}}};
    const WorkCalendar shorter{3, {2026}, {{day("2026-10-03"), false, "国庆节"}}};
    const auto first = deadline(plain, zone, start, working(5)).value();
    EXPECT_EQ(first.due, at("2026-10-07T00:00:00+08:00"));

    const auto same = revised(first, WorkCalendar{2, {2026, 2027}, {}}, zone);
    EXPECT_EQ(same.change, DeadlineChange::unchanged);
    EXPECT_EQ(same.deadline.calendar_version, 2);

    const auto moved = revised(first, longer, zone);
    EXPECT_EQ(moved.change, DeadlineChange::lengthened);
    EXPECT_EQ(moved.deadline.due, at("2026-10-08T00:00:00+08:00"));

    const auto kept = revised(first, shorter, zone);
    EXPECT_EQ(kept.change, DeadlineChange::kept);
    EXPECT_EQ(kept.deadline.due, first.due);
    EXPECT_EQ(kept.without_promise, at("2026-10-06T00:00:00+08:00"));
    EXPECT_EQ(revised(first, WorkCalendar{4, {}, {}}, zone).deadline.due, first.due);
}

TEST(Revised, ComputesOnceTheYearIsPublished) {
    const Zone zone = shanghai();
    const auto waiting =
        deadline(year_2026(), zone, at("2026-12-30T10:00:00+08:00"), working(2)).value();
    const WorkCalendar next{2, {2026, 2027}, {{day("2027-01-01"), true, "元旦"}}};
    const auto now = revised(waiting, next, zone);
    EXPECT_EQ(now.change, DeadlineChange::computed);
    EXPECT_EQ(now.deadline.due, at("2027-01-05T00:00:00+08:00"));
    EXPECT_EQ(now.deadline.missing_year, std::nullopt);
}

rc::Gen<WorkCalendar> any_calendar() {
    return rc::gen::map(
        rc::gen::container<std::vector<std::pair<int, bool>>>(
            rc::gen::pair(rc::gen::inRange(0, 3 * 365), rc::gen::arbitrary<bool>())),
        [](const std::vector<std::pair<int, bool>>& chosen) {
            std::vector<SpecialDay> special;
            for (const auto& [offset, off] : chosen) {
                special.push_back({Day{std::chrono::year{2025} / 1 / 1} + days{offset}, off, "x"});
            }
            return WorkCalendar{1, {2025, 2026, 2027, 2028, 2029}, special};
        });
}

TEST(Deadline, Laws) {
    const Zone zone = shanghai();
    EXPECT_TRUE(rc::check("n working days later, n working days have passed", [&] {
        const WorkCalendar calendar = *any_calendar();
        const Instant start =
            at("2025-01-01T00:00:00Z") + std::chrono::minutes{*rc::gen::inRange(0, 700 * 24 * 60)};
        const auto amount = *rc::gen::inRange<std::int64_t>(1, 200);
        const auto made = deadline(calendar, zone, start, working(amount)).value();
        RC_ASSERT(made.due.has_value());
        const Day due = *made.due_day(zone);
        RC_ASSERT(calendar.is_working_day(due) == true);
        RC_ASSERT(working_days_between(calendar, zone.day_of(start), due) == amount);
        const auto proof = days_of(calendar, zone, made);
        RC_ASSERT((proof.back().day == due && proof.back().number == amount));
        RC_ASSERT(std::ranges::count_if(proof, [](const auto& d) { return d.number > 0; }) ==
                  amount);
        const auto later = deadline(calendar, zone, start, working(amount + 1)).value();
        RC_ASSERT((later.due > made.due));
    }));
    EXPECT_TRUE(rc::check("no revision moves a shown date forward", [&] {
        const Instant start = at("2025-06-01T00:00:00Z");
        const auto rule = working(*rc::gen::inRange<std::int64_t>(1, 100));
        const auto old = deadline(*any_calendar(), zone, start, rule).value();
        const auto now = revised(old, *any_calendar(), zone);
        RC_ASSERT((now.deadline.due >= old.due));
        RC_ASSERT(((now.change == DeadlineChange::lengthened) == (now.deadline.due > old.due)));
        RC_ASSERT((revised(now.deadline, *any_calendar(), zone).deadline.due >= now.deadline.due));
    }));
}

std::vector<std::vector<std::string>> rows_of(const std::string& csv) {
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines(csv);
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        std::istringstream cells(line);
        auto& row = rows.emplace_back();
        for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
    }
    rows.erase(rows.begin());
    return rows;
}

TEST(Deadline, AgreesWithEveryRealLetter) {
    PINGYI_SHARED_FILE(holidays, "data/calendar/cn_holidays.csv");
    PINGYI_SHARED_FILE(letters, "data/complaints/cn_letters_working_days.csv");
    std::vector<SpecialDay> special;
    std::set<int> years;
    for (const auto& row : rows_of(holidays)) {
        special.push_back({day(row.at(0)), row.at(2) == "1", row.at(1)});
        years.insert(std::stoi(row.at(3)));
    }
    const WorkCalendar calendar{1, years, special};
    const Zone zone = shanghai();
    int checked = 0;
    for (const auto& row : rows_of(letters)) {
        const Day posted = day(row.at(1));
        const Day replied = day(row.at(2));
        EXPECT_EQ((replied - posted).count(), std::stoi(row.at(3))) << row[0];
        EXPECT_EQ(working_days_between(calendar, posted, replied), std::stoi(row.at(4))) << row[0];
        const auto made = deadline(calendar, zone, zone.start_of(posted), working(15)).value();
        EXPECT_EQ(made.due_day(zone), day(row.at(5))) << row[0];
        EXPECT_EQ(zone.start_of(replied) >= made.due, row.at(6) == "1") << row[0];
        ++checked;
    }
    EXPECT_EQ(checked, 1443);
}

}  // namespace
}  // namespace pingyi
