// What tables may hold: limits of figures and places, tables that must be there, and how mistakes
// are told.
#include "modules/scoring/data.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modules/scoring/bundle.hpp"
#include "modules/scoring/report.hpp"
#include "modules/scoring/small_scheme_test.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::scoring {
namespace {

namespace fs = std::filesystem;
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
        {"0,31", "rank too_small 1"},
        {"-1,31", "rank too_small 1"},
        {"1.5,31", "rank not_whole"},
        {"1.0,31", "rank not_whole"},
        {"32,31", "rank too_large 31"},
        {"1,0", "of too_small 1"},
        {"1,31.5", "of not_whole"},
        {"1,", "of required"},
        {"1,n/a", "of required"},
        {"1,9999999", "of too_large 1000000"},
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

TEST_F(Figures, WhereTheSchemeHasEventsATableSaysThatNothingHappened) {
    Tables tables = good_tables();
    tables.erase("events.csv");
    EXPECT_EQ(mistakes_in(read_data(scheme_, tables)), "scoring.no_events events.csv");
    std::string yaml{figures};
    const std::size_t from = yaml.find("events:");
    yaml.erase(from, yaml.find("publication:") - from);
    EXPECT_EQ(mistakes_in(read_data(scheme_of(yaml), tables)), "none");
}

TEST_F(Figures, ReadingStopsAfterTheFirstMistakesAndSaysSo) {
    const struct {
        std::string file, header, row;
    } cases[] = {
        {"units.csv", "unit,class,zh,en\n", "x,none,甲,X\n"},
        {"facts.csv", "unit,check,days\n", "nobody,1,1\n"},
        {"facts.csv", "unit,check,days\n", "\xFF\xFF,1,1\n"},
        {"sheets.csv", "unit,score\n", "nobody,1\n"},
        {"events.csv", "id,unit,event,day,evidence\n", "1,nobody,rain,never,\n"},
    };
    for (const auto& one : cases) {
        Tables tables = good_tables();
        std::string text = one.header;
        for (int i = 0; i < 1000; ++i) text += one.row;
        tables[one.file] = std::move(text);
        const auto data = read_data(scheme_, tables);
        ASSERT_FALSE(data);
        ASSERT_EQ(data.error().fields.size(), mistakes_max + 1) << one.file;
        EXPECT_EQ(data.error().fields.back(),
                  (FieldError{one.file, "scoring_more_mistakes", std::to_string(mistakes_max)}));
    }
}

TEST_F(Figures, AFileInAnotherEncodingIsToldAsSuch) {
    EXPECT_EQ(with("units.csv", "unit,class,zh,en\nx,a,\xBC\xD7\xBE\xD6,X\n"),
              "units.csv csv_gb18030");
    const std::string wide{"\xFF\xFEu\0n\0i\0t\0,\0\n\0", 14};
    EXPECT_EQ(with("facts.csv", wide), "facts.csv csv_utf16");
    EXPECT_EQ(with("sheets.csv", wide), "sheets.csv csv_utf16");
    EXPECT_EQ(with("sheets.csv", "unit,score\nx,1\n\xBC\xD7\xBE\xD6,2\n"),
              "sheets.csv csv_gb18030");
    EXPECT_EQ(with("sheets.csv", "unit,score\nx,1\n\xFF,2\n"), "sheets.csv: row 3, unit bad_utf8");
}

TEST_F(Figures, AResultThatIsTooLargeIsRefusedBeforeAnythingElseIsRead) {
    // score, total, three indicators, one of them with its figure, a bonus, a deduction; the pages
    EXPECT_EQ(numbers_of_unit(scheme_), 8U + 6U);
    Scheme large = scheme_;
    large.index.parts.resize(numbers_max / 2 - 10, large.index.parts.front());
    Tables tables = good_tables();
    tables.erase("facts.csv");
    EXPECT_EQ(mistakes_in(read_data(large, tables)),
              "units.csv scoring_result_too_large 2 × 150001 = 300002 > 300000");
    Scheme wide = scheme_;  // fifteen questions of one sheet: 105 covariances
    for (int i = 1; i < 15; ++i) wide.index.parts.push_back(wide.index.parts.back());
    EXPECT_EQ(numbers_of_unit(wide), 8U + 6U + 14U + 10U);
    Scheme drawn = scheme_;
    drawn.measures.back().has_clusters = true;
    std::string units = "unit,class,zh,en\n";
    for (int i = 0; i < 4000; ++i) units += std::to_string(i) + ",a,甲,A\n";
    tables["units.csv"] = units;
    EXPECT_EQ(mistakes_in(read_data(drawn, tables)),
              "units.csv scoring_result_too_large 4000 × 14 + 399900 = 455900 > 300000");
    units = "unit,class,zh,en\n";
    for (std::size_t i = 0; i <= units_max; ++i) units += std::to_string(i) + ",a,甲,A\n";
    EXPECT_EQ(with("units.csv", units), "units.csv: row 10002 csv_too_large 10000");
}

/// The same tables in a folder.
class Folders : public Figures {
protected:
    Folders() {
        fs::create_directories(folder_);
        for (const auto& [name, text] : good_tables()) put(name, text);
    }
    ~Folders() override { fs::remove_all(folder_); }
    Folders(const Folders&) = delete;
    Folders& operator=(const Folders&) = delete;

