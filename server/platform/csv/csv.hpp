// Tables as people exchange them: CSV as RFC 4180 has it, checked cell by cell, safe to open in a
// spreadsheet.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/fields.hpp"
#include "kernel/result.hpp"
#include "kernel/text.hpp"
#include "kernel/time.hpp"

namespace pingyi::csv {

struct Limits {
    std::size_t bytes_max = 8'000'000;
    std::size_t rows_max = 10'000;  ///< without the header
    std::size_t cell_bytes_max = 32'000;
    std::size_t columns_max = 4'000;
    std::size_t errors_max = 200;  ///< mistakes reported; reading stops there
};

/// A column that a table may have. Every other name is refused, a required one must be there.
struct Column {
    std::string_view name;
    bool required = false;
};

struct Row {
    std::size_t number = 0;          ///< as a spreadsheet counts: the header is row 1
    std::vector<std::string> cells;  ///< as many as the table has columns; NFC, breaks are "\n"
};

struct Table {
    std::vector<std::string> columns;
    std::vector<Row> rows;
};

/// Reads a whole table. A byte-order mark is dropped; rows end in LF, CRLF or CR; quoted cells may
/// hold breaks, commas and doubled quotes; empty lines are passed over; the formula guard of
/// `Writer` is undone.
/// errors   invalid_input csv.invalid, with every mistake at "row 12, name", "row 12" or
///          "row 1, name" for the header: csv_too_large (limit: bytes or rows), bad_utf8,
///          control_character, direction_override, too_long, csv_open_quote, csv_stray_quote,
///          csv_cell_count, csv_too_many_columns, csv_unknown_column, csv_missing_column,
///          csv_double_column, csv_empty; those of check_encoding alone where they hold
[[nodiscard]] Result<Table> read(std::string_view text, std::span<const Column> columns,
                                 const Limits& limits = {});

/// The names of the first row, trimmed, for callers that know more than one layout.
/// errors   invalid_input csv.invalid: csv_too_large, csv_empty, csv_open_quote, csv_stray_quote,
///          too_long, csv_unknown_column (unfit to show)
[[nodiscard]] Result<std::vector<std::string>> header(std::string_view text,
                                                      const Limits& limits = {});

/// What a file is that is not UTF-8, as far as that is certain enough to say.
/// errors   invalid_input csv.invalid: csv_utf16, csv_gb18030
[[nodiscard]] Result<> check_encoding(std::string_view text);

/// The field code of a flaw: bad_utf8, control_character, direction_override; "" of none.
[[nodiscard]] std::string_view code_of(text::Flaw flaw);

/// A cell without the formula guard of `Writer`.
[[nodiscard]] std::string_view unguarded(std::string_view cell);

/// "row 12, name".
[[nodiscard]] std::string place_of(std::size_t row, std::string_view column);
/// The same error with the name of the file in front of every place: "votes.csv: row 12, weight".
[[nodiscard]] Error in_file(Error error, std::string_view file);

/// Typed reading of one row under the limits of kernel/fields, so that CSV and JSON have the same
/// ones. Mistakes are collected, so that one answer names them all. A column that the table lacks
/// reads as empty; an empty cell leaves an optional absent and is `required` for anything else
/// whose smallest length is above 0.
class Record {
public:
    Record(const Table& table, const Row& row, std::vector<FieldError>& errors)
        : table_{&table}, row_{&row}, errors_{&errors} {}

    [[nodiscard]] std::string_view cell(std::string_view column) const;
    [[nodiscard]] bool has(std::string_view column) const { return !cell(column).empty(); }
    void mistake(std::string_view column, std::string_view code, std::string limit = {});

    template <std::int64_t Min, std::int64_t Max, const Pattern* pattern>
    void set(std::string_view column, Text<Min, Max, pattern>& out) {
        set_text(column, out.value, {Min, Max, false, pattern});
    }
    template <std::int64_t Min, std::int64_t Max>
    void set(std::string_view column, Prose<Min, Max>& out) {
        set_text(column, out.value, {Min, Max, true, nullptr});
    }
    template <std::int64_t Min, std::int64_t Max>
    void set(std::string_view column, Int<Min, Max>& out) {
        set_number(column, out.value, Min, Max);
    }
    void set(std::string_view column, Day& out);
    /// "1", "true", "yes", "是" or "0", "false", "no", "否".
    void set(std::string_view column, bool& out);
    template <class T>
    void set(std::string_view column, std::optional<T>& out) {
        out.reset();
        if (has(column)) set(column, out.emplace());
    }

private:
    struct Bounds {
        std::int64_t min, max;
        bool lines;
        const Pattern* pattern;
    };
    void set_text(std::string_view column, std::string& out, const Bounds& bounds);
    void set_number(std::string_view column, std::int64_t& out, std::int64_t min, std::int64_t max);
    const Table* table_;
    const Row* row_;
    std::vector<FieldError>* errors_;
};

/// Writes a table with CRLF and a byte-order mark (without it spreadsheets read Chinese wrongly).
/// Formula guard: a cell that a spreadsheet would run (it begins with = + - @ in either width, a
/// tab or a break) gets an apostrophe in front; so does one whose apostrophe the reader would take
/// for a guard. `read` undoes it, so a table comes back as it was written.
class Writer {
public:
    explicit Writer(std::span<const Column> columns);
    Writer& cell(std::string_view content);
    Writer& cell(std::int64_t number);
    Writer& cell(const std::optional<Day>& day);
    /// aborts when the row has not as many cells as the header
    Writer& end_row();
    [[nodiscard]] const std::string& str() const { return out_; }

private:
    void put(std::string_view content);
    std::string out_;
    std::size_t columns_;
    std::size_t cells_ = 0;
};

}  // namespace pingyi::csv
