// Both formats of one answer, and that nothing breaks out of them.
#include "modules/open311/output.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "kernel/testing.hpp"

namespace pingyi::open311 {
namespace {

std::string sample(Format format, std::string_view text) {
    Output out{format};
    out.open_list("services");
    out.open_item("service").text("name", text).flag("metadata", false).number("n", 7);
    out.degrees("lat", -22'543'600).degrees("long", std::nullopt);
    out.open_list("formats").value("format", text).close().close();
    out.open_item("service").time("at", instant_from("2026-11-02T10:00:00.5Z")).close().close();
    return std::move(out).done();
}

TEST(Open311Output, WritesXml) {
    EXPECT_EQ(sample(Format::xml, "a<b>&\"\x01\xEF\xBF\xBF"),
              "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<services><service>"
              "<name>a&lt;b&gt;&amp;&quot;</name><metadata>false</metadata><n>7</n>"
              "<lat>-22.544</lat><long/><formats><format>a&lt;b&gt;&amp;&quot;</"
              "format></formats>"
              "</service><service><at>2026-11-02T10:00:00Z</at></service></services>");
}

TEST(Open311Output, WritesJson) {
    EXPECT_EQ(sample(Format::json, "a\"b"),
              R"([{"name":"a\"b","metadata":false,"n":7,"lat":-22.544,"long":null,)"
              R"("formats":["a\"b"]},{"at":"2026-11-02T10:00:00Z"}])");
}

TEST(Open311Output, HoldsNaughtyStrings) {
    PINGYI_SHARED_FILE(naughty, "data/badinput/naughty_strings.json");
    const boost::json::value all = boost::json::parse(naughty);
    for (const auto& each : all.as_array()) {
        const std::string text(each.as_string());
        if (text.empty()) continue;
        const boost::json::value parsed = boost::json::parse(sample(Format::json, text));
        EXPECT_EQ(std::string(parsed.at(0).at("name").as_string()), text);
        const std::string xml = sample(Format::xml, text);
        EXPECT_EQ(std::ranges::count(xml, '<'), 22) << text;  // only ours
    }
}

}  // namespace
}  // namespace pingyi::open311
