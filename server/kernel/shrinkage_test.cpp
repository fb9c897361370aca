// Shrinkage by hand and by laws; the reference values are in golden_test.cpp.
#include "kernel/shrinkage.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace pingyi {
namespace {

/// By hand: means 1.5 and 4.5, grand mean 3; within 0.5 each, sigma2 = 1 / 2; between
/// 2 * 1.5^2 * 2 = 9 with one degree of freedom, n0 = (4 - 8/4) / 1 = 2; tau2 = (9 - 0.5) / 2.
TEST(Shrinkage, AgreesWithPaper) {
    const auto result = shrink(std::vector<Group>{{2, 3, 5}, {2, 9, 41}});
    ASSERT_TRUE(result);
    EXPECT_DOUBLE_EQ(result->sigma2, 0.5);
    EXPECT_DOUBLE_EQ(result->tau2, 4.25);
    EXPECT_DOUBLE_EQ(result->mu, 3);
    EXPECT_DOUBLE_EQ(*result->prior_n, 0.5 / 4.25);
    EXPECT_DOUBLE_EQ(result->units[0].share, 4.25 / 4.5);
    EXPECT_DOUBLE_EQ(result->units[0].value, 3 - 1.5 * 4.25 / 4.5);
}

TEST(Shrinkage, KnowsItsLimits) {
    struct Row {
        std::string_view why;
        std::vector<Group> groups;
        bool has_result;
    };
    const Row rows[] = {{"nobody", {}, false},
                        {"one unit", {{5, 15, 55}}, false},
                        {"one ballot a unit", {{1, 3, 9}, {1, 4, 16}}, false},
                        {"all alike", {{2, 6, 18}, {2, 6, 18}}, false},
                        {"a unit without ballots among others", {{2, 3, 5}, {2, 9, 41}, {}}, true}};
    for (const Row& row : rows) {
        EXPECT_EQ(shrink(row.groups).has_value(), row.has_result) << row.why;
    }
    const auto same_means = shrink(std::vector<Group>{{2, 6, 20}, {2, 6, 20}});
    EXPECT_EQ(same_means->tau2, 0) << "chance explains all";
    EXPECT_FALSE(same_means->prior_n);
    EXPECT_EQ(same_means->units[0].value, 3);
    const auto no_noise = shrink(std::vector<Group>{{2, 2, 2}, {2, 6, 18}});
    EXPECT_EQ(no_noise->units[0].share, 1);
    EXPECT_EQ(no_noise->mu, 2);
    EXPECT_EQ(shrink(std::vector<Group>{{2, 3, 5}, {2, 9, 41}, {}})->units[2].value, 3);
}

RC_GTEST_PROP(ShrinkageProperty, LiesBetweenTheUnitAndAll, ()) {
    const auto scores = *rc::gen::container<std::vector<std::vector<int>>>(
        rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 6)));
    std::vector<Group> groups;
    for (const auto& own : scores) {
        Group group;
        for (const int score : own) {
            ++group.n;
            group.sum += score;
            group.sum_squares += score * score;
        }
        groups.push_back(group);
    }
    const auto result = shrink(groups);
    if (!result) return;
    RC_ASSERT(result->tau2 >= 0 && result->sigma2 >= 0);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const Shrunk& unit = result->units[i];
        RC_ASSERT(unit.share >= 0 && unit.share <= 1);
        if (groups[i].n == 0) continue;
        const double mean = static_cast<double>(groups[i].sum) / static_cast<double>(groups[i].n);
        RC_ASSERT(unit.value >= std::min(mean, result->mu) - 1e-12);
        RC_ASSERT(unit.value <= std::max(mean, result->mu) + 1e-12);
    }
}

}  // namespace
}  // namespace pingyi
