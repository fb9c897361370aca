// The HTML writer: escaping, nesting, addresses.
#include "platform/html/writer.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "platform/html/dates.hpp"

namespace pingyi::html {
namespace {

TEST(Writer, EscapesTextAndAttributes) {
    Writer out;
    out.element("p", {{"title", "\"'><&"}}, "<script>alert('x')</script> & more");
    EXPECT_EQ(out.str(),
              "<p title=\"&quot;&#39;&gt;&lt;&amp;\">&lt;script&gt;alert(&#39;x&#39;)&lt;/"
              "script&gt; &amp; more</p>");
}

TEST(Writer, LeavesOutAttributesAndWritesBooleanOnes) {
    Writer out;
    out.single("input", {{"checked"}, {"value", ""}, {"name", "a", false}});
    EXPECT_EQ(out.str(), "<input checked value=\"\">");
}

TEST(Writer, NestsByLambdas) {
    Writer out;
    out.inside("ul", {}, [&] { out.element("li", "一").element("li", "二"); });
    EXPECT_EQ(out.str(), "<ul><li>一</li><li>二</li></ul>");
}

TEST(WriterDeathTest, WrongNestingStopsTheProgram) {
    EXPECT_DEATH(Writer{}.close(), "close\\(\\) without open");
    EXPECT_DEATH(static_cast<void>(Writer{}.open("p").str()), "still open: <p>");
    EXPECT_DEATH(Writer{}.open("br"), "void element <br>");
    EXPECT_DEATH(Writer{}.single("p"), "single\\(\\) of <p>");
}

TEST(Writer, WritesOnlySafeAddresses) {
    const std::string_view safe[] = {"/units",
                                     "/units?q=a&b=c#x",
                                     "units",
                                     "?q=a:b",
                                     "#main",
                                     "https://a.example",
                                     "HTTP://a",
                                     "",
                                     "mailto:a@b.example",
                                     "tel:12345",
                                     "a/b:c"};
    const std::string_view unsafe[] = {
        "javascript:alert(1)", "JavaScript:alert(1)", " javascript:x",   "java\nscript:x",
        "data:text/html,x",    "//evil.example",      "/\\evil.example", "\\\\evil",
        "vbscript:x",          "\tjavascript:x"};
    for (const auto address : safe) {
        EXPECT_TRUE(is_safe_address(address)) << address;
    }
    for (const auto address : unsafe) {
        EXPECT_FALSE(is_safe_address(address)) << address;
        for (const auto attribute : {0, 1}) {
            Writer out;
            if (attribute == 0) out.element("a", {{"href", address}}, "x");
            if (attribute == 1) out.element("form", {{"action", address}}, "x");
            EXPECT_NE(out.str().find("=\"#\""), std::string::npos) << out.str();
        }
    }
    EXPECT_TRUE(is_own_address("/units?q=1"));
    EXPECT_FALSE(is_own_address("https://a.example/"));
    EXPECT_FALSE(is_own_address("units"));
}

TEST(Writer, NothingFromOutsideBecomesMarkup) {
    EXPECT_TRUE(rc::check("text and attributes hold no markup", [](const std::string& text) {
        Writer out;
        out.element("p", {{"title", text}}, text);
        const std::string_view all = out.str();
        RC_ASSERT(std::ranges::count(all, '<') == 2);
        RC_ASSERT(std::ranges::count(all, '>') == 2);
        RC_ASSERT(std::ranges::count(all, '"') == 2);
    }));
}

TEST(Writer, JsonLdCannotCloseItsElement) {
    Writer out;
    out.json_ld(R"({"name":"</script><b>"})");
    EXPECT_EQ(out.str(),
              "<script type=\"application/ld+json\">{\"name\":\"\\u003c/script>\\u003cb>\"}"
              "</script>");
}

TEST(Writer, EncodesValuesOfAQuery) {
    EXPECT_EQ(url_encoded("a b&=民/?"), "a%20b%26%3D%E6%B0%91%2F%3F");
}

TEST(Dates, AreShownAsPeopleReadThem) {
    const Day day = *day_from("2026-11-03");
    EXPECT_EQ(shown(day, Language::zh), "2026年11月3日");
    EXPECT_EQ(shown(day, Language::en), "3 November 2026");
}

}  // namespace
}  // namespace pingyi::html
