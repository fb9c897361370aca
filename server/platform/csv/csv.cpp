// The CSV reader, the typed reading of rows, and the writer with its formula guard.
#include "platform/csv/csv.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <utility>

#include "kernel/text.hpp"

namespace pingyi::csv {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
/// What makes a spreadsheet run a cell; the full-width signs do so under East Asian locales.
constexpr std::array<std::string_view, 11> formula_starts{"=",  "+",  "-",  "@",  "\t", "\r",
                                                          "\n", "＝", "＋", "－", "＠"};

bool starts_formula(std::string_view content) {
    return std::ranges::any_of(formula_starts,
                               [&](auto start) { return content.starts_with(start); });
}
/// After an apostrophe the reader takes these for guarded content.
bool may_be_guarded(std::string_view content) {
    return content.starts_with('\'') || starts_formula(content);
}
bool needs_guard(std::string_view content) {
    return starts_formula(content) ||
           (content.starts_with('\'') && may_be_guarded(content.substr(1)));
}

/// Splits the text into rows of cells; knows quotes and breaks, nothing of columns.
class Splitter {
public:
    Splitter(std::string_view text, const Limits& limits, std::vector<FieldError>& errors)
        : rest_{text}, limits_{limits}, errors_{errors} {}

    /// The next row that is not an empty line; false at the end or when reading cannot go on.
    bool next(Row& row) {
        while (!rest_.empty()) {
            ++number_;
            if (skip_break()) continue;
            row.cells.clear();
            row.number = number_;
            return read_row(row);
        }
        return false;
    }

private:
    bool read_row(Row& row) {
        while (true) {
            const bool quoted = rest_.starts_with('"');
            std::string cell;
            if (quoted ? !read_quoted(cell) : !read_plain(cell)) return false;
            cell.erase(0, cell.size() - unguarded(cell).size());
            row.cells.push_back(std::move(cell));
            if (row.cells.size() > limits_.columns_max) {
                return stop("csv_too_many_columns", std::to_string(limits_.columns_max));
            }
            if (rest_.empty() || skip_break()) return true;
            rest_.remove_prefix(1);  // the comma
            if (rest_.empty()) {
                row.cells.emplace_back();
                return true;
            }
        }
    }

    bool skip_break() {
        const bool carriage_return = rest_.starts_with('\r');
        if (carriage_return) rest_.remove_prefix(1);
        const bool line_feed = rest_.starts_with('\n');
        if (line_feed) rest_.remove_prefix(1);
        return carriage_return || line_feed;
    }

    bool read_plain(std::string& cell) {
        const std::size_t end = std::min(rest_.find_first_of(",\r\n\""), rest_.size());
        if (end < rest_.size() && rest_[end] == '"') return stop("csv_stray_quote");
        cell = rest_.substr(0, end);
        rest_.remove_prefix(end);
        return fits(cell);
    }

    bool read_quoted(std::string& cell) {
        rest_.remove_prefix(1);
        while (true) {
            const std::size_t end = rest_.find('"');
            if (end == std::string_view::npos) return stop("csv_open_quote");
            cell += rest_.substr(0, end);
            rest_.remove_prefix(end + 1);
            if (!fits(cell)) return false;
            if (!rest_.starts_with('"')) break;
            cell += '"';
            rest_.remove_prefix(1);
        }
        if (rest_.empty() || std::string_view(",\r\n").contains(rest_.front())) return true;
        return stop("csv_stray_quote");
    }

    bool fits(const std::string& cell) {
        if (cell.size() <= limits_.cell_bytes_max) return true;
        return stop("too_long", std::to_string(limits_.cell_bytes_max));
    }
    /// After such a mistake nobody can say where the next row begins.
    bool stop(std::string_view code, std::string limit = {}) {
        errors_.push_back({"row " + std::to_string(number_), std::string(code), std::move(limit)});
        return false;
    }

    std::string_view rest_;
    const Limits& limits_;
    std::vector<FieldError>& errors_;
    std::size_t number_ = 0;
};

void check_header(Row& header, std::span<const Column> columns, const Limits& limits,
                  std::vector<FieldError>& errors) {
    const auto report = [&](std::string_view column, std::string_view code) {
        errors.push_back({place_of(1, text::shortened(column, 64)), std::string(code), {}});
    };
    for (std::string& name : header.cells) {
        if (errors.size() >= limits.errors_max) return;
        name = text::trimmed(name);
        const auto flaw = text::flaw_of(name, text::Lines::one);
        if (flaw == text::Flaw::not_utf8) {
            errors.push_back({"row 1", "bad_utf8", {}});
        } else if (flaw != text::Flaw::none) {
            errors.push_back({"row 1", "csv_unknown_column", {}});
        } else if (std::ranges::find(columns, name, &Column::name) == columns.end()) {
            report(name, "csv_unknown_column");
        } else if (std::ranges::count(header.cells, name) > 1) {
            report(name, "csv_double_column");
        }
    }
    for (const Column& column : columns) {
        if (column.required && std::ranges::find(header.cells, column.name) == header.cells.end()) {
            report(column.name, "csv_missing_column");
        }
    }
}

/// Normalises the cells of a row and reports what is unfit to store.
void check_row(const Table& table, Row& row, std::vector<FieldError>& errors) {
    if (row.cells.size() != table.columns.size()) {
        errors.push_back({"row " + std::to_string(row.number), "csv_cell_count",
                          std::to_string(table.columns.size())});
        return;
    }
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        auto normal = text::normalised(row.cells[i]);
        const auto flaw = normal ? text::flaw_of(*normal, text::Lines::many) : text::Flaw::not_utf8;
        if (flaw == text::Flaw::none) {
            row.cells[i] = std::move(*normal);
        } else {
            errors.push_back(
                {place_of(row.number, table.columns[i]), std::string(code_of(flaw)), {}});
        }
    }
}

