// Text: normal form, flaws, lengths, folding and pinyin, and what hostile samples do to them.
#include "kernel/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <thread>
#include <vector>

#include "kernel/testing.hpp"

namespace pingyi::text {
namespace {

using namespace std::string_literals;

TEST(Normalised, ComposesAndUnifiesLineBreaks) {
    EXPECT_EQ(normalised("e\u0301"), "\u00e9");
    EXPECT_EQ(normalised("a\r\nb\rc\n\r\n"), "a\nb\nc\n\n");
    EXPECT_EQ(normalised(""), "");
    EXPECT_EQ(normalised("市民政局"), "市民政局");
    for (const std::string_view bad : {"\xFF", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                                       "市\xE5\xB8", "\x80", "\xF8\x88\x80\x80\x80"}) {
        EXPECT_FALSE(normalised(bad));
    }
}

/// Any valid text, often with marks that combine.
rc::Gen<std::string> any_text() {
    return rc::gen::map(
        rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
            "a", "e", "\u0301", "\u00e9", "\u0327", "市", "\r", "\n", " ", "\u3000", "ﬁ", "Ａ", "ß",
            "\u1100", "\u1161", "\u11a8", "😀", "\u200b", "\u202e", "İ", "Ω")),
        [](const std::vector<std::string>& parts) {
            std::string whole;
            for (const auto& part : parts) whole += part;
            return whole;
        });
}

TEST(Normalised, IsIdempotent) {
    EXPECT_TRUE(rc::check("a second time changes nothing", [] {
        const std::string once = normalised(*any_text()).value();
        RC_ASSERT(normalised(once) == once);
        RC_ASSERT(flaw_of(once, Lines::many) != Flaw::not_utf8);
    }));
}

TEST(Flaw, NamesWhatIsUnfit) {
    struct Row {
        std::string_view why;
        std::string input;
        Lines lines;
        Flaw want;
    };
    const Row rows[] = {
        {"plain", "市民政局 a-z", Lines::one, Flaw::none},
        {"empty", "", Lines::one, Flaw::none},
        {"emoji with joiner", "👨‍👩‍👧", Lines::one, Flaw::none},
        {"NUL", "a\0b"s, Lines::many, Flaw::control_character},
        {"escape", "\x1b[31m", Lines::many, Flaw::control_character},
        {"DEL", "\x7f", Lines::many, Flaw::control_character},
        {"C1", "\u0085", Lines::many, Flaw::control_character},
        {"line break in one line", "a\nb", Lines::one, Flaw::control_character},
        {"tab in one line", "a\tb", Lines::one, Flaw::control_character},
        {"line separator in one line", "a\u2028b", Lines::one, Flaw::control_character},
        {"line separator in many", "a\u2028b", Lines::many, Flaw::none},
        {"line break and tab in many", "a\n\tb", Lines::many, Flaw::none},
        {"carriage return is normalised away first", "a\rb", Lines::many, Flaw::control_character},
        {"override", "a\u202eb", Lines::many, Flaw::direction_override},
        {"isolate", "a\u2066b", Lines::many, Flaw::direction_override},
        {"bad bytes outrank the rest", "\u202e\x01\xFF", Lines::many, Flaw::not_utf8},
    };
    for (const Row& row : rows) EXPECT_EQ(flaw_of(row.input, row.lines), row.want) << row.why;
}

TEST(Length, CountsCodePoints) {
    EXPECT_EQ(length(""), 0U);
    EXPECT_EQ(length("市民a😀"), 4U);
    EXPECT_EQ(length(normalised("e\u0301").value()), 1U);
}

TEST(Shortened, NeverCutsACodePoint) {
    EXPECT_EQ(shortened("市民政局", 4), "市民政局");
    EXPECT_EQ(shortened("市民政局", 3), "市民…");
    EXPECT_EQ(shortened("市民政局", 1), "…");
    EXPECT_EQ(shortened("市民政局", 0), "");
    EXPECT_EQ(shortened("", 0), "");
    EXPECT_TRUE(rc::check("stays within the limit and valid", [] {
        const std::string input = *any_text();
        const auto limit = static_cast<std::size_t>(*rc::gen::inRange(0, 12));
        const std::string cut = shortened(input, limit);
        RC_ASSERT(length(cut) <= limit);
        RC_ASSERT(normalised(cut).has_value());
        RC_ASSERT((length(input) > limit || cut == input));
    }));
}

