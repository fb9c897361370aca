// The page of a year: every day has its cell, reasons stand in words, an unknown year guesses
// nothing.
#include "modules/calendar/page.hpp"

#include <gtest/gtest.h>

#include "modules/calendar/embedded.hpp"
#include "modules/calendar/notice.hpp"

namespace pingyi::calendar {
namespace {

class YearMain : public ::testing::Test {
protected:
    Texts texts{{embedded::texts()}};
    http::Request request;
    std::vector<http::Header> headers;
    Zone zone = Zone::named("Asia/Shanghai").value();
    YearPage page;

    YearMain() {
        std::vector<SpecialDay> special;
        std::set<int> years;
        const auto shipped = read_shipped(embedded::data().front().content).value();
        for (const NoticeYear& year : shipped) {
            special.insert(special.end(), year.days.begin(), year.days.end());
            years.insert(year.year);
            if (year.year == 2026) page.notice = year;
        }
        page.year = 2026;
        page.calendar = std::make_shared<const WorkCalendar>(1, years, special);
        page.versions = {{2026, 1, Source::shipped, Instant{}, 33, 6}};
    }
    std::string html(Language language) {
        const http::Context context{request, {}, Instant{}, {language, false}, {}, headers};
        return year_main(context, texts, page, zone).str();
    }
};

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t n = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
    return n;
}

/// A text that is missing shows as its key.
bool shows_a_key(const std::string& text) {
    for (auto at = text.find("calendar."); at != std::string::npos;
         at = text.find("calendar.", at + 1)) {
        const char next = text[at + std::string_view("calendar.").size()];
        if (next >= 'a' && next <= 'z') return true;
    }
    return false;
}

TEST_F(YearMain, HasACellForEveryDay) {
    const std::string out = html(Language::zh);
    EXPECT_EQ(count(out, "pingyi-day__number"), 365U);
    EXPECT_EQ(count(out, "\"pingyi-day pingyi-day--off\""), 33U);
    EXPECT_EQ(count(out, "\"pingyi-day pingyi-day--make-up\""), 6U);
    EXPECT_NE(out.find("国庆节调休上班"), std::string::npos);
    EXPECT_NE(out.find("2026年工作日历"), std::string::npos);
    EXPECT_NE(out.find("href=\"/calendar/2025\""), std::string::npos);
    EXPECT_EQ(out.find("href=\"/calendar/2027\""), std::string::npos);
    EXPECT_FALSE(shows_a_key(out));
}

TEST_F(YearMain, SpeaksEnglish) {
    const std::string out = html(Language::en);
    EXPECT_NE(out.find("worked to make up for National Day"), std::string::npos);
    EXPECT_NE(out.find("Working days in 2026"), std::string::npos);
    EXPECT_FALSE(shows_a_key(out));
}

TEST_F(YearMain, GuessesNothingAboutAnUnknownYear) {
    page.year = 2027;
    page.notice = {2027, {}};
    page.versions.clear();
    page.missing = {2027};
    const std::string out = html(Language::zh);
    EXPECT_NE(out.find("2027年的放假安排尚未公布。我们不猜"), std::string::npos);
    EXPECT_EQ(count(out, "pingyi-day"), 0U);
    EXPECT_EQ(count(out, "govuk-inset-text"), 0U) << "said once";
    EXPECT_NE(out.find("href=\"/calendar/2026\""), std::string::npos);
}

TEST_F(YearMain, WarnsOfTheNextYear) {
    page.missing = {2027};
    EXPECT_EQ(count(html(Language::zh), "govuk-inset-text"), 1U);
}

}  // namespace
}  // namespace pingyi::calendar
