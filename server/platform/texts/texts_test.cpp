// Sentences: look-up, placeholders, one and other, and what stops the program.
#include "platform/texts/texts.hpp"

#include <gtest/gtest.h>

namespace pingyi {
namespace {

constexpr EmbeddedFile files[] = {
    {"zh.json", R"({"units.title": "单位", "units.found.other": "找到 {n} 个单位",
                    "units.hello": "{name}，您好", "units.quote": "\u8def\n\"x\""})"},
    {"en.json", R"({"units.title": "Bodies", "units.found.one": "{n} body found",
                    "units.found.other": "{n} bodies found", "units.hello": "Hello {name}",
                    "units.quote": "q"})"},
    {"readme.md", "not a text"},
};

TEST(Texts, Says) {
    const Texts texts({files});
    EXPECT_EQ(texts.say(Language::zh, "units.title"), "单位");
    EXPECT_EQ(texts.say(Language::en, "units.title"), "Bodies");
    EXPECT_EQ(texts.say(Language::zh, "units.quote"), "路\n\"x\"");
    EXPECT_EQ(texts.say(Language::en, "units.hello", {{"name", "Li"}}), "Hello Li");
    EXPECT_EQ(texts.say(Language::en, "units.hello"), "Hello {name}") << "a missing argument shows";
    EXPECT_EQ(texts.say(Language::en, "units.hello", {{"name", "{name} {x"}}), "Hello {name} {x")
        << "what is filled in is not looked at again";
    EXPECT_EQ(texts.say(Language::zh, "units.nothing"), "units.nothing");
}

TEST(Texts, OneAndOther) {
    const Texts texts({files});
    EXPECT_EQ(texts.say(Language::en, "units.found", {{"n", std::int64_t{1}}}), "1 body found");
    EXPECT_EQ(texts.say(Language::en, "units.found", {{"n", std::int64_t{0}}}), "0 bodies found");
    EXPECT_EQ(texts.say(Language::zh, "units.found", {{"n", std::int64_t{1}}}), "找到 1 个单位");
    EXPECT_EQ(texts.say(Language::en, "units.found", {{"n", std::int64_t{1234567}}}),
              "1,234,567 bodies found");
}

TEST(Texts, Has) {
    const Texts texts({files});
    EXPECT_TRUE(texts.has("units.title"));
    EXPECT_TRUE(texts.has("units.found"));
    EXPECT_FALSE(texts.has("units"));
}

TEST(Texts, NumbersAreGroupedByThree) {
    for (const auto& [number, text] : std::initializer_list<std::pair<std::int64_t, std::string>>{
             {0, "0"}, {999, "999"}, {1000, "1,000"}, {-999, "-999"}, {-1000, "-1,000"}}) {
        EXPECT_EQ(Argument("n", number).value, text);
    }
}

TEST(TextsDeathTest, MistakesOfTheBuildStopIt) {
    for (const std::string_view bad :
         {"", "[]", R"({"a": 1})", R"({"a": {"b": "c"}})", R"({"a": "b", "a": "c"})",
          R"({"a": "b"} x)", R"({"a": null})"}) {
        const EmbeddedFile file[] = {{"zh.json", bad}};
        EXPECT_DEATH(Texts({file}), "zh.json") << bad;
    }
    EXPECT_DEATH(Texts({files, files}), "given twice");
}

}  // namespace
}  // namespace pingyi
