// The CSV reader and writer: what is read, what is refused and where, and that nothing runs as a
// formula.
#include "platform/csv/csv.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <sstream>

#include "kernel/testing.hpp"
#include "kernel/text.hpp"

namespace pingyi::csv {
namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr std::array<Column, 2> columns{{{"name", true}, {"note"}}};

Rows cells_of(const Table& table) {
    Rows rows;
    for (const Row& row : table.rows) rows.push_back(row.cells);
    return rows;
}

std::string mistakes(const Result<Table>& table) {
    if (table) return "none";
    std::string all;
    for (const FieldError& error : table.error().fields) {
        all += (all.empty() ? "" : "; ") + error.place + ": " + error.code;
    }
    return all;
}

TEST(CsvRead, AcceptsWhatRfc4180Has) {
    struct Case {
        std::string_view why, text;
        Rows want;
    };
    const Case cases[] = {
        {"plain", "name,note\na,b\nc,d\n", {{"a", "b"}, {"c", "d"}}},
        {"last line without a break", "name,note\na,b", {{"a", "b"}}},
        {"CRLF and a byte-order mark", "\xEF\xBB\xBFname,note\r\na,b\r\n", {{"a", "b"}}},
        {"CR alone", "name,note\ra,b\r", {{"a", "b"}}},
        {"quoted comma, quote and break",
         "name,note\n\"a,\"\"x\"\"\r\ny\",b\n",
         {{"a,\"x\"\ny", "b"}}},
        {"empty lines are passed over", "name,note\n\n\na,b\n\n", {{"a", "b"}}},
        {"empty cells", "name,note\n,\n\"\",\n", {{"", ""}, {"", ""}}},
        {"columns in another order", "note,name\nb,a\n", {{"b", "a"}}},
        {"spaces around a header", " name ,note\na,b\n", {{"a", "b"}}},
        {"a guarded formula", "name,note\n'=1+1,''quoted\n", {{"=1+1", "'quoted"}}},
        {"an apostrophe that guards nothing", "name,note\n'tis,b\n", {{"'tis", "b"}}},
        {"decomposed text is composed", "name,note\nCafe\xCC\x81,b\n", {{"Café", "b"}}},
    };
    for (const Case& one : cases) {
        SCOPED_TRACE(one.why);
        const auto table = read(one.text, columns);
        ASSERT_TRUE(table) << mistakes(table);
        EXPECT_EQ(cells_of(*table), one.want);
    }
}

TEST(CsvRead, TellsAnotherEncodingOnceAndNotInEveryRow) {
    using namespace std::literals;
    const struct {
        std::string_view why, text, want;
    } cases[] = {
        {"GBK in cells", "name,note\na,\xBC\xD7\xBE\xD6\r\nb,\xD2\xD2\r\n"sv, ": csv_gb18030"},
        {"GBK in the header", "name,\xB1\xB8\xD7\xA2\na,b\n"sv, ": csv_gb18030"},
        {"GB 18030 of four octets", "name,note\na,\x81\x30\x81\x30\n"sv, ": csv_gb18030"},
        {"UTF-16, as Excel writes it", "\xFF\xFEn\0a\0m\0e\0\n\0"sv, ": csv_utf16"},
        {"UTF-16, the other way round", "\xFE\xFF\0n\0a\0m\0e\0\n"sv, ": csv_utf16"},
        {"UTF-16 without a mark", "n\0a\0m\0e\0,\0\n\0"sv, ": csv_utf16"},
        {"UTF-8 that is cut", "name,note\na,\xE7\x94\n"sv, ": csv_gb18030"},
        {"Latin-1", "name,note\na,caf\xE9\n"sv, "row 2, note: bad_utf8"},
        {"good text beside another mistake", "name,size\n甲,乙\n"sv,
         "row 1, size: csv_unknown_column"},
    };
    for (const auto& one : cases) {
        EXPECT_EQ(mistakes(read(one.text, columns)), one.want) << one.why;
    }
    EXPECT_EQ(header(cases[3].text).error().fields[0].code, "csv_utf16");
    EXPECT_EQ(header(cases[1].text).error().fields[0].code, "csv_gb18030");
    EXPECT_EQ(header("caf\xE9,b\n").error().fields[0].code, "bad_utf8");
}

TEST(CsvRead, ARowOfEndlessCellsIsNotKept) {
    const std::string many(100'000, ',');
    EXPECT_EQ(mistakes(read(many, columns)), "row 1: csv_too_many_columns");
    EXPECT_EQ(mistakes(read("name,note\n" + many, columns)), "row 2: csv_too_many_columns");
    std::string names = "name";
    for (int i = 0; i < 3000; ++i) names += ",x";
    EXPECT_EQ(read(names, columns).error().fields.size(), Limits{}.errors_max);
}

TEST(CsvRead, NamesEveryMistakeWithItsPlace) {
    struct Case {
        std::string_view why, text, want;
    };
    using namespace std::literals;
    const Case cases[] = {
        {"nothing", "", ": csv_empty"},
        {"only empty lines", "\n\n", ": csv_empty"},
        {"unknown column", "name,size\n", "row 1, size: csv_unknown_column"},
        {"missing column", "note\n", "row 1, name: csv_missing_column"},
        {"doubled column", "name,name\n",
         "row 1, name: csv_double_column; row 1, name: csv_double_column"},
        {"too few cells", "name,note\na\n", "row 2: csv_cell_count"},
        {"too many cells", "name,note\na,b\na,b,c\n", "row 3: csv_cell_count"},
        {"open quote", "name,note\n\"a,b\n", "row 2: csv_open_quote"},
        {"quote inside a plain cell", "name,note\na\"b,c\n", "row 2: csv_stray_quote"},
        {"text after a quoted cell", "name,note\n\"a\"b,c\n", "row 2: csv_stray_quote"},
        {"not UTF-8", "name,note\na,\xFF\n", "row 2, note: bad_utf8"},
        {"NUL", "name,note\na,x\0y\n"sv, "row 2, note: control_character"},
        {"direction override", "name,note\na,\u202Etxt\n", "row 2, note: direction_override"},
        {"two rows", "name,note\na,\x01\nb,c\n\xC0,d\n",
         "row 2, note: control_character; row 4, name: bad_utf8"},
    };
    for (const Case& one : cases) {
        SCOPED_TRACE(one.why);
        EXPECT_EQ(mistakes(read(one.text, columns)), one.want);
    }
}

TEST(CsvRead, StopsAtItsLimits) {
    const std::string text = "name,note\na,b\nc,d\n";
    EXPECT_EQ(mistakes(read(text, columns, {.bytes_max = 10})), ": csv_too_large");
    EXPECT_EQ(mistakes(read(text, columns, {.rows_max = 1})), "row 3: csv_too_large");
    EXPECT_EQ(mistakes(read("name,note\nlonger,b\n", columns, {.cell_bytes_max = 4})),
              "row 2: too_long");
    const auto many = read("name,note\n1\n2\n3\n4\n", columns, {.errors_max = 2});
    ASSERT_FALSE(many);
    EXPECT_EQ(many.error().fields.size(), 2U);
}

TEST(CsvRecord, ChecksCellsWithTheLimitsOfTheFieldTypes) {
    constexpr std::array<Column, 5> typed{{{"text"}, {"number"}, {"day"}, {"flag"}, {"more"}}};
    const auto table = read(
        "text,number,day,flag,more\n"
        "民政局,7,2026-11-23,是,\n"
        "长长长长,x,2026-02-30,perhaps,\"a\nb\"\n"
        ",,,,\n"
        "\"a\nb\",99999999999999999999,2026-1-1,0,x\n",
        typed);
    ASSERT_TRUE(table) << mistakes(table);
    std::vector<FieldError> errors;
    for (const Row& row : table->rows) {
        Record record{*table, row, errors};
        Text<1, 3> text;
        Int<1, 9> number;
        Day day{};
        bool flag = false;
        std::optional<Prose<1, 9>> more;
        record.set("text", text);
        record.set("number", number);
        record.set("day", day);
        record.set("flag", flag);
        record.set("more", more);
        if (row.number == 2) {
            EXPECT_EQ(text.value, "民政局");
            EXPECT_EQ(number.value, 7);
            EXPECT_EQ(text_of(day), "2026-11-23");
            EXPECT_TRUE(flag);
            EXPECT_FALSE(more);
        }
        if (row.number == 3) {
            EXPECT_EQ(more->value, "a\nb");
        }
    }
    std::vector<std::string> found;
    for (const auto& error : errors) found.push_back(error.place + ": " + error.code);
    EXPECT_EQ(found,
              (std::vector<std::string>{
                  "row 3, text: too_long", "row 3, number: not_whole", "row 3, day: bad_day",
                  "row 3, flag: not_in_list", "row 4, text: required", "row 4, number: required",
                  "row 4, day: required", "row 4, flag: required", "row 5, text: control_character",
                  "row 5, number: too_large", "row 5, day: bad_day"}));
}

std::string written(const Rows& rows) {
    Writer writer{columns};
    for (const auto& row : rows) writer.cell(row[0]).cell(row[1]).end_row();
    return writer.str();
}

TEST(CsvWriter, GuardsFormulasAndQuotesWhatNeedsIt) {
    EXPECT_EQ(written({{"=1+1", "a,b"}, {"-2", "say \"x\""}, {"＝1", "plain"}}),
              "\xEF\xBB\xBFname,note\r\n'=1+1,\"a,b\"\r\n'-2,\"say \"\"x\"\"\"\r\n'＝1,plain\r\n");
}

TEST(CsvWriter, WhatIsWrittenReadsBackTheSame) {
    const auto sign = rc::gen::element<std::string>("", "=", "+", "-", "@", "'", "\"", ",", "\n",
                                                    "\t", "＝", "民", "政", "a", "é", "😀", " ");
    const auto cell = rc::gen::map(rc::gen::container<std::vector<std::string>>(sign),
                                   [](const std::vector<std::string>& signs) {
                                       std::string text;
                                       for (const auto& one : signs) text += one;
                                       return text;
                                   });
    EXPECT_TRUE(rc::check("write then read is the identity", [&] {
        Rows rows;
        const auto count = *rc::gen::inRange(0, 8);
        for (int i = 0; i < count; ++i) rows.push_back({*cell, *cell});
        const auto table = read(written(rows), columns);
        RC_ASSERT(table.has_value());
        RC_ASSERT(cells_of(*table) == rows);
    }));
}

TEST(CsvWriter, NoCellOfOursStartsAFormula) {
    EXPECT_TRUE(rc::check("no cell starts a formula", [](const std::string& text) {
        Writer writer{std::span{columns}.first<1>()};
        writer.cell(text).end_row();
        std::string_view line = std::string_view(writer.str()).substr(3 + 6);
        if (line.starts_with('"')) line.remove_prefix(1);
        RC_ASSERT(!line.starts_with('=') && !line.starts_with('+') && !line.starts_with('@') &&
                  !line.starts_with('-') && !line.starts_with('\t'));
    }));
}

TEST(CsvRead, HostileSamplesAreStoredExactlyOrRefusedByName) {
    PINGYI_SHARED_FILE(injections, "data/badinput/csv_injection.txt");
    PINGYI_SHARED_FILE(stress, "data/badinput/utf8_stress_kuhn.bin");
    PINGYI_SHARED_FILE(naughty, "data/badinput/naughty_strings.json");
    std::istringstream lines{injections};
    Rows rows;
    for (std::string line; std::getline(lines, line);) {
        if (text::flaw_of(line, text::Lines::one) == text::Flaw::none) rows.push_back({line, "x"});
    }
    ASSERT_FALSE(rows.empty());
    const auto table = read(written(rows), columns);
    ASSERT_TRUE(table) << mistakes(table);
    EXPECT_EQ(cells_of(*table), rows);

    const auto hostile = read("name,note\n" + stress, columns);
    ASSERT_FALSE(hostile);
    EXPECT_FALSE(hostile.error().fields.empty());
    EXPECT_FALSE(read(naughty, columns));
}

}  // namespace
}  // namespace pingyi::csv
