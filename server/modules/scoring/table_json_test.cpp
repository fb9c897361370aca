// Tables as JSON: what becomes of an array of objects, and what is refused where.
#include "modules/scoring/table_json.hpp"

#include <gtest/gtest.h>

#include "platform/csv/csv.hpp"

namespace pingyi::scoring {
namespace {

std::string mistake_in(std::string_view json) {
    const auto table = table_of_json(json);
    if (table) return "none: " + *table;
    EXPECT_EQ(table.error().fields.size(), 1U);
    const FieldError& field = table.error().fields.front();
    return field.place + ": " + field.code + (field.limit.empty() ? "" : " " + field.limit);
}

std::vector<std::vector<std::string>> rows_of(std::string_view json) {
    const auto text = table_of_json(json);
    EXPECT_TRUE(text) << mistake_in(json);
    const auto names = csv::header(text.value_or("")).value_or(std::vector<std::string>{});
    std::vector<csv::Column> columns;
    for (const std::string& name : names) columns.push_back({name});
    std::vector<std::vector<std::string>> rows{names};
    const auto table = csv::read(text.value_or(""), columns);
    if (!table) return rows;
    for (const csv::Row& row : table->rows) rows.push_back(row.cells);
    return rows;
}

using Rows = std::vector<std::vector<std::string>>;

TEST(TableJson, EveryObjectIsARowAndEveryKeyAColumn) {
    EXPECT_EQ(rows_of(R"([{"unit":"x","days":6},{"days":"7","unit":"乙"},{"unit":"z"}])"),
              (Rows{{"unit", "days"}, {"x", "6"}, {"乙", "7"}, {"z", ""}}));
    EXPECT_EQ(rows_of(R"([ {"unit":"x","days":null}, {"note":"a\n\"b\", c"} ])"),
              (Rows{{"unit", "days", "note"}, {"x", "", ""}, {"", "", "a\n\"b\", c"}}));
    EXPECT_EQ(rows_of("\xEF\xBB\xBF[{\"unit\":\"=1+1\"},{\"unit\":\"'tis\"}]\n"),
              (Rows{{"unit"}, {"=1+1"}, {"'tis"}}));
    EXPECT_EQ(table_of_json(" [ ] ").value_or("wrong"), "");
}

TEST(TableJson, NumbersKeepTheirText) {
    EXPECT_EQ(rows_of(R"([{"a":0.1,"b":100.000000000000000001,"c":-3,"d":1e2,"e":1.50}])")[1],
              (std::vector<std::string>{"0.1", "100.000000000000000001", "-3", "1e2", "1.50"}));
    EXPECT_EQ(rows_of(R"([{"a":99999999999999999999999999,"b":18446744073709551615}])")[1],
              (std::vector<std::string>{"99999999999999999999999999", "18446744073709551615"}));
}

TEST(TableJson, NamesTheObjectAndTheKeyOfAMistake) {
    const std::string long_text(32'001, 'x');
    const std::string long_name(201, 'x');
    const struct {
        std::string json, mistake;
    } cases[] = {
        {"", ": malformed_json 0"},
        {"[{\"a\":1}", ": malformed_json 8"},
        {"[{\"a\":1}] x", ": malformed_json 10"},
        {"[{\"a\":\"\xFF\"}]", ": malformed_json 7"},
        {"[{\"a\":\"\xBC\xD7\"}]", ": scoring_json_not_utf8"},
        {std::string("[\0{\0", 4), ": scoring_json_not_utf8"},
        {"{\"a\":1}", ": scoring_json_not_list"},
        {"\"a\"", ": scoring_json_not_list"},
        {"true", ": scoring_json_not_list"},
        {"[1]", ": scoring_json_not_object"},
        {"[true]", ": scoring_json_not_object"},
        {"[[1]]", ": scoring_json_not_object"},
        {R"([{"a":1},null])", "row 1: scoring_json_not_object"},
        {R"([{"a":1},{"a":[1]}])", "row 2, a: scoring_json_not_flat"},
        {R"([{"a":1},{"b":{"c":1}}])", "row 2, b: scoring_json_not_flat"},
        {R"([{"a":1},{"a":2,"b":true}])", "row 2, b: scoring_json_true_false"},
        {R"([{"a":false}])", "row 1, a: scoring_json_true_false"},
        {R"([{"a":1,"a":2}])", "row 1, a: csv_double_column"},
        {R"([{"a":1,"a":null}])", "row 1, a: csv_double_column"},
        {R"([{}])", "row 1: required"},
        {R"([{"a\nb":1}])", "row 1: control_character"},
        {R"([{"a":")" + long_text + R"("}])", "row 1, a: too_long 32000"},
        {R"([{")" + long_name + R"(":1}])", "row 1: too_long 200"},
    };
    for (const auto& one : cases) EXPECT_EQ(mistake_in(one.json), one.mistake) << one.json;
    std::string wide = "[{";
    for (int i = 0; i <= 4000; ++i) wide += "\"c" + std::to_string(i) + "\":1,";
    wide.back() = '}';
    EXPECT_EQ(mistake_in(wide + "]"), "row 1: csv_too_many_columns 4000");
    EXPECT_EQ(mistake_in(std::string(100'000, '[')), ": scoring_json_not_object");
}

TEST(TableJson, PlacesAreThoseOfTheObjects) {
    EXPECT_EQ(place_in_json("row 3, answer"), "row 2, answer");
    EXPECT_EQ(place_in_json("row 12"), "row 11");
    EXPECT_EQ(place_in_json("row 1, weeks"), "weeks");
    EXPECT_EQ(place_in_json("row 1"), "");
    EXPECT_EQ(place_in_json(""), "");
}

}  // namespace
}  // namespace pingyi::scoring
