// Ids: text form, refusal of anything else, and the layout of version 7.
#include "kernel/id.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <type_traits>

#include "kernel/ids.hpp"

namespace pingyi {
namespace {

TEST(Uuid, TextAndBack) {
    const std::string text = "0190f3a2-7c1d-7abc-8def-0123456789ab";
    const auto value = uuid_from(text);
    ASSERT_TRUE(value);
    EXPECT_EQ(uuid_text(*value), text);
    EXPECT_EQ(uuid_from("0190F3A2-7C1D-7ABC-8DEF-0123456789AB"), value);
}

TEST(Uuid, RefusesEverythingElse) {
    for (const std::string_view text :
         {"", "0190f3a2", "0190f3a27c1d7abc8def0123456789ab",
          "{0190f3a2-7c1d-7abc-8def-0123456789ab}", "0190f3a2-7c1d-7abc-8def-0123456789a",
          "0190f3a2-7c1d-7abc-8def-0123456789abc", "0190f3a2-7c1d-7abc-8def-0123456789ag",
          "0190f3a2_7c1d-7abc-8def-0123456789ab", "0190f3a2-7c1d-7abc-8def0-123456789ab"}) {
        EXPECT_FALSE(uuid_from(text)) << text;
    }
}

TEST(Uuid, RoundTrip) {
    EXPECT_TRUE(rc::check("any 16 octets survive their text", [](const Uuid& value) {
        RC_ASSERT(uuid_from(uuid_text(value)) == value);
    }));
}

TEST(Uuid, VersionSevenRisesWithTime) {
    const Instant at{std::chrono::milliseconds{0x0190f3a27c1d}};
    std::array<std::uint8_t, 10> random{};
    random.fill(0xFF);
    EXPECT_EQ(uuid_text(uuid_v7(at, random)), "0190f3a2-7c1d-7fff-bfff-ffffffffffff");
    EXPECT_LT(uuid_v7(at, random), uuid_v7(at + std::chrono::milliseconds{1}, {}));
}

TEST(Id, KindsDoNotMix) {
    static_assert(!std::is_convertible_v<UnitId, AccountId>);
    static_assert(!std::is_convertible_v<Uuid, UnitId>);
    EXPECT_TRUE(UnitId{}.is_nil());
    const auto id = UnitId::from("0190f3a2-7c1d-7abc-8def-0123456789ab");
    ASSERT_TRUE(id);
    EXPECT_FALSE(id->is_nil());
    EXPECT_EQ(id->text(), "0190f3a2-7c1d-7abc-8def-0123456789ab");
}

}  // namespace
}  // namespace pingyi
