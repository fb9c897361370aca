// Reading notices: the three formats, hostile files, and the product's own file against the
// published days.
#include "modules/calendar/notice.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "kernel/testing.hpp"
#include "modules/calendar/embedded.hpp"
#include "modules/calendar/rules.hpp"

namespace pingyi::calendar {
namespace {

using std::chrono::days;

Day day(std::string_view text) {
    return day_from(text).value();
}

std::string csv_head() {
    return "date,name,is_off_day,notice_year\n";
}

/// Seven days off in October 2027, so that a year is long enough.
std::string week_2027() {
    std::string rows;
    for (int i = 1; i <= 7; ++i) rows += "2027-10-0" + std::to_string(i) + ",国庆节,1,2027\n";
    return rows;
}

std::string event(std::string_view start, std::string_view end, std::string_view summary) {
    return "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:" + std::string(start) +
           "\r\nDTEND;VALUE=DATE:" + std::string(end) + "\r\nSUMMARY:" + std::string(summary) +
           "\r\nEND:VEVENT\r\n";
}
std::string ics(const std::string& events) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + events + "END:VCALENDAR\r\n";
}

/// The codes of every mistake, each as "place: code".
std::vector<std::string> mistakes(std::string_view file, const ReadOptions& options = {}) {
    const auto read = read_notice(file, options);
    std::vector<std::string> all;
    if (read) return all;
    for (const FieldError& error : read.error().fields) {
        all.push_back(error.place + ": " + error.code);
    }
    return all;
}
using Mistakes = std::vector<std::string>;

TEST(ReadNotice, Csv) {
    const auto read =
        read_notice("\xEF\xBB\xBF" + csv_head() + week_2027() + "2027-10-09,国庆节,0,2027\r\n");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->source, Source::csv);
    ASSERT_EQ(read->years.size(), 1U);
    EXPECT_EQ(read->years[0].year, 2027);
    EXPECT_EQ(off_days(read->years[0]), 7);
    EXPECT_EQ(make_up_days(read->years[0]), 1);
    EXPECT_EQ(read->years[0].days.back(), (SpecialDay{day("2027-10-09"), false, "国庆节"}));
}

TEST(ReadNotice, JsonOfAYear) {
    std::string items;
    for (int i = 1; i <= 7; ++i) {
        items +=
            R"({"name":"国庆节","date":"2027-10-0)" + std::to_string(i) + R"(","isOffDay":true},)";
    }
    const auto read = read_notice(R"({"$schema":"x","year":2027,"papers":[],"days":[)" + items +
                                  R"({"name":"元旦","date":"2026-12-27","isOffDay":false}]})");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->source, Source::json);
    EXPECT_EQ(read->years[0].year, 2027);
    EXPECT_EQ(read->years[0].days.front(), (SpecialDay{day("2026-12-27"), false, "元旦"}));
}

TEST(ReadNotice, ICalendar) {
    const auto read = read_notice(ics(event("20271001", "20271008", "国庆节（休）") +
                                      event("20271009", "20271010", "国庆节 补班 第1天/共1天") +
                                      "BEGIN:VEVENT\nSUMMARY:元旦\n (休)\nDTSTART:20270101\nBEGIN:"
                                      "VALARM\nSUMMARY:x\nEND:VALARM\nEND:VEVENT\n"));
    ASSERT_TRUE(read) << mistakes(ics("")).size();
    EXPECT_EQ(read->source, Source::ics);
    const NoticeYear& year = read->years.at(0);
    EXPECT_EQ(off_days(year), 8);
    EXPECT_EQ(year.days.front(), (SpecialDay{day("2027-01-01"), true, "元旦"}));
    EXPECT_EQ(year.days.back(), (SpecialDay{day("2027-10-09"), false, "国庆节"}));
}

