// The printed document, read back.
#include "platform/http/openapi.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <set>

#include "platform/http/testing.hpp"

namespace pingyi::http {
namespace {

namespace json = boost::json;

std::string printed(Language language) {
    const std::vector<Module> modules{sample::routes()};
    const std::vector<CallerName> names{{sample::clerk, "clerk"}, {sample::chief, "chief"}};
    return openapi(modules, names, language, "0.1.0");
}

TEST(Openapi, SaysWhatTheRowsSay) {
    const json::value all = json::parse(printed(Language::en));
    const auto& paths = all.at("paths").as_object();
    EXPECT_FALSE(paths.contains("/letters/{letter}")) << "pages are not part of the API";
    const auto& post = paths.at("/api/letters").at("post").as_object();
    EXPECT_EQ(post.at("operationId").as_string(), "send_letter");
    EXPECT_EQ(post.at("x-roles"), json::parse(R"(["clerk"])"));
    EXPECT_EQ(post.at("requestBody").at("content").at("application/json").at("schema"),
              json::parse(R"({"$ref":"#/components/schemas/sample.LetterBody"})"));
    EXPECT_TRUE(post.at("responses").as_object().contains("201"));
    EXPECT_EQ(post.at("parameters").at(0).at("name").as_string(), "Idempotency-Key");
    EXPECT_EQ(paths.at("/api/letters").at("get").at("security"), json::array{});
    const auto& schemas = all.at("components").at("schemas").as_object();
    EXPECT_TRUE(schemas.contains("sample.PageOfLetterView"));
    const auto& letter = schemas.at("sample.LetterBody");
    EXPECT_EQ(letter.at("additionalProperties"), json::value(false));
    EXPECT_EQ(letter.at("properties").at("title"),
              json::parse(R"({"type":"string","minLength":2,"maxLength":40})"));
    EXPECT_EQ(letter.at("properties").at("tags"),
              json::parse(R"({"type":"array","items":{"type":"string","minLength":1,"maxLength":10},
                              "maxItems":3})"));
    EXPECT_EQ(schemas.at("sample.Topic"),
              json::parse(R"({"type":"string","enum":["roads","water","schools","default"]})"));
    EXPECT_EQ(schemas.at("sample.Secrets").at("properties").at("password").at("writeOnly"),
              json::value(true));
    EXPECT_EQ(schemas.at("sample.LetterChange").at("properties").at("happened_on"),
              json::parse(R"({"anyOf":[{"type":"string","format":"date"},{"type":"null"}]})"));
}

TEST(Openapi, IsTheSameEveryTimeAndSpeaksBothLanguages) {
    EXPECT_EQ(printed(Language::zh), printed(Language::zh));
    EXPECT_NE(printed(Language::zh).find("登记来信"), std::string::npos);
    EXPECT_EQ(printed(Language::en).find("登记来信"), std::string::npos);
}

}  // namespace
}  // namespace pingyi::http
