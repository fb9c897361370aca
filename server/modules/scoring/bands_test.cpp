#include "modules/scoring/bands.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modules/scoring/bundle_words.hpp"
#include "modules/scoring/small_scheme_test.hpp"

namespace pingyi::scoring {
namespace {

using testing::edited;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

// poor below 60, fair below 90, best from 90; two places are shown.
constexpr std::size_t poor = 0;
constexpr std::size_t fair = 1;
constexpr std::size_t best = 2;

class Bands : public ::testing::Test {
protected:
    void use(std::string_view yaml) { scheme_ = *check(yaml).scheme; }
    void SetUp() override { use(testing::small_scheme); }

    UnitResult result(std::string_view score, std::optional<Interval> interval) const {
        UnitResult of;
        of.value = exact(*Decimal::from(score));
        of.interval = interval;
        of.ranks = {.rank = 2, .best = 1, .worst = 4, .group = 1};
        of.of = 10;
        of.band = scheme_.bands[*band_for(scheme_, of, *of.value)].code;
        return of;
    }
    std::vector<std::string> remarks(const UnitResult& of, Doubt doubt) const {
        Outcome outcome;
        outcome.nodes.emplace_back().doubt = doubt;
        std::vector<std::string> all;
        for (const Words& words : band_remarks(scheme_, outcome, of)) all.push_back(words.zh);
        return all;
    }

    Scheme scheme_;
};

TEST_F(Bands, AnIntervalSaysWhichOtherBandsItReaches) {
    const auto wide = result("86.73", Interval{80.87, 92.60});
    EXPECT_THAT(other_bands(scheme_, wide, Doubt::sample), Optional(ElementsAre(best)));
    EXPECT_THAT(remarks(wide, Doubt::sample), ElementsAre("还可能是：优秀"));
    const auto whole = result("86.73", Interval{60, 89.99});
    EXPECT_THAT(other_bands(scheme_, whole, Doubt::process), Optional(IsEmpty()));
    EXPECT_THAT(remarks(whole, Doubt::process), ElementsAre("区间都在本等次内"));
    EXPECT_THAT(other_bands(scheme_, result("70", Interval{50, 90}), Doubt::sample),
                Optional(ElementsAre(poor, best)));
}

TEST_F(Bands, WhatIsConcludedIsConcludedFromTheIntervalThatIsShown) {
    EXPECT_THAT(other_bands(scheme_, result("70", Interval{59.996, 89.994}), Doubt::sample),
                Optional(IsEmpty()))
        << "60.00–89.99";
    EXPECT_THAT(other_bands(scheme_, result("70", Interval{59.994, 89.996}), Doubt::sample),
                Optional(ElementsAre(poor, best)))
        << "59.99–90.00";
    // Four places stand in the result, and two are made of those: 89.9950 is shown as 90.00.
    EXPECT_THAT(other_bands(scheme_, result("70", Interval{65, 89.99496}), Doubt::sample),
                other_bands(scheme_, result("70", Interval{65, 89.9950}), Doubt::sample));
}

TEST_F(Bands, WithoutAnIntervalNothingIsConcludedAndItIsSaid) {
    const auto of = result("86.73", Interval{80.87, 92.60});
    EXPECT_EQ(other_bands(scheme_, of, Doubt::opt_in), std::nullopt)
        << "the interval is that of a part, and is not shown";
    EXPECT_THAT(remarks(of, Doubt::opt_in),
                ElementsAre("没有误差区间，看不出是否还可能是别的等次"));
    EXPECT_THAT(remarks(result("86.73", std::nullopt), Doubt::not_estimable),
                ElementsAre("没有误差区间，看不出是否还可能是别的等次"));
    EXPECT_THAT(remarks(result("86.73", std::nullopt), Doubt::none), IsEmpty());
}

TEST_F(Bands, AVetoLeavesNoBandAboveItsOwn) {
    auto of = result("92", Interval{85, 99});
    EXPECT_EQ(of.band, "best");
    of.vetoes = {"accidents"};
    of.band = scheme_.bands[*band_for(scheme_, of, *of.value)].code;
    EXPECT_EQ(of.band, "fair");
    EXPECT_THAT(other_bands(scheme_, of, Doubt::sample), Optional(IsEmpty()));
}

TEST_F(Bands, ABandForTheFirstDependsOnThePlacesThatMayBe) {
    use(edited("from: 90}",
               "from: 90}\n  - {code: top, zh: 先进, en: top, from: 75, top_share: 0.3}"));
    const std::size_t top = 2;
    ASSERT_EQ(scheme_.bands[top].code, "top");
    auto of = result("80", Interval{78, 82});
    EXPECT_EQ(of.band, "top");
    EXPECT_THAT(other_bands(scheme_, of, Doubt::sample), Optional(ElementsAre(fair)))
        << "it may be the fourth";
    of.ranks.worst = 3;
    EXPECT_THAT(other_bands(scheme_, of, Doubt::sample), Optional(IsEmpty()));
    of.ranks = {.rank = 4, .best = 3, .worst = 6, .group = 1};
    of.band = "fair";
    EXPECT_THAT(other_bands(scheme_, of, Doubt::sample), Optional(ElementsAre(top)));
    of.ranks.best = 4;
    EXPECT_THAT(other_bands(scheme_, of, Doubt::sample), Optional(IsEmpty()));
}

TEST_F(Bands, AScoreThatIsRoundedIntoAnotherBandSaysSo) {
    EXPECT_THAT(
        remarks(result("89.995", std::nullopt), Doubt::none),
        ElementsAre("得分四舍五入后显示为90.00，等次按四舍五入前的89.995定，所以不是“优秀”"));
    EXPECT_THAT(
        remarks(result("89.99999", std::nullopt), Doubt::none),
        ElementsAre("得分四舍五入后显示为90.00，等次按四舍五入前的89.99999定，所以不是“优秀”"));
    EXPECT_THAT(remarks(result("89.994", std::nullopt), Doubt::none), IsEmpty());
    EXPECT_THAT(remarks(result("90", std::nullopt), Doubt::none), IsEmpty());
}

TEST_F(Bands, ASanctionReadsTheIntervalThatIsShown) {
    auto of = result("55", Interval{50.0, 59.994});
    EXPECT_EQ(sanctions_of(scheme_, of, Doubt::sample, poor).size(), 1U);
    EXPECT_THAT(sanctions_of(scheme_, of, Doubt::opt_in, poor), IsEmpty())
        << "no interval is shown";
    of.interval->high = 59.996;
    EXPECT_THAT(sanctions_of(scheme_, of, Doubt::sample, poor), IsEmpty()) << "shown as 60.00";
}

}  // namespace
}  // namespace pingyi::scoring
