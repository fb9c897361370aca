#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <set>

#include "modules/scoring/embedded.hpp"
#include "modules/scoring/findings.hpp"
#include "modules/scoring/small_scheme_test.hpp"

namespace pingyi::scoring {
namespace {

using testing::content_of;
using testing::edited;
using testing::line_of;
using testing::small_scheme;

std::string told(const std::vector<Finding>& findings) {
    std::string all;
    for (const Finding& finding : findings) {
        all += std::string(finding.is_error ? "error " : "warning ") + finding.code + " line " +
               std::to_string(finding.mark.line) + " " + finding.detail + "|" + finding.other +
               "\n";
    }
    return all;
}

std::vector<Finding> lint_of(std::string_view yaml) {
    const Parsed parsed = parse(yaml);
    EXPECT_TRUE(parsed.scheme) << told(parsed.findings);
    return parsed.scheme ? lint(*parsed.scheme) : std::vector<Finding>{};
}

TEST(Lint, AGoodSchemeHasNoFindings) {
    EXPECT_EQ(told(lint_of(small_scheme)), "");
    EXPECT_TRUE(check(small_scheme).scheme);
}

struct Rule {
    bool is_error;
    std::string_view code;
    std::string_view old;
    std::string_view now;
    std::string_view at;  ///< piece on whose line the finding stands
    std::string_view detail;
    std::string_view other;
};

class OneRule : public ::testing::TestWithParam<Rule> {};

TEST_P(OneRule, NamesTheLineAndTheThing) {
    const Rule& rule = GetParam();
    const std::string yaml = edited(rule.old, rule.now);
    const std::vector<Finding> findings = lint_of(yaml);
    const auto found =
        std::ranges::find(findings, "scoring." + std::string(rule.code), &Finding::code);
    ASSERT_NE(found, findings.end()) << told(findings);
    EXPECT_EQ(found->is_error, rule.is_error);
    EXPECT_EQ(found->mark.line, line_of(yaml, rule.at)) << told(findings);
    EXPECT_EQ(found->detail, rule.detail);
    EXPECT_EQ(found->other, rule.other);
    EXPECT_EQ(check(yaml).scheme.has_value(), std::ranges::none_of(findings, &Finding::is_error));
    const std::size_t beside = findings.size() - 1;  // what must follow from the same edit
    EXPECT_LE(beside, 2U) << told(findings);
}

constexpr bool error = true;
constexpr bool warning = false;

INSTANTIATE_TEST_SUITE_P(
    Weights, OneRule,
    ::testing::Values(
        Rule{error, "weights_do_not_sum", "weight: 50", "weight: 40", "  code: total", "total",
             "90"},
        Rule{error, "weight_not_positive", "weight: 50", "weight: 0", "weight: 0", "by-vote", "0"},
        Rule{error, "weight_not_positive", "weight: 50", "weight: -50", "weight: -50", "by-vote",
             "-50"},
        Rule{warning, "weight_tiny", "weight: 20", "weight: 0.04", "weight: 0.04", "in-time",
             "0.04"},
        Rule{error, "group_weights_do_not_sum", "[60, 40]", "[60, 30]", "a: [60", "a", "90"},
        Rule{error, "weight_negative", "[60, 40]", "[140, -40]", "a: [140", "a", ""},
        Rule{error, "class_without_weights", "      a: [60, 40]\n", "", "- code: groups", "a",
             "groups"},
        Rule{error, "unknown_class", "      a: [60, 40]\n", "      a: [60, 40]\n      c: [1, 0]\n",
             "c: [1", "c", "a, b"},
        Rule{error, "unknown_group", "merge_into: citizens", "merge_into: people",
             "- {code: experts", "people", "citizens, experts"},
        Rule{error, "merge_in_a_circle", "en: citizens}", "en: citizens, merge_into: experts}",
             "- {code: citizens", "citizens", ""},
        Rule{error, "merge_in_a_circle", "merge_into: citizens", "merge_into: experts",
             "- {code: experts", "experts", ""},
        Rule{warning, "no_merge_rule", ", merge_into: citizens", "", "- code: groups", "groups",
             ""}));

INSTANTIATE_TEST_SUITE_P(
    Bands, OneRule,
    ::testing::Values(
        Rule{error, "bands_leave_gap", "from: 60, below: 90", "from: 60, to: 89",
             "from: 60, to: 89", "fair … best", "89.5"},
        Rule{error, "bands_leave_gap", "code: best, zh: 优秀, en: best, from: 90",
             "code: best, zh: 优秀, en: best, above: 90", "- {code: best", "fair … best", "90"},
        Rule{error, "bands_overlap_at", "below: 90", "to: 90", "- {code: best", "fair … best",
             "90"},
        Rule{error, "bands_overlap", "below: 90", "below: 91", "- {code: best", "fair", "best"},
        Rule{error, "bands_overlap", "from: 60, below: 90", "from: 60", "- {code: best", "fair",
             "best"},
        Rule{error, "bands_miss_low", "en: poor, below: 60", "en: poor, from: 10, below: 60",
             "- {code: poor", "poor", "0"},
        Rule{error, "bands_miss_low", "en: poor, below: 60", "en: poor, above: 0, below: 60",
             "- {code: poor", "poor", "0"},
        Rule{error, "bands_miss_high", "from: 90}", "from: 90, to: 100}", "- {code: best", "best",
             "105"},
        Rule{error, "band_out_of_reach", "from: 90}",
             "from: 90, to: 110}\n  - {code: more, zh: 超, en: more, above: 110}", "- {code: more",
             "more", "0 … 105"},
        Rule{error, "band_empty", "from: 60, below: 90", "from: 90, below: 60",
             "- {code: fair, zh: 合格", "fair", ""},
        Rule{error, "share_of_nobody", "from: 90}",
             "from: 90}\n  - {code: top, zh: 先进, en: top, from: 75, top_share: 0}",
             "- {code: top", "top", ""},
        Rule{error, "veto_without_effect", "effect: band, band: fair", "effect: band, band: best",
             "- {code: accidents", "accidents", "best"},
        Rule{error, "unknown_band", "effect: band, band: fair", "effect: band, band: middling",
             "- {code: accidents", "middling", "poor, fair, best"},
        Rule{error, "unknown_band", "band: poor, rounds", "band: last, rounds", "- {code: talk",
             "last", "poor, fair, best"},
        Rule{error, "sanction_for_all", "band: poor, rounds", "band: best, rounds", "- {code: talk",
             "talk", "best"},
        Rule{error, "floor_above_ceiling", "floor: 0", "floor: 120", "  code: total", "120",
             "110"}));

INSTANTIATE_TEST_SUITE_P(
    Tree, OneRule,
    ::testing::Values(
        Rule{error, "called_a_rate", "zh: 投票得分", "zh: 群众满意率", "- code: by-vote", "by-vote",
             ""},
        Rule{error, "called_a_rate", "en: score of the vote", "en: Satisfaction Rate",
             "- code: by-vote", "by-vote", ""},
        Rule{error, "called_a_rate", "weight: 50", "weight: 50\n      unit: \"%\"",
             "- code: by-vote", "by-vote", ""},
        Rule{error, "called_a_rate", "zh: 总分", "zh: 总满意率", "  code: total", "total", ""},
        Rule{error, "called_a_rate", "{zh: 样本, en: Sample}", "{zh: 满意率, en: Sample}", "title",
             "small", ""},
        Rule{error, "unknown_measure", "measure: facts, column", "measure: fact, column",
             "from: {measure: fact,", "fact", "vote, survey, facts, places"},
        Rule{error, "unknown_measure", "measure: places,", "measure: place,", "- {code: province",
             "place", "vote, survey, facts, places"},
        Rule{error, "unknown_scale", "scale: three, strata", "scale: four, strata",
             "from: {measure: vote", "four", "three"},
        Rule{error, "unknown_strata", "strata: groups}", "strata: group}", "from: {measure: vote",
             "group", "groups"},
        Rule{error, "scale_missing", "scale: three, strata", "strata", "from: {measure: vote",
             "by-vote", ""},
        Rule{error, "scale_without_effect", "column: days, statistic: value",
             "column: days, statistic: value, scale: three", "from: {measure: facts", "in-time",
             ""},
        Rule{error, "statistic_needs_ballots", "column: days, statistic: value",
             "column: days, statistic: score, scale: three", "from: {measure: facts", "in-time",
             "facts"},
        Rule{error, "strata_need_ballots", "column: days, statistic: value",
             "column: days, statistic: value, strata: groups", "from: {measure: facts", "in-time",
             "facts"},
        Rule{error, "down_without_goalposts", "normalise: {low: 0, high: 30}", "normalise: none",
             "- code: in-time", "in-time", ""},
        Rule{error, "code_twice", "code: by-survey", "code: by-vote",
             "- code: by-vote\n      zh: 调查得分", "by-vote", ""},
        Rule{error, "code_twice", "- {code: fair, zh: 基本满意", "- {code: good, zh: 基本满意",
             "- {code: good, zh: 基本满意", "good", ""},
        Rule{error, "code_twice", "code: province,", "code: in-time,", "- {code: in-time, zh: 省内",
             "in-time", ""},
        Rule{error, "code_twice", "code: complaints,", "code: total,", "- {code: total, zh",
             "total", ""},
        Rule{error, "code_taken", "code: by-survey", "code: score", "- code: score", "score", ""},
        Rule{error, "column_taken", "column: days", "column: unit", "from: {measure: facts", "unit",
             ""},
        Rule{warning, "counted_twice",
             "from: {measure: survey, column: answer, statistic: score, scale: three}",
             "from: {measure: vote, column: answer, statistic: score, scale: three}",
             "from: {measure: vote, column: answer, statistic: score, scale: three}", "answer",
             "vote"},
        Rule{warning, "silence_pays", "not_reported: 0", "not_reported: redistribute",
             "  missing:", "by-vote", "not_reported"},
        Rule{warning, "silence_gets_median", "not_reported: 0", "not_reported: class_median",
             "  missing:", "by-vote", "not_reported"},
        Rule{warning, "silence_pays", "absent: missing", "absent: redistribute",
             "  missing:", "in-time", "absent"},
        Rule{warning, "silence_gets_median", "absent: missing", "absent: class_median",
             "  missing:", "in-time", "absent"},
        Rule{warning, "zero_swallows_all", "combine: arithmetic", "combine: geometric",
             "- code: by-vote", "by-vote", "total"},
        Rule{warning, "zero_swallows_all", "combine: arithmetic", "combine: harmonic",
             "- code: by-vote", "by-vote", "total"},
        Rule{warning, "opt_in_with_sample", "kind: ballots, basis: census",
             "kind: ballots, basis: opt_in", "  code: total", "total", ""}));

INSTANTIATE_TEST_SUITE_P(
    Tables, OneRule,
    ::testing::Values(
        Rule{error, "points_outside", "points: 100, counts_as", "points: 101, counts_as",
             "from: {measure: vote", "by-vote", "good"},
        Rule{warning, "options_unordered", "points: 70", "points: 120", "- {code: bad", "bad",
             "three"},
        Rule{warning, "satisfied_below_others", "points: 0", "points: 70", "- {code: fair", "fair",
             ""},
        Rule{error, "scale_too_short",
             "      - {code: fair, zh: 基本满意, en: basically satisfied, points: 70, counts_as: "
             "satisfied}\n      - {code: bad, zh: 不满意, en: dissatisfied, points: 0, counts_as: "
             "valid}\n",
             "", "- code: three", "three", ""},
        Rule{warning, "sample_without_design", ", clusters: yes, lonely: fail", "",
             "- {code: survey", "survey", ""},
        Rule{error, "design_needs_ballots", "kind: values, basis: census}\n  - {code: places",
             "kind: values, basis: census, weights: yes}\n  - {code: places", "- {code: facts",
             "facts", ""},
        Rule{error, "population_without_clusters", "kind: ballots, basis: census",
             "kind: ballots, basis: census, population: yes", "- {code: vote", "vote", ""},
        Rule{error, "cluster_sizes_without_effect", "clusters: yes, lonely",
             "clusters: yes, cluster_sizes: yes, lonely", "- {code: survey", "survey", ""},
        Rule{error, "cluster_sizes_without_effect", "basis: sample, clusters: yes, lonely",
             "basis: census, clusters: yes, population: yes, cluster_sizes: yes, lonely",
             "- {code: survey", "survey", ""},
        Rule{error, "counts_need_a_scale", "kind: values, basis: census}\n  - {code: places",
             "kind: counts, basis: census}\n  - {code: places", "from: {measure: facts", "in-time",
             "facts"},
        Rule{warning, "minimum_low", "ballots_min: 30", "ballots_min: 1", "publication", "1", "10"},
        Rule{warning, "cell_minimum_low", "cell_min: 5", "cell_min: 2", "publication", "2", "3"},
        Rule{warning, "unused", "measures:\n",
             "measures:\n  - {code: idle, zh: 闲, en: idle, kind: values, basis: census}\n",
             "- {code: idle", "idle", ""},
        Rule{warning, "unused", "events:\n", "events:\n  - {code: idle, zh: 闲, en: idle}\n",
             "- {code: idle", "idle", ""},
        Rule{error, "bonus_needs_values", "measure: places,", "measure: vote,", "- {code: province",
             "province", "vote"},
        Rule{error, "unknown_event", "event: complaint,", "event: complaints,",
             "- {code: complaints", "complaints", "complaint, accident"},
        Rule{error, "unknown_event", "event: accident, effect", "event: crash, effect",
             "- {code: accidents", "crash", "complaint, accident"},
        Rule{error, "event_deducted_twice", "vetoes:\n",
             "  - {code: again, zh: 又, en: again, event: complaint, points: 1}\nvetoes:\n",
             "- {code: again", "complaint", "complaints"},
        Rule{error, "deduction_not_positive", "points: 0.5", "points: 0", "- {code: complaints",
             "complaints", "0"},
        Rule{warning, "cap_below_points", "cap: 5", "cap: 0.4", "- {code: complaints", "complaints",
             "0.4"},
        Rule{warning, "once_alone", "cap: 5", "cap: 5, once: x", "- {code: complaints", "x", ""},
        Rule{warning, "sanction_by_noise", "rounds: 2, needs_separation: yes",
             "rounds: 1, needs_separation: no", "- {code: talk", "talk", ""}));

TEST(Lint, ARateNeedsAnAnswerThatSatisfies) {
    std::string yaml =
        edited("statistic: score, scale: three, strata", "statistic: rate, scale: three, strata");
    EXPECT_EQ(told(lint_of(yaml)), "");
    yaml = edited("points: 100, counts_as: satisfied", "points: 100, counts_as: valid", yaml);
    yaml = edited("points: 70, counts_as: satisfied", "points: 70, counts_as: valid", yaml);
    EXPECT_EQ(told(lint_of(yaml)), "error scoring.nothing_satisfies line " +
                                       std::to_string(line_of(yaml, "from: {measure: vote")) +
                                       " by-vote|three\n");
}

TEST(Lint, AGroupCannotHaveTheNameOfAStep) {
    const std::string yaml =
        edited("{experts: 0.5, citizens: 0.5}", "[0.5, 0.5]", edited("code: experts", "code: raw"));
    EXPECT_EQ(told(lint_of(yaml)), "error scoring.code_taken line " +
                                       std::to_string(line_of(yaml, "- {code: raw")) + " raw|\n");
}

TEST(Lint, AColumnHasOneMeaning) {
    const std::string twice =
        edited("from: {measure: survey, column: answer, statistic: score, scale: three}",
               "from: {measure: vote, column: answer, statistic: rate, scale: three}");
    EXPECT_EQ(told(lint_of(twice)).find("column_with_two_scales"), std::string::npos);
    const std::string mixed =
        edited("statistic: rate, scale: three}",
               "statistic: value}\n      direction: up\n      normalise: none", twice);
    EXPECT_THAT(told(lint_of(mixed)), ::testing::HasSubstr("error scoring.column_with_two_scales"));
    const std::string other_table = edited("statistic: rate, scale: three}",
                                           "statistic: rate, scale: three, strata: others}", twice);
    EXPECT_THAT(told(lint_of(other_table)),
                ::testing::HasSubstr("error scoring.measure_with_two_strata"));
}

/// A sum divided by another, of single ballots.
TEST(Lint, ARatioDividesTwoColumnsOfBallotsOntoFixedEnds) {
    const std::string good =
        edited("from: {measure: survey, column: answer, statistic: score, scale: three}",
               "from: {measure: survey, column: solved, statistic: ratio, over: asked}\n"
               "      direction: up\n      normalise: {low: 0, high: 1}");
    EXPECT_EQ(told(lint_of(good)), "");
    const auto error_of = [&](std::string_view old, std::string_view now, std::string_view at) {
        const std::string yaml = edited(old, now, good);
        const std::string all = told(lint_of(yaml));
        const std::string line = " line " + std::to_string(line_of(yaml, at)) + " ";
        EXPECT_NE(all.find(line), std::string::npos) << all;
        return all.substr(0, all.find(line));
    };
    const std::string_view leaf = "- code: by-survey";
    const std::string_view source = "from: {measure: survey";
    EXPECT_EQ(error_of("normalise: {low: 0, high: 1}", "normalise: none", leaf),
              "error scoring.ratio_without_goalposts");
    EXPECT_EQ(error_of("direction: up\n      normalise: {low: 0, high: 1}",
                       "direction: down\n      normalise: none", leaf),
              "error scoring.ratio_without_goalposts");
    EXPECT_EQ(error_of("over: asked", "over: solved", source), "error scoring.ratio_of_itself");
    EXPECT_EQ(error_of("over: asked", "over: psu", source), "error scoring.column_taken");
    EXPECT_EQ(error_of("over: asked", "over: asked, scale: three", source),
              "error scoring.scale_without_effect");
    EXPECT_EQ(error_of("kind: ballots, basis: sample, clusters: yes, lonely: fail",
                       "kind: counts, basis: census", source),
              "error scoring.ratio_needs_ballots");
    EXPECT_EQ(error_of("measure: facts, column: days, statistic: value",
                       "measure: facts, column: days, statistic: ratio, over: cases",
                       "from: {measure: facts"),
              "error scoring.ratio_needs_ballots");
    // Below the line a column cannot be one of answers.
    EXPECT_THAT(error_of("from: {measure: vote, column: answer, statistic: score, scale: three, "
                         "strata: groups}",
                         "from: {measure: survey, column: asked, statistic: score, scale: three}",
                         "from: {measure: survey, column: solved"),
                ::testing::HasSubstr("error scoring.column_with_two_scales"));
}

TEST(Lint, TwoTablesOfGroupsOverOneMeasureCouldBeSubtracted) {
    const std::string yaml = edited(
        "from: {measure: survey, column: answer, statistic: score, scale: three}",
        "from: {measure: vote, column: other, statistic: score, scale: three, strata: ages}",
        edited("strata:\n",
               "strata:\n  - code: ages\n    groups:\n      - {code: young, zh: 青, en: young}\n"
               "      - {code: old, zh: 老, en: old, merge_into: young}\n"
               "    weights: {all: [50, 50]}\n    empty: redistribute\n"));
    EXPECT_EQ(told(lint_of(yaml)),
              "warning scoring.unused line " + std::to_string(line_of(yaml, "- {code: survey")) +
                  " survey|\nerror scoring.measure_with_two_strata line " +
                  std::to_string(line_of(yaml, "from: {measure: vote, column: other")) +
                  " vote|\n");
}

TEST(Lint, TheLastPlacesNeedRanks) {
    const std::string yaml = edited("band: poor, rounds", "last: 3, rounds",
                                    edited("en: class A, ranked: yes", "en: class A, ranked: no"));
    EXPECT_EQ(told(lint_of(yaml)), "error scoring.sanction_without_ranks line " +
                                       std::to_string(line_of(yaml, "- {code: talk")) + " talk|\n");
}

TEST(Lint, AVetoFromTheRanksNeedsRanks) {
    const std::string yaml = edited("effect: band, band: fair", "effect: not_ranked");
    EXPECT_EQ(told(lint_of(yaml)), "");
    const std::string unranked =
        edited("en: class A, ranked: yes", "en: class A, ranked: no", yaml);
    EXPECT_EQ(told(lint_of(unranked)), "error scoring.veto_without_ranks line " +
                                           std::to_string(line_of(unranked, "- {code: accidents")) +
                                           " accidents|\n");
}

TEST(Lint, AFindingOnAWeightPointsToTheWeight) {
    const std::string yaml = edited(
        "    - code: by-survey\n      zh: 调查得分\n      en: score of the survey\n"
        "      weight: 30\n      from: {measure: survey, column: answer, statistic: score, "
        "scale: three}\n",
        "    - {code: by-survey, zh: s, en: s, weight: -30, from: {measure: survey, "
        "column: answer, statistic: score, scale: three}}\n");
    const auto findings = lint_of(yaml);
    const auto found = std::ranges::find(findings, "scoring.weight_not_positive", &Finding::code);
    ASSERT_NE(found, findings.end()) << told(findings);
    const std::size_t at = yaml.find("weight: -30");
    EXPECT_EQ(found->mark.line, line_of(yaml, "- {code: by-survey"));
    EXPECT_EQ(found->mark.column, static_cast<int>(at - yaml.rfind('\n', at)));
}

TEST(Lint, WeightsMaySumToThePointsAboveOrAllBeOne) {
    EXPECT_EQ(told(lint_of(edited("combine: arithmetic", "weight: 345\n  combine: arithmetic",
                                  edited("weight: 50", "weight: 295")))),
              "");
    std::string alike = edited("weight: 50", "weight: 1");
    alike = edited("weight: 30", "weight: 1", alike);
    alike = edited("weight: 20", "weight: 1.0", alike);
    EXPECT_EQ(told(lint_of(alike)), "");
    EXPECT_NE(told(lint_of(edited("weight: 1.0", "weight: 1.1", alike))), "");
}

TEST(Lint, OneEventInTwoDeductionsNeedsACommonOnce) {
    const std::string yaml =
        edited("vetoes:\n",
               "  - {code: again, zh: 又, en: again, event: complaint, points: 1, once: x}\n"
               "vetoes:\n",
               edited("cap: 5", "cap: 5, once: x"));
    EXPECT_EQ(told(lint_of(yaml)), "");
    EXPECT_NE(told(lint_of(edited("cap: 5, once: x", "cap: 5, once: y", yaml))), "");
}

TEST(Lint, ABandWithATopShareStandsAboveTheOthers) {
    EXPECT_EQ(told(lint_of(edited(
                  "from: 90}",
                  "from: 90}\n  - {code: top, zh: 先进, en: top, from: 75, top_share: 0.3}"))),
              "");
    std::string only = edited("from: 90}", "from: 90, top_share: 0.3}");
    only = edited("from: 60, below: 90", "from: 60, below: 90, top_share: 0.3", only);
    only = edited("en: poor, below: 60", "en: poor, below: 60, top_share: 0.3", only);
    EXPECT_THAT(told(lint_of(only)), ::testing::HasSubstr("scoring.only_top_shares"));
}

TEST(Lint, AWordWithTheSameCharacterIsNoRate) {
    for (const std::string_view name : {"态度和效率", "率先垂范", "表率作用", "税率执行"}) {
        EXPECT_EQ(told(lint_of(edited("zh: 投票得分", "zh: " + std::string(name)))), "") << name;
    }
    EXPECT_EQ(told(lint_of(edited("en: score of the vote", "en: separate accurate score"))), "");
}

TEST(Lint, WarningsNeverCrowdOutAnError) {
    std::string parts;
    for (int i = 0; i < 1'900; ++i) {
        parts += "    - {code: p" + std::to_string(i) +
                 ", zh: 甲, en: a, weight: 0.000001, direction: up, normalise: none, from: "
                 "{measure: facts, column: x, statistic: value}}\n";
    }
    const std::string yaml = edited("  parts:\n", "  parts:\n" + parts,
                                    edited("from: 60, below: 90", "from: 60, to: 89"));
    const auto findings = lint_of(yaml);
    EXPECT_EQ(findings.size(), findings_max + 1);
    EXPECT_TRUE(findings.back().is_error) << "there is an error further down";
    EXPECT_FALSE(check(yaml).scheme);
}

TEST(Lint, ManyErrorsAreToldFromTopToBottom) {
    std::string yaml = edited("from: 60, below: 90", "from: 60, to: 89");
    yaml = edited("weight: 50", "weight: 51", yaml);
    yaml = edited("[60, 40]", "[60, 41]", yaml);
    const auto findings = lint_of(yaml);
    ASSERT_EQ(findings.size(), 3U) << told(findings);
    EXPECT_TRUE(std::ranges::is_sorted(findings, {}, [](const Finding& f) { return f.mark.line; }));
}

TEST(Lint, ThePublishedSchemesHaveNoErrors) {
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("schemes")) {
        if (entry.path().extension() != ".yaml") continue;
        ++files;
        const Parsed checked = check(content_of(entry.path()));
        EXPECT_TRUE(checked.scheme) << entry.path() << "\n" << told(checked.findings);
        if (!checked.scheme) continue;
        const auto parent = entry.path().parent_path();
        const bool is_variant = entry.path().filename() == "scheme.yaml";
        EXPECT_EQ(checked.scheme->code,
                  is_variant ? parent.filename().string() : entry.path().stem().string());
        const auto tests = is_variant ? parent : parent / "tests" / entry.path().stem();
        EXPECT_TRUE(std::filesystem::exists(tests / "expected.csv")) << tests;
        for (const Measure& measure : checked.scheme->measures) {
            EXPECT_TRUE(std::filesystem::exists(tests / (measure.code + ".csv"))) << measure.code;
        }
    }
    EXPECT_GE(files, 14);
}

TEST(Lint, EveryFindingHasItsWords) {
    const Texts texts({embedded::texts()});
    std::set<std::string> codes;
    for (const auto& entry : std::filesystem::directory_iterator("server/modules/scoring")) {
        const std::string name = entry.path().filename().string();
        if (!name.ends_with(".cpp") || name.ends_with("_test.cpp")) continue;
        if (!name.starts_with("lint") && !name.starts_with("scheme_yaml")) continue;
        const std::string source = content_of(entry.path());
        for (std::size_t at = source.find("\"scoring."); at != std::string::npos;
             at = source.find("\"scoring.", at + 1)) {
            codes.insert(source.substr(at + 1, source.find('"', at + 1) - at - 1));
        }
    }
    EXPECT_GT(codes.size(), 90U);
    const std::string handbook = content_of("docs/handbook/schemes.md");
    for (const std::string& code : codes) {
        EXPECT_TRUE(texts.has(code)) << code;
        EXPECT_NE(handbook.find("`" + code.substr(8) + "`"), std::string::npos) << code;
    }
    const Finding finding{true, "scoring.weights_do_not_sum", "total", {3, 5}, "90"};
    EXPECT_EQ(text_of(texts, Language::en, finding),
              "The weights below “total” sum to 90: they should sum to 1, to 100 or to its own "
              "weight (points); all 1 means alike.");
}

}  // namespace
}  // namespace pingyi::scoring
