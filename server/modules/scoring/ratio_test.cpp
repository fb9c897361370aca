// Quotients of two sums over ballots: against R's survey and plain doubles, and from the file of
// ballots to both bundles.
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <numeric>
#include <random>

#include "kernel/testing.hpp"
#include "modules/scoring/bundle.hpp"
#include "modules/scoring/report.hpp"
#include "modules/scoring/small_scheme_test.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::scoring {
namespace {

namespace json = boost::json;

/// A scheme of one measure of ballots.
std::string scheme_of(std::string_view basis, std::string_view parts, std::string_view strata = "",
                      int cell_min = 0) {
    return fmt::format(R"(code: quotients
version: 1
title: {{zh: 比值, en: ratios}}
source: tests
classes:
  - {{code: body, zh: 单位, en: bodies, ranked: yes, published: yes}}
{}measures:
  - {{code: visits, zh: 走访, en: visits, kind: ballots, basis: {}}}
index:
  code: total
  zh: 总分
  en: total
  combine: arithmetic
  coverage: 0.5
  missing: {{not_applicable: redistribute, not_reported: missing, absent: missing}}
  parts:
{}publication: {{ballots_min: 0, cell_min: {}}}
rounding: {{places: 4}}
ties: same_rank
)",
                       strata, basis, parts, cell_min);
}

std::string ratio_of(std::string_view code, std::string_view column, std::string_view over,
                     std::string_view more = "", std::string_view high = "2") {
    return fmt::format(
        "    - {{code: {}, zh: 比, en: ratio, weight: 1, from: {{measure: visits, column: {}, "
        "statistic: ratio, over: {}{}}}, direction: up, normalise: {{low: 0, high: {}}}}}\n",
        code, column, over, more, high);
}
std::string value_of(std::string_view column) {
    return fmt::format(
        "    - {{code: {0}, zh: 数, en: number, weight: 1, from: {{measure: visits, column: {0}, "
        "statistic: value}}, direction: up, normalise: {{low: 0, high: 100}}}}\n",
        column);
}

const std::string two_units = "unit,class,zh,en\nx,body,甲,X\nz,body,乙,Z\n";

std::string text_of(const Error& error) {
    std::string text = error.code;
    for (const FieldError& field : error.fields) {
        text += '\n' + field.place + ' ' + field.code + ' ' + field.limit;
    }
    return text;
}

struct Made {
    Scheme scheme;
    Data data;
    Outcome outcome;
    [[nodiscard]] const Node& node(std::string_view id) const {
        const auto found = std::ranges::find(outcome.nodes, id, &Node::id);
        if (found == outcome.nodes.end()) throw std::out_of_range(std::string(id));
        return *found;
    }
    [[nodiscard]] Words words(std::string_view id) const {
        return sentence(scheme, outcome,
                        static_cast<std::size_t>(&node(id) - outcome.nodes.data()));
    }
};

Scheme checked(const std::string& yaml) {
    crypto::start();
    Parsed parsed = check(yaml);
    for (const Finding& finding : parsed.findings) {
        EXPECT_FALSE(finding.is_error) << finding.code << ' ' << finding.detail;
    }
    return std::move(parsed.scheme).value_or(Scheme{});
}

Made made_of(const std::string& yaml, const Tables& tables) {
    Made made{checked(yaml), {}, {}};
    auto data = read_data(made.scheme, tables);
    EXPECT_TRUE(data) << text_of(data.error());
    if (!data) return made;
    made.data = std::move(*data);
    made.outcome = compute(made.scheme, made.data);
    return made;
}

Tables tables_of(const std::string& visits) {
    return {{"units.csv", two_units}, {"visits.csv", visits}};
}

std::string mistake_in(const std::string& yaml, const std::string& visits) {
    const auto data = read_data(checked(yaml), tables_of(visits));
    return data ? "none" : text_of(data.error());
}

/// Both bundles are made again from their own inputs, to the last byte.
void expect_verified(const Made& made, const std::string& yaml, const Tables& tables) {
    const auto open = verify_bundle(
        public_files(made.scheme, yaml, published(made.scheme, made.data, made.outcome)));
    EXPECT_TRUE(open) << text_of(open.error()) << ' ' << open.error().detail;
    const auto audit = audit_files(made.scheme, yaml, made.data, made.outcome, tables);
    ASSERT_TRUE(audit) << text_of(audit.error());
    const auto again = verify_bundle(*audit);
    EXPECT_TRUE(again) << text_of(again.error()) << ' ' << again.error().detail;
}

