// Rank sets: rows with their reasons, decisions at the threshold, and laws.
#include "kernel/ranks.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace pingyi {
namespace {

using Errors = std::vector<std::optional<double>>;

TEST(CompetitionRanks, ShareTheBetterPlace) {
    EXPECT_EQ(competition_ranks(std::vector<Rational>{3, 7, 7, 1}), (std::vector<int>{3, 1, 1, 4}));
    const Rational third(1, 3);
    EXPECT_EQ(competition_ranks(std::vector<Rational>{third, Rational(333'333, 1'000'000)}),
              (std::vector<int>{1, 2}))
        << "unrounded values are compared";
    EXPECT_TRUE(competition_ranks(std::vector<Rational>{}).empty());
}

TEST(RankSets, SayWhatTheDataCanTell) {
    struct Row {
        std::string_view why;
        std::vector<Rational> values;
        Errors errors;
        std::vector<RankSet> want;
    };
    const Row rows[] = {
        {"nobody", {}, {}, {}},
        {"one alone", {5}, {1}, {{1, 1, 1, 1}}},
        {"far apart", {10, 90}, {1, 1}, {{2, 2, 2, 2}, {1, 1, 1, 1}}},
        {"too close to tell", {50, 51}, {1, 1}, {{2, 1, 2, 1}, {1, 1, 2, 1}}},
        {"equal values are never separated", {50, 50}, {0, 0}, {{1, 1, 2, 1}, {1, 1, 2, 1}}},
        {"an error that is not known separates nobody",
         {10, 90, 95},
         {std::nullopt, 1, 30},
         {{3, 1, 3, 1}, {2, 1, 3, 1}, {1, 1, 3, 1}}},
        {"tied is not transitive: the group belongs to its head",
         {90, 87, 84},
         {1, 1, 1},
         {{1, 1, 2, 1}, {2, 1, 3, 1}, {3, 2, 3, 2}}}};
    for (const Row& row : rows) EXPECT_EQ(rank_sets(row.values, row.errors), row.want) << row.why;
}

TEST(RankSets, HolmNeverSeparatesLessThanBonferroni) {
    const std::vector<Rational> values{90, 86, 82, 78};
    const Errors errors{1, 1, 1, 1};
    const auto holm = rank_sets(values, errors);
    const auto bonferroni = rank_sets(values, errors, {.correction = Correction::bonferroni});
    for (std::size_t i = 0; i < values.size(); ++i) {
        EXPECT_LE(holm[i].worst - holm[i].best, bonferroni[i].worst - bonferroni[i].best);
    }
}

/// The doubles on both sides of a critical value, where only more digits can decide.
TEST(RankSets, DecideAtTheThreshold) {
    for (const double level : {0.05, 0.025, 0.05 / 1406, 1e-7}) {
        double low = 0;
        double high = 9;
        while (true) {
            const double middle = (low + high) / 2;
            if (middle <= low || middle >= high) break;
            (is_exceeded_at_most(middle, level) ? high : low) = middle;
        }
        EXPECT_EQ(std::nextafter(low, 9), high) << level;
        EXPECT_NEAR(std::erfc(high / std::sqrt(2)) / 2, level, level * 1e-12) << level;
    }
    EXPECT_FALSE(is_exceeded_at_most(1.959963984540054, 0.025)) << "z_95 is rounded down";
    EXPECT_TRUE(is_exceeded_at_most(1.9599639845400543, 0.025));
}

TEST(FairCoin, AgreesWithWholeNumbers) {
    EXPECT_DOUBLE_EQ(fair_coin_tail(10, 10), 1.0 / 1024);
    EXPECT_DOUBLE_EQ(fair_coin_tail(8, 10), 56.0 / 1024);
    EXPECT_DOUBLE_EQ(fair_coin_tail(6, 11), 0.5);
    EXPECT_NEAR(fair_coin_tail(151, 301), 0.5, 1e-12) << "beyond the table of factorials";
    EXPECT_NEAR(fair_coin_tail(500'001, 1'000'001), 0.5, 1e-10);
    EXPECT_DEATH((void)fair_coin_tail(5, 10), "");
}

/// With few degrees of freedom three errors are no proof.
TEST(RankSets, FewDegreesOfFreedomSeparateLess) {
    const std::vector<Rational> values{60, 57};
    const auto variance = [](std::size_t, std::size_t) -> std::optional<double> { return 1; };
    const auto best_of_second = [&](std::int64_t a, std::int64_t b) {
        return rank_sets(values, variance, std::vector<std::int64_t>{a, b})[1].best;
    };
    EXPECT_EQ(best_of_second(0, 0), 2) << "known errors: z = 3";
    EXPECT_EQ(rank_sets(values, variance)[1].best, 2);
    EXPECT_EQ(best_of_second(1000, 1000), 2);
    EXPECT_EQ(best_of_second(2, 1000), 1) << "t = 3 has a chance of 4.8 %, twice 2.5 % is asked";
    EXPECT_EQ(best_of_second(0, 2), 1);
}

TEST(VoteRankSets, KnowNothingOfFewVotes) {
    EXPECT_EQ(vote_rank_sets(std::vector<std::int64_t>{3, 0}),
              (std::vector<RankSet>{{1, 1, 2, 1}, {2, 1, 2, 1}}));
    EXPECT_EQ(vote_rank_sets(std::vector<std::int64_t>{30, 0}),
              (std::vector<RankSet>{{1, 1, 1, 1}, {2, 2, 2, 2}}));
}

RC_GTEST_PROP(RankSetsProperty, HoldTheirRankAndDoNotDependOnOrder, ()) {
    const auto points =
        *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 100)));
    std::vector<Rational> values;
    Errors errors;
    for (const int point : points) {
        values.emplace_back(point, 7);
        const int tenths = *rc::gen::inRange(0, 40);
        if (tenths == 0) {
            errors.emplace_back(std::nullopt);
        } else {
            errors.emplace_back(tenths / 10.0);
        }
    }
    const auto n = static_cast<int>(values.size());
    const auto sets = rank_sets(values, errors);
    for (const RankSet& set : sets) {
        RC_ASSERT(1 <= set.best && set.best <= set.rank);
        RC_ASSERT(set.rank <= set.worst && set.worst <= n);
    }
    const auto own = rank_sets(values, errors, {.coverage = Coverage::marginal});
    for (std::size_t i = 0; i < sets.size(); ++i) {
        RC_ASSERT(own[i].rank == sets[i].rank);
    }
    std::ranges::reverse(values);
    std::ranges::reverse(errors);
    auto reversed = rank_sets(values, errors);
    std::ranges::reverse(reversed);
    for (std::size_t i = 0; i < sets.size(); ++i) {
        RC_ASSERT(reversed[i].best == sets[i].best && reversed[i].worst == sets[i].worst);
    }
    const auto best = tau_best(sets, 3);
    for (std::size_t i = 0; i < sets.size(); ++i) {
        if (sets[i].rank <= 3) RC_ASSERT(std::ranges::find(best, i) != best.end());
    }
}

}  // namespace
}  // namespace pingyi
