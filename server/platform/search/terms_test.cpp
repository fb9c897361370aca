// Terms: what is cut out of a text is found again in every text that holds it, and only there.
#include "platform/search/terms.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace pingyi::search {
namespace {

using Terms = std::vector<std::string>;

bool has_all(const Terms& terms, const Terms& wanted) {
    return std::ranges::all_of(
        wanted, [&](const std::string& term) { return std::ranges::binary_search(terms, term); });
}
bool holds(const Analysed& document, const Sought& word) {
    return has_all(document.terms, word.terms) &&
           document.text.find(word.text) != std::string::npos;
}

/// Signs that meet in real texts and at every border between the kinds.
const Terms alphabet{"停", "车", "a",  "B",  "2", "é", "-", "\"", " ",  "\n",
                     "😀", "。", "ア", "한", "%", "_", "=", "，", "Ａ", "𠮷"};
bool is_space(const std::string& sign) {
    return sign == " " || sign == "\n";
}
bool is_letter(const std::string& sign) {
    static const Terms letters{"a", "B", "2", "é", "Ａ"};
    return std::ranges::find(letters, sign) != letters.end();
}
std::string joined(const Terms& signs) {
    std::string out;
    for (const std::string& sign : signs) out += sign;
    return out;
}
rc::Gen<Terms> signs() {
    return rc::gen::container<Terms>(rc::gen::elementOf(alphabet));
}

TEST(Terms, AreSinglesPairsAndWholeWords) {
    const Analysed all = analysed("Ａ2区物业, OK");
    EXPECT_EQ(all.text, " a2 区物业, ok ");
    EXPECT_EQ(all.terms, (Terms{"a2", "ok", "业", "区", "区物", "物", "物业"}));
}

TEST(Terms, OfAQueryAreThePairsOnly) {
    EXPECT_EQ(sought("停车费").terms, (Terms{"停车", "车费"}));
    EXPECT_EQ(sought("区").terms, Terms{"区"});
    EXPECT_EQ(sought("A2区").terms, (Terms{"a2", "区"}));
    EXPECT_TRUE(sought("停车").is_exact);
    EXPECT_TRUE(sought("app").is_exact);
    EXPECT_FALSE(sought("停车费").is_exact);
    EXPECT_FALSE(sought("a-").is_exact);
    EXPECT_TRUE(sought("\"").terms.empty());
    EXPECT_TRUE(sought("").terms.empty());
}

TEST(Terms, AreShortEnoughForEveryIndex) {
    const Analysed all = analysed(std::string(20'000, 'x') + " " + std::string(100, 'y'));
    EXPECT_EQ(all.terms, (Terms{std::string(64, 'x'), std::string(64, 'y')}));
    EXPECT_FALSE(sought(std::string(64, 'x')).is_exact);
    EXPECT_FALSE(holds(all, sought(std::string(64, 'x'))));
    EXPECT_TRUE(holds(all, sought(std::string(100, 'y'))));
}

TEST(Terms, OfWhatATextHoldsAreTermsOfTheText) {
    rc::check([] {
        const Terms all = *signs();
        // Remainders, not ranges: when a counterexample is made smaller, drawn numbers stay.
        const std::size_t begin = *rc::gen::arbitrary<std::size_t>() % (all.size() + 1);
        const std::size_t end =
            begin + (*rc::gen::arbitrary<std::size_t>() % (all.size() + 1 - begin));
        const Terms part(all.begin() + static_cast<std::ptrdiff_t>(begin),
                         all.begin() + static_cast<std::ptrdiff_t>(end));
        RC_PRE(!part.empty() && std::ranges::none_of(part, is_space));
        // A word or number counts whole. In two brackets: RC_PRE's own && and || read both sides.
        RC_PRE((begin == 0 || !(is_letter(all[begin - 1]) && is_letter(part.front()))));
        RC_PRE((end == all.size() || !(is_letter(all[end]) && is_letter(part.back()))));
        RC_ASSERT(holds(analysed(joined(all)), sought(joined(part))));
    });
}

TEST(Terms, ThatSayItAllNeedNoRecheck) {
    rc::check([] {
        const Analysed document = analysed(joined(*signs()));
        const Sought word = sought(joined(*rc::gen::resize(3, signs())));
        RC_PRE(word.is_exact);
        RC_ASSERT(has_all(document.terms, word.terms) == holds(document, word));
        RC_ASSERT(has_all(document.terms, word.terms) ==
                  (document.text.find(word.text) != std::string::npos));
    });
}

TEST(Terms, HoldNothingThatAListWouldReadAsSyntax) {
    rc::check([](const std::string& bytes) {
        for (const std::string& term : analysed(bytes).terms) {
            RC_ASSERT(!term.empty());
            RC_ASSERT(term.find_first_of(std::string("\0\"\\ {},=%_'*:^()+-", 18)) ==
                      std::string::npos);
        }
    });
}

}  // namespace
}  // namespace pingyi::search