/// How a sample of R's survey was drawn.
struct Drawn {
    std::string_view name;
    std::string_view file;
    std::string_view measure;  ///< of the scheme
    std::string_view stratum;  ///< columns of the file; empty: none
    std::string_view cluster;
    std::string_view population;
    std::string_view cluster_size;
};
constexpr std::string_view with_population =
    "sample, clusters: yes, weights: yes, population: yes, lonely: fail";
constexpr Drawn samples[] = {
    {"dstrat", "apistrat", with_population, "stype", "cds", "fpc", ""},
    {"dsrs", "apisrs", with_population, "", "cds", "fpc", ""},
    {"dclus1", "apiclus1", with_population, "", "dnum", "fpc", ""},
    {"dclus1n", "apiclus1", "sample, clusters: yes, weights: yes, lonely: fail", "", "dnum", "",
     ""},
    {"dclus2", "apiclus2",
     "sample, clusters: yes, weights: yes, population: yes, cluster_sizes: yes, lonely: fail", "",
     "dnum", "fpc1", "fpc2"}};

class Ratio : public ::testing::TestWithParam<Drawn> {};
[[maybe_unused]] void PrintTo(const Drawn& drawn, std::ostream* out) {
    *out << drawn.name;
}

/// The ballots of a sample under the names that tables have; every school in one unit, or in that
/// of its kind.
std::string ballots_of(const std::string& csv, const Drawn& drawn, bool by_kind) {
    const auto names = csv::header(csv).value();
    std::vector<csv::Column> columns;
    for (const std::string& name : names) columns.push_back({name});
    const csv::Table table = csv::read(csv, columns).value();
    std::vector<std::pair<std::string, std::string_view>> wanted{
        {"weight", "pw"}, {"students", "api.stu"}, {"enrolled", "enroll"}, {"api00", "api00"}};
    const auto want = [&](std::string_view name, std::string_view column) {
        if (!column.empty()) wanted.emplace_back(name, column);
    };
    want("stratum", drawn.stratum);
    want("psu", drawn.cluster);
    want("population", drawn.population);
    want("psu_size", drawn.cluster_size);
    std::string text = "unit,one";
    for (const auto& [name, column] : wanted) text += "," + name;
    text += '\n';
    std::vector<FieldError> errors;
    for (const csv::Row& row : table.rows) {
        const csv::Record record{table, row, errors};
        text += (by_kind ? std::string(record.cell("stype")) : "all") + ",1";
        for (const auto& [name, column] : wanted) text += "," + std::string(record.cell(column));
        text += '\n';
    }
    return text;
}

const std::string schools =
    "unit,class,zh,en\nall,body,全部,all\nE,body,小学,E\nH,body,高中,H\nM,body,初中,M\n";

/// The mean beside it has every school, so a column that is blank for one is left out of the ratio.
std::string of_schools(const Drawn& drawn) {
    return scheme_of(drawn.measure, ratio_of("api", "students", "enrolled") +
                                        ratio_of("mean", "api00", "one", "", "1000"));
}

const json::value& golden_at(const json::value& golden, const std::string& id) {
    for (const json::value& entry : golden.at("entries").as_array()) {
        if (std::string_view{entry.at("id").as_string()} == id) return entry.at("value");
    }
    throw std::out_of_range(id);
}

void expect_near(const Group& group, double value, double error) {
    const double ours = as_double(Rational{Integer{group.points}, Integer{group.weight}});
    EXPECT_NEAR(ours, value, value * 1e-9);
    EXPECT_NEAR(group.error, error, error * 1e-9);
}

TEST_P(Ratio, AgreesWithR) {
    const Drawn& drawn = GetParam();
    PINGYI_SHARED_FILE(csv, fmt::format("golden/survey_api/{}.csv", drawn.file));
    PINGYI_SHARED_FILE(reference, "golden/survey_api/golden.json");
    const json::value golden = json::parse(reference);
    const Made made = made_of(
        of_schools(drawn), {{"units.csv", schools}, {"visits.csv", ballots_of(csv, drawn, false)}});
    const json::value& want = golden_at(golden, std::string(drawn.name) + ".ratio");
    const auto& found = made.outcome.estimated.groups.at("api");
    ASSERT_EQ(found.size(), 1U);
    expect_near(found[0], want.at("estimate").to_number<double>(),
                want.at("se").to_number<double>());
}

