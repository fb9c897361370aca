// What silence leaves open, and intervals of shares, against numbers worked by hand.
#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <string>

#include "modules/scoring/data.hpp"
#include "modules/scoring/numbers.hpp"
#include "modules/scoring/report.hpp"
#include "modules/scoring/result.hpp"

namespace pingyi::scoring {
namespace {

constexpr std::string_view asked = R"(code: asked
version: 1
title: {zh: 样本, en: Sample}
source: 测试
scales:
  - code: three
    options:
      - {code: good, zh: 满意, en: satisfied, points: 100, counts_as: satisfied}
      - {code: bad, zh: 不满意, en: dissatisfied, points: 0, counts_as: valid}
      - {code: none, zh: 不了解, en: do not know, counts_as: abstention}
      - {code: back, zh: 未收回, en: not returned, counts_as: silent}
classes:
  - {code: a, zh: 甲类, en: class A, ranked: yes, published: yes}
measures:
  - {code: sms, zh: 短信, en: text messages, kind: counts, basis: opt_in}
  - {code: desk, zh: 窗口, en: desk, kind: counts, basis: census}
index:
  code: total
  zh: 总分
  en: total
  combine: arithmetic
  coverage: 1
  missing: {not_applicable: redistribute, not_reported: 0, absent: missing}
  parts:
    - {code: by-sms, zh: 短信, en: text messages, weight: 60, from: {measure: sms, column: answer, statistic: score, scale: three}}
    - {code: by-desk, zh: 窗口, en: desk, weight: 40, from: {measure: desk, column: answer, statistic: rate, scale: three}}
publication: {ballots_min: 0, cell_min: 0}
rounding: {places: 2}
ties: same_rank
)";

std::string without_sms() {
    std::string text{asked};
    const auto cut = [&](std::string_view from, std::string_view until) {
        const std::size_t first = text.find(from);
        text.erase(first, text.find(until, first) + until.size() - first);
    };
    cut("    - {code: by-sms", "\n");
    cut("  - {code: sms", "\n");
    return text.replace(text.find("weight: 40"), 10, "weight: 100");
}

const std::map<std::string, std::string> tables{
    {"units.csv", "unit,class,zh,en\nu,a,甲,U\nv,a,乙,V\n"},
    {"sms.csv", "unit,answer,n\nu,good,60\nu,bad,20\nu,none,5\nu,back,20\nv,good,50\nv,bad,50\n"},
    {"desk.csv", "unit,answer,n\nu,good,45\nu,bad,5\nv,good,10\n"}};

struct Computed {
    Scheme scheme;
    Data data;
    Outcome outcome;
    [[nodiscard]] const Node& node(std::string_view id) const {
        return *std::ranges::find(outcome.nodes, id, &Node::id);
    }
};

Computed computed(std::string_view yaml) {
    Parsed parsed = parse(yaml);
    EXPECT_TRUE(parsed.scheme) << (parsed.findings.empty() ? "" : parsed.findings[0].code);
    auto data = read_data(*parsed.scheme, tables);
    EXPECT_TRUE(data) << data.error().code << ' ' << data.error().detail;
    Outcome outcome = compute(*parsed.scheme, *data);
    return {std::move(*parsed.scheme), std::move(*data), std::move(outcome)};
}

std::string ends(const Node& node) {
    if (!node.range) return "none";
    return fraction(node.range->low) + ".." + fraction(node.range->high);
}

TEST(Ends, SilenceLeavesARangeThatFollowsTheTree) {
    const Computed of = computed(asked);
    EXPECT_EQ(of.node("u/by-sms").value, Rational{75});
    EXPECT_EQ(ends(of.node("u/by-sms")), "60..80");  // 6000/100 and (6000 + 2000)/100
    EXPECT_EQ(ends(of.node("u/by-desk")), "none");   // all answered
    EXPECT_EQ(ends(of.node("u/total")), "72..84");   // 0.6 x 60 + 36 and 0.6 x 80 + 36
    EXPECT_EQ(ends(of.node("u/score")), "72..84");
    EXPECT_EQ(of.node("u/by-sms").doubt, Doubt::opt_in);
    EXPECT_FALSE(of.node("u/by-sms").interval);
}

TEST(Ends, NothingIsSaidWhereNobodyKnowsWhoWasAsked) {
    const Computed of = computed(asked);
    EXPECT_EQ(ends(of.node("v/by-sms")), "none");
    EXPECT_EQ(ends(of.node("v/score")), "none");
}

TEST(Ends, TheSilentAreNoBallots) {
    const Computed of = computed(asked);
    const Counts& counts = *of.node("u/by-sms").counts;
    EXPECT_EQ(counts.valid, 80);
    EXPECT_EQ(counts.abstained, 5);
    EXPECT_EQ(counts.invalid, 0);
    EXPECT_EQ(counts.silent, 20);
}

TEST(Ends, AShareOfAFullCountHasWilsonsInterval) {
    const Computed of = computed(without_sms());
    // 45 of 50, by the formula of docs/methods/wilson.md
    const auto& interval = of.outcome.units[0].interval;
    ASSERT_TRUE(interval);
    EXPECT_NEAR(interval->low, 78.639769, 1e-5);
    EXPECT_NEAR(interval->high, 95.652424, 1e-5);
    // 10 of 10: never "exact"
    ASSERT_TRUE(of.outcome.units[1].interval);
    EXPECT_NEAR(of.outcome.units[1].interval->low, 72.2467, 1e-3);
    EXPECT_NEAR(of.outcome.units[1].interval->high, 100, 1e-9);
}

TEST(Ends, CountsAreCalledByTheirAnswers) {
    const Computed of = computed(asked);
    const auto at = &of.node("u/by-desk") - of.outcome.nodes.data();
    const Words words = sentence(of.scheme, of.outcome, static_cast<std::size_t>(at));
    EXPECT_EQ(words.zh, "90.00 = 100 × 45 ÷ 50（“满意” ÷ 有效总数）");
    EXPECT_EQ(words.en, "90.00 = 100 × 45 ÷ 50 (satisfied / all valid)");
}

TEST(Ends, TheJsonTellsRangeAndInterval) {
    const Computed of = computed(asked);
    const std::string json = result_json(of.scheme, of.data, of.outcome);
    EXPECT_NE(json.find(R"("range":["72","84"])"), std::string::npos);
    EXPECT_NE(json.find(R"("silent":20)"), std::string::npos);
    EXPECT_NE(json.find(R"("interval":["78.6398","95.6524"])"), std::string::npos);
}

}  // namespace
}  // namespace pingyi::scoring