TEST(ReadNotice, UnmarkedEventsNeedADecision) {
    const std::string file =
        ics(event("20271001", "20271008", "国庆节（休）") + event("20271222", "20271223", "冬至"));
    EXPECT_EQ(mistakes(file), (Mistakes{"line 8: calendar_ics_unmarked"}));
    EXPECT_EQ(off_days(read_notice(file, {{}, Unmarked::ignore})->years[0]), 7);
    EXPECT_EQ(off_days(read_notice(file, {{}, Unmarked::off})->years[0]), 8);
}

TEST(ReadNotice, ICalendarOfANamedYearTakesItsDecember) {
    const std::string file = ics(event("20261231", "20270104", "元旦（休）") +
                                 event("20271001", "20271008", "国庆节（休）"));
    const auto by_day = read_notice(file);
    EXPECT_FALSE(by_day) << "one day off is no notice of 2026";
    const auto named = read_notice(file, {2027, Unmarked::refuse});
    ASSERT_TRUE(named);
    EXPECT_EQ(named->years.size(), 1U);
    EXPECT_EQ(named->years[0].days.front().day, day("2026-12-31"));
}

TEST(ReadNotice, NamesEveryMistake) {
    const std::string head = csv_head();
    struct Row {
        std::string_view why;
        std::string file;
        Mistakes want;
    };
    const Row rows[] = {
        {"nothing", "", {": csv_empty"}},
        {"no rows", head, {"file: calendar_no_days"}},
        {"30 February", head + "2027-02-30,春节,1,2027\n", {"row 2, date: bad_day"}},
        {"a day twice",
         head + week_2027() + "2027-10-01,国庆节,0,2027\n",
         {"row 9, date: calendar_double_day"}},
        {"a far day",
         head + week_2027() + "2029-01-01,元旦,1,2027\n",
         {"row 9, date: calendar_outside_year"}},
        {"a short year", head + "2027-01-01,元旦,1,2027\n", {"2027: calendar_year_too_short"}},
        {"JSON cut off", R"({"year":2027,"days":[)", {"file: malformed_json"}},
        {"JSON without days", R"({"year":2027})", {"#/days: required"}},
        {"JSON with a wrong day",
         R"({"year":2027,"days":[{"name":1,"date":"2027-1-1"}]})",
         {"#/days/0/date: bad_day", "#/days/0/name: wrong_type", "#/days/0/isOffDay: required"}},
        {"JSON of a wrong year", R"({"year":"2027","days":[]})", {"#/year: calendar_bad_year"}},
        {"an event with a time",
         ics("BEGIN:VEVENT\nDTSTART:20271001T080000\nSUMMARY:休\nEND:VEVENT\n"),
         {"line 4: calendar_ics_time"}},
        {"an event that repeats",
         ics("BEGIN:VEVENT\nDTSTART:20271001\nRRULE:FREQ=YEARLY\nSUMMARY:休\nEND:VEVENT\n"),
         {"line 5: calendar_ics_repeats"}},
        {"an endless event",
         ics(event("20271001", "20281001", "休")),
         {"line 3: calendar_ics_length"}},
        {"an event without a day",
         ics("BEGIN:VEVENT\nSUMMARY:休\nEND:VEVENT\n"),
         {"line 3: calendar_ics_no_day"}},
        {"no calendar line", ics("市民政局\n"), {"line 3: calendar_ics_line"}},
        {"ends that do not match",
         "BEGIN:VCALENDAR\nEND:VEVENT\n",
         {"line 2: calendar_ics_nesting"}},
        {"cut off", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n", {"file: calendar_ics_unclosed"}},
        {"eight megabytes", std::string(8'000'000, 'a'), {"file: calendar_file_too_large"}},
    };
    for (const Row& row : rows) EXPECT_EQ(mistakes(row.file), row.want) << row.why;
}

TEST(ReadNotice, RefusesWrongTables) {
    for (const std::string& file :
         {std::string("date,name\n2027-01-01,元旦\n"), csv_head() + "2027-01-01,元旦,1\n",
          csv_head() + "2027-01-01,元旦,maybe,2027\n", csv_head() + "2027-01-01,,1,2027\n",
          csv_head() + "2027-01-01,元旦,1,27\n", csv_head() + "2027-01-01,\xFF,1,2027\n",
          std::string("%PDF-1.7\n\x01\x02"), std::string(1, '\0')}) {
        EXPECT_FALSE(mistakes(file).empty()) << file;
    }
}

TEST(ReadNotice, BearsAnyBytes) {
    EXPECT_TRUE(rc::check("any bytes after any beginning", [](const std::string& bytes) {
        for (const std::string& file : {bytes, "{" + bytes, "BEGIN:VCALENDAR\n" + bytes,
                                        ics("BEGIN:VEVENT\nDTSTART" + bytes), csv_head() + bytes}) {
            const auto read = read_notice(file);
            RC_ASSERT((!read || !read->years.empty()));
        }
    }));
    PINGYI_SHARED_FILE(formulas, "data/badinput/csv_injection.txt");
    EXPECT_FALSE(read_notice(formulas));
    PINGYI_SHARED_FILE(stress, "data/badinput/utf8_stress_kuhn.bin");
    EXPECT_FALSE(read_notice(stress));
    PINGYI_SHARED_FILE(naughty, "data/badinput/naughty_strings.json");
    EXPECT_FALSE(read_notice(naughty));
}

std::vector<NoticeYear> shipped() {
    return read_shipped(embedded::data().front().content).value();
}

TEST(Shipped, HasExactlyThePublishedDays) {
    PINGYI_SHARED_FILE(csv, "data/calendar/cn_holidays.csv");
    const auto published = read_notice(csv);
    ASSERT_TRUE(published) << published.error().fields.front().place << " "
                           << published.error().fields.front().code;
    const auto ours = shipped();
    ASSERT_EQ(ours.size(), published->years.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
        const auto& theirs = published->years[i];
        EXPECT_EQ(ours[i].year, theirs.year);
        ASSERT_EQ(ours[i].days.size(), theirs.days.size()) << theirs.year;
        for (std::size_t n = 0; n < theirs.days.size(); ++n) {
            EXPECT_EQ(ours[i].days[n].day, theirs.days[n].day);
            EXPECT_EQ(ours[i].days[n].is_off, theirs.days[n].is_off) << text_of(theirs.days[n].day);
        }
    }
}

TEST(Shipped, HasAnEnglishNameForEveryHoliday) {
    const auto years = shipped();
    for (const NoticeYear& year : years) {
        for (const SpecialDay& special : year.days) {
            EXPECT_FALSE(english_name(special.name).empty()) << special.name;
        }
    }
    EXPECT_EQ(english_name("台风停工"), "");
}

TEST(Changes, NamesEachDayOnce) {
    const NoticeYear before{
        2027, {{day("2027-10-01"), true, "国庆节"}, {day("2027-10-02"), true, "国庆节"}}};
    const NoticeYear after{
        2027, {{day("2027-10-02"), false, "国庆节"}, {day("2027-10-03"), true, "国庆节"}}};
    const auto found = changes(std::span(&before, 1), std::span(&after, 1));
    ASSERT_EQ(found.size(), 3U);
    EXPECT_FALSE(found[0].after) << "removed";
    EXPECT_TRUE(found[1].before && found[1].after) << "changed";
    EXPECT_FALSE(found[2].before) << "added";
    EXPECT_TRUE(changes(std::span(&after, 1), std::span(&after, 1)).empty());
}

TEST(MissingYears, FromTheFirstOfOctober) {
    EXPECT_EQ(missing_years({2026}, day("2026-09-30")), (std::vector<int>{}));
    EXPECT_EQ(missing_years({2026}, day("2026-10-01")), (std::vector<int>{2027}));
    EXPECT_EQ(missing_years({2026}, day("2026-12-31")), (std::vector<int>{2027}));
    EXPECT_EQ(missing_years({2026, 2027}, day("2026-12-31")), (std::vector<int>{}));
    EXPECT_EQ(missing_years({2026}, day("2027-01-01")), (std::vector<int>{2027}));
    EXPECT_EQ(missing_years({}, day("2026-11-01")), (std::vector<int>{2026, 2027}));
}

}  // namespace
}  // namespace pingyi::calendar
