// Instants, days and zones: text forms, hostile text, daylight saving, midnight in a gap.
#include "kernel/time.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace pingyi {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;

Instant at(std::string_view text) {
    return instant_from(text).value();
}
Day day(std::string_view text) {
    return day_from(text).value();
}

TEST(Instant, TextAndBack) {
    EXPECT_EQ(text_of(Instant{}), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(text_of(at("2026-11-23T03:35:12Z")), "2026-11-23T03:35:12.000Z");
    EXPECT_EQ(text_of(at("2026-11-23T11:35:12.5+08:00")), "2026-11-23T03:35:12.500Z");
    EXPECT_EQ(text_of(at("2026-11-23t03:35:12.123456789z")), "2026-11-23T03:35:12.123Z");
    EXPECT_EQ(text_of(at("1969-12-31T23:59:59.999Z")), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(text_of(at("0001-01-01T00:00:00Z")), "0001-01-01T00:00:00.000Z");
    EXPECT_TRUE(rc::check("any instant of the years 1 to 9999 survives", [] {
        const Instant some{milliseconds{
            *rc::gen::inRange<std::int64_t>(-62'135'596'800'000, 253'402'300'800'000)}};
        RC_ASSERT(instant_from(text_of(some)) == some);
    }));
}

TEST(Instant, RefusesAnythingElse) {
    for (const std::string_view text : {"",
                                        "2026-11-23",
                                        "2026-11-23T03:35:12",
                                        "2026-11-23 03:35:12Z",
                                        "2026-11-23T24:00:00Z",
                                        "2026-11-23T03:60:00Z",
                                        "2026-11-23T03:35:60Z",
                                        "2026-02-29T00:00:00Z",
                                        "2026-11-23T03:35:12.Z",
                                        "2026-11-23T03:35:12.1234567890Z",
                                        "2026-11-23T03:35:12+0800",
                                        "2026-11-23T03:35:12+24:00",
                                        "2026-11-23T03:35:12+08:60",
                                        "2026-11-23T03:35:12Z ",
                                        "0001-01-01T00:00:00+00:01",
                                        "9999-12-31T23:59:59-00:01",
                                        "0000-01-01T00:00:00Z",
                                        "+2026-11-23T03:35:12Z",
                                        "２０２６-11-23T03:35:12Z",
                                        "2026-11-23T3:35:12Z"}) {
        EXPECT_FALSE(instant_from(text)) << text;
    }
}

TEST(Day, TextAndBack) {
    EXPECT_EQ(text_of(day("2024-02-29")), "2024-02-29");
    EXPECT_EQ(text_of(day("0001-01-01")), "0001-01-01");
    EXPECT_EQ(year_of(day("2026-12-31")), 2026);
    for (const std::string_view text :
         {"", "2026-02-29", "2026-02-30", "2026-13-01", "2026-00-10", "2026-1-1", "20260101",
          "2026-01-01 ", "0000-01-01", "2026/01/01", "-026-01-01", "10000-01-01"}) {
        EXPECT_FALSE(day_from(text)) << text;
    }
}

TEST(Zone, IsKnownByItsName) {
    EXPECT_EQ(Zone::named("Asia/Shanghai").value().name(), "Asia/Shanghai");
    for (const std::string_view name : {"", "Asia/Nowhere", "Etc/Unknown", "asia/shanghai\xFF"}) {
        const auto zone = Zone::named(name);
        ASSERT_FALSE(zone) << name;
        EXPECT_EQ(zone.error().code, "time.no_such_zone");
    }
}

TEST(Zone, ShanghaiIsEightHoursAhead) {
    const Zone zone = Zone::named("Asia/Shanghai").value();
    EXPECT_EQ(zone.day_of(at("2026-11-23T15:59:59.999Z")), day("2026-11-23"));
    EXPECT_EQ(zone.day_of(at("2026-11-23T16:00:00Z")), day("2026-11-24"));
    EXPECT_EQ(zone.start_of(day("2026-11-24")), at("2026-11-23T16:00:00Z"));
    EXPECT_EQ(zone.start_of(day("1989-07-01")), at("1989-06-30T15:00:00Z"));  // summer time then
}

TEST(Zone, DaylightSavingAndGapsAtMidnight) {
    const Zone berlin = Zone::named("Europe/Berlin").value();
    EXPECT_EQ(berlin.start_of(day("2026-03-29")), at("2026-03-28T23:00:00Z"));
    EXPECT_EQ(berlin.start_of(day("2026-03-30")), at("2026-03-29T22:00:00Z"));  // a day of 23 hours
    EXPECT_EQ(berlin.start_of(day("2026-10-26")), at("2026-10-25T23:00:00Z"));  // a day of 25 hours
    const Zone sao_paulo = Zone::named("America/Sao_Paulo").value();
    EXPECT_EQ(sao_paulo.start_of(day("2018-11-04")),
              at("2018-11-04T03:00:00Z"));                  // begins at 01:00
    const Zone apia = Zone::named("Pacific/Apia").value();  // 2011-12-30 never was
    EXPECT_EQ(apia.start_of(day("2011-12-30")), apia.start_of(day("2011-12-31")));
    EXPECT_EQ(apia.start_of(day("2011-12-31")), at("2011-12-30T10:00:00Z"));
}

TEST(Zone, ReadsLocalTimes) {
    using std::chrono::hours;
    const Zone york = Zone::named("America/New_York").value();
    EXPECT_EQ(york.instant_of(day("2024-05-27"), hours{2}), at("2024-05-27T06:00:00Z"));
    EXPECT_EQ(york.instant_of(day("2024-03-10"), std::chrono::minutes{150}),
              at("2024-03-10T07:00:00Z"));  // left out
    EXPECT_EQ(york.instant_of(day("2024-11-03"), std::chrono::minutes{90}),
              at("2024-11-03T05:30:00Z"));  // shown twice
}

TEST(Zone, EveryDayBeginsWhereTheOneBeforeEnds) {
    for (const std::string_view name :
         {"Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "Asia/Tehran", "UTC"}) {
        const Zone zone = Zone::named(name).value();
        EXPECT_TRUE(rc::check([&] {
            const Day some = day("1950-01-01") + days{*rc::gen::inRange(0, 90'000)};
            const Instant start = zone.start_of(some);
            RC_ASSERT(zone.day_of(start) == some);
            RC_ASSERT(zone.day_of(start - milliseconds{1}) == some - days{1});
        })) << name;
    }
}

}  // namespace
}  // namespace pingyi
