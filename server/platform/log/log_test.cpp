#include "platform/log/log.hpp"

#include <boost/json/src.hpp>  // the library itself links no JSON
#include <cstddef>
#include <gtest/gtest.h>
#include <limits>
#include <rapidcheck.h>
#include <string>
#include <thread>
#include <vector>

#include "platform/log/json_text.hpp"

namespace pingyi::log {
namespace {

std::string json_text(std::string_view text) {
    std::string out;
    add_json_text(out, text);
    return out;
}

TEST(JsonText, EscapesWhatWouldBreakALine) {
    struct Row {
        const char* why;
        std::string_view text;
        std::string_view want;
    };
    const Row rows[] = {
        {"plain", "abc", R"("abc")"},
        {"Chinese stays readable", "青禾市", "\"青禾市\""},
        {"quotes and backslashes", R"(a"b\c)", R"("a\"b\\c")"},
        {"a forged second line", "x\n{\"level\":\"info\"}", R"("x\n{\"level\":\"info\"}")"},
        {"control characters", std::string_view("\x00\x1b[31m\x7f", 7),
         R"("\u0000\u001b[31m\u007f")"},
        {"line separator", "a\xE2\x80\xA8z", R"("a\u2028z")"},
        {"a stray octet", "a\xFFz", "\"a\xEF\xBF\xBDz\""},
        {"a cut sequence", "\xE9\x9D", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
        {"a surrogate", "\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
    };
    for (const Row& row : rows) EXPECT_EQ(json_text(row.text), row.want) << row.why;
}

TEST(JsonText, CutsLongTextsBetweenCharacters) {
    std::string long_text;
    for (int i = 0; i < 5000; ++i) long_text += "字";
    const std::string cut = json_text(long_text);
    EXPECT_LT(cut.size(), 2020U);
    EXPECT_TRUE(cut.ends_with("字…\""));
}

TEST(JsonText, AnyOctetsGiveOneLineOfValidJson) {
    rc::check([](const std::string& octets) {
        const std::string text = json_text(octets);
        RC_ASSERT(text.find('\n') == std::string::npos);
        boost::system::error_code ec;
        boost::json::parse(text, ec);
        RC_ASSERT(!ec);
    });
}

boost::json::object line_of(const std::string& written) {
    return boost::json::parse(written).as_object();
}

TEST(Write, IsOneJsonObjectALine) {
    testing::internal::CaptureStderr();
    info("http.request", {{"route", std::string_view("GET /units/{unit}")},
                          {"status", std::int64_t{200}},
                          {"ms", 1.5},
                          {"ratio", std::numeric_limits<double>::quiet_NaN()}});
    const auto line = line_of(testing::internal::GetCapturedStderr());
    EXPECT_EQ(line.at("level").as_string(), "info");
    EXPECT_EQ(line.at("event").as_string(), "http.request");
    EXPECT_EQ(line.at("route").as_string(), "GET /units/{unit}");
    EXPECT_EQ(line.at("status").as_int64(), 200);
    EXPECT_DOUBLE_EQ(line.at("ms").as_double(), 1.5);
    EXPECT_TRUE(line.at("ratio").is_null());
    EXPECT_TRUE(line.at("at").as_string().ends_with("Z"));
}

TEST(Write, BelowTheLevelWritesNothing) {
    testing::internal::CaptureStderr();
    set_level(Level::warning);
    info("quiet");
    warning("loud");
    set_level(Level::info);
    const std::string written = testing::internal::GetCapturedStderr();
    EXPECT_EQ(written.find("quiet"), std::string::npos);
    EXPECT_NE(written.find("loud"), std::string::npos);
}

TEST(Write, LinesOfManyThreadsStayWhole) {
    testing::internal::CaptureStderr();
    std::vector<std::thread> threads;
    constexpr int writers = 8;
    constexpr int lines = 200;
    for (int i = 0; i < writers; ++i) {
        threads.emplace_back([i] {
            for (int n = 0; n < lines; ++n) info("line", {{"writer", std::int64_t{i}}});
        });
    }
    for (auto& thread : threads) thread.join();
    std::string written = testing::internal::GetCapturedStderr();
    int count = 0;
    for (std::size_t end = 0; (end = written.find('\n')) != std::string::npos; ++count) {
        EXPECT_EQ(line_of(written.substr(0, end)).at("event").as_string(), "line");
        written.erase(0, end + 1);
    }
    EXPECT_EQ(count, writers * lines);
}

}  // namespace
}  // namespace pingyi::log