/// A mean is the ratio to a column of ones: kinds of schools are domains, clusters cross them.
TEST_P(Ratio, OfDomainsAgreesWithR) {
    const Drawn& drawn = GetParam();
    PINGYI_SHARED_FILE(csv, fmt::format("golden/survey_api/{}.csv", drawn.file));
    PINGYI_SHARED_FILE(reference, "golden/survey_api/golden.json");
    const json::value golden = json::parse(reference);
    const std::string yaml = of_schools(drawn);
    const Tables tables{{"units.csv", schools}, {"visits.csv", ballots_of(csv, drawn, true)}};
    const Made made = made_of(yaml, tables);
    const json::value& want = golden_at(golden, std::string(drawn.name) + ".by.stype");
    const auto& found = made.outcome.estimated.groups.at("mean");
    ASSERT_EQ(found.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        expect_near(found[i], want.at("api00").at(i).to_number<double>(),
                    want.at("se").at(i).to_number<double>());
    }
    expect_verified(made, yaml, tables);
}

INSTANTIATE_TEST_SUITE_P(OfSamples, Ratio, ::testing::ValuesIn(samples));

/// A ballot of the tests below; an empty cell is 'nothing said'.
struct Row {
    int unit = 0;  ///< of x, z
    double weight = 1;
    std::optional<double> solved;
    std::optional<double> asked;
    std::optional<double> liked;
};

std::vector<Row> rows_of(unsigned seed, int count) {
    std::mt19937 chance{seed};
    const auto pick = [&](unsigned below) { return static_cast<double>(chance() % below); };
    std::vector<Row> rows;
    for (int i = 0; i < count; ++i) {
        Row row{static_cast<int>(chance() % 2), 1 + pick(40) / 8, {}, {}, {}};
        if (chance() % 9 != 0) row.asked = pick(80) / 4;
        if (chance() % 7 != 0) row.solved = row.asked.value_or(3) * pick(9) / 8 - pick(5) / 4;
        const double all = std::max(row.asked.value_or(3), 1.0);
        const double share = std::clamp(row.solved.value_or(1) / all, 0.0, 1.0);
        if (chance() % 6 != 0) row.liked = std::round(60 * share) + pick(41);
        rows.push_back(row);
    }
    return rows;
}

std::string csv_of(const std::vector<Row>& rows) {
    const auto cell = [](const std::optional<double>& value) {
        return value ? fmt::format("{}", *value) : std::string();
    };
    std::string text = "unit,weight,solved,asked,liked\n";
    for (const Row& row : rows) {
        text += fmt::format("{},{},{},{},{}\n", row.unit == 0 ? "x" : "z", row.weight,
                            cell(row.solved), cell(row.asked), cell(row.liked));
    }
    return text;
}

/// Of one unit: what every ballot of the file does to an estimate y / x, and the estimate.
struct Linear {
    double value = 0;
    std::vector<double> z;
};
template <class Y, class X>
Linear linear(const std::vector<Row>& rows, int unit, const Y& y, const X& x) {
    double above = 0;
    double below = 0;
    for (const Row& row : rows) {
        if (row.unit != unit || !y(row) || !x(row)) continue;
        above += row.weight * *y(row);
        below += row.weight * *x(row);
    }
    Linear of{above / below, {}};
    for (const Row& row : rows) {
        const bool is_in = row.unit == unit && y(row) && x(row);
        of.z.push_back(is_in ? row.weight * (*y(row) - of.value * *x(row)) / below : 0);
    }
    return of;
}
double error_of(const std::vector<double>& z) {
    const auto n = static_cast<double>(z.size());
    const double mean = std::accumulate(z.begin(), z.end(), 0.0) / n;
    double sum = 0;
    for (const double one : z) sum += (one - mean) * (one - mean);
    return std::sqrt(n / (n - 1) * sum);
}

