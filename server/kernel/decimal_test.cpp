// Decimals: reading, writing, the laws of arithmetic, rounding, and refusal of overflow.
#include "kernel/decimal.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <rapidcheck.h>

namespace pingyi {
namespace {

Decimal dec(std::string_view text) {
    return Decimal::from(text).value();
}

TEST(Decimal, TextAndBack) {
    for (const std::string_view text : {"0", "-1", "12.340", "-0.05", "0.000000000000000001",
                                        "9223372036854775807", "-9.223372036854775808"}) {
        EXPECT_EQ(dec(text).text(), text);
    }
    EXPECT_EQ(dec("007.50").text(), "7.50");
    EXPECT_TRUE(rc::check("any mantissa and scale survive", [] {
        const auto value =
            Decimal::of(*rc::gen::arbitrary<std::int64_t>(), *rc::gen::inRange(0, 19)).value();
        const auto again = Decimal::from(value.text());
        RC_ASSERT(
            (again && again->mantissa() == value.mantissa() && again->scale() == value.scale()));
    }));
}

TEST(Decimal, RefusesWhatIsNoNumber) {
    for (const std::string_view text : {"", "-", ".", ".5", "5.", "1.2.3", "+1", "1e3", " 1", "--1",
                                        "1,5", "0x1", "NaN", "１", "1.-5"}) {
        const auto read = Decimal::from(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().code, "decimal.malformed") << text;
    }
}

TEST(Decimal, RefusesOverflow) {
    EXPECT_FALSE(Decimal::from("9223372036854775808"));
    EXPECT_FALSE(Decimal::from("0.0000000000000000001"));
    EXPECT_FALSE(Decimal::of(1, 19));
    EXPECT_FALSE(Decimal::of(1, -1));
    const Decimal largest = Decimal::of(std::numeric_limits<std::int64_t>::max(), 0).value();
    EXPECT_EQ(largest.plus(dec("1")).error().code, "decimal.overflow");
    EXPECT_EQ(largest.times(dec("2")).error().code, "decimal.overflow");
    EXPECT_EQ(largest.rounded(1).error().code, "decimal.overflow");
    EXPECT_FALSE(dec("0.0000000001").times(dec("0.0000000001")));
}

TEST(Decimal, RoundsTiesAwayFromZero) {
    struct Row {
        std::string_view value;
        int scale;
        std::string_view want;
    };
    for (const Row& row :
         {Row{"0.125", 2, "0.13"}, Row{"0.124", 2, "0.12"}, Row{"-0.125", 2, "-0.13"},
          Row{"-0.124", 2, "-0.12"}, Row{"2.5", 0, "3"}, Row{"0.5", 0, "1"}, Row{"0.4999", 0, "0"},
          Row{"99.995", 2, "100.00"}, Row{"1.5", 3, "1.500"},
          Row{"9223372036854775807", 0, "9223372036854775807"}}) {
        EXPECT_EQ(dec(row.value).rounded(row.scale).value().text(), row.want) << row.value;
    }
}

TEST(Decimal, ComparesByValue) {
    EXPECT_EQ(dec("1.5"), dec("1.50"));
    EXPECT_LT(dec("-9223372036854775807"), dec("-9.223372036854775807"));
    EXPECT_GT(dec("0.1"), dec("0.09"));
}

TEST(Decimal, Laws) {
    const auto some = rc::gen::map(
        rc::gen::pair(rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'001),
                      rc::gen::inRange(0, 5)),
        [](const auto& parts) { return Decimal::of(parts.first, parts.second).value(); });
    EXPECT_TRUE(rc::check("plus and times commute, times distributes", [some] {
        const Decimal a = *some;
        const Decimal b = *some;
        const Decimal c = *some;
        RC_ASSERT(a.plus(b).value() == b.plus(a).value());
        RC_ASSERT(a.times(b).value() == b.times(a).value());
        RC_ASSERT(a.times(b.plus(c).value()).value() ==
                  a.times(b).value().plus(a.times(c).value()).value());
    }));
    EXPECT_TRUE(
        rc::check("rounding twice is rounding once, and errs by half a unit at most", [some] {
            const Decimal a = *some;
            const int scale = *rc::gen::inRange(0, 4);
            const Decimal once = a.rounded(scale).value();
            RC_ASSERT(once.rounded(scale).value() == once);
            const Decimal minus_one = Decimal::of(-1, 0).value();
            const Decimal error = a.plus(once.times(minus_one).value()).value();
            const Decimal half = Decimal::of(5, scale + 1).value();
            RC_ASSERT((error <= half && error >= half.times(minus_one).value()));
        }));
}

}  // namespace
}  // namespace pingyi
