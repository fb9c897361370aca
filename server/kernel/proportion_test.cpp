// The Wilson interval against published values, its properties, and the reading of a line.
#include "kernel/proportion.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace pingyi {
namespace {

/// Newcombe (1998), table I, method 3: given there to four decimals.
TEST(Wilson, AgreesWithPublishedValues) {
    const struct {
        Proportion of;
        double low, high;
    } known[] = {{{81, 263}, 0.2553, 0.3662},
                 {{15, 148}, 0.0624, 0.1605},
                 {{0, 20}, 0.0000, 0.1611},
                 {{1, 29}, 0.0061, 0.1718}};
    for (const auto& [of, low, high] : known) {
        const Interval interval = wilson_95(of);
        EXPECT_NEAR(interval.low, low, 0.00005) << of.part << " of " << of.n;
        EXPECT_NEAR(interval.high, high, 0.00005) << of.part << " of " << of.n;
    }
}

/// The worked example of docs/methods/wilson.md.
TEST(Wilson, AgreesWithTheWorkedExample) {
    const Interval interval = wilson_95({104, 131});
    EXPECT_NEAR(interval.low, 0.716734, 0.000001);
    EXPECT_NEAR(interval.high, 0.854307, 0.000001);
    EXPECT_EQ(verdict_on(interval, 0.8), Verdict::cannot_tell);
}

TEST(Wilson, SaysNothingWithoutAnswers) {
    const Interval interval = wilson_95({0, 0});
    EXPECT_EQ(interval.low, 0);
    EXPECT_EQ(interval.high, 1);
    EXPECT_EQ(share_of({0, 0}), 0);
    EXPECT_EQ(verdict_on(interval, 0.8), Verdict::cannot_tell);
}

TEST(Wilson, RefusesImpossibleCounts) {
    EXPECT_DEATH((void)wilson_95({2, 1}), "");
    EXPECT_DEATH((void)wilson_95({-1, 1}), "");
}

TEST(Wilson, ReadsTheLineFromTheInterval) {
    EXPECT_EQ(verdict_on(wilson_95({95, 100}), 0.8), Verdict::meets);
    EXPECT_EQ(verdict_on(wilson_95({60, 100}), 0.8), Verdict::below);
    EXPECT_EQ(verdict_on(wilson_95({85, 100}), 0.8), Verdict::cannot_tell);
    EXPECT_EQ(verdict_on({0.8, 0.9}, 0.8), Verdict::meets) << "at the line is enough";
    EXPECT_EQ(verdict_on({0.7, 0.8}, 0.8), Verdict::cannot_tell);
}

RC_GTEST_PROP(WilsonProperty, HoldsTheEstimateAndIsSymmetric, ()) {
    const auto n = *rc::gen::inRange<std::int64_t>(1, 100'000);
    const auto part = *rc::gen::inRange<std::int64_t>(0, n + 1);
    const Interval interval = wilson_95({part, n});
    const double share = share_of({part, n});
    RC_ASSERT(interval.low >= 0 && interval.high <= 1);
    RC_ASSERT(interval.low <= share && share <= interval.high);
    const Interval other = wilson_95({n - part, n});
    RC_ASSERT(std::abs(interval.low - (1 - other.high)) < 1e-9);
    const Interval more = wilson_95({part * 4, n * 4});
    RC_ASSERT(more.high - more.low < interval.high - interval.low);
}

}  // namespace
}  // namespace pingyi