/// Weights alike, goalposts 0 to 2 and 0 to 100; ballots drawn one by one, no population.
TEST(RatioBesideAMean, HasTheErrorOfBothTogether) {
    const std::vector<Row> rows = rows_of(20261126, 300);
    const std::string yaml =
        scheme_of("sample, weights: yes", ratio_of("share", "solved", "asked") + value_of("liked"));
    const Tables tables = tables_of(csv_of(rows));
    const Made made = made_of(yaml, tables);
    for (const int unit : {0, 1}) {
        const Linear ratio = linear(
            rows, unit, [](const Row& row) { return row.solved; },
            [](const Row& row) { return row.asked; });
        const Linear mean = linear(
            rows, unit, [](const Row& row) { return row.liked; },
            [](const Row&) { return std::optional<double>(1); });
        std::vector<double> z;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            z.push_back((50 * ratio.z[i] + mean.z[i]) / 2);
        }
        const std::string name = unit == 0 ? "x" : "z";
        const Node& share = made.node(name + "/share/raw");
        EXPECT_NEAR(as_double(*share.value), ratio.value, 1e-12);
        EXPECT_NEAR(*share.error, error_of(ratio.z), 1e-12);
        const Node& score = made.node(name + "/score");
        EXPECT_NEAR(as_double(*score.value), (50 * ratio.value + mean.value) / 2, 1e-10);
        EXPECT_NEAR(*score.error, error_of(z), 1e-10 * *score.error);
        const double apart = std::hypot(50 * error_of(ratio.z), error_of(mean.z)) / 2;
        EXPECT_GT(std::abs(*score.error - apart), 1e-3 * apart) << "as if of other ballots";
    }
    EXPECT_FALSE(made.outcome.estimated.covariances.empty());
    expect_verified(made, yaml, tables);
}

TEST(RatioOfARow, CountsWhereBothCellsAreGiven) {
    const Made made = made_of(scheme_of("census", ratio_of("share", "solved", "asked")),
                              tables_of("unit,asked,solved\nx,10,4\nx,,7\nx,5,\nx,2.5,1.25\n"
                                        "x,0,-0.25\nz,4,5\nz,4,7\n"));
    const Node& x = made.node("x/share/raw");
    EXPECT_EQ(x.value, Rational(2, 5)) << "(4 + 1.25 - 0.25) / (10 + 2.5 + 0)";
    EXPECT_EQ(x.counts->valid, 3);
    EXPECT_EQ(x.counts->abstained, 2);
    EXPECT_EQ(x.evidence, "visits.csv#solved/asked");
    EXPECT_EQ(made.words("x/share/raw").zh,
              "0.4000 = 5 ÷ 12.5（3 张有效票，solved 合计 ÷ asked 合计）");
    EXPECT_EQ(made.words("x/share/raw").en,
              "0.4000 = 5 ÷ 12.5 (sum of solved / sum of asked over 3 valid ballots)");
    EXPECT_EQ(made.node("x/share").value, Rational{20});
    EXPECT_EQ(made.node("z/share/raw").value, Rational(3, 2));
    EXPECT_FALSE(x.range) << "nobody knows what those would have said who said nothing";
    EXPECT_FALSE(x.interval);
}

TEST(RatioOfARow, SaysWhereWeightsMadeIt) {
    const Made made =
        made_of(scheme_of("census, weights: yes", ratio_of("share", "solved", "asked")),
                tables_of("unit,asked,solved,weight\nx,10,4,3\nx,5,1,1.5\nz,1,1,1\n"));
    EXPECT_EQ(made.node("x/share/raw").value, Rational(27, 75));
    EXPECT_EQ(made.words("x/share/raw").en,
              "0.3600: sum of solved / sum of asked over 2 valid ballots, by their weights");
    EXPECT_EQ(made.words("x/share/raw").zh,
              "0.3600：2 张有效票按权数计算，solved 合计 ÷ asked 合计");
}

/// Below the line stands nothing, or a sum of 0: no number, no crash, and the others verify.
TEST(RatioOfARow, HasNoNumberOverNothing) {
    for (const std::string_view basis : {"census", "sample, weights: yes", "opt_in"}) {
        const bool has_weights = basis.contains("weights");
        const std::string yaml = scheme_of(
            basis, ratio_of("share", "solved", "asked") + value_of("solved") + value_of("liked"));
        std::string visits =
            "unit,asked,solved,liked" + std::string(has_weights ? ",weight\n" : "\n");
        const std::string_view weight = has_weights ? ",2" : "";
        for (int i = 0; i < 6; ++i) {
            visits += fmt::format("x,0,{},50{}\nz,{},3,60{}\n", i, weight, 4 + i, weight);
        }
        const Tables tables = tables_of(visits);
        const Made made = made_of(yaml, tables);
        EXPECT_FALSE(made.node("x/share/raw").value);
        EXPECT_EQ(made.node("x/share/raw").gap, Gap::absent);
        EXPECT_TRUE(made.node("x/score").value) << "the others carry it";
        EXPECT_TRUE(made.node("z/share/raw").value);
        expect_verified(made, yaml, tables);
    }
}