    void put(const std::string& name, std::string_view content) const {
        std::ofstream(folder_ / name, std::ios::binary) << content;
    }
    [[nodiscard]] std::string mistakes() const { return mistakes_in(read_data(scheme_, folder_)); }
    /// Every table of the folder as JSON, in which numbers are numbers.
    void use_json() const {
        for (const auto& [name, text] : good_tables()) fs::remove(folder_ / name);
        put("units.json", R"([{"unit":"x","class":"a","zh":"甲局","en":"Bureau X"},)"
                          R"({"en":"Bureau Y","zh":"乙局","class":"a","unit":"y"}])");
        put("facts.json",
            R"([{"unit":"x","check":100,"days":6},{"unit":"y","check":0,"days":"4000"}])");
        put("places.json", R"([{"unit":"x","rank":1,"of":31},{"unit":"y","rank":"n/a"}])");
        put("sheets.json",
            R"([{"unit":"x","score":0},{"unit":"x","score":100},{"unit":"y","score":99.5}])");
        put("events.json", "[]");
    }

    fs::path folder_ = fs::temp_directory_path() / ("pingyi-data-" + std::to_string(getpid()));
};

TEST_F(Folders, TablesAsJsonGiveTheSameResult) {
    auto before = read_data(scheme_, folder_);
    ASSERT_TRUE(before) << mistakes();
    use_json();
    auto after = read_data(scheme_, folder_);
    ASSERT_TRUE(after) << mistakes();
    EXPECT_EQ(after->files.size(), 5U);
    EXPECT_EQ(after->files[1].name, "facts.csv");
    before->files.clear();
    after->files.clear();
    EXPECT_EQ(result_json(scheme_, *before, compute(scheme_, *before)),
              result_json(scheme_, *after, compute(scheme_, *after)));
}

TEST_F(Folders, ABundleOfJsonHoldsTheTablesItWasMadeOf) {
    use_json();
    const auto data = read_data(scheme_, folder_);
    const auto tables = small_tables_in(scheme_, folder_);
    ASSERT_TRUE(data && tables);
    const auto audit = audit_files(scheme_, figures, *data, compute(scheme_, *data), *tables);
    ASSERT_TRUE(audit) << audit.error().detail;
    EXPECT_TRUE(audit->contains("inputs/facts.csv"));
    EXPECT_FALSE(audit->contains("inputs/sheets.csv")) << "single ballots";
    EXPECT_TRUE(audit->contains("inputs/sheets.cells.csv"));
    const auto checked = verify_bundle(*audit);
    EXPECT_TRUE(checked) << checked.error().code << ' ' << checked.error().detail;
}

TEST_F(Folders, MistakesInJsonAreNamedByItsObjectsAndKeys) {
    use_json();
    put("facts.json", R"([{"unit":"x","check":100.5,"days":6},{"unit":"q","check":1e2}])");
    EXPECT_EQ(mistakes(),
              "facts.json: row 1, check too_large 100; facts.json: row 2, unit "
              "scoring_no_such_unit; facts.json: row 2, check scoring_not_decimal 18");
    put("facts.json", R"([{"unit":"x","check":true,"days":6}])");
    EXPECT_EQ(mistakes(), "facts.json: row 1, check scoring_json_true_false");
    put("facts.json", R"([{"unit":"x","weeks":1}])");
    EXPECT_EQ(mistakes(),
              "facts.json: weeks csv_unknown_column; facts.json: check csv_missing_column; "
              "facts.json: days csv_missing_column");
    put("facts.json", "[]");
    EXPECT_EQ(mistakes(), "facts.json csv_empty");
    use_json();
    put("sheets.json", R"([{"unit":"x","score":0},{"unit":"x","score":"many"}])");
    EXPECT_EQ(mistakes(), "sheets.json: row 2, score scoring_not_decimal 6");
}

TEST_F(Folders, ATableStandsThereOnce) {
    for (const std::string name : {"units", "facts", "sheets", "events"}) {
        put(name + ".json", "[]");
        EXPECT_EQ(mistakes(), "scoring.table_twice " + name + ".csv, " + name + ".json");
        fs::remove(folder_ / (name + ".json"));
    }
    EXPECT_EQ(mistakes(), "none");
}

TEST_F(Folders, OnlyPlainFilesAreTables) {
    for (const std::string name : {"units.csv", "facts.csv", "sheets.csv", "facts.json"}) {
        fs::remove(folder_ / name);
        ASSERT_EQ(mkfifo((folder_ / name).c_str(), S_IRUSR | S_IWUSR), 0);
        EXPECT_EQ(mistakes(), "scoring.not_a_file " + name);
        fs::remove(folder_ / name);
        fs::create_directory(folder_ / name);
        EXPECT_EQ(mistakes(), "scoring.not_a_file " + name);
        fs::remove(folder_ / name);
        for (const auto& [good, text] : good_tables()) put(good, text);
    }
    fs::rename(folder_ / "facts.csv", folder_ / "elsewhere");
    fs::create_symlink(folder_ / "elsewhere", folder_ / "facts.csv");
    EXPECT_EQ(mistakes(), "none") << "a link to a plain file is one";
}

}  // namespace
}  // namespace pingyi::scoring
