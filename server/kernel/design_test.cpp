// Estimates from cells: worked by hand, every standing with its reason, and laws.
#include "kernel/design.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "kernel/intervals.hpp"
#include "kernel/ranks.hpp"

namespace pingyi::design {
namespace {

Design two_strata(Lonely lonely = Lonely::fail) {
    return {{{3, std::nullopt}, {2, std::nullopt}}, lonely};
}

/// By hand: ybar = 20/10 = 2; z of the clusters (6 - 2*2)/10 = 0.2, (2 - 2*2)/10 = -0.2 and
/// (12 - 6*2)/10 = 0; V = 3/2 * 0.08 = 0.12.
TEST(DesignRatio, AgreesWithPaper) {
    const Design design{{{3, std::nullopt}}};
    const auto estimate =
        ratios(design,
               std::vector<Cell>{{0, 0, 1, 2, 6, 2}, {0, 0, 2, 2, 2, 2}, {0, 0, 9, 6, 12, 6}}, 1)
            .front();
    EXPECT_EQ(estimate.value, Rational(2));
    EXPECT_DOUBLE_EQ(estimate.error * estimate.error, 0.12);
    EXPECT_EQ(estimate.standing, Standing::estimable);
    EXPECT_EQ(estimate.df, 2);
    EXPECT_EQ(estimate.n, 10);
    EXPECT_EQ(estimate.clusters, 3);
}

TEST(DesignRatio, SaysWhyItCannotTell) {
    struct Row {
        std::string_view why;
        Design design;
        std::vector<Cell> cells;
        Standing want;
    };
    const Row rows[] = {{"nothing was met", two_strata(), {}, Standing::no_ballots},
                        {"weights of 0 in ballots that were met",
                         two_strata(),
                         {{0, 0, 1, 5, 0, 0}},
                         Standing::no_ballots},
                        {"one cluster", two_strata(), {{0, 0, 1, 5, 15, 5}}, Standing::one_cluster},
                        {"all clusters have the same mean",
                         two_strata(),
                         {{0, 0, 1, 2, 6, 2}, {0, 0, 2, 4, 12, 4}},
                         Standing::no_variance},
                        {"as many strata as clusters",
                         two_strata(),
                         {{0, 0, 1, 2, 6, 2}, {0, 1, 2, 4, 8, 4}},
                         Standing::no_freedom},
                        {"a stratum with one sampled cluster, policy fail",
                         {{{3, std::nullopt}, {1, std::nullopt}}},
                         {{0, 0, 1, 2, 6, 2}, {0, 0, 2, 2, 4, 2}, {0, 1, 2, 4, 8, 4}},
                         Standing::lonely_cluster},
                        {"a lonely stratum that the domain does not meet is nothing to it",
                         {{{3, std::nullopt}, {1, std::nullopt}}},
                         {{0, 0, 1, 2, 6, 2}, {0, 0, 2, 2, 4, 2}},
                         Standing::estimable},
                        {"a stratum of one cluster taken whole is not lonely",
                         {{{3, std::nullopt}, {1, 1}}},
                         {{0, 0, 1, 2, 6, 2}, {0, 0, 2, 2, 4, 2}, {0, 1, 2, 4, 8, 4}},
                         Standing::estimable},
                        {"average has no other stratum to go by",
                         {{{1, std::nullopt}, {1, std::nullopt}}, Lonely::average},
                         {{0, 0, 1, 2, 6, 2}, {0, 1, 2, 4, 8, 4}},
                         Standing::lonely_cluster}};
    for (const Row& row : rows) {
        EXPECT_EQ(ratios(row.design, row.cells, 1).front().standing, row.want) << row.why;
    }
}

TEST(DesignRatio, AbortsOnBrokenInvariants) {
    const Design one{{{1, std::nullopt}}};
    EXPECT_DEATH((void)ratios(one, std::vector<Cell>{{0, 1, 0, 1, 1, 1}}, 1), "");
    EXPECT_DEATH((void)ratios(one, std::vector<Cell>{{2, 0, 0, 1, 1, 1}}, 1), "");
    EXPECT_DEATH((void)ratios(one, std::vector<Cell>{{0, 0, 0, 1, 1, 1}, {0, 0, 1, 1, 1, 1}}, 1),
                 "");
}

/// A mean of 1e16-fold sums is still exact where doubles are not.
TEST(DesignRatio, StaysExactWithHugeSums) {
    const Int128 huge = Int128{1'000'000'000'000'000} * 1'000'000'000'000'000;
    const Design design{{{2, std::nullopt}}};
    const auto estimate =
        ratios(design, std::vector<Cell>{{0, 0, 0, 1, huge + 1, huge}, {0, 0, 1, 1, huge, huge}}, 1)
            .front();
    EXPECT_EQ(estimate.value, Rational(Integer{2 * huge + 1}, Integer{2 * huge}));
    EXPECT_EQ(estimate.standing, Standing::estimable) << "the clusters differ in the 31st digit";
    EXPECT_NEAR(estimate.error * 1e30, 0.5, 1e-6);
}

TEST(DesignElements, DifferInOneBallot) {
    const Design design{{{3, std::nullopt}}};
    const auto same = ratios(design, std::vector<ElementCell>{{0, 0, 3, 12, 3, 48, 12, 3}}, 1);
    EXPECT_EQ(same.front().standing, Standing::no_variance);
    const auto not_same = ratios(design, std::vector<ElementCell>{{0, 0, 3, 11, 3, 41, 11, 3}}, 1);
    EXPECT_EQ(not_same.front().standing, Standing::estimable);
    // s^2 / n of 4, 4, 3
    EXPECT_NEAR(not_same.front().error, std::sqrt(1.0 / 9), 1e-15);
}

TEST(Student, AgreesWithTables) {
    const struct {
        std::int64_t df;
        double t;
    } known[] = {{1, 12.706204736174698},  {2, 4.302652729749464},   {3, 3.182446305283709},
                 {4, 2.776445105197793},   {14, 2.144786687917803},  {30, 2.042272456301238},
                 {199, 1.971956544251753}, {200, 1.971896223633909}, {1000, 1.962339080826408}};
    for (const auto& [df, t] : known) EXPECT_NEAR(t_95(df), t, t * 1e-11) << df;
    EXPECT_DEATH((void)t_95(0), "");
    for (std::int64_t df = 1; df < 400; ++df) EXPECT_GT(t_95(df), t_95(df + 1)) << df;
}

TEST(Student, HasTailsLikeItsDensity) {
    const struct {
        double t;
        std::int64_t df;
        double chance;
    } known[] = {{3, 2, 0.04773298313336473},       {2, 5, 0.05096973941487969},
                 {4, 30, 0.0001909228180365627},    {4, 199, 4.46382793758416e-05},
                 {4, 200, 4.456547609039857e-05},   {5, 300, 4.88457736444281e-07},
                 {4.5, 5000, 3.474755327429457e-06}};  // integrated numerically
    for (const auto& [t, df, chance] : known) {
        EXPECT_NEAR(t_tail(t, df), chance, 1e-7 * chance) << t << ' ' << df;
    }
    for (const std::int64_t df : {1, 2, 7, 150, 250, 9999}) {
        EXPECT_NEAR(t_tail(t_95(df), df), 0.025, 1e-11) << df;
    }
    EXPECT_NEAR(t_tail(1.959963984540054, 0), 0.025, 1e-15) << "normal";
    EXPECT_EQ(t_tail(0, 3), 0.5);
    EXPECT_EQ(t_tail(40, 500), 0);
}

TEST(NonResponse, RangesFromWorstToBest) {
    const auto range = nonresponse_range(Rational(240), 3, 5, 0, 100);
    ASSERT_TRUE(range);
    EXPECT_EQ(range->low, Rational(48));
    EXPECT_EQ(range->high, Rational(88));
    EXPECT_EQ(nonresponse_range(Rational(240), 3, 3, 0, 100)->low, Rational(80));
    EXPECT_FALSE(nonresponse_range(Rational(240), 3, 2, 0, 100)) << "more came back than went out";
    EXPECT_FALSE(nonresponse_range(Rational(0), 0, 0, 0, 100));
}

/// The same ballots under two domains, as one question is weighed by strata and another is not.
TEST(DesignElements, AreKnownAgainInOtherDomains) {
    const Design design{{{6, std::nullopt}}};
    const ElementCell cell{0, 0, 3, 11, 3, 41, 11, 3, 5};
    ElementCell elsewhere = cell;
    elsewhere.domain = 1;
    const auto both = ratios(design, std::vector<ElementCell>{cell, elsewhere}, 2);
    const Term terms[] = {{1, &both[0].influence}, {1, &both[1].influence}};
    EXPECT_DOUBLE_EQ(variance(design, combined(terms)).value(),
                     4 * variance(design, both[0].influence).value());
    ElementCell others = elsewhere;
    others.group = 6;
    const auto apart = ratios(design, std::vector<ElementCell>{cell, others}, 2);
    const Term of_others[] = {{1, &apart[0].influence}, {1, &apart[1].influence}};
    EXPECT_DOUBLE_EQ(variance(design, combined(of_others)).value(),
                     2 * variance(design, apart[0].influence).value());
    // One domain of both groups: 4, 4, 3 and 4, 4, 3.
    others.domain = 0;
    const auto together = ratios(design, std::vector<ElementCell>{cell, others}, 1).front();
    EXPECT_EQ(together.value, Rational(11, 3));
    EXPECT_DOUBLE_EQ(together.error * together.error, 6.0 / 5 * (6 * 2.0 / 9) / 36);
    EXPECT_EQ(together.clusters, 6);
}

/// A full count of 4 ballots 4, 4, 3, 5 in 2 strata: as if drawn from many more, s^2 / n of each.
TEST(Process, TreatsAFullCountAsDraws) {
    const std::int64_t met[] = {2, 2};
    const Design process = as_process(met);
    const auto count =
        ratios(process,
               std::vector<ElementCell>{{0, 0, 2, 8, 2, 32, 8, 2}, {0, 1, 2, 8, 2, 34, 8, 2}}, 1)
            .front();
    EXPECT_EQ(count.value, Rational(4));
    EXPECT_TRUE(count.is_estimable());
    // z = -1/4 and 1/4 in the second stratum: 2 * 2/16
    EXPECT_DOUBLE_EQ(count.error * count.error, 0.25);
    const std::int64_t alone[] = {1, 3};
    EXPECT_EQ(
        ratios(as_process(alone),
               std::vector<ElementCell>{{0, 0, 1, 4, 1, 16, 4, 1}, {0, 1, 3, 11, 3, 41, 11, 3}}, 1)
            .front()
            .standing,
        Standing::estimable)
        << "a stratum of one ballot adds nothing to the process";
}

/// An estimate that met no ballot has an influence without shares; wherever it stands, it leaves
/// the other as it is.
TEST(DesignElements, StayElementsBesideOneWithoutBallots) {
    const Design design{{{9, std::nullopt}}};
    const auto both = ratios(design, std::vector<ElementCell>{{1, 0, 9, 50, 9, 500, 50, 9}}, 2);
    const Influence& none = both[0].influence;
    const Influence& some = both[1].influence;
    const double alone = variance(design, some).value();
    ASSERT_GT(alone, 0);
    EXPECT_DOUBLE_EQ(variance_of_difference(design, none, some).value(), alone);
    EXPECT_DOUBLE_EQ(variance_of_difference(design, some, none).value(), alone);
    const Term none_last[] = {{1, &some}, {1, &none}};
    EXPECT_DOUBLE_EQ(variance(design, combined(none_last)).value(), alone);
    const Term none_first[] = {{1, &none}, {1, &some}};
    EXPECT_DOUBLE_EQ(variance(design, combined(none_first)).value(), alone);
}

/// Two units that the same clusters judged alike differ by less than their errors say.
TEST(DesignDifference, KnowsSharedClusters) {
    const Design design{{{4, std::nullopt}}};
    std::vector<Cell> cells;
    const std::int64_t points[] = {50, 60, 80, 90};
    for (std::uint32_t cluster = 0; cluster < 4; ++cluster) {
        cells.push_back({0, 0, cluster, 10, points[cluster] * 10, 10});
        cells.push_back(
            {1, 0, cluster, 10, points[cluster] * 10 + (cluster % 2 == 0 ? 40 : 20), 10});
    }
    const auto units = ratios(design, cells, 2);
    const auto shared =
        variance_of_difference(design, units[0].influence, units[1].influence).value();
    const double apart = units[0].error * units[0].error + units[1].error * units[1].error;
    EXPECT_LT(shared, apart / 50);
    const std::vector<Rational> values{units[0].value, units[1].value};
    const auto together = rank_sets(values, [&](std::size_t i, std::size_t j) {
        return variance_of_difference(design, units[i].influence, units[j].influence);
    });
    EXPECT_EQ(together[0].best, 2) << "3 points apart, cluster by cluster";
    const std::vector<std::optional<double>> errors{units[0].error, units[1].error};
    EXPECT_EQ(rank_sets(values, errors)[0].best, 1) << "as if they were independent";
}

/// Ballots of 3 domains in 4 strata of 6 clusters, some of which nobody of a domain met.
rc::Gen<std::vector<Cell>> some_cells() {
    return rc::gen::container<std::vector<Cell>>(rc::gen::construct<Cell>(
        rc::gen::inRange<std::uint32_t>(0, 3), rc::gen::inRange<std::uint32_t>(0, 4),
        rc::gen::inRange<std::uint32_t>(0, 6), rc::gen::inRange<std::int64_t>(1, 50),
        rc::gen::map(rc::gen::inRange<std::int64_t>(0, 100'000),
                     [](std::int64_t v) { return Int128{v}; }),
        rc::gen::map(rc::gen::inRange<std::int64_t>(1, 1'000),
                     [](std::int64_t v) { return Int128{v}; })));
}
Design four_strata() {
    return {{{6, std::nullopt}, {6, 40}, {7, std::nullopt}, {6, 6}}, Lonely::fail};
}

bool same(const Estimate& a, const Estimate& b) {
    return a.value == b.value && a.error == b.error && a.standing == b.standing && a.df == b.df &&
           a.n == b.n;
}

RC_GTEST_PROP(DesignProperty, OrderAndSplittingOfCellsChangeNoBit, ()) {
    const auto cells = *some_cells();
    auto shuffled = cells;
    for (std::size_t i = shuffled.size(); i > 1; --i) {
        std::swap(shuffled[i - 1], shuffled[*rc::gen::inRange<std::size_t>(0, i)]);
    }
    std::vector<Cell> split;
    for (const Cell& cell : shuffled) {
        Cell half = cell;
        half.n = 0;
        half.numerator = cell.numerator / 3;
        half.denominator = cell.denominator / 2;
        if (cell.n > 1) {
            half.n = cell.n / 2;
            split.push_back(half);
            split.push_back({cell.domain, cell.stratum, cell.cluster, cell.n - half.n,
                             cell.numerator - half.numerator, cell.denominator - half.denominator});
        } else {
            split.push_back(cell);
        }
    }
    const auto one = ratios(four_strata(), cells, 3);
    const auto other = ratios(four_strata(), split, 3);
    for (std::size_t i = 0; i < 3; ++i) RC_ASSERT(same(one[i], other[i]));
}

RC_GTEST_PROP(DesignProperty, BallotsAtTheMeanKeepIt, ()) {
    auto cells = *some_cells();
    RC_PRE(!cells.empty());
    const std::uint32_t domain = cells.front().domain;
    const auto before = ratios(four_strata(), cells, 3)[domain];
    // As many more ballots as there are, all at the mean, in a cluster that was met.
    Int128 numerator = 0;
    Int128 denominator = 0;
    for (const Cell& cell : cells) {
        if (cell.domain != domain) continue;
        numerator += cell.numerator;
        denominator += cell.denominator;
    }
    Cell more = cells.front();
    more.numerator = numerator;
    more.denominator = denominator;
    cells.push_back(more);
    const auto after = ratios(four_strata(), cells, 3)[domain];
    RC_ASSERT(after.value == before.value);
    RC_ASSERT(std::abs(after.error - before.error / 2) <= 1e-12 * before.error);
}

RC_GTEST_PROP(DesignProperty, VarianceIsOfSecondDegree, ()) {
    const auto cells = *some_cells();
    const auto estimates = ratios(four_strata(), cells, 3);
    const Influence& a = estimates[0].influence;
    const Influence& b = estimates[1].influence;
    const double va = variance(four_strata(), a).value_or(0);
    const double vb = variance(four_strata(), b).value_or(0);
    const Term sum[] = {{1, &a}, {1, &b}};
    const double plus = variance(four_strata(), combined(sum)).value_or(0);
    const double minus = variance_of_difference(four_strata(), a, b).value_or(0);
    RC_ASSERT(std::abs(plus + minus - 2 * (va + vb)) <= 1e-9 * (va + vb));
    RC_ASSERT(variance_of_difference(four_strata(), a, a).value_or(0) == 0.0);
    const Term twice[] = {{-2, &a}};
    RC_ASSERT(std::abs(variance(four_strata(), combined(twice)).value_or(0) - 4 * va) <= 1e-9 * va);
}

RC_GTEST_PROP(DesignProperty, OneClusterIsNeverExact, ()) {
    auto cells = *some_cells();
    RC_PRE(!cells.empty());
    for (Cell& cell : cells) {
        cell.stratum = 1;
        cell.cluster = 1;
    }
    for (const Estimate& estimate : ratios(four_strata(), cells, 3)) {
        RC_ASSERT(!estimate.is_estimable());
    }
}

}  // namespace
}  // namespace pingyi::design
