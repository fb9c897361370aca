#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "kernel/testing.hpp"
#include "modules/scoring/small_scheme_test.hpp"

namespace pingyi::scoring {
namespace {

using testing::edited;
using testing::line_of;
using testing::small_scheme;

/// "code line:column detail other", one a line.
std::string told(const std::vector<Finding>& findings) {
    std::string all;
    for (const Finding& finding : findings) {
        all += finding.code.substr(8) + ' ' + std::to_string(finding.mark.line) + ':' +
               std::to_string(finding.mark.column) + ' ' + finding.detail + '|' + finding.other +
               '\n';
    }
    return all;
}

std::string mistakes(std::string_view yaml) {
    const Parsed parsed = parse(yaml);
    EXPECT_EQ(parsed.scheme.has_value(), parsed.findings.empty());
    return told(parsed.findings);
}

TEST(SchemeYaml, ReadsEverythingWithItsPlace) {
    const Parsed parsed = parse(small_scheme);
    ASSERT_EQ(told(parsed.findings), "");
    const Scheme& scheme = *parsed.scheme;
    EXPECT_EQ(scheme.code, "small");
    EXPECT_EQ(scheme.title.zh, "样本");
    ASSERT_EQ(scheme.scales.size(), 1U);
    const auto& options = scheme.scales[0].options;
    EXPECT_TRUE(options[1].is_satisfied && options[1].is_valid && !options[1].is_abstention);
    EXPECT_TRUE(!options[2].is_satisfied && options[2].is_valid);
    EXPECT_TRUE(options[3].is_abstention && !options[3].is_valid);
    EXPECT_EQ(options[1].points, *Decimal::of(70, 0));
    EXPECT_EQ(options[1].mark.line, line_of(small_scheme, "- {code: fair"));
    EXPECT_EQ(options[1].mark.column, 9);
    EXPECT_FALSE(scheme.classes[1].is_ranked);
    const Strata& groups = scheme.strata[0];
    EXPECT_EQ(groups.strata[1].merge_into, "citizens");
    EXPECT_EQ(groups.weights.at("a"), (std::vector{*Decimal::of(60, 0), *Decimal::of(40, 0)}));
    EXPECT_EQ(groups.weights.at("b"), (std::vector{*Decimal::of(5, 1), *Decimal::of(5, 1)}));
    EXPECT_EQ(groups.empty.handling, Handling::redistribute);
    EXPECT_TRUE(scheme.measures[1].has_clusters);
    EXPECT_EQ(scheme.measures[1].basis, Basis::sample);
    const Indicator& days = scheme.index.parts.at(2);
    EXPECT_EQ(days.direction, Direction::down);
    EXPECT_EQ(days.goalposts->high, *Decimal::of(30, 0));
    EXPECT_EQ(days.missing.not_reported.handling, Handling::value) << "taken from above";
    EXPECT_EQ(days.unit, "days");
    EXPECT_EQ(scheme.bonuses[0].last.size(), 1U);
    EXPECT_EQ(scheme.deductions[0].cap, *Decimal::of(5, 0));
    EXPECT_EQ(scheme.vetoes[0].band, "fair");
    EXPECT_EQ(scheme.sanctions[0].rounds, 2);
    EXPECT_EQ(scheme.sanctions[0].working_days, 30) << "where it does not say";
    EXPECT_EQ(scheme.publication.ballots_min, 30);
    EXPECT_EQ(scheme.rounding.places, 2);
}

TEST(SchemeYaml, BandsStandFromTheLowestUpWithTheirEnds) {
    const Parsed parsed = parse(edited("from: 60, below: 90", "above: 60, to: 89"));
    ASSERT_EQ(told(parsed.findings), "");
    const auto& bands = parsed.scheme->bands;
    EXPECT_EQ(bands[0].code, "poor");
    EXPECT_FALSE(bands[0].from);
    EXPECT_FALSE(bands[0].includes_to);
    EXPECT_EQ(bands[1].code, "fair");
    EXPECT_TRUE(!bands[1].includes_from && bands[1].includes_to);
    EXPECT_EQ(bands[2].code, "best");
    EXPECT_TRUE(bands[2].includes_from && !bands[2].to);
}

TEST(SchemeYaml, AWeightForAllHoldsForEveryClass) {
    const Parsed parsed = parse(
        edited("      a: [60, 40]\n      b: {experts: 0.5, citizens: 0.5}", "      all: [70, 30]"));
    ASSERT_EQ(told(parsed.findings), "");
    EXPECT_EQ(parsed.scheme->strata[0].weights.size(), 2U);
    EXPECT_EQ(parsed.scheme->strata[0].weights.at("b")[0], *Decimal::of(70, 0));
}

struct Mistake {
    std::string_view old;
    std::string_view now;
    std::string_view code;
    std::string_view at;  ///< piece on whose line the finding stands
    std::string_view detail;
};

class OneMistake : public ::testing::TestWithParam<Mistake> {};

TEST_P(OneMistake, IsNamedWithItsLine) {
    const Mistake& mistake = GetParam();
    const std::string yaml = edited(mistake.old, mistake.now);
    const Parsed parsed = parse(yaml);
    EXPECT_FALSE(parsed.scheme);
    ASSERT_EQ(parsed.findings.size(), 1U) << told(parsed.findings);
    const Finding& finding = parsed.findings[0];
    EXPECT_EQ(finding.code, "scoring." + std::string(mistake.code));
    EXPECT_EQ(finding.mark.line, line_of(yaml, mistake.at)) << told(parsed.findings);
    EXPECT_EQ(finding.detail, mistake.detail);
    EXPECT_TRUE(finding.is_error);
}

INSTANTIATE_TEST_SUITE_P(
    Values, OneMistake,
    ::testing::Values(
        Mistake{"weight: 50", "weight: NaN", "not_decimal", "weight: NaN", "NaN"},
        Mistake{"weight: 50", "weight: .inf", "not_decimal", "weight: .inf", ".inf"},
        Mistake{"weight: 50", "weight: 1e3", "not_decimal", "weight: 1e3", "1e3"},
        Mistake{"weight: 50", "weight: 1e308", "not_decimal", "weight: 1e308", "1e308"},
        Mistake{"weight: 50", "weight: 50%", "not_decimal", "weight: 50%", "50%"},
        Mistake{"weight: 50", "weight: '50,5'", "not_decimal", "weight: '", "50,5"},
        Mistake{"weight: 50", "weight: 99999999999999999999", "number_out_of_range", "weight: 9",
                "99999999999999999999"},
        Mistake{"weight: 50", "weight: 0.1234567891", "number_out_of_range", "weight: 0.1",
                "0.1234567891"},
        Mistake{"weight: 50", "weight: [50]", "not_decimal", "weight: [", "…"},
        Mistake{"weight: 50", "weight:", "value_missing", "weight:\n", "weight"},
        Mistake{"coverage: 0.5", "coverage: 1.5", "number_out_of_range", "coverage", "1.5"},
        Mistake{"version: 1", "version: 0", "not_whole", "version", "0"},
        Mistake{"ranked: yes", "ranked: true", "not_yes_no", "- {code: a,", "true"},
        Mistake{"kind: ballots", "kind: ballot", "not_one_of", "- {code: vote", "ballot"},
        Mistake{"code: small", "code: Klein", "bad_code", "code: Klein", "Klein"},
        Mistake{"zh: 样本", "zh: ''", "not_a_line", "title", ""},
        Mistake{"low: 0, high: 30", "low: 30, high: 30", "goalposts_reversed", "low: 30", "30"},
        Mistake{"{low: 0, high: 30}", "observed", "observed_goalposts", "observed", ""},
        Mistake{"{low: 0, high: 30}", "minmax", "observed_goalposts", "minmax", ""},
        Mistake{"{low: 0, high: 30}", "fixed", "bad_goalposts", "fixed", ""},
        Mistake{"low: 0, high: 30", "low: min, high: 30", "observed_goalposts", "low: min", ""},
        Mistake{"low: 0, high: 30", "low: 0, high: 最高", "observed_goalposts", "high: 最高", ""},
        Mistake{"low: 0, high: 30", "low: 0, high: x", "not_decimal", "high: x", "x"},
        Mistake{"not_reported: 0", "not_reported: zero", "not_a_handling", "not_reported", "zero"},
        Mistake{"not_reported: 0", "not_reported: 101", "number_out_of_range", "not_reported",
                "101"},
        Mistake{"a: [60, 40]", "a: [60]", "weights_miscounted", "a: [60]", "1"},
        Mistake{"a: [60, 40]", "a: x", "not_a_list", "a: x", "x"},
        Mistake{"from: 90}", "from: 90, above: 90}", "band_with_two_ends", "- {code: best", "best"},
        Mistake{"first: [5, 3], last: [-1]", "first: []", "bonus_without_places",
                "- {code: province", "province"},
        Mistake{"{code: a, zh", "{code: all, zh", "class_called_all", "- {code: all", "all"},
        Mistake{"empty: redistribute", "empty: class_median", "no_median_of_groups",
                "    empty:", "groups"},
        Mistake{"code: good, zh", "code: a/b, zh", "bad_cell", "- {code: a/b", "a/b"},
        Mistake{"counts_as: abstention", "points: 0, counts_as: abstention",
                "points_without_effect", "- {code: none", "none"},
        Mistake{"band: poor, rounds", "rounds", "sanction_without_place", "- {code: talk",
                "talk"}));

INSTANTIATE_TEST_SUITE_P(
    Keys, OneMistake,
    ::testing::Values(
        Mistake{"ties: same_rank\n", "", "no_tie_rule", "code: small", "ties"},
        Mistake{"rounding: {places: 2}\n", "", "no_rounding", "code: small", "rounding"},
        Mistake{"publication: {ballots_min: 30, cell_min: 5}\n", "", "no_publication",
                "code: small", "publication"},
        Mistake{"ballots_min: 30, ", "", "key_missing", "publication", "ballots_min"},
        Mistake{"    empty: redistribute\n", "", "no_empty_rule", "- code: groups", "empty"},
        Mistake{"  coverage: 0.5\n", "", "no_coverage", "  code: total", "total"},
        Mistake{", absent: missing", "", "no_missing_rule", "  missing:", "absent"},
        Mistake{"      direction: down\n", "", "key_missing", "- code: in-time", "direction"},
        Mistake{"column: days, statistic: value", "column: days, statistic: ratio", "key_missing",
                "from: {measure: facts", "over"},
        Mistake{"column: days, statistic: value", "column: days, statistic: value, over: cases",
                "over_without_ratio", "from: {measure: facts", "cases"},
        Mistake{"column: days, statistic: value", "column: days, statistic: ratio, over: a/b",
                "bad_cell", "from: {measure: facts", "a/b"},
        Mistake{"rounds: 2, ", "", "key_missing", "- {code: talk", "rounds"},
        Mistake{", needs_separation: yes", "", "key_missing", "- {code: talk", "needs_separation"},
        Mistake{", lonely: fail", "", "key_missing", "- {code: survey", "lonely"},
        Mistake{"      from: {measure: facts, column: days, statistic: value}\n",
                "      from: {measure: facts, column: days, statistic: value}\n      parts: []\n",
                "from_or_parts", "- code: in-time", "in-time"},
        Mistake{"  combine: arithmetic\n", "", "key_missing", "  code: total", "combine"},
        Mistake{"version: 1", "version: 1\nversion: 2", "key_twice", "version: 2", "version"},
        Mistake{"ties: same_rank", "ties: same_rank\nsurprise: 1", "unknown_key", "surprise",
                "surprise"}));

TEST(SchemeYaml, AMisspeltKeyIsToldTheRightOne) {
    const std::string yaml = edited("weight: 50", "wieght: 50");
    const int line = line_of(yaml, "wieght");
    EXPECT_EQ(mistakes(yaml), "key_missing " + std::to_string(line_of(yaml, "code: by-vote")) +
                                  ":7 weight|\nkey_misspelt " + std::to_string(line) +
                                  ":7 wieght|weight\n");
}

TEST(SchemeYaml, AllMistakesAreToldInOneGo) {
    std::string yaml = edited("version: 1", "version: x");
    yaml = edited("points: 70", "points: many", yaml);
    yaml = edited("rounding: {places: 2}", "rounding: {places: 7}", yaml);
    const std::string told_all = mistakes(yaml);
    EXPECT_EQ(std::ranges::count(told_all, '\n'), 3) << told_all;
}

TEST(SchemeYaml, ColumnsCountCharacters) {
    const std::string yaml = edited("{zh: 样本, en: Sample}", "{zh: 样本样本, en: Sample, fr: x}");
    EXPECT_THAT(mistakes(yaml), ::testing::StartsWith("unknown_key 3:31 fr|"));
}

TEST(SchemeYaml, WindowsLinesAndAByteOrderMarkAreFine) {
    std::string yaml = "\xEF\xBB\xBF";
    for (const char c : small_scheme) yaml += c == '\n' ? std::string("\r\n") : std::string(1, c);
    const Parsed parsed = parse(yaml);
    ASSERT_TRUE(parsed.scheme) << told(parsed.findings);
    EXPECT_EQ(canonical(*parsed.scheme), canonical(*parse(small_scheme).scheme));
}

TEST(SchemeYaml, NothingInATextCanGrowBeyondIt) {
    EXPECT_EQ(mistakes("a: &a [x, x]\nb: *a\n"), "no_aliases 1:4 |\n");
    EXPECT_EQ(mistakes("a: *nowhere\n"), "no_aliases 1:4 |\n");
    EXPECT_EQ(mistakes("<<: {a: 1}\n").find("no_aliases"), std::string::npos);
    EXPECT_EQ(mistakes("a: !!binary x\n"), "no_tags 1:4 tag:yaml.org,2002:binary|\n");
    EXPECT_EQ(mistakes("code: a\n---\ncode: b\n"), "two_documents 1:1 |\n");
    EXPECT_EQ(mistakes(""), "empty 1:1 |\n");
    EXPECT_EQ(mistakes("# only this\n"), "empty 1:1 |\n");
    EXPECT_EQ(mistakes("just words"), "not_a_map 1:1 just words|\n");
    EXPECT_EQ(mistakes("? {a: b}\n: c\n"), "key_is_no_word 1:3 |\n");
    EXPECT_THAT(mistakes("a: [1, 2\n"), ::testing::StartsWith("not_yaml "));
    EXPECT_THAT(mistakes("a: b: c\n"), ::testing::StartsWith("not_yaml 1:5 "));
    EXPECT_EQ(mistakes("code: a\nb: \xFF\n"), "not_utf8 2:1 |\n");
    EXPECT_EQ(mistakes("code: a\nb: x\xE2\x80\xAEy\n"), "hidden_character 2:1 |\n");
    EXPECT_EQ(mistakes(std::string("code: a\n\0b: 1\n", 13)), "hidden_character 2:1 |\n");
    EXPECT_EQ(mistakes(std::string(scheme_bytes_max + 1, '#')), "text_too_long 1:1 1000000|\n");
}

TEST(SchemeYaml, LargeAndDeepTextsEndSoon) {
    constexpr std::size_t size = scheme_bytes_max / 4;
    const auto repeated = [](std::string_view piece, std::size_t count) {
        std::string text;
        while (text.size() + piece.size() <= count) text += piece;
        return text;
    };
    const auto start = std::chrono::steady_clock::now();
    for (const std::string_view piece :
         {"[",  "{",    "- ", "? ",      "[a,", "{a: ", "- [",          "a: b\n", "- x\n", "'",
          "\"", "|\n ", "!",  "&a ",     "*a ", "%",    "a ",           ": ",     ", ",    "{}",
          "#",  "\n",   "!<", "- - x\n", "?\n", "[{",   "\xE8\xAF\x84", "{a: b},"}) {
        EXPECT_NE(mistakes(repeated(piece, size)), "") << piece;
    }
    EXPECT_NE(mistakes("[" + repeated("x,", size - 2) + "]"), "");
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{60});
    std::string deep = "index:\n";
    for (int i = 0; i < 200; ++i) deep += std::string(i + 1, ' ') + "parts:\n";
    EXPECT_THAT(mistakes(deep), ::testing::HasSubstr("nested_too_deep"));
}

std::string parts_of(std::size_t count) {
    std::string part =
        "    - {code: p, zh: 甲, en: a, weight: 1, from: {measure: facts, column: x, "
        "statistic: value}, direction: up, normalise: none}\n";
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += part;
    return edited("  parts:\n", "  parts:\n" + all);
}

TEST(SchemeYaml, TenThousandIndicatorsAreRefused) {
    EXPECT_TRUE(parse(parts_of(100)).scheme);
    EXPECT_THAT(mistakes(parts_of(indicators_max + 1)),
                ::testing::StartsWith("too_many_indicators"));
    EXPECT_THAT(mistakes(parts_of(7'000)), ::testing::StartsWith("too_many_indicators"));
    std::string list = "classes: [";
    for (int i = 0; i < 400'000; ++i) list += "x,";
    list += "]\n";
    EXPECT_THAT(mistakes(list), ::testing::StartsWith("too_many_values"));
}

TEST(SchemeYaml, NothingMultiplies) {
    const auto start = std::chrono::steady_clock::now();
    std::string groups = "groups: [";
    std::string weights;
    for (int i = 0; i < 30'000; ++i) {
        groups += "{code: g" + std::to_string(i) + "},";
        weights += "g" + std::to_string(i) + ": 1, ";
    }
    const std::string long_list = edited("    groups:\n", "    " + groups + "]\n    more:\n");
    EXPECT_THAT(mistakes(long_list), ::testing::HasSubstr("list_too_long"));
    const std::string long_row = edited("{experts: 0.5,", "{" + weights + "experts: 0.5,");
    const Parsed parsed = parse(long_row);
    EXPECT_EQ(parsed.findings.size(), findings_max + 1);
    EXPECT_EQ(parsed.findings.front().code, "scoring.unknown_key");
    std::string events = "events:\n";
    for (int i = 0; i < 15'000; ++i) events += "  - {code: e, zh: 甲, en: a, event: x}\n";
    EXPECT_THAT(mistakes(edited("events:\n", events)), ::testing::StartsWith("list_too_long"));
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{30});
}

TEST(SchemeYaml, DeepTreesAreRefused) {
    const auto nested = [](int levels) {
        std::string parts;
        std::string indent = "    ";
        for (int i = 0; i < levels; ++i) {
            parts += indent + "- code: n" + std::to_string(i) + "\n" + indent + "  zh: 层\n" +
                     indent + "  en: level\n" + indent + "  weight: 1\n" + indent +
                     "  combine: minimum\n" + indent + "  parts:\n";
            indent += "    ";
        }
        parts += indent +
                 "- {code: leaf, zh: 叶, en: leaf, weight: 1, direction: up, normalise: "
                 "none, from: {measure: facts, column: x, statistic: value}}\n";
        return edited("  parts:\n", "  parts:\n" + parts);
    };
    EXPECT_EQ(mistakes(nested(depth_max - 2)), "");
    EXPECT_THAT(mistakes(nested(depth_max - 1)), ::testing::StartsWith("tree_too_deep"));
}

TEST(SchemeYaml, FindingsAreNotListedWithoutEnd) {
    std::string yaml{small_scheme};
    for (int i = 0; i < 500; ++i) yaml += "x" + std::to_string(i) + ": 1\n";
    const Parsed parsed = parse(yaml);
    ASSERT_EQ(parsed.findings.size(), findings_max + 1);
    EXPECT_EQ(parsed.findings.back().code, "scoring.too_many_findings");
}

TEST(SchemeYaml, StrangeWordsAreTakenOrRefusedWithTheirLine) {
    PINGYI_SHARED_FILE(naughty, "data/badinput/naughty_strings.json");
    const boost::json::value strings = boost::json::parse(naughty);
    int taken = 0;
    for (const auto& strange : strings.as_array()) {
        const std::string quoted = boost::json::serialize(strange);
        const Parsed parsed = parse(edited("zh: 样本", "zh: " + quoted));
        if (parsed.scheme) {
            ++taken;
            EXPECT_NE(canonical(*parsed.scheme), canonical(*parse(small_scheme).scheme));
        } else {
            EXPECT_EQ(parsed.findings.at(0).mark.line, 3) << quoted;
        }
        const Parsed number = parse(edited("weight: 50", "weight: " + quoted));
        if (number.scheme) {
            EXPECT_FALSE(lint(*number.scheme).empty()) << quoted;
        } else {
            EXPECT_EQ(number.findings.at(0).mark.line, line_of(small_scheme, "weight: 50"));
        }
    }
    EXPECT_GT(taken, 200);
}

TEST(SchemeYaml, AnyTextEndsInAnAnswer) {
    rc::check([](const std::string& noise) {
        const Parsed parsed = parse(noise);
        RC_ASSERT(parsed.scheme.has_value() == parsed.findings.empty());
    });
    rc::check([] {  // and so does every scheme with something broken in it
        std::string yaml{small_scheme};
        const auto edits = *rc::gen::inRange(1, 6);
        for (int i = 0; i < edits; ++i) {
            const auto at = *rc::gen::inRange<std::size_t>(0, yaml.size());
            const auto length = *rc::gen::inRange<std::size_t>(0, 20);
            yaml.replace(at, std::min(length, yaml.size() - at),
                         *rc::gen::element<std::string>("", ":", "- ", "{", "[", "\n", " ", "x",
                                                        "'", "&a", "*a", "0", "\xFF"));
        }
        const Parsed parsed = parse(yaml);
        RC_ASSERT(parsed.scheme.has_value() == parsed.findings.empty());
        if (parsed.scheme) (void)lint(*parsed.scheme);
        for (const Finding& finding : parsed.findings) RC_ASSERT(finding.mark.line >= 1);
    });
}

}  // namespace
}  // namespace pingyi::scoring
