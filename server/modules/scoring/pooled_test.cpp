// What is published of merged groups says nothing of how they are divided; and what a result makes
// of several questions, of ends and of few clusters.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>

#include "modules/scoring/bundle.hpp"
#include "modules/scoring/groups.hpp"
#include "modules/scoring/result.hpp"
#include "modules/scoring/small_scheme_test.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::scoring {
namespace {

constexpr std::string_view head = R"(code: pool
version: 1
title: {zh: 合并, en: merging}
source: tests
scales:
  - code: three
    options:
      - {code: good, zh: 好, en: good, points: 100, counts_as: satisfied}
      - {code: fair, zh: 中, en: fair, points: 50, counts_as: valid}
      - {code: bad, zh: 差, en: bad, points: 0, counts_as: valid}
classes:
  - {code: body, zh: 单位, en: bodies, ranked: yes, published: yes}
)";
constexpr std::string_view tail = R"(publication: {ballots_min: 2, cell_min: 5}
rounding: {places: 4}
ties: same_rank
)";
constexpr std::string_view units = "unit,class,zh,en\nx,body,甲,x\nz,body,乙,z\n";

/// A measure of ballots with this basis, and the parts of the index.
std::string scheme_of(std::string_view basis, std::string_view parts,
                      std::string_view combine = "arithmetic", std::string_view strata = "") {
    return std::string(head) + std::string(strata) +
           fmt::format(R"(measures:
  - {{code: vote, zh: 投票, en: vote, kind: ballots, basis: {}}}
index:
  code: total
  zh: 总分
  en: total
  combine: {}
  coverage: 0.5
  missing: {{not_applicable: redistribute, not_reported: missing, absent: missing}}
  parts:
{})",
                       basis, combine, parts) +
           std::string(tail);
}
/// A number from `low` to `high` under its own name.
std::string number_of(std::string_view column, int low = 0, int high = 100) {
    return fmt::format(
        "    - {{code: {0}, zh: 题, en: {0}, weight: 1, from: {{measure: vote, column: {0}, "
        "statistic: value}}, direction: up, normalise: {{low: {1}, high: {2}}}}}\n",
        column, low, high);
}

/// Two questions, one weighed by groups and one not; b is merged into a.
std::string merging_scheme(std::string_view basis) {
    constexpr std::string_view parts =
        R"(    - {code: one, zh: 一, en: one, weight: 50, from: {measure: vote, column: q1, statistic: score, scale: three, strata: who}}
    - {code: two, zh: 二, en: two, weight: 50, from: {measure: vote, column: q2, statistic: rate, scale: three}}
)";
    return scheme_of(basis, parts, "arithmetic", testing::merging_strata);
}

struct Row {
    std::string unit;
    std::string group;
    std::string q1;
    std::string q2;
};
std::string csv_of(const std::vector<Row>& rows) {
    std::string text = "unit,stratum,q1,q2\n";
    for (const Row& row : rows) {
        text += fmt::format("{},{},{},{}\n", row.unit, row.group, row.q1, row.q2);
    }
    return text;
}

Outcome outcome_of(const std::string& yaml, const Tables& tables) {
    crypto::start();
    const Parsed parsed = check(yaml);
    for (const Finding& finding : parsed.findings) {
        EXPECT_FALSE(finding.is_error) << finding.mark.line << ' ' << finding.code;
    }
    const auto data = read_data(*parsed.scheme, tables);
    if (!data) ADD_FAILURE() << data.error().code << ' ' << data.error().fields[0].place;
    if (!data) return {};
    return compute(*parsed.scheme, *data);
}

Tables published_of(const std::string& yaml, const Tables& tables) {
    const Outcome outcome = outcome_of(yaml, tables);
    const Parsed parsed = check(yaml);
    const auto data = read_data(*parsed.scheme, tables);
    const std::vector<NamedOnly> nobody;
    return tables_of(*parsed.scheme, data->units, outcome.estimated, nobody);
}

/// 40 ballots of x in group a and 3 in b, of z 32 and 34; q2 by chance.
std::vector<Row> ballots() {
    std::mt19937 chance{20261126};
    constexpr std::array<std::string_view, 3> words{"good", "fair", "bad"};
    std::vector<Row> rows;
    const auto add = [&](std::string_view unit, std::string_view group, int count) {
        for (int i = 0; i < count; ++i) {
            rows.push_back({std::string(unit), std::string(group),
                            std::string(words.at(chance() % 3)),
                            std::string(words.at(chance() % 3))});
        }
    };
    add("x", "a", 40);
    add("x", "b", 3);
    add("z", "a", 32);
    add("z", "b", 34);
    return rows;
}

TEST(Pooled, TellNothingOfHowTheyAreDivided) {
    for (const std::string_view basis : {"census", "sample"}) {
        const std::string yaml = merging_scheme(basis);
        const std::vector<Row> rows = ballots();
        const Tables before =
            published_of(yaml, {{"units.csv", std::string(units)}, {"vote.csv", csv_of(rows)}});
        EXPECT_NE(before.at("units.groups.csv").find("one,x,a,b,43,"), std::string::npos)
            << before.at("units.groups.csv");
        // Other ballots of the 43 are those of group b, and so many, from 1 to 4.
        for (const std::size_t first : {0UL, 7UL, 19UL, 30UL}) {
            for (std::size_t count = 1; count < 5; ++count) {
                std::vector<Row> others = rows;
                for (std::size_t i = 0; i < 43; ++i) {
                    others[i].group = i >= first && i < first + count ? "b" : "a";
                }
                const Tables after = published_of(
                    yaml, {{"units.csv", std::string(units)}, {"vote.csv", csv_of(others)}});
                EXPECT_EQ(after, before) << basis << ' ' << first << ' ' << count;
            }
        }
    }
}

