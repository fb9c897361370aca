#include "platform/clock/clock.hpp"

#include <gtest/gtest.h>

namespace pingyi {
namespace {

using std::chrono::milliseconds;

TEST(SystemClock, TellsTheTimeOfTheSystem) {
    const auto before = std::chrono::system_clock::now();
    const Instant told = SystemClock{}.now();
    const auto after = std::chrono::system_clock::now();
    EXPECT_GT(told, before - milliseconds{2});
    EXPECT_LE(told, after);
}

TEST(FixedClock, StandsUntilItIsSet) {
    const Instant start{milliseconds{1'700'000'000'000}};
    FixedClock clock{start};
    EXPECT_EQ(clock.now(), start);
    EXPECT_EQ(clock.now(), start);
    clock.set(start + milliseconds{5});
    EXPECT_EQ(clock.now(), start + milliseconds{5});
}

}  // namespace
}  // namespace pingyi
