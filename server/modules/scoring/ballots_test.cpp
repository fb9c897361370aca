// Reading ballots: against plain counting, mistakes with their places, and independence of threads,
// pieces and the order of rows.
#include "modules/scoring/ballots.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <random>
#include <rapidcheck/gtest.h>
#include <sstream>
#include <unistd.h>

#include "modules/scoring/ballot_tally.hpp"

namespace pingyi::scoring {
namespace {

/// A file that goes away with the test.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& content) {
        std::string name = (std::filesystem::temp_directory_path() / "ballots.XXXXXX").string();
        const int file = mkstemp(name.data());
        folder_ = name;
        close(file);
        std::filesystem::remove(name);
        std::filesystem::create_directory(name);
        path_ = folder_ / "votes.csv";
        std::ofstream(path_, std::ios::binary) << content;
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() { std::filesystem::remove_all(folder_); }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path folder_;
    std::filesystem::path path_;
};

Result<Ballots> read(const std::string& content, const BallotLayout& layout,
                     const BallotReading& reading = {}) {
    const TemporaryFile file{content};
    return read_ballots(file.path(), layout, reading);
}

BallotLayout sampled() {
    BallotLayout layout;
    layout.units = {"U1", "U2"};
    layout.stratum_column = "stratum";
    layout.cluster_column = "psu";
    layout.weight_column = "weight";
    layout.answers = {{.name = "score", .places = 2, .lowest = 0, .highest = 10'000}};
    return layout;
}
/// The same answers once more, as a ratio to what was asked.
BallotLayout with_ratio() {
    BallotLayout layout = sampled();
    layout.answers.push_back({.name = "score",
                              .places = 2,
                              .lowest = 0,
                              .highest = 10'000,
                              .blank = Answer{.is_valid = false, .is_abstention = true},
                              .over = "asked"});
    return layout;
}
BallotLayout by_options() {
    BallotLayout layout;
    layout.units = {"U1", "市民政局"};
    layout.answers = {{.name = "overall",
                       .options = {{"very", {100, true}},
                                   {"good", {80, true}},
                                   {"bad", {0}},
                                   {"unknown", {0, false, true, true}},
                                   {"void", {0, false, false}}}}};
    return layout;
}

/// Everything of a result, so that two can be compared.
std::string text_of(const Ballots& ballots) {
    std::ostringstream out;
    const auto wide = [&](Int128 value) { out << Integer{value} << ' '; };
    out << ballots.rows << '\n';
    for (const auto& stratum : ballots.strata) {
        out << stratum.code << ' ' << stratum.rows << ' ' << stratum.clusters << ' '
            << stratum.population.value_or(-1) << '\n';
    }
    for (const auto& cell : ballots.cells) {
        out << cell.unit << ' ' << cell.stratum << ' ' << cell.cluster << ' ' << cell.rows << '\n';
    }
    for (const auto& sums : ballots.sums) {
        out << sums.valid << ' ' << sums.satisfied << ' ' << sums.abstained << ' ' << sums.invalid;
        wide(sums.weight), wide(sums.points), wide(sums.satisfied_weight);
        out << '\n';
    }
    for (std::size_t i = 0; i < ballots.products.size(); ++i) {
        const bool is_last = (i + 1) % ballots.wanted.size() == 0;
        out << ballots.products[i] << (is_last ? "\n" : " ");
    }
    for (const std::int64_t both : ballots.both) out << both << ' ';
    for (const auto& options : ballots.options) {
        out << options.unit << ' ' << options.stratum;
        for (const auto count : options.counts) out << ' ' << count;
        out << '\n';
    }
    return out.str();
}

std::string text_of(const Error& error) {
    std::string out = error.code;
    for (const FieldError& field : error.fields) {
        out +=
            "\n" + field.place + " " + field.code + (field.limit.empty() ? "" : " ") + field.limit;
    }
    return out;
}

TEST(ReadBallots, AddsUpWhatStandsThere) {
    const auto ballots = read(
        "psu,unit,weight,score,stratum\n"
        "p1,U1,1.5,80,S1\n"
        "p1,U1,0.000001,12.34,S1\n"
        "p2,U2,2,100.00,S1\n"
        "p1,U1,1,0,S2\n",
        sampled());
    ASSERT_TRUE(ballots) << text_of(ballots.error());
    EXPECT_EQ(text_of(*ballots),
              "4\n"
              "S1 3 2 -1\nS2 1 1 -1\n"
              "0 0 0 2\n0 1 0 1\n1 0 1 1\n"
              "2 0 0 01500001 12000001234 0 \n"
              "1 0 0 01000000 0 0 \n"
              "1 0 0 02000000 20000000000 0 \n");
}

TEST(ReadBallots, CountsOptions) {
    const auto ballots =
        read("unit,overall\nU1,very\nU1,bad\nU1,unknown\n市民政局,void\nU1,very\n", by_options());
    ASSERT_TRUE(ballots) << text_of(ballots.error());
    EXPECT_EQ(text_of(*ballots),
              "5\n"
              " 5 5 -1\n"
              "0 0 0 4\n1 0 0 1\n"
              "3 2 1 03 200 2 \n0 0 0 10 0 0 \n"
              "3 20000 200 2\n0 0 0 0\n"
              "0 0 2 0 1 1 0\n1 0 0 0 0 0 1\n");
    const auto layout = by_options();
    const auto rates = unit_estimates(*ballots, layout, 0, Statistic::rate, LonelyCluster::fail);
    EXPECT_EQ(rates[0].value, Rational(2, 3));
    EXPECT_EQ(rates[0].standing, design::Standing::estimable);
    EXPECT_EQ(rates[1].standing, design::Standing::no_ballots);
    const auto scores = unit_estimates(*ballots, layout, 0, Statistic::score, LonelyCluster::fail);
    EXPECT_EQ(scores[0].value, Rational(200, 3));
}

TEST(ReadBallots, AcceptsWhatPeopleExport) {
    struct Row {
        std::string_view why, content;
    };
    const Row rows[] = {
        {"a byte-order mark", "\xEF\xBB\xBFunit,overall\nU1,very\n市民政局,bad\n"},
        {"CRLF", "unit,overall\r\nU1,very\r\n市民政局,bad\r\n"},
        {"no break at the end", "unit,overall\nU1,very\n市民政局,bad"},
        {"quotes", "\"unit\",\"overall\"\n\"U1\",\"very\"\n市民政局,\"bad\"\r\n"},
        {"spaces and empty lines", "unit, overall\n\nU1, very \n\r\n 市民政局,bad\n\n"},
        {"another order", "overall,unit\nbad,市民政局\nvery,U1\n"}};
    const std::string want = text_of(*read(std::string(rows[0].content), by_options()));
    for (const Row& row : rows) {
        for (const std::size_t bytes : {1, 3, 10, 1000}) {
            const auto ballots =
                read(std::string(row.content), by_options(), {.threads = 2, .piece_bytes = bytes});
            ASSERT_TRUE(ballots) << row.why << text_of(ballots.error());
            EXPECT_EQ(text_of(*ballots), want) << row.why << " in pieces of " << bytes;
        }
    }
    auto layout = by_options();
    layout.ignores_others = true;
    EXPECT_EQ(
        text_of(*read("unit,note,overall\nU1,\"a,\n\"\"b\"\"\",very\n市民政局,,bad\n", layout)),
        want)
        << "a column that is not wanted";
    layout.answers[0].blank = Answer{0, false, false};
    const auto blank = read("unit,overall\nU1,\n", layout);
    EXPECT_EQ(blank->sums[0].invalid, 1);
}

TEST(ReadBallots, NamesMistakesWithTheirPlace) {
    const std::string header = "unit,stratum,psu,weight,score\n";
    struct Row {
        std::string_view why;
        std::string content;
        std::string_view want;
    };
    const Row rows[] = {
        {"an empty file", "", "votes.csv csv_empty"},
        {"only breaks", "\n\n", "votes.csv csv_empty"},
        {"columns", "unit,stratum,psu,weight,points\n",
         "votes.csv: row 1, points csv_unknown_column\n"
         "votes.csv: row 1, score csv_missing_column"},
        {"a column twice", "unit,stratum,psu,weight,score,score\n",
         "votes.csv: row 1, score csv_double_column\nvotes.csv: row 1, score csv_double_column"},
        {"a cell too few", header + "U1,S,p,1,5\n\nU1,S,p,1\n",
         "votes.csv: row 4 csv_cell_count 5"},
        {"a comma as decimal mark", header + "U1,S,p,1,5\nU1,S,p,1,5,5\n",
         "votes.csv: row 3 csv_cell_count 5"},
        {"a quoted comma as decimal mark", header + "U1,S,p,1,\"5,5\"\n",
         "votes.csv: row 2, score scoring_not_decimal 2"},
        {"units", header + "U3,S,p,1,5\n,S,p,1,5\n",
         "votes.csv: row 2, unit scoring_no_such_unit\nvotes.csv: row 3, unit required"},
        {"several in one row", header + "U1,,p,NaN,x\n",
         "votes.csv: row 2, stratum required\n"
         "votes.csv: row 2, weight scoring_not_decimal 15\n"
         "votes.csv: row 2, score scoring_not_decimal 2"},
        {"weights",
         header + "U1,S,p,0,5\nU1,S,p,-1,5\nU1,S,p,1e308,5\nU1,S,p,1000000.1,5\n"
                  "U1,S,p,,5\nU1,S,p,1.0000000000000001,5\nU1,S,p,99999999999999999999,5\n",
         "votes.csv: row 2, weight too_small 0.000000000000001\n"
         "votes.csv: row 3, weight too_small 0.000000000000001\n"
         "votes.csv: row 4, weight scoring_not_decimal 15\n"
         "votes.csv: row 5, weight too_large 1000000\n"
         "votes.csv: row 6, weight required\n"
         "votes.csv: row 7, weight scoring_not_decimal 15\n"
         "votes.csv: row 8, weight too_large 1000000"},
        {"scores",
         header + "U1,S,p,1,100.01\nU1,S,p,1,-1\nU1,S,p,1,inf\nU1,S,p,1,.5\nU1,S,p,1,5.\n",
         "votes.csv: row 2, score too_large 100\nvotes.csv: row 3, score too_small 0\n"
         "votes.csv: row 4, score scoring_not_decimal 2\n"
         "votes.csv: row 5, score scoring_not_decimal 2\n"
         "votes.csv: row 6, score scoring_not_decimal 2"},
        {"a quote in the middle ends the reading",
         header + "U1,S,p,1,1\nU1,S\"x,p,1,1\nU9,S,p,1,1\n", "votes.csv: row 3 csv_stray_quote"},
        {"text behind a quote", header + "U1,S,\"p\"q,1,1\n", "votes.csv: row 2 csv_stray_quote"},
        {"an open quote", header + "U1,S,\"p,1,1\nU1,S,p,1,1\n", "votes.csv: row 2 csv_open_quote"},
        {"a quoted cell with a break is one row", header + "U1,\"S\nT\",p,1,1\nU9,S,p,1,1\n",
         "votes.csv: row 2, stratum control_character\n"
         "votes.csv: row 3, unit scoring_no_such_unit"},
        {"octets that are no text", header + "U1,S,\xFF,1,1\n", "votes.csv: row 2, psu bad_utf8"},
        {"a long code", header + "U1,S," + std::string(201, 'p') + ",1,1\n",
         "votes.csv: row 2, psu too_long 200"},
        {"a row without an end", header + "U1,S," + std::string(3'000'000, 'p'),
         "votes.csv: row 2 csv_cell_count 5\nvotes.csv: row 2 too_long 1000000"}};
    for (const Row& row : rows) {
        for (const std::size_t bytes : {7UL, 64UL, 1UL << 20U}) {
            if (row.content.size() > 10'000 && bytes < 10'000) continue;
            const auto result = read(row.content, sampled(), {.threads = 2, .piece_bytes = bytes});
            ASSERT_FALSE(result) << row.why;
            EXPECT_EQ(text_of(result.error()), "csv.invalid\n" + std::string(row.want))
                << row.why << " in pieces of " << bytes;
        }
    }
    const auto missing = read_ballots("/nowhere/votes.csv", sampled());
    EXPECT_EQ(text_of(missing.error()), "csv.invalid\nvotes.csv file_unreadable");
}

TEST(ReadBallots, ReportsTheFirstTwentyMistakesOfMany) {
    std::string content = "unit,overall\n";
    for (int i = 0; i < 5000; ++i) content += i % 7 == 3 ? "U9,very\n" : "U1,very\n";
    for (const unsigned threads : {1U, 2U, 5U}) {
        const auto result = read(content, by_options(), {.threads = threads, .piece_bytes = 100});
        ASSERT_FALSE(result);
        ASSERT_EQ(result.error().fields.size(), mistakes_max);
        for (std::size_t i = 0; i < mistakes_max; ++i) {
            EXPECT_EQ(result.error().fields[i].place,
                      "votes.csv: row " + std::to_string(5 + 7 * i) + ", unit");
        }
    }
}

TEST(ReadBallots, ComparesThePopulationOfAStratum) {
    auto layout = sampled();
    layout.population_column = "population";
    const std::string header = "unit,stratum,psu,weight,score,population\n";
    const auto good = read(header + "U1,S,p,1,1,40\nU1,T,p,1,1,7\nU1,S,q,1,1,40\n", layout);
    ASSERT_TRUE(good) << text_of(good.error());
    EXPECT_EQ(good->strata[0].population, 40);
    EXPECT_EQ(good->strata[1].population, 7);
    const auto differs =
        read(header + "U1,S,p,1,1,40\nU1,T,p,1,1,7\nU1,S,q,1,1,41\nU1,S,q,1,1,42\n", layout,
             {.threads = 3, .piece_bytes = 5});
    EXPECT_EQ(text_of(differs.error()),
              "csv.invalid\nvotes.csv: row 4, population scoring_population_differs 40");
    const auto small = read(header + "U1,S,p,1,1,1\nU1,S,q,1,1,1\n", layout);
    EXPECT_EQ(text_of(small.error()),
              "csv.invalid\nvotes.csv: row 2, population scoring_population_too_small 2");
}

TEST(ReadBallots, RefusesSumsThatDoNotFit) {
    BallotLayout layout;
    layout.units = {"U1"};
    layout.weight_column = "weight";
    layout.answers = {{.name = "score", .places = 0, .lowest = 0, .highest = 1'000}};
    // The first weight has no room for the places of the second, in whatever order they come.
    const std::vector<std::string> rows{"U1,1000000,1\n", "U1,0.000000000000001,1\n"};
    for (const auto& content : {rows[0] + rows[1], rows[1] + rows[0]}) {
        const auto result = read("unit,weight,score\n" + content, layout);
        ASSERT_FALSE(result) << content;
        EXPECT_EQ(text_of(result.error()), "csv.invalid\nvotes.csv scoring_sums_too_large");
    }
}

/// The weights as R writes them, large squares, and what two questions make of each other.
TEST(ReadBallots, KeepsEveryPlaceOfWeights) {
    BallotLayout layout;
    layout.units = {"U1"};
    layout.weight_column = "weight";
    layout.answers = {{.name = "a", .places = 2, .lowest = 0, .highest = 100'000},
                      {.name = "b", .places = 0, .lowest = 0, .highest = 100'000}};
    layout.sides = {{0, false}, {1, false}};
    std::vector<std::string> rows{"U1,44.2099990844727,812.50,7\n", "U1,3,1,0\n",
                                  "U1,199999.5,999.99,99999\n"};
    std::optional<std::string> first;
    do {
        const auto ballots = read("unit,weight,a,b\n" + rows[0] + rows[1] + rows[2], layout,
                                  {.threads = 2, .piece_bytes = 16});
        ASSERT_TRUE(ballots) << text_of(ballots.error());
        if (!first) first = text_of(*ballots);
        EXPECT_EQ(text_of(*ballots), *first);
        const Integer scale = boost::multiprecision::pow(Integer{10}, 13);
        const Integer w[] = {Integer{"442099990844727"}, 3 * scale, Integer{1999995} * scale / 10};
        EXPECT_EQ(Integer{ballots->sums[0].weight}, w[0] + w[1] + w[2]);
        const Crossed both =
            crossed(*ballots, 0, crossed_places(*ballots, layout.sides[0], layout.sides[1]));
        EXPECT_EQ(both.both, w[0] * w[0] * 81250 * 7 + w[2] * w[2] * 99999 * 99999);
        EXPECT_EQ(both.first, w[0] * w[0] * 81250 + w[1] * w[1] * 100 + w[2] * w[2] * 99999);
        EXPECT_EQ(both.second, w[0] * w[0] * 7 + w[2] * w[2] * 99999);
        EXPECT_EQ(both.weights, w[0] * w[0] + w[1] * w[1] + w[2] * w[2]);
        EXPECT_EQ(
            crossed(*ballots, 0, crossed_places(*ballots, layout.sides[1], layout.sides[0])).first,
            both.second);
    } while (std::ranges::next_permutation(rows).found);
}

/// Squares that fit one by one, while their sum does not.
TEST(ReadBallots, KeepsSumsOfSquaresThatDoNotFit) {
    BallotLayout layout;
    layout.units = {"U1"};
    layout.weight_column = "weight";
    layout.answers = {{.name = "a", .places = 4, .lowest = 0, .highest = 100'000'000}};
    std::string content = "unit,weight,a\n";
    Integer squares;
    for (int i = 0; i < 500; ++i) {
        content += fmt::format("U1,{}.123456,{}.5\n", 30'000 + i, 5'000 + i);
        const Integer points =
            Integer{(30'000LL + i) * 1'000'000 + 123'456} * ((5'000LL + i) * 10'000 + 5'000);
        squares += points * points;
    }
    const auto ballots = read(content, layout);
    ASSERT_TRUE(ballots) << text_of(ballots.error());
    EXPECT_GT(squares, Integer{std::numeric_limits<Int128>::max()});
    EXPECT_EQ(ballots->products[ballots->place_of({0, Thing::points}, {0, Thing::points})],
              squares);
}

/// 3,000 ballots with many spellings, read in many ways.
TEST(ReadBallots, DoesNotDependOnThreadsPiecesOrOrder) {
    std::mt19937 chance{20261125};
    std::vector<std::string> rows;
    for (int i = 0; i < 3000; ++i) {
        const auto pick = [&](unsigned below) { return static_cast<int>(chance() % below); };
        std::ostringstream row;
        row << (pick(2) == 0 ? "U1" : "\"U2\"") << ",S" << pick(5) << ",p" << pick(9) << ','
            << pick(50) + 1 << '.' << pick(10) << ',' << pick(101) << (pick(3) == 0 ? " " : "")
            << ',';
        if (pick(5) != 0) row << pick(9) << ".5";
        rows.push_back(row.str());
    }
    const auto file_of = [](const std::vector<std::string>& all) {
        std::string content = "unit,stratum,psu,weight,score,asked\n";
        for (const std::string& row : all) content += row + "\n";
        return content;
    };
    const std::string want = text_of(*read(file_of(rows), with_ratio(), {.threads = 1}));
    for (const unsigned threads : {1U, 2U, 3U, 8U}) {
        for (const std::size_t bytes : {13UL, 500UL, 40'000UL}) {
            std::ranges::shuffle(rows, chance);
            EXPECT_EQ(text_of(*read(file_of(rows), with_ratio(),
                                    {.threads = threads, .piece_bytes = bytes})),
                      want);
        }
    }
    std::string seen;
    const std::string content = file_of(rows);
    (void)read(
        content, with_ratio(),
        {.threads = 4, .piece_bytes = 99, .seen = [&](std::string_view part) { seen += part; }});
    EXPECT_EQ(seen, content);
}

/// Whatever stands in the file, well formed or not: the same result or the same mistakes.
RC_GTEST_PROP(ReadBallotsProperty, PiecesAndThreadsNeverShow, ()) {
    const auto parts = *rc::gen::container<std::vector<std::string>>(
        rc::gen::weightedElement<std::string>({{8, "U1,S,p,1,5,9\n"},
                                               {4, "\"U2\",\"S\",q,2.5,7,\r\n"},
                                               {3, "U1,T,\"p\",1,6.25,0.5\n"},
                                               {1, "U1"},
                                               {1, ","},
                                               {1, "\""},
                                               {1, "\n"},
                                               {1, "\r"},
                                               {1, "\"\""},
                                               {1, "U3,S,p,0,x,-1\n"},
                                               {1, "U1,S,p,1.0000001,5,2\n"},
                                               {1, " "},
                                               {1, "'"},
                                               {1, "\xFF"}}));
    std::string content = *rc::gen::element<std::string>("", "\xEF\xBB\xBF");
    content += "unit,stratum,psu,weight,score,asked\n";
    for (const std::string& part : parts) content += part;
    const auto said = [&](unsigned threads, std::size_t bytes) {
        const auto result = read(content, with_ratio(), {.threads = threads, .piece_bytes = bytes});
        return result ? text_of(*result) : text_of(result.error());
    };
    const std::string want = said(1, std::size_t{1} << 20U);
    RC_ASSERT(said(1, 1) == want);
    RC_ASSERT(said(3, 7) == want);
    RC_ASSERT(said(2, 40) == want);
}

/// Without clusters every ballot is its own: the same as clusters of one ballot each.
TEST(UnitEstimates, OfElementsAreThoseOfClustersOfOne) {
    std::mt19937 chance{7};
    std::string plain = "unit,stratum,weight,score\n";
    std::string numbered = "unit,stratum,psu,weight,score\n";
    for (int i = 0; i < 500; ++i) {
        const auto pick = [&](unsigned below) { return std::to_string(chance() % below); };
        const std::string unit = "U" + std::to_string(1 + chance() % 2);
        const std::string stratum = "S" + pick(3);
        const std::string rest = "1." + pick(90) + "," + pick(101) + "\n";
        plain += unit + "," + stratum + "," + rest;
        numbered += unit + "," + stratum + ",p" + std::to_string(i) + "," + rest;
    }
    auto layout = sampled();
    const auto clusters = read(numbered, layout);
    const auto of_clusters =
        unit_estimates(*clusters, layout, 0, Statistic::score, LonelyCluster::fail);
    layout.cluster_column.reset();
    const auto elements = read(plain, layout);
    const auto of_elements =
        unit_estimates(*elements, layout, 0, Statistic::score, LonelyCluster::fail);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(of_elements[i].value, of_clusters[i].value);
        EXPECT_EQ(of_elements[i].df, of_clusters[i].df);
        EXPECT_NEAR(of_elements[i].error, of_clusters[i].error, 1e-12 * of_clusters[i].error);
        EXPECT_TRUE(of_elements[i].is_estimable());
    }
}

TEST(ReadDecimal, ReadsWholeNumbersAtAScale) {
    struct Row {
        std::string_view text;
        int places;
        std::int64_t value;
        std::string_view code;
    };
    const Row rows[] = {{"12.5", 2, 1250, ""},
                        {"-0.5", 1, -5, ""},
                        {"007", 0, 7, ""},
                        {"1.25", 1, 0, "scoring_not_decimal"},
                        {"1,5", 2, 0, "scoring_not_decimal"},
                        {"+1", 2, 0, "scoring_not_decimal"},
                        {"1e3", 2, 0, "scoring_not_decimal"},
                        {"", 2, 0, "scoring_not_decimal"},
                        {"-", 2, 0, "scoring_not_decimal"},
                        {"1.", 2, 0, "scoring_not_decimal"},
                        {".5", 2, 0, "scoring_not_decimal"},
                        {"1.2.3", 3, 0, "scoring_not_decimal"},
                        {"999999999999999999", 0, 999'999'999'999'999'999, ""},
                        {"999999999999999999", 6, 0, "too_large"},
                        {"9999999999999999999", 0, 0, "too_large"}};
    for (const Row& row : rows) {
        std::int64_t value = 0;
        EXPECT_EQ(read_decimal(row.text, row.places, value), row.code) << row.text;
        EXPECT_EQ(value, row.value) << row.text;
    }
}

}  // namespace
}  // namespace pingyi::scoring