/// A questionnaire with what its ballots make of each other: as if the mean of both answers had
/// been asked for.
TEST(CompositeError, KnowsHowQuestionsOfOneBallotGoTogether) {
    std::mt19937 chance{7};
    std::string two = "unit,weight,a,b\n";
    std::string one = "unit,weight,m\n";
    for (int i = 0; i < 60; ++i) {
        const auto a = static_cast<int>(chance() % 51);
        const int b = a + static_cast<int>(chance() % 50);
        const std::string row = fmt::format("{},{}.44209999", i % 2 == 0 ? "x" : "z", 1 + i % 3);
        two += fmt::format("{},{},{}\n", row, a, b);
        one += fmt::format("{},{}\n", row, (a + b) / 2.0);
    }
    const Outcome apart =
        outcome_of(scheme_of("sample, weights: yes", number_of("a") + number_of("b")),
                   {{"units.csv", std::string(units)}, {"vote.csv", two}});
    const Outcome together = outcome_of(scheme_of("sample, weights: yes", number_of("m")),
                                        {{"units.csv", std::string(units)}, {"vote.csv", one}});
    for (std::size_t unit = 0; unit < 2; ++unit) {
        const Node& ours = apart.nodes[apart.units[unit].score];
        const Node& want = together.nodes[together.units[unit].score];
        EXPECT_EQ(ours.value, want.value);
        EXPECT_NEAR(ours.error.value(), want.error.value(), 1e-12 * want.error.value());
    }
}

/// Weights are kept as whole numbers of a scale of the file, which a reader of sums does not see.
TEST(WeightedSums, AreToldAsTheyAre) {
    const std::string yaml = scheme_of("sample, weights: yes", number_of("a"));
    for (const std::string_view small : {"", "0000000005"}) {
        const Tables tables = published_of(
            yaml, {{"units.csv", std::string(units)},
                   {"vote.csv", fmt::format("unit,weight,a\nx,1.50000{},80\nx,2.25,60\nz,1,50\n"
                                            "z,3,70\n",
                                            small)}});
        const std::string_view want =
            small.empty() ? "a,x,\"\",\"\",2,\"\",0,3.75,255,"
                          : "a,x,\"\",\"\",2,\"\",0,3.750000000000005,255.0000000000004,";
        EXPECT_NE(tables.at("units.groups.csv").find(want), std::string::npos)
            << tables.at("units.groups.csv");
        const Parsed parsed = check(yaml);
        const std::vector<Unit> all{{"x", "body", {}}, {"z", "body", {}}};
        const auto read = groups_in(tables.at("units.groups.csv"), *parsed.scheme, all);
        ASSERT_TRUE(read);
        const std::vector<NamedOnly> nobody;
        EXPECT_EQ(tables_of(*parsed.scheme, all, {*read, {}, {}}, nobody).at("units.groups.csv"),
                  tables.at("units.groups.csv"));
    }
}

/// Who leaves out one question has answered the others.
TEST(Questions, MayBeLeftOut) {
    const std::string yaml = scheme_of("census", number_of("a") + number_of("b"));
    const Outcome outcome =
        outcome_of(yaml, {{"units.csv", std::string(units)},
                          {"vote.csv", "unit,a,b\nx,80,\nx,60,40\nx,,20\nz,50,50\nz,70,60\n"}});
    const Node& score = outcome.nodes[outcome.units[0].score];
    EXPECT_EQ(score.value, Rational{50}) << "half of 70, half of 30";
    EXPECT_EQ(outcome.units[0].ballots, 2) << "of the question that most answered";
}

TEST(CompositeError, IsNeverExactAtAnEnd) {
    const std::string yaml =
        scheme_of("sample", number_of("a", 50, 90) + number_of("b"), "geometric");
    std::string csv = "unit,a,b\n";
    for (int i = 0; i < 12; ++i) {
        csv += fmt::format("x,{},{}\nz,{},{}\n", 88 + i % 6, 90 + i % 3, 40 + i % 6, 50 + i % 3);
    }
    const Outcome outcome =
        outcome_of(yaml, {{"units.csv", std::string(units)}, {"vote.csv", csv}});
    const auto node = [&](std::string_view id) {
        return *std::ranges::find(outcome.nodes, id, &Node::id);
    };
    EXPECT_EQ(node("x/a").value, Rational{100}) << "a mean of 90.5 is beyond 90";
    EXPECT_EQ(node("x/a").doubt, Doubt::sample);
    EXPECT_GT(node("x/a").error.value(), 0);
    const auto& interval = outcome.units[0].interval;
    ASSERT_TRUE(interval);
    EXPECT_LE(interval->high, 100);
    EXPECT_EQ(node("z/score").value, Rational{0}) << "one part is 0";
    EXPECT_EQ(node("z/score").doubt, Doubt::not_estimable);
}

}  // namespace
}  // namespace pingyi::scoring
