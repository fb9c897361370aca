// Made letters: the same ones everywhere, as long as letters are, with nothing left unfilled.
#include "modules/casework/letter_maker.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <vector>

#include "kernel/text.hpp"
#include "modules/casework/demo_letters.hpp"

namespace pingyi::casework {
namespace {

constexpr std::uint64_t letters = 2'000;

TEST(MadeLetters, AreTheSameForTheSameNumber) {
    EXPECT_EQ(made_letter(7, "青禾市城市管理局").body, made_letter(7, "青禾市城市管理局").body);
    std::set<std::string> bodies;
    for (std::uint64_t i = 0; i < letters; ++i) bodies.insert(made_letter(i, "局").body);
    EXPECT_GT(bodies.size(), letters * 95 / 100);
}

TEST(MadeLetters, AreAsLongAsLettersAre) {
    std::vector<std::size_t> lengths;
    std::vector<std::size_t> replies;
    for (std::uint64_t i = 0; i < letters; ++i) {
        const MadeLetter made = made_letter(i, "青禾市城市管理局");
        lengths.push_back(text::length(made.body));
        replies.push_back(text::length(made.reply));
        ASSERT_LE(text::length(made.subject), static_cast<std::size_t>(subject_max));
        ASSERT_LE(lengths.back(), static_cast<std::size_t>(body_max));
        ASSERT_LE(replies.back(), static_cast<std::size_t>(reply_max));
        ASSERT_EQ((made.subject + made.body + made.reply).find('{'), std::string::npos) << i;
    }
    const auto median = [](std::vector<std::size_t>& values) {
        std::ranges::nth_element(values, values.begin() + std::ssize(values) / 2);
        return values[values.size() / 2];
    };
    EXPECT_NEAR(static_cast<double>(median(lengths)), 194, 30);
    EXPECT_NEAR(static_cast<double>(median(replies)), 274, 40);
}

TEST(MadeLetters, BelongToTheTree) {
    for (const demo::Topic& topic : demo::topics) {
        const auto found =
            std::ranges::find(demo::categories, topic.category, &demo::Category::code);
        ASSERT_NE(found, std::end(demo::categories)) << topic.category;
        EXPECT_EQ(found->unit, topic.unit);
    }
}

}  // namespace
}  // namespace pingyi::casework
