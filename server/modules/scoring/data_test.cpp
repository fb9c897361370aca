// What tables may hold: limits of figures and places, tables that must be there, and how mistakes
// are told.
#include "modules/scoring/data.hpp"

#include <gtest/gtest.h>

#include "modules/scoring/small_scheme_test.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::scoring {
namespace {

using testing::edited;

/// Three figures: one as it stands, one between ends, and a place.
constexpr std::string_view figures = R"(code: figures
version: 1
title: {zh: 样本, en: Sample}
source: 测试
classes:
  - {code: a, zh: 甲类, en: class A, ranked: yes, published: yes}
measures:
  - {code: facts, zh: 数据, en: facts, kind: values, basis: census}
  - {code: places, zh: 名次, en: places, kind: values, basis: census}
  - {code: sheets, zh: 打分, en: sheets, kind: ballots, basis: census}
index:
  code: total
  zh: 总分
  en: total
  combine: arithmetic
  coverage: 0.5
  missing: {not_applicable: redistribute, not_reported: 0, absent: missing}
  parts:
    - {code: check, zh: 检查, en: check, weight: 50, direction: up, normalise: none, from: {measure: facts, column: check, statistic: value}}
    - {code: days, zh: 天数, en: days, weight: 30, direction: down, normalise: {low: 0, high: 30}, from: {measure: facts, column: days, statistic: value}}
    - {code: sheet, zh: 打分, en: sheets, weight: 20, direction: up, normalise: none, from: {measure: sheets, column: score, statistic: value}}
rank_bonuses:
  - {code: province, zh: 省内名次, en: place, measure: places, first: [5, 3], last: [-1]}
events:
  - {code: complaint, zh: 投诉, en: complaint}
deductions:
  - {code: complaints, zh: 投诉扣分, en: complaints, event: complaint, points: 0.5}
publication: {ballots_min: 0, cell_min: 0}
rounding: {places: 2}
ties: same_rank
)";

Scheme scheme_of(std::string_view yaml) {
    Parsed parsed = parse(yaml);
    EXPECT_TRUE(parsed.scheme) << (parsed.findings.empty() ? "" : parsed.findings[0].code);
    return std::move(parsed.scheme).value_or(Scheme{});
}

Tables good_tables() {
    return {{"units.csv", "unit,class,zh,en\nx,a,甲局,Bureau X\ny,a,乙局,Bureau Y\n"},
            {"facts.csv", "unit,check,days\nx,100,6\ny,0,4000\n"},
            {"places.csv", "unit,rank,of\nx,1,31\ny,n/a,\n"},
            {"sheets.csv", "unit,score\nx,0\nx,100\ny,99.5\n"},
            {"events.csv", "id,unit,event,day,evidence\n"}};
}

template <class T>
std::string mistakes_in(const Result<T>& result) {
    if (result) return "none";
    std::string all;
    for (const FieldError& field : result.error().fields) {
        all += (all.empty() ? "" : "; ") + field.place + " " + field.code;
        if (!field.limit.empty()) all += " " + field.limit;
    }
    return all.empty() ? result.error().code + " " + result.error().detail : all;
}

class Figures : public ::testing::Test {
protected:
    Figures() { crypto::start(); }
    [[nodiscard]] std::string with(const std::string& file, std::string text) const {
        Tables tables = good_tables();
        tables[file] = std::move(text);
        return mistakes_in(read_data(scheme_, tables));
    }

    Scheme scheme_ = scheme_of(figures);
};

TEST_F(Figures, AreReadAtBothEndsOfWhatTheyMayBe) {
    EXPECT_EQ(mistakes_in(read_data(scheme_, good_tables())), "none");
}

TEST_F(Figures, AScoreThatTheSchemeTakesAsItStandsIsFrom0To100) {
    EXPECT_EQ(with("facts.csv", "unit,check,days\nx,8800,6\ny,-0.1,4000\n"),
              "facts.csv: row 2, check too_large 100; facts.csv: row 3, check too_small 0");
    EXPECT_EQ(with("facts.csv", "unit,check,days\nx,100.000001,6\ny,3,-5\n"),
              "facts.csv: row 2, check too_large 100");
}

TEST_F(Figures, SoIsAScoreOnABallot) {
    EXPECT_EQ(with("sheets.csv", "unit,score\nx,100.5\nx,-1\ny,50\n"),
              "sheets.csv: row 2, score too_large 100; sheets.csv: row 3, score too_small 0");
    // Between ends it is clipped, so it may be anything that can be summed exactly.
    const Scheme wide =
        scheme_of(edited("weight: 20, direction: up, normalise: none",
                         "weight: 20, direction: up, normalise: {low: 0, high: 10}", figures));
    Tables tables = good_tables();
    tables["sheets.csv"] = "unit,score\nx,100.5\nx,-1\ny,1000000001\n";
    EXPECT_EQ(mistakes_in(read_data(wide, tables)),
              "sheets.csv: row 4, score too_large 1000000000");
}

TEST_F(Figures, APlaceIsAWholeNumberOfAsManyAsThereAre) {
    const struct {
        std::string_view row, mistake;
    } cases[] = {
        {"0,31", "rank too_small 1"},       {"-1,31", "rank too_small 1"},
        {"1.5,31", "rank not_whole"},       {"1.0,31", "rank not_whole"},
        {"32,31", "rank too_large 31"},     {"1,0", "of too_small 1"},
        {"1,31.5", "of not_whole"},         {"1,", "of required"},
        {"1,n/a", "of required"},           {"1,9999999", "of too_large 1000000"},
        {"first,31", "rank scoring_not_decimal 18"},
    };
    for (const auto& one : cases) {
        std::string all = with("places.csv", "unit,rank,of\nx," + std::string(one.row) + "\n");
        all.resize(std::min(all.find(';'), all.size()));  // of 0 is too small, and 1 larger than it
        EXPECT_TRUE(all.ends_with(one.mistake)) << one.row << " gave " << all;
        EXPECT_TRUE(all.starts_with("places.csv: row 2, ")) << all;
    }
}

TEST_F(Figures, ANumberOfTooManyDigitsIsToldSo) {
    const std::string nines(26, '9');
    EXPECT_EQ(with("facts.csv", "unit,check,days\nx,1," + nines + "\n"),
              "facts.csv: row 2, days scoring_too_many_digits 18");
    EXPECT_EQ(with("facts.csv", "unit,check,days\nx,1,0." + nines + "\n"),
              "facts.csv: row 2, days scoring_not_decimal 18");
    EXPECT_EQ(with("sheets.csv", "unit,score\nx," + nines + "\n"),
              "sheets.csv: row 2, score too_large 100");
}

}  // namespace
}  // namespace pingyi::scoring