TEST(RatioOfARow, TakesNoFalseVoteForHarmless) {
    const std::string bands =
        "bands:\n  - {code: high, zh: 高, en: high, from: 50}\n  - {code: low, zh: 低, en: low, "
        "below: 50}\n";
    std::string all = "unit,asked,solved,liked\n";
    std::string alone = "unit,liked\n";
    for (int i = 0; i < 40; ++i) {
        const int liked = 70 + i % 9;
        all += fmt::format("x,4,{},{}\nz,4,1,20\n", 5 + i % 3, liked);
        alone += fmt::format("x,{}\nz,20\n", liked);
    }
    const auto votes = [&](const std::string& parts, const std::string& visits) {
        std::string yaml = scheme_of("census", parts);
        yaml.insert(yaml.find("publication:"), bands);
        return made_of(yaml, tables_of(visits)).outcome.units.at(0).false_votes;
    };
    EXPECT_FALSE(votes(ratio_of("share", "solved", "asked") + value_of("liked"), all))
        << "one ballot can move a ratio by any amount";
    // A number may be anything that the file may hold.
    EXPECT_EQ(votes(value_of("liked"), alone), 1);
    // On 0 to 100 as it stands: 2950 points of 40 ballots, and 50 belongs to the band.
    std::string score = value_of("liked");
    score.replace(score.find("{low: 0, high: 100}"), 19, "none");
    EXPECT_EQ(votes(score, alone), 10);
}

/// Cells that are read for several answers are told once, at their place.
TEST(RatioOfAFile, NamesWhatIsWrongOnce) {
    const std::string yaml = scheme_of(
        "census", ratio_of("share", "solved", "asked") + value_of("solved") + value_of("asked"));
    EXPECT_EQ(mistake_in(yaml, "unit,solved,asked\nx,1,2\nx,3,-0.5\nz,x,1\nz,1,1.2345678\n"),
              "csv.invalid\nvisits.csv: row 3, asked too_small 0\n"
              "visits.csv: row 4, solved scoring_not_decimal 6\n"
              "visits.csv: row 5, asked scoring_not_decimal 6");
    EXPECT_EQ(mistake_in(yaml, "unit,solved\nx,1\n"),
              "csv.invalid\nvisits.csv: row 1, asked csv_missing_column ");
    EXPECT_EQ(mistake_in(yaml, "unit,solved,asked\nx,,\nx,1,1000000000.000001\n"),
              "csv.invalid\nvisits.csv: row 3, asked too_large 1000000000");
}

/// 400 ballots in another order: the same result to the last byte.
TEST(RatioOfAFile, DoesNotDependOnTheOrderOfRows) {
    std::vector<Row> rows = rows_of(7, 400);
    const std::string yaml =
        scheme_of("sample, weights: yes",
                  ratio_of("share", "solved", "asked") + value_of("solved") + value_of("liked"));
    const auto result = [&] {
        Made made = made_of(yaml, tables_of(csv_of(rows)));
        made.outcome.files.clear();
        return result_json(made.scheme, made.data, made.outcome);
    };
    const std::string before = result();
    EXPECT_NE(before.find(R"("formula":"ratio")"), std::string::npos);
    std::mt19937 chance{1};
    for (int i = 0; i < 3; ++i) {
        std::ranges::shuffle(rows, chance);
        EXPECT_EQ(result(), before);
    }
}

/// Rows of a unit and group with solved and asked.
std::string times(int count, std::string_view key, std::string_view cells) {
    std::string text;
    for (int i = 0; i < count; ++i) text += fmt::format("{},{}\n", key, cells);
    return text;
}

/// Of x three are in group b, too few to be shown.
TEST(RatioOfGroups, IsWeighedAndMergedByTheScheme) {
    const std::string yaml =
        scheme_of("census", ratio_of("share", "solved", "asked", ", strata: who"),
                  testing::merging_strata, 5);
    const Tables tables =
        tables_of("unit,stratum,solved,asked\n" + times(20, "x,a", "1,2") + times(3, "x,b", "8,4") +
                  times(10, "z,a", "1,4") + times(10, "z,b", "3,4") + times(2, "z,b", ",4"));
    const Made made = made_of(yaml, tables);
    EXPECT_EQ(made.node("x/share/a").value, Rational(44, 52)) << "(20 + 24) / (40 + 12)";
    EXPECT_EQ(made.node("x/share/raw").value, Rational(44, 52));
    EXPECT_EQ(made.node("z/share/raw").value, Rational(45, 100)) << "0.6 x 1/4 + 0.4 x 3/4";
    EXPECT_EQ(made.outcome.estimated.groups.at("share").front().merged,
              std::vector<std::size_t>{1});
    EXPECT_EQ(made.outcome.units[0].withheld, Withheld::none);
    expect_verified(made, yaml, tables);
}