/// The text without its byte-order mark.
Result<std::string_view> within_limits(std::string_view text, const Limits& limits) {
    if (text.size() > limits.bytes_max) {
        return fail_fields({{"", "csv_too_large", std::to_string(limits.bytes_max)}},
                           "csv.invalid");
    }
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    return text;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {  // a line at a time: a carriage return is a flaw, too
        const std::size_t end = std::min(text.find_first_of("\r\n"), text.size() - 1);
        const std::string_view line = text.substr(0, end + 1);
        if (text::flaw_of(line, text::Lines::many) == text::Flaw::not_utf8) return false;
        text.remove_prefix(line.size());
    }
    return true;
}

/// Of two octets, or of four whose second is a digit; nothing else stands outside ASCII.
bool is_gb18030(std::string_view text) {
    const auto at = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto is_lead = [](unsigned octet) { return octet >= 0x81U && octet <= 0xFEU; };
    const auto is_digit = [](unsigned octet) { return octet >= '0' && octet <= '9'; };
    const auto octets_at = [&](std::size_t i) -> std::size_t {
        const unsigned next = at(i + 1);
        if (at(i) < 0x80U) return 1;
        const bool is_of_two = next >= 0x40U && next <= 0xFEU && next != 0x7FU;
        if (is_lead(at(i)) && is_of_two) return 2;
        const bool is_of_four = is_digit(next) && is_lead(at(i + 2)) && is_digit(at(i + 3));
        return is_lead(at(i)) && is_of_four ? 4 : 0;
    };
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t octets = octets_at(i);
        if (octets == 0) return false;
        i += octets;
    }
    return true;
}

bool is_utf16(std::string_view text) {
    constexpr std::size_t two_letters = 4;
    return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
           text.substr(0, two_letters).contains('\0');
}

/// A file in another encoding is one mistake, not one in every row.
std::unexpected<Error> refused(std::string_view text, std::vector<FieldError> errors) {
    CHECK_OK(check_encoding(text));
    return fail_fields(std::move(errors), "csv.invalid");
}

Result<Row> first_row(Splitter& splitter, std::vector<FieldError>& errors) {
    Row row;
    if (splitter.next(row)) return row;
    if (errors.empty()) errors.push_back({"", "csv_empty", {}});
    return fail_fields(std::move(errors), "csv.invalid");
}

/// The names of a header, trimmed.
Result<std::vector<std::string>> names_of(Row row) {
    for (std::string& name : row.cells) {
        name = std::string(text::trimmed(name));
        const auto flaw = text::flaw_of(name, text::Lines::one);
        if (flaw == text::Flaw::none) continue;
        const bool is_text = flaw != text::Flaw::not_utf8;
        return fail_fields({{"row 1", is_text ? "csv_unknown_column" : "bad_utf8", {}}},
                           "csv.invalid");
    }
    return std::move(row.cells);
}

}  // namespace

Result<> check_encoding(std::string_view text) {
    if (is_utf16(text)) return fail_fields({{"", "csv_utf16", {}}}, "csv.invalid");
    if (!is_gb18030(text) || is_utf8(text)) return {};
    return fail_fields({{"", "csv_gb18030", {}}}, "csv.invalid");
}

std::string_view code_of(text::Flaw flaw) {
    switch (flaw) {
        case text::Flaw::not_utf8: return "bad_utf8";
        case text::Flaw::control_character: return "control_character";
        case text::Flaw::direction_override: return "direction_override";
        case text::Flaw::none: break;
    }
    return {};
}

std::string_view unguarded(std::string_view cell) {
    const bool has_guard = cell.starts_with('\'') && may_be_guarded(cell.substr(1));
    return has_guard ? cell.substr(1) : cell;
}

std::string place_of(std::size_t row, std::string_view column) {
    return "row " + std::to_string(row) + ", " + std::string(column);
}

Error in_file(Error error, std::string_view file) {
    for (FieldError& field : error.fields) {
        const std::string place = std::exchange(field.place, std::string(file));
        if (!place.empty()) field.place += ": " + place;
    }
    return error;
}

Result<std::vector<std::string>> header(std::string_view text, const Limits& limits) {
    TRY(plain, within_limits(text, limits));
    std::vector<FieldError> errors;
    Splitter splitter{plain, limits, errors};
    auto row = first_row(splitter, errors);
    if (!row) return refused(plain, std::move(row).error().fields);
    auto names = names_of(std::move(*row));
    if (!names) return refused(plain, std::move(names).error().fields);
    return names;
}

