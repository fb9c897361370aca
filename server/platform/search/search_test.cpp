// Search finds what grep finds, and nothing else, on both engines.
#include "platform/search/search.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <random>
#include <sstream>

#include "kernel/testing.hpp"
#include "kernel/text.hpp"
#include "platform/db/testing.hpp"
#include "platform/search/embedded.hpp"

namespace pingyi::search {
namespace {

using Ids = std::vector<std::string>;
using std::chrono::milliseconds;

Instant at(std::int64_t number) {
    return Instant{milliseconds{1'700'000'000'000 + number}};
}

class Search : public ::testing::TestWithParam<db::Engine> {
protected:
    void put_all(const std::vector<Entry>& entries) {
        for (std::size_t begin = 0; begin < entries.size(); begin += 100) {
            const auto end = std::min(entries.size(), begin + 100);
            const Result<> done = fresh_.database().write([&](db::Tx& tx) {
                for (std::size_t i = begin; i < end; ++i) search::put(tx, entries[i]);
            });
            ASSERT_TRUE(done) << done.error().code << done.error().detail;
        }
    }
    void put(std::string_view id, std::string_view text, std::int64_t number = 0,
             const std::vector<std::string>& facets = {}) {
        put_all({entry("test.case", id, text, at(number), facets)});
    }
    void remove(std::string_view kind, std::string_view id) {
        ASSERT_TRUE(fresh_.database().write([&](db::Tx& tx) { search::remove(tx, kind, id); }));
    }
    std::vector<Hit> hits(const Query& query) {
        auto found = fresh_.database().read([&](db::Tx& tx) { return search::find(tx, query); });
        EXPECT_TRUE(found) << found.error().code << found.error().detail << query.words;
        return found.value_or(std::vector<Hit>{});
    }
    Ids find(const Query& query) {
        Ids ids;
        for (const Hit& hit : hits(query)) ids.push_back(hit.id);
        return ids;
    }
    Ids find(std::string_view words) {
        return find({.kind = "test.case", .words = words, .limit = 10'000});
    }
    db::testing::Fresh fresh_{GetParam(), {{"platform_search", embedded::migrations()}}};
};
INSTANTIATE_TEST_SUITE_P(Engines, Search, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(Search, FindsWordsOfOneTwoAndMoreCharacters) {
    put("parking", "小区停车收费太高", 1);
    put("water", "自来水停了，车库也没有水", 2);
    EXPECT_EQ(find("停车"), Ids{"parking"});
    EXPECT_EQ(find("停"), (Ids{"water", "parking"}));
    EXPECT_EQ(find("停车收费"), Ids{"parking"});
    EXPECT_EQ(find("停车太高"), Ids{});
    EXPECT_EQ(find("停车 太高"), Ids{"parking"});
    EXPECT_EQ(find("水，车"), Ids{});
    EXPECT_EQ(find("了，车"), Ids{"water"});
    EXPECT_EQ(find("了车"), Ids{});
}

TEST_P(Search, FindsLatinWordsAndNumbersWholeInAnyCase) {
    put("mixed", "在A2区用 APP 交费，共12.50元，电话12345热线", 1);
    EXPECT_EQ(find("a2区"), Ids{"mixed"});
    EXPECT_EQ(find("Ａ２区"), Ids{"mixed"});
    EXPECT_EQ(find("用app交费"), Ids{"mixed"});
    EXPECT_EQ(find("12345热线"), Ids{"mixed"});
    EXPECT_EQ(find("12.50"), Ids{"mixed"});
    EXPECT_EQ(find("12-50"), Ids{});
    EXPECT_EQ(find("1234"), Ids{});
    EXPECT_EQ(find("2区"), Ids{});
    EXPECT_EQ(find("ap"), Ids{});
}

TEST_P(Search, ReadsOperatorsAndQuotesAsText) {
    put("signs", R"(a-b say "yes" OR c NOT d, 100% x_y {e} back\slash 😀 NEAR(停车) it's)");
    for (const char* word : {"a-b", "\"yes\"", "OR", "NOT", "100%", "x_y", "{e}", "back\\slash",
                             "😀", "NEAR(停车)", "it's", "a-b \""}) {
        EXPECT_EQ(find(word), Ids{"signs"}) << word;
    }
    for (const char* word : {"\"", "a*", "b-a", "100_", "xzy", "'; DROP TABLE", "terms:a", "^a",
                             "*", "(", "=test.case", "test.case", "a\"b", "\\", "%%", "\"\"\""}) {
        EXPECT_EQ(find(word), Ids{}) << word;
    }
}

TEST_P(Search, ForgetsWhatIsRemovedAndTakesTheNewText) {
    put("one", "道路积水");
    put("two", "道路破损", 1);
    put("one", "路灯不亮", 2);
    EXPECT_EQ(find("积水"), Ids{});
    EXPECT_EQ(find("路灯"), Ids{"one"});
    EXPECT_EQ(find("路"), (Ids{"one", "two"}));
    remove("test.case", "one");
    remove("test.case", "never there");
    remove("test.other", "two");
    EXPECT_EQ(find("路"), Ids{"two"});
}

TEST_P(Search, KeepsKindsAndFacetsApart) {
    put("a", "停车", 1, {"unit:u1", "state:open"});
    put("b", "停车", 2, {"unit:u1", "state:closed"});
    put_all({entry("test.reply", "a", "停车", at(3))});
    EXPECT_EQ(find({.kind = "test.reply", .words = "停车"}), Ids{"a"});
    EXPECT_EQ(find({.kind = "test.case", .words = "停车", .facets = {"unit:u1"}}), (Ids{"b", "a"}));
    EXPECT_EQ(find({.kind = "test.case", .words = " ", .facets = {"unit:u1", "state:open"}}),
              Ids{"a"});
    EXPECT_EQ(find({.kind = "test.case", .words = "停车", .facets = {"unit:u"}}), Ids{});
    EXPECT_THROW((void)entry("Case", "a", "", at(0)), std::logic_error);
    EXPECT_THROW((void)entry("case", "a", "", at(0), Ids{"a\"b"}), std::logic_error);
}

TEST_P(Search, GoesFromTheNewestPageByPage) {
    std::vector<Entry> entries;
    for (int i = 0; i < 60; ++i) {  // three of each moment
        entries.push_back(entry("test.case", std::to_string(i), "停车", at(i / 3)));
    }
    put_all(entries);
    Ids seen;
    std::optional<std::int64_t> before;
    for (int page = 0; page < 8; ++page) {
        const auto found =
            hits({.kind = "test.case", .words = "停车", .before_place = before, .limit = 9});
        for (const Hit& hit : found) seen.push_back(hit.id);
        if (!found.empty()) before = found.back().place;
    }
    ASSERT_EQ(seen.size(), 60U);
    for (std::size_t i = 0; i < seen.size(); ++i) {
        EXPECT_EQ(std::stoul(seen[i]) / 3, (59 - i) / 3);
    }
    std::ranges::sort(seen);
    EXPECT_EQ(std::ranges::unique(seen).size(), 0U);
    EXPECT_EQ(find({.kind = "test.case", .words = "停车", .from = at(4), .until = at(6)}).size(),
              6U);
}

TEST_P(Search, RefusesToLookForTooMuch) {
    std::string text;
    for (int i = 0; i < 200; ++i) text += "停";
    put("long", text + " a b c d e f g h i j k");
    EXPECT_EQ(find(text), Ids{"long"});
    EXPECT_EQ(find(text + "停"), Ids{});
    EXPECT_EQ(find("a b c d e f g h i j"), Ids{"long"});
    EXPECT_EQ(find("a b c d e f g h i j k"), Ids{});
}

TEST_P(Search, StoresAndFindsHostileStrings) {
    PINGYI_SHARED_FILE(naughty, "data/badinput/naughty_strings.json");
    PINGYI_SHARED_FILE(utf8, "data/badinput/utf8_stress_kuhn.bin");
    std::vector<Entry> entries;
    Ids texts;
    const boost::json::value parsed = boost::json::parse(naughty);
    for (const auto& one : parsed.as_array()) {
        texts.emplace_back(one.as_string());
        entries.push_back(entry("test.case", std::to_string(entries.size()), texts.back(), at(0)));
    }
    entries.push_back(entry("test.case", "utf8", utf8, at(0)));
    put_all(entries);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const Ids found = find(texts[i]);
        const bool is_there = std::ranges::find(found, std::to_string(i)) != found.end();
        std::istringstream parts(text::folded(texts[i]));
        const auto words = std::distance(std::istream_iterator<std::string>(parts), {});
        const bool has_terms = entries[i].terms.size() > 1;  // more than the kind
        const bool is_short = text::length(texts[i]) <= length_max && words <= 10;
        EXPECT_EQ(is_there, is_short && (has_terms || words == 0)) << texts[i];
    }
    (void)find(std::string_view(utf8).substr(0, 300));
}

/// An independent reading of the promise: folded, no spaces between words and Chinese.
bool is_alnum(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}
std::string squeezed(std::string_view text) {
    const std::string folded = text::folded(text);
    std::string out;
    for (std::size_t i = 0; i < folded.size(); ++i) {
        const bool goes = folded[i] == ' ' && i > 0 && i + 1 < folded.size() &&
                          is_alnum(folded[i - 1]) != is_alnum(folded[i + 1]);
        if (!goes) out += folded[i];
    }
    return out;
}
bool grep(const std::string& text, const std::string& word) {
    for (std::size_t i = text.find(word); i != std::string::npos; i = text.find(word, i + 1)) {
        const std::size_t end = i + word.size();
        const bool cuts = (i > 0 && is_alnum(text[i - 1]) && is_alnum(word.front())) ||
                          (end < text.size() && is_alnum(text[end]) && is_alnum(word.back()));
        if (!cuts) return true;
    }
    return false;
}
/// Pieces of one to six characters out of the texts, and some with a character of another text.
Ids pieces(const Ids& texts) {
    std::mt19937 chance{3};  // NOLINT: the same pieces every time
    Ids all;
    std::string foreign = "区";
    while (all.size() < 500) {
        const std::string& text = texts[chance() % texts.size()];
        if (text.empty()) continue;
        std::size_t begin = chance() % text.size();
        while ((static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) --begin;
        std::size_t end = begin;
        for (std::size_t n = 1 + chance() % 6; n > 0 && end < text.size(); --n) {
            do {
                ++end;
            } while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U);
        }
        const std::string piece = text.substr(begin, end - begin);
        const bool says_something =
            std::ranges::any_of(piece, [](char c) { return is_alnum(c) || c < 0; });
        if (!says_something || piece.find(' ') != std::string::npos) continue;
        all.push_back(chance() % 5 == 0 ? piece + foreign : piece);
        foreign = piece.substr(0, piece.size() > 2 && piece[0] < 0 ? 3 : 1);
    }
    return all;
}

TEST_P(Search, FindsInRealLettersWhatGrepFindsAndNothingElse) {
    PINGYI_SHARED_FILE(content, "data/complaints/cn_messages_labelled.csv");
    std::vector<Entry> entries;
    Ids texts;
    std::istringstream lines(content);
    for (std::string line; std::getline(lines, line);) {
        texts.push_back(squeezed(line));
        entries.push_back(entry("test.case", std::to_string(entries.size()), line,
                                at(static_cast<std::int64_t>(entries.size()))));
    }
    ASSERT_GT(texts.size(), 250U);
    put_all(entries);
    std::size_t total = 0;
    for (const std::string& piece : pieces(texts)) {
        if (entry("test.case", "", piece, at(0)).terms.size() < 2) continue;  // punctuation
        Ids expected;
        for (std::size_t i = texts.size(); i-- > 0;) {
            if (grep(texts[i], piece)) expected.push_back(std::to_string(i));
        }
        total += expected.size();
        EXPECT_EQ(find(piece), expected) << piece;
    }
    EXPECT_GT(total, 1000U);
}

}  // namespace
}  // namespace pingyi::search
