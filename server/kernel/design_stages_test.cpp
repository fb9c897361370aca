// The second stage of drawing: worked by hand, every standing with its reason, and laws. Against R
// it is in golden_test.cpp.
#include <cmath>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "kernel/design.hpp"

namespace pingyi::design {
namespace {

/// Ballots of domain 0 with weight 1 in one cluster.
ElementCell cell_of(std::uint32_t cluster, const std::vector<int>& ballots,
                    std::uint32_t stratum = 0) {
    ElementCell cell;
    cell.stratum = stratum;
    cell.cluster = cluster;
    for (const int y : ballots) {
        ++cell.n;
        ++cell.drawn;
        cell.numerator += y;
        cell.denominator += 1;
        cell.numerator_squares += y * y;
        cell.products += y;
        cell.denominator_squares += 1;
    }
    return cell;
}

/// 2 clusters of 4, in the first 2 ballots of 4, in the second both that there are.
const Design halves{{{2, 4}}, Lonely::fail, {{0, 2, 4}, {0, 2, 2}}};

/// Mean 3; z = -1/2 and 0, 1/4 and 1/4. Between: 1/2 * 2 * (1/4 + 1/4) = 1/2; within the first
/// cluster: 2/4 * (1 - 2/4) * 2 * (1/16 + 1/16) = 1/16; the second was seen whole.
TEST(DesignStages, AgreeWithPaper) {
    const std::vector<ElementCell> cells{cell_of(0, {1, 3}), cell_of(1, {4, 4})};
    const auto mean = ratios(halves, cells, 1).front();
    EXPECT_EQ(mean.value, Rational(3));
    EXPECT_DOUBLE_EQ(mean.error * mean.error, 0.5625);
    EXPECT_TRUE(mean.is_estimable());
    EXPECT_EQ(mean.df, 1);
    EXPECT_EQ(mean.n, 4);
    EXPECT_EQ(mean.clusters, 2);
    // 4 and 8: 1/2 * 2 * 8 = 8; 1 and 3: 1/4 * 2 * 2 = 1.
    EXPECT_DOUBLE_EQ(std::pow(totals(halves, cells, 1).front().error, 2), 9);
}

/// Three sampled ballots of the first cluster are about others: z = 0 for them.
TEST(DesignStages, CountBallotsOutsideOfTheDomain) {
    const Design design{{{2, 4}}, Lonely::fail, {{0, 5, 10}, {0, 2, 2}}};
    const auto mean =
        ratios(design, std::vector<ElementCell>{cell_of(0, {1, 3}), cell_of(1, {4, 4})}, 1).front();
    // 2/4 * (1 - 5/10) * 5/4 * (1/4 - 1/4 / 5)
    EXPECT_DOUBLE_EQ(mean.error * mean.error, 0.5 + 0.0625);
}

TEST(DesignStages, SayWhyTheyCannotTell) {
    struct Row {
        std::string_view why;
        Design design;
        std::vector<ElementCell> cells;
        Standing want;
    };
    const std::vector<ElementCell> same_sums{cell_of(0, {1, 3}), cell_of(1, {2, 2})};
    const std::vector<ElementCell> one_ballot{cell_of(0, {1}), cell_of(1, {4, 4})};
    const std::vector<Cluster> one_of_five{{0, 1, 5}, {0, 2, 2}};
    const Row rows[] = {{"clusters agree, the ballots of a drawn one do not", halves, same_sums,
                         Standing::estimable},
                        {"the ballots of a whole cluster differ",
                         {{{2, 4}}, Lonely::fail, {{0, 2, 2}, {0, 2, 2}}},
                         same_sums,
                         Standing::no_variance},
                        {"clusters were drawn from very many",
                         {{{2, std::nullopt}}, Lonely::fail, {{0, 2, 4}, {0, 2, 4}}},
                         same_sums,
                         Standing::no_variance},
                        {"one ballot of five, policy fail",
                         {{{2, 4}}, Lonely::fail, one_of_five},
                         one_ballot,
                         Standing::lonely_cluster},
                        {"one ballot of five, policy certainty",
                         {{{2, 4}}, Lonely::certainty, one_of_five},
                         one_ballot,
                         Standing::estimable},
                        {"one ballot of five in a cluster that was drawn from very many",
                         {{{2, std::nullopt}}, Lonely::fail, one_of_five},
                         one_ballot,
                         Standing::estimable},
                        {"one ballot of one",
                         {{{2, 4}}, Lonely::fail, {{0, 1, 1}, {0, 2, 2}}},
                         one_ballot,
                         Standing::estimable},
                        {"average has no other cluster to go by",
                         {{{2, 4}}, Lonely::average, {{0, 1, 5}, {0, 1, 5}}},
                         {cell_of(0, {1}), cell_of(1, {4})},
                         Standing::lonely_cluster},
                        {"one cluster", halves, {cell_of(0, {1, 3})}, Standing::one_cluster}};
    for (const Row& row : rows) {
        EXPECT_EQ(ratios(row.design, row.cells, 1).front().standing, row.want) << row.why;
    }
}

/// Mean 3; z = -2/3 in the first cluster, 1/3 and 1/3 in the second: 1/2 * 2 * 8/9 between them.
TEST(DesignStages, FollowThePolicyForLonelyOnes) {
    const std::vector<ElementCell> cells{cell_of(0, {1}), cell_of(1, {3, 5})};
    const auto within = [&](Lonely policy) {
        const Design design{{{2, 4}}, policy, {{0, 1, 5}, {0, 2, 4}}};
        const double error = ratios(design, cells, 1).front().error;
        return error * error - 8.0 / 9;
    };
    // The second cluster: z = 0 and 2/3, 2/4 * (1 - 2/4) * 2 * 2/9.
    const double second = 1.0 / 9;
    EXPECT_NEAR(within(Lonely::certainty), second, 1e-15);
    EXPECT_NEAR(within(Lonely::average), 2 * second, 1e-15);
    EXPECT_NEAR(within(Lonely::adjust), second + 0.5 * 0.8 * 4 / 9, 1e-15);
}

TEST(DesignStages, AbortOnBrokenInvariants) {
    const auto of = [](const ElementCell& cell) {
        return [cell] { (void)ratios(halves, std::vector<ElementCell>{cell}, 1); };
    };
    EXPECT_DEATH(of(cell_of(0, {1, 2, 3}))(), "") << "more ballots than were sampled";
    EXPECT_DEATH(of(cell_of(2, {1}))(), "") << "no such cluster";
    EXPECT_DEATH(of(cell_of(0, {1}, 1))(), "") << "no such stratum";
    ElementCell cell = cell_of(0, {1, 2});
    cell.drawn = 1;
    EXPECT_DEATH(of(cell)(), "") << "more ballots than were drawn";
}

struct Ballot {
    std::uint32_t domain = 0;
    std::uint32_t cluster = 0;  ///< 0 to 2 of the first stratum, 3 to 5 of the second
    int weight = 1;
    int points = 0;
    int other_points = 0;  ///< of a second question
};
rc::Gen<std::vector<Ballot>> some_ballots() {
    return rc::gen::container<std::vector<Ballot>>(rc::gen::construct<Ballot>(
        rc::gen::inRange<std::uint32_t>(0, 2), rc::gen::inRange<std::uint32_t>(0, 6),
        rc::gen::inRange(1, 5), rc::gen::inRange(0, 101), rc::gen::inRange(0, 101)));
}
/// One sampled ballot of every cluster is about nobody, and half of the ballots were not drawn.
Design design_of(const std::vector<Ballot>& ballots, std::vector<Stratum> strata) {
    Design design{std::move(strata), Lonely::certainty};
    for (std::uint32_t cluster = 0; cluster < 6; ++cluster) {
        design.clusters.push_back({cluster / 3, 1, 0});
    }
    for (const Ballot& ballot : ballots) ++design.clusters[ballot.cluster].sampled;
    for (Cluster& cluster : design.clusters) cluster.population = 2 * cluster.sampled;
    return design;
}
/// Each ballot a group of its own, or one for each domain.
enum class Groups : std::uint8_t { ballots, domains };
std::vector<ElementCell> cells_of(const std::vector<Ballot>& ballots, Groups groups,
                                  int Ballot::* points = &Ballot::points) {
    std::vector<ElementCell> cells;
    for (std::uint32_t i = 0; i < ballots.size(); ++i) {
        const Ballot& of = ballots[i];
        const Int128 w = of.weight;
        const Int128 wy = w * of.*points;
        cells.push_back({of.domain, of.cluster / 3, 1, wy, w, wy * wy, wy * w, w * w,
                         groups == Groups::ballots ? i : of.domain, of.cluster, 1});
    }
    return cells;
}
const std::vector<Stratum> drawn_strata{{3, 8}, {3, 30}};

bool is_near(double a, double b) {
    return std::abs(a - b) <= 1e-9 * (std::abs(a) + std::abs(b)) + 1e-15;
}

RC_GTEST_PROP(DesignStagesProperty, OrderOfCellsChangesNoBit, ()) {
    const auto ballots = *some_ballots();
    const Design design = design_of(ballots, drawn_strata);
    auto cells = cells_of(ballots, Groups::domains);
    const auto one = ratios(design, cells, 2);
    for (std::size_t i = cells.size(); i > 1; --i) {
        std::swap(cells[i - 1], cells[*rc::gen::inRange<std::size_t>(0, i)]);
    }
    const auto other = ratios(design, cells, 2);
    for (std::size_t i = 0; i < 2; ++i) {
        RC_ASSERT(one[i].value == other[i].value);
        RC_ASSERT(one[i].error == other[i].error);
        RC_ASSERT(one[i].standing == other[i].standing);
    }
}

RC_GTEST_PROP(DesignStagesProperty, GroupingBallotsKeepsTheError, ()) {
    const auto ballots = *some_ballots();
    const Design design = design_of(ballots, drawn_strata);
    const auto single = ratios(design, cells_of(ballots, Groups::ballots), 2);
    const auto grouped = ratios(design, cells_of(ballots, Groups::domains), 2);
    for (std::size_t i = 0; i < 2; ++i) {
        RC_ASSERT(is_near(single[i].error, grouped[i].error));
        RC_ASSERT(single[i].standing == grouped[i].standing);
    }
    // Ballots of different domains are different ballots: nothing is guessed.
    RC_ASSERT(is_near(
        variance_of_difference(design, single[0].influence, single[1].influence).value(),
        variance_of_difference(design, grouped[0].influence, grouped[1].influence).value()));
}

/// Of two questions of the same ballots; single ballots tell exactly how they go together.
RC_GTEST_PROP(DesignStagesProperty, WhatIsNotKeptIsNeverTooSmall, ()) {
    const auto ballots = *some_ballots();
    const Design design = design_of(ballots, drawn_strata);
    const auto variance_with = [&](Groups groups, double factor) {
        const auto one = ratios(design, cells_of(ballots, groups), 2);
        const auto two = ratios(design, cells_of(ballots, groups, &Ballot::other_points), 2);
        const Term terms[] = {{1, &one[0].influence}, {factor, &two[0].influence}};
        return variance(design, combined(terms)).value();
    };
    for (const double factor : {1.0, -1.0, 0.3}) {
        const double exact = variance_with(Groups::ballots, factor);
        RC_ASSERT(variance_with(Groups::domains, factor) >= exact * (1 - 1e-9) - 1e-15);
    }
}

RC_GTEST_PROP(DesignStagesProperty, SingleBallotsKnowEveryCovariance, ()) {
    const auto ballots = *some_ballots();
    const Design design = design_of(ballots, drawn_strata);
    const auto one = ratios(design, cells_of(ballots, Groups::ballots), 2);
    const auto two = ratios(design, cells_of(ballots, Groups::ballots, &Ballot::other_points), 2);
    auto both = ballots;
    for (Ballot& ballot : both) ballot.points = ballot.points + ballot.other_points;
    const auto sum = ratios(design, cells_of(both, Groups::ballots), 2);
    const Term terms[] = {{1, &one[0].influence}, {1, &two[0].influence}};
    RC_ASSERT(is_near(variance(design, combined(terms)).value(),
                      variance(design, sum[0].influence).value()));
}

/// All clusters were taken: they are the strata of a draw of ballots.
RC_GTEST_PROP(DesignStagesProperty, WholeClustersAreStrata, ()) {
    const auto ballots = *some_ballots();
    const Design design = design_of(ballots, {{3, 3}, {3, 3}});
    Design of_ballots{{}, Lonely::certainty};
    for (const Cluster& cluster : design.clusters) {
        of_ballots.strata.push_back({cluster.sampled, cluster.population});
    }
    auto cells = cells_of(ballots, Groups::domains);
    const auto stages = ratios(design, cells, 2);
    for (ElementCell& cell : cells) {
        cell.stratum = cell.cluster;
        cell.cluster = 0;
    }
    const auto strata = ratios(of_ballots, cells, 2);
    for (std::size_t i = 0; i < 2; ++i) RC_ASSERT(is_near(stages[i].error, strata[i].error));
}

/// All ballots of the clusters were taken, or clusters were drawn from very many: one stage.
RC_GTEST_PROP(DesignStagesProperty, WithoutASecondStageThereIsOne, ()) {
    const auto ballots = *some_ballots();
    Design whole = design_of(ballots, drawn_strata);
    for (Cluster& cluster : whole.clusters) cluster.population = cluster.sampled;
    const Design many = design_of(ballots, {{3, std::nullopt}, {3, std::nullopt}});
    std::vector<Cell> cells;
    for (const Ballot& of : ballots) {
        const Int128 w = of.weight;
        cells.push_back({of.domain, of.cluster / 3, of.cluster, 1, w * of.points, w});
    }
    for (const Design& design : {whole, many}) {
        Design one_stage = design;
        one_stage.clusters.clear();
        const auto one = ratios(one_stage, cells, 2);
        const auto two = ratios(design, cells_of(ballots, Groups::domains), 2);
        for (std::size_t i = 0; i < 2; ++i) {
            RC_ASSERT(one[i].error == two[i].error);
            RC_ASSERT(one[i].standing == two[i].standing);
        }
    }
}

}  // namespace
}  // namespace pingyi::design
