// Cursors: round trip, and refusal of every text that is not one.
#include "kernel/page.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace pingyi {
namespace {

TEST(Cursor, RoundTrip) {
    for (const Cursor& cursor :
         {Cursor{"", ""}, Cursor{"shi min zheng ju", "0190f3a2-7c1d-7abc-8def-0123456789ab"},
          Cursor{"3.4:5", "6"}, Cursor{"市民政局 😀", "é"}}) {
        EXPECT_EQ(cursor_from(text_of(cursor)), cursor) << cursor.key;
    }
    EXPECT_TRUE(rc::check("printable keys survive", [] {
        const auto part = rc::gen::container<std::string>(rc::gen::inRange(' ', '~'));
        const Cursor cursor{*part, *part};
        RC_ASSERT(cursor_from(text_of(cursor)) == cursor);
    }));
}

TEST(Cursor, ReadsItsKeyAsANumberOrNot) {
    EXPECT_EQ((Cursor{"1761616800000", "x"}.number()), 1761616800000);
    for (const char* other : {"", "12a", " 12", "1.5", "99999999999999999999"}) {
        EXPECT_EQ((Cursor{other, "x"}.number()), -1) << other;
    }
}

TEST(Cursor, RefusesAnythingElse) {
    const std::string good = text_of({"key", "0190f3a2-7c1d-7abc-8def-0123456789ab"});
    for (const std::string& bad :
         {std::string{}, std::string("x"), good.substr(1), good.substr(0, good.size() - 2),
          good + "A", good + "=", "市" + good, std::string(5000, 'A'),
          text_of({std::string("a\0b", 3), "id"}), text_of({"\xFF", "id"}),
          text_of({"a\nb\x01", "id"})}) {
        EXPECT_FALSE(cursor_from(bad)) << bad;
    }
}

TEST(Cursor, HasOneTextOnly) {
    EXPECT_TRUE(rc::check("what is read is written alike", [](const std::string& text) {
        const auto cursor = cursor_from(text);
        RC_ASSERT((!cursor || text_of(*cursor) == text));
    }));
    EXPECT_FALSE(cursor_from("MC4wOh"));  // "0.0:" with stray bits at the end
    EXPECT_TRUE(cursor_from("MC4wOg"));
}

}  // namespace
}  // namespace pingyi
