// A small scheme for tests, and where a word stands in it.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

#include "modules/scoring/groups.hpp"
#include "modules/scoring/report.hpp"

namespace pingyi::scoring::testing {

inline constexpr std::string_view small_scheme = R"(code: small
version: 1
title: {zh: 样本, en: Sample}
source: 测试
scales:
  - code: three
    options:
      - {code: good, zh: 满意, en: satisfied, points: 100, counts_as: satisfied}
      - {code: fair, zh: 基本满意, en: basically satisfied, points: 70, counts_as: satisfied}
      - {code: bad, zh: 不满意, en: dissatisfied, points: 0, counts_as: valid}
      - {code: none, zh: 不了解, en: do not know, counts_as: abstention}
classes:
  - {code: a, zh: 甲类, en: class A, ranked: yes, published: yes}
  - {code: b, zh: 乙类, en: class B, ranked: no, published: yes}
strata:
  - code: groups
    groups:
      - {code: citizens, zh: 市民, en: citizens}
      - {code: experts, zh: 专家, en: experts, merge_into: citizens}
    weights:
      a: [60, 40]
      b: {experts: 0.5, citizens: 0.5}
    empty: redistribute
measures:
  - {code: vote, zh: 投票, en: vote, kind: ballots, basis: census}
  - {code: survey, zh: 调查, en: survey, kind: ballots, basis: sample, clusters: yes, lonely: fail}
  - {code: facts, zh: 数据, en: facts, kind: values, basis: census}
  - {code: places, zh: 名次, en: places, kind: values, basis: census}
index:
  code: total
  zh: 总分
  en: total
  combine: arithmetic
  coverage: 0.5
  missing: {not_applicable: redistribute, not_reported: 0, absent: missing}
  parts:
    - code: by-vote
      zh: 投票得分
      en: score of the vote
      weight: 50
      from: {measure: vote, column: answer, statistic: score, scale: three, strata: groups}
    - code: by-survey
      zh: 调查得分
      en: score of the survey
      weight: 30
      from: {measure: survey, column: answer, statistic: score, scale: three}
    - code: in-time
      zh: 办理天数
      en: days
      unit: days
      weight: 20
      direction: down
      normalise: {low: 0, high: 30}
      from: {measure: facts, column: days, statistic: value}
floor: 0
ceiling: 110
rank_bonuses:
  - {code: province, zh: 省内名次, en: place in the province, measure: places, first: [5, 3], last: [-1]}
events:
  - {code: complaint, zh: 投诉, en: complaint}
  - {code: accident, zh: 事故, en: accident}
deductions:
  - {code: complaints, zh: 投诉扣分, en: complaints, event: complaint, points: 0.5, cap: 5}
vetoes:
  - {code: accidents, zh: 事故否决, en: accidents, event: accident, effect: band, band: fair}
bands:
  - {code: best, zh: 优秀, en: best, from: 90}
  - {code: fair, zh: 合格, en: fair, from: 60, below: 90}
  - {code: poor, zh: 不合格, en: poor, below: 60}
sanctions:
  - {code: talk, zh: 约谈, en: talk, band: poor, rounds: 2, needs_separation: yes}
publication: {ballots_min: 30, cell_min: 5}
rounding: {places: 2}
ties: same_rank
)";

/// Two groups of evaluators of class `body`: b is merged into a where it is small.
inline constexpr std::string_view merging_strata = R"(strata:
  - code: who
    groups:
      - {code: a, zh: 甲组, en: group a}
      - {code: b, zh: 乙组, en: group b, merge_into: a}
    weights: {body: [60, 40]}
    empty: redistribute
)";

/// The scheme with a piece of it replaced, which must stand in it.
inline std::string edited(std::string_view old, std::string_view now,
                          std::string_view text = small_scheme) {
    std::string scheme{text};
    const std::size_t at = scheme.find(old);
    if (at == std::string::npos) throw std::logic_error("not in the scheme: " + std::string(old));
    return scheme.replace(at, old.size(), now);
}

/// A file of the project: tests run in its folder.
inline std::string content_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The line, from 1, on which a piece begins.
inline int line_of(std::string_view text, std::string_view piece) {
    int line = 1;
    for (const char c : text.substr(0, text.find(piece))) line += c == '\n' ? 1 : 0;
    return line;
}

/// All that an outcome says, also to a bundle.
inline Tables told(const Scheme& scheme, const Data& data, const Outcome& outcome) {
    Tables all = tables_of(scheme, data.units, outcome.estimated, {});
    all["result.json"] = result_json(scheme, data, outcome);
    return all;
}

}  // namespace pingyi::scoring::testing