TEST(Trimmed, DropsWhiteSpaceOfEveryKind) {
    EXPECT_EQ(trimmed(" \t\u3000\u00a0市 民\u2003\n"), "市 民");
    EXPECT_EQ(trimmed("\u3000 "), "");
    EXPECT_EQ(trimmed(""), "");
    EXPECT_EQ(trimmed("\xFF \x80"), "\xFF \x80");
}

TEST(Folded, MakesLookUpsMeet) {
    EXPECT_EQ(folded("  Ｑｉｎｇ  HE\u3000市 "), "qing he 市");
    EXPECT_EQ(folded("STRASSE"), folded("straße"));
    EXPECT_EQ(folded("ﬁ①"), "fi1");
    EXPECT_EQ(folded("市\u200b民"), "市民");
    EXPECT_TRUE(rc::check("a second time changes nothing", [] {
        const std::string once = folded(*any_text());
        RC_ASSERT(folded(once) == once);
    }));
}

TEST(Pinyin, ReadsNamesOfPublicBodies) {
    struct Row {
        std::string_view name;
        std::string_view pinyin;
        std::string_view initials;
    };
    const Row rows[] = {
        {"市民政局", "shi min zheng ju", "smzj"},
        {"大连市长海县", "da lian shi chang hai xian", "dlschx"},
        {"长春路街道", "chang chun lu jie dao", "ccljd"},
        {"行政审批局", "xing zheng shen pi ju", "xzspj"},
        {"城建行政处罚中心", "cheng jian xing zheng chu fa zhong xin", "cjxzcfzx"},
        {"中国人民银行", "zhong guo ren min yin hang", "zgrmyh"},
        {"重庆", "chong qing", "cq"},
        {"重点项目办", "zhong dian xiang mu ban", "zdxmb"},
        {"首都", "shou du", "sd"},
        {"成都市", "cheng du shi", "cds"},
        {"厦门市", "xia men shi", "xms"},
        {"会计中心", "kuai ji zhong xin", "kjzx"},
        {"市地税局", "shi di shui ju", "sdsj"},
        {"绿色吕梁", "lu se lu liang", "lsll"},
        {"市长热线12345", "shi zhang re xian 12345", "szrx12345"},
        {"12345热线", "12345 re xian", "12345rx"},
        {"Ａ区(老虎滩)", "a qu lao hu tan", "aqlht"},
        {"Café Münster", "cafe munster", "cm"},
        {"人民调解委员会", "ren min tiao jie wei yuan hui", "rmtjwyh"},
        {"调查队", "diao cha dui", "dcd"},
        {"", "", ""},
        {"，。！", "", ""},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(pinyin(row.name), row.pinyin);
        EXPECT_EQ(pinyin_initials(row.name), row.initials);
    }
}

TEST(Pinyin, BearsManyThreads) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([] {
            for (int n = 0; n < 50; ++n) EXPECT_EQ(pinyin_initials("市民政局"), "smzj");
        });
    }
    for (auto& thread : threads) thread.join();
}

/// Whatever the bytes are, nothing crashes and the promises of the header hold.
void hold_promises(std::string_view bytes) {
    const auto clean = normalised(bytes);
    EXPECT_EQ(clean.has_value(), flaw_of(bytes, Lines::many) != Flaw::not_utf8);
    EXPECT_LE(length(shortened(bytes, 10)), 10U);
    EXPECT_NE(bytes.find(trimmed(bytes)), std::string_view::npos);
    EXPECT_TRUE(normalised(folded(bytes)).has_value());
    EXPECT_TRUE(normalised(pinyin(bytes.substr(0, 400))).has_value());
    if (clean) {
        EXPECT_EQ(normalised(*clean), clean);
    }
}

TEST(HostileText, AnyBytes) {
    EXPECT_TRUE(rc::check("any bytes at all", [](const std::string& bytes) {
        hold_promises(bytes);
        RC_ASSERT(!::testing::Test::HasFailure());
    }));
}

TEST(HostileText, NaughtyStrings) {
    PINGYI_SHARED_FILE(json, "data/badinput/naughty_strings.json");
    std::size_t lines = 0;
    for (std::size_t begin = 0; begin < json.size(); ++lines) {
        const std::size_t end = std::min(json.find('\n', begin), json.size());
        hold_promises(std::string_view(json).substr(begin, end - begin));
        begin = end + 1;
    }
    EXPECT_GT(lines, 250U);
}

TEST(HostileText, StressSample) {
    PINGYI_SHARED_FILE(bytes, "data/badinput/utf8_stress_kuhn.bin");
    for (std::size_t begin = 0; begin < bytes.size(); begin += 40) {
        hold_promises(std::string_view(bytes).substr(begin, 97));  // cuts code points as well
    }
}

}  // namespace
}  // namespace pingyi::text