Result<Table> read(std::string_view text, std::span<const Column> columns, const Limits& limits) {
    TRY(plain, within_limits(text, limits));
    std::vector<FieldError> errors;
    Splitter splitter{plain, limits, errors};
    auto first = first_row(splitter, errors);
    if (!first) return refused(plain, std::move(first).error().fields);
    Row row = std::move(*first);
    check_header(row, columns, limits, errors);
    if (!errors.empty()) return refused(plain, std::move(errors));

    Table table{std::move(row.cells), {}};
    row = {};
    while (errors.size() < limits.errors_max && splitter.next(row)) {
        if (table.rows.size() == limits.rows_max) {
            errors.push_back({"row " + std::to_string(row.number), "csv_too_large",
                              std::to_string(limits.rows_max)});
            break;
        }
        check_row(table, row, errors);
        table.rows.push_back(std::move(row));
        row = {};
    }
    if (!errors.empty()) return refused(plain, std::move(errors));
    return table;
}

std::string_view Record::cell(std::string_view column) const {
    const auto found = std::ranges::find(table_->columns, column);
    if (found == table_->columns.end()) return {};
    const auto index = static_cast<std::size_t>(found - table_->columns.begin());
    return text::trimmed(row_->cells[index]);
}

void Record::mistake(std::string_view column, std::string_view code, std::string limit) {
    errors_->push_back({place_of(row_->number, column), std::string(code), std::move(limit)});
}

void Record::set_text(std::string_view column, std::string& out, const Bounds& bounds) {
    const std::string_view value = cell(column);
    const auto flaw = text::flaw_of(value, bounds.lines ? text::Lines::many : text::Lines::one);
    if (flaw != text::Flaw::none) return mistake(column, code_of(flaw));
    const auto length = static_cast<std::int64_t>(text::length(value));
    if (length == 0 && bounds.min > 0) return mistake(column, "required");
    if (length < bounds.min) return mistake(column, "too_short", std::to_string(bounds.min));
    if (length > bounds.max) return mistake(column, "too_long", std::to_string(bounds.max));
    if (bounds.pattern != nullptr && !bounds.pattern->matches(value)) {
        return mistake(column, bounds.pattern->code);
    }
    out = value;
}

void Record::set_number(std::string_view column, std::int64_t& out, std::int64_t min,
                        std::int64_t max) {
    const std::string_view digits = cell(column);
    if (digits.empty()) return mistake(column, "required");
    std::int64_t value = 0;
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (problem == std::errc::invalid_argument || end != digits.data() + digits.size()) {
        return mistake(column, "not_whole");
    }
    if (problem == std::errc::result_out_of_range) {
        return digits.starts_with('-') ? mistake(column, "too_small", std::to_string(min))
                                       : mistake(column, "too_large", std::to_string(max));
    }
    if (value < min) return mistake(column, "too_small", std::to_string(min));
    if (value > max) return mistake(column, "too_large", std::to_string(max));
    out = value;
}

void Record::set(std::string_view column, Day& out) {
    const std::string_view value = cell(column);
    if (value.empty()) return mistake(column, "required");
    const auto day = day_from(value);
    if (!day) return mistake(column, "bad_day");
    out = *day;
}

void Record::set(std::string_view column, bool& out) {
    constexpr std::array<std::string_view, 4> yes{"1", "true", "yes", "是"};
    constexpr std::array<std::string_view, 4> no{"0", "false", "no", "否"};
    const std::string value = text::folded(cell(column));
    if (value.empty()) return mistake(column, "required");
    const bool is_yes = std::ranges::find(yes, value) != yes.end();
    if (!is_yes && std::ranges::find(no, value) == no.end()) {
        return mistake(column, "not_in_list", "true, false");
    }
    out = is_yes;
}

Writer::Writer(std::span<const Column> columns) : out_{byte_order_mark}, columns_{columns.size()} {
    for (const Column& column : columns) put(column.name);
    end_row();
}

void Writer::put(std::string_view content) {
    if (cells_++ > 0) out_ += ',';
    // A lone empty cell would read as an empty line.
    const bool quote =
        content.empty() || content.find_first_of(",\"\r\n") != std::string_view::npos;
    if (!quote) {
        out_ += content;
        return;
    }
    out_ += '"';
    for (const char c : content) {
        if (c == '"') out_ += '"';
        out_ += c;
    }
    out_ += '"';
}

Writer& Writer::cell(std::string_view content) {
    put(needs_guard(content) ? "'" + std::string(content) : std::string(content));
    return *this;
}

Writer& Writer::cell(std::int64_t number) {
    put(std::to_string(number));
    return *this;
}

Writer& Writer::cell(const std::optional<Day>& day) {
    put(day ? text_of(*day) : std::string());
    return *this;
}

Writer& Writer::end_row() {
    if (cells_ != columns_) std::abort();
    out_ += "\r\n";
    cells_ = 0;
    return *this;
}

}  // namespace pingyi::csv
