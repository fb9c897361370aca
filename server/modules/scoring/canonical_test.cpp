#include <algorithm>
#include <gtest/gtest.h>

#include "modules/scoring/small_scheme_test.hpp"

namespace pingyi::scoring {
namespace {

using testing::edited;
using testing::small_scheme;

std::string canonical_of(std::string_view yaml) {
    const Parsed parsed = parse(yaml);
    EXPECT_TRUE(parsed.scheme) << (parsed.findings.empty() ? "" : parsed.findings[0].code);
    return parsed.scheme ? canonical(*parsed.scheme) : std::string{};
}

TEST(Canonical, OtherWritingOfTheSameSchemeGivesTheSameOctets) {
    const std::string plain = canonical_of(small_scheme);
    const std::pair<std::string_view, std::string_view> same[] = {
        {"weight: 50", "weight: 50.00"},
        {"points: 0.5", "points: 0.50"},
        {"version: 1", "version: 1  # the first"},
        {"{zh: 样本, en: Sample}", "\n  en: \"Sample\"\n  zh: '样本'"},
        {"a: [60, 40]", "a: {experts: 40, citizens: 60}"},
        {"      a: [60, 40]\n      b: {experts: 0.5, citizens: 0.5}",
         "      b: [0.5, 0.50]\n      a: [60.0, 40]"},
        {"{ballots_min: 30, cell_min: 5}", "{cell_min: 5, ballots_min: 30}"},
        {"code: small\nversion: 1\n", "version: 1\ncode: small\n"},
        {"normalise: {low: 0, high: 30}", "normalise: {high: 30, low: 0.0}"},
    };
    for (const auto& [old, now] : same) EXPECT_EQ(canonical_of(edited(old, now)), plain) << now;
    std::string bands = edited("  - {code: poor, zh: 不合格, en: poor, below: 60}\n", "");
    bands =
        edited("bands:\n", "bands:\n  - {code: poor, zh: 不合格, en: poor, below: 60}\n", bands);
    EXPECT_EQ(canonical_of(bands), plain) << "bands in another order";
}

TEST(Canonical, EveryChangeOfEffectChangesIt) {
    const std::string plain = canonical_of(small_scheme);
    const std::pair<std::string_view, std::string_view> others[] = {
        {"weight: 50", "weight: 50.01"},
        {"points: 70", "points: 71"},
        {"points: 70, counts_as: satisfied", "points: 70, counts_as: valid"},
        {"counts_as: abstention", "counts_as: invalid"},
        {"ranked: no", "ranked: yes"},
        {"empty: redistribute", "empty: missing"},
        {", merge_into: citizens", ""},
        {"[60, 40]", "[40, 60]"},
        {"clusters: yes, lonely: fail", "clusters: yes, lonely: adjust"},
        {"clusters: yes, lonely", "clusters: yes, population: yes, lonely"},
        {"clusters: yes, lonely", "clusters: yes, cluster_sizes: yes, lonely"},
        {"basis: sample", "basis: opt_in"},
        {"column: days", "column: hours"},
        {"direction: down", "direction: up"},
        {"high: 30", "high: 31"},
        {"normalise: {low: 0, high: 30}", "normalise: none"},
        {"coverage: 0.5", "coverage: 0.6"},
        {"not_reported: 0", "not_reported: 1"},
        {"combine: arithmetic", "combine: minimum"},
        {"floor: 0\n", ""},
        {"first: [5, 3]", "first: [5, 4]"},
        {", cap: 5", ""},
        {"effect: band, band: fair", "effect: not_ranked"},
        {"from: 60, below", "above: 60, below"},
        {"below: 90", "to: 90"},
        {"rounds: 2", "rounds: 3"},
        {"needs_separation: yes", "needs_separation: no"},
        {"needs_separation: yes", "needs_separation: yes, working_days: 20"},
        {"cell_min: 5", "cell_min: 6"},
        {"places: 2", "places: 1"},
        {"zh: 投票得分", "zh: 投票"},
        {"version: 1", "version: 2"},
    };
    for (const auto& [old, now] : others) EXPECT_NE(canonical_of(edited(old, now)), plain) << now;
}

/// What a scheme without ratios says stays as it was before there were any.
TEST(Canonical, HasADivisorWhereThereIsARatio) {
    EXPECT_EQ(canonical_of(small_scheme).find("\"over\""), std::string::npos);
    const std::string ratio =
        edited("column: days, statistic: value", "column: days, statistic: ratio, over: cases");
    EXPECT_NE(canonical_of(ratio).find(
                  R"({"column":"days","measure":"facts","over":"cases","statistic":"ratio"})"),
              std::string::npos);
    EXPECT_NE(canonical_of(edited("over: cases", "over: letters", ratio)), canonical_of(ratio));
}

TEST(Canonical, IsJsonWithSortedNamesAndNothingBetween) {
    const std::string plain = canonical_of(edited("en: Sample", "en: 'A \"b\" \\ c/d'"));
    EXPECT_TRUE(
        plain.starts_with(R"({"bands":[{"below":"60","code":"poor","en":"poor","zh":"不合格"},)"))
        << plain.substr(0, 90);
    EXPECT_NE(plain.find(R"("title":{"en":"A \"b\" \\ c/d","zh":"样本"})"), std::string::npos);
    EXPECT_NE(plain.find(R"("rounding":{"places":2})"), std::string::npos);
    EXPECT_NE(plain.find(R"("points":"0.5")"), std::string::npos);
    EXPECT_EQ(plain.find('\n'), std::string::npos);
}

TEST(Canonical, TheHashIsThatOfThePage) {
    const Scheme scheme = *parse(small_scheme).scheme;
    const std::string hash = scheme_hash(scheme);
    EXPECT_EQ(hash.size(), 64U);
    EXPECT_EQ(hash, scheme_hash(*parse(edited("weight: 50", "weight: 50.0")).scheme));
    EXPECT_NE(hash, scheme_hash(*parse(edited("version: 1", "version: 2")).scheme));
}

TEST(Outline, SaysTheTreeWithTheWeightInTheWhole) {
    const auto lines = outline(*parse(small_scheme).scheme);
    const auto at = [&](std::string_view words) {
        const auto found = std::ranges::find_if(lines, [&](const Line& line) {
            return line.words.en.find(words) != std::string::npos;
        });
        EXPECT_NE(found, lines.end()) << words;
        return found == lines.end() ? Line{} : *found;
    };
    EXPECT_EQ(
        at("total (100 % of the whole): weighted mean, with at least 50 % of the weight there")
            .depth,
        0);
    const Line days = at("days (20 % of the whole)");
    EXPECT_EQ(days.depth, 1);
    EXPECT_EQ(days.mark.line, testing::line_of(small_scheme, "- code: in-time"));
    EXPECT_NE(days.words.zh.find("办理天数（占 20 %）"), std::string::npos) << days.words.zh;
    at("class B: citizens 50 %, experts 50 %");
    const auto ratio = outline(*parse(edited("column: days, statistic: value",
                                             "column: days, statistic: ratio, over: cases"))
                                    .scheme);
    EXPECT_TRUE(std::ranges::any_of(ratio, [](const Line& line) {
        return line.words.en.find(": ratio ← facts.days ÷ cases, 0 … 30") != std::string::npos &&
               line.words.zh.find("：比值 ← facts.days ÷ cases，0 … 30") != std::string::npos;
    }));
    at("Band fair: ≥ 60, < 90");
    at("Veto: accidents: at most fair");
    EXPECT_EQ(lines.front().words.en, "Sample (small, version 1)");
}

}  // namespace
}  // namespace pingyi::scoring