/// A column that two answers sum up over other ballots would tell the few by subtraction.
TEST(RatioOfGroups, IsWithheldWhereASumLessASumIsASmallCell) {
    const auto withheld = [](const std::string& parts, int only_solved, int only_other) {
        std::string rows;
        rows += times(30, "x", "1,2,2");
        rows += times(only_solved, "x", "1,,2");
        rows += times(only_other, "x", "1,2,");
        const std::string yaml = scheme_of("census", parts, "", 5);
        const Tables tables = tables_of("unit,solved,asked,other\n" + rows + "z,1,2,2\n");
        const Made made = made_of(yaml, tables);
        expect_verified(made, yaml, tables);
        return made.outcome.units[0].withheld;
    };
    const std::string beside =
        ratio_of("share", "solved", "asked") + value_of("solved") + value_of("other");
    EXPECT_EQ(withheld(beside, 0, 0), Withheld::none);
    EXPECT_EQ(withheld(beside, 4, 0), Withheld::small_cell) << "four have no asked";
    EXPECT_EQ(withheld(beside, 5, 0), Withheld::none);
    const std::string two = ratio_of("one", "solved", "asked") + ratio_of("two", "solved", "other");
    EXPECT_EQ(withheld(two, 0, 0), Withheld::none);
    EXPECT_EQ(withheld(two, 2, 2), Withheld::small_cell) << "as many in both, others in each";
    EXPECT_EQ(withheld(two, 3, 2), Withheld::none);
    const std::string other = ratio_of("share", "solved", "asked") + value_of("other");
    EXPECT_EQ(withheld(other, 4, 0), Withheld::none) << "no column is read twice";
}

/// Cells in place of ballots that no ballots can have.
TEST(RatioOfGroups, RefusesForgedCells) {
    const std::string yaml =
        scheme_of("census", ratio_of("share", "solved", "asked") + value_of("solved"));
    const Tables tables = tables_of("unit,solved,asked\n" + times(8, "x", "1,2") +
                                    times(7, "x", "3,") + times(9, "z", "1,4"));
    const Made made = made_of(yaml, tables);
    const auto audit = audit_files(made.scheme, yaml, made.data, made.outcome, tables);
    ASSERT_TRUE(audit) << text_of(audit.error());
    Tables cells{{"units.csv", two_units},
                 {"visits.strata.csv", audit->at("inputs/visits.strata.csv")},
                 {"visits.cells.csv", audit->at("inputs/visits.cells.csv")}};
    const auto again = read_data(made.scheme, cells);
    ASSERT_TRUE(again) << text_of(again.error());
    Outcome outcome = compute(made.scheme, *again);
    outcome.files = made.outcome.files;
    EXPECT_EQ(result_json(made.scheme, *again, outcome),
              result_json(made.scheme, made.data, made.outcome));
    const std::string text = cells["visits.cells.csv"];
    const auto forged = [&](std::string_view old, std::string_view now) {
        std::string changed = text;
        const std::size_t at = changed.find(old);
        if (at == std::string::npos) throw std::logic_error(std::string(old) + " in " + text);
        cells["visits.cells.csv"] = changed.replace(at, old.size(), now);
        const auto result = read_data(made.scheme, cells);
        return result ? std::string("accepted") : text_of(result.error());
    };
    // x: valid, satisfied, abstained, invalid, silent, weight, points, satisfied weight of the
    // ratio
    const std::string refusal = "csv.invalid\nvisits.cells.csv scoring_sums_differ ";
    EXPECT_EQ(forged("8,0,7,0,0,16000000,8000000,0", "8,0,7,0,0,-16000000,8000000,0"), refusal);
    EXPECT_EQ(forged("8,0,7,0,0,16000000,8000000,0", "9,0,7,0,0,16000000,8000000,0"), refusal);
    EXPECT_EQ(forged("15,29000000,0,8,", "15,29000000,0,9,"), refusal) << "more than count in one";
    EXPECT_EQ(forged("15,29000000,0,8,", "15,29000000,0,7,"), "accepted");
}

}  // namespace
}  // namespace pingyi::scoring
