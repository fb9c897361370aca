// Reads the array twice: first for the names of the columns, then for the rows.
#include "modules/scoring/table_json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <map>
#include <optional>
#include <vector>

#include "kernel/text.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::scoring {
namespace {

namespace json = boost::json;

constexpr std::size_t rows_max = 2'000'000;
constexpr csv::Limits limits{};
constexpr std::size_t name_bytes_max = 200;

/// The columns of a table and, where they are known, its rows.
class Table {
public:
    explicit Table(std::optional<std::vector<std::string>> names) : is_written_{names} {
        if (!names) return;
        std::vector<csv::Column> columns;
        for (const std::string& name : *names) {
            numbers_.emplace(name, names_.size());
            columns.push_back({name});
            names_.push_back(name);
        }
        writer_.emplace(columns);
    }

    void begin_row() {
        ++rows_;
        cells_.assign(names_.size(), std::nullopt);
    }
    /// The code of what is wrong with a name; "" of nothing.
    std::string_view begin_cell(std::string name) {
        const auto flaw = text::flaw_of(name, text::Lines::one);
        if (flaw != text::Flaw::none) return csv::code_of(flaw);
        const auto [at, is_new] = numbers_.try_emplace(name, names_.size());
        if (is_new) {
            names_.push_back(std::move(name));
            cells_.emplace_back();
        }
        column_ = at->second;
        if (cells_[column_]) return "csv_double_column";
        cells_[column_].emplace();
        return names_.size() > limits.columns_max ? "csv_too_many_columns" : "";
    }
    void put(std::string_view content) {
        if (is_written_) cells_[column_] = content;
    }
    void end_row() {
        if (!is_written_) return;
        for (const auto& cell : cells_) writer_->cell(cell.value_or(""));
        writer_->end_row();
    }

    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
    [[nodiscard]] const std::string& name() const { return names_[column_]; }
    [[nodiscard]] std::string text() const { return writer_ ? writer_->str() : ""; }

private:
    bool is_written_;
    std::vector<std::string> names_;
    std::map<std::string, std::size_t, std::less<>> numbers_;
    std::optional<csv::Writer> writer_;
    std::vector<std::optional<std::string>> cells_;
    std::size_t column_ = 0;
    std::size_t rows_ = 0;
};

/// What the parser tells, one thing after the other; it stops at the first mistake.
struct Handler {
    // The parser refuses more than these; here the limits are those of a table.
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    explicit Handler(Table& of) : table{of} {}

    bool stop(json::error_code& code, std::string_view what, std::string limit = {}) {
        std::string place = table.rows() > 0 ? "row " + std::to_string(table.rows()) : "";
        if (is_in_cell) place += ", " + table.name();
        mistake = FieldError{std::move(place), std::string(what), std::move(limit)};
        code = json::error::exception;
        return false;
    }

    bool on_document_begin(json::error_code& /*code*/) { return true; }
    bool on_document_end(json::error_code& /*code*/) { return true; }
    bool on_array_begin(json::error_code& code) {
        if (is_in_list) {
            return stop(code, is_in_cell ? "scoring_json_not_flat" : "scoring_json_not_object");
        }
        is_in_list = true;
        return true;
    }
    bool on_array_end(std::size_t /*size*/, json::error_code& /*code*/) { return true; }
    bool on_object_begin(json::error_code& code) {
        if (!is_in_list) return stop(code, "scoring_json_not_list");
        if (is_in_cell) return stop(code, "scoring_json_not_flat");
        if (table.rows() == rows_max) {
            return stop(code, "csv_too_large", std::to_string(rows_max));
        }
        table.begin_row();
        return true;
    }
    bool on_object_end(std::size_t size, json::error_code& code) {
        if (size == 0) return stop(code, "required");
        table.end_row();
        return true;
    }
    bool on_key_part(json::string_view text, std::size_t /*size*/, json::error_code& /*code*/) {
        part.append(text.data(), text.size());
        return true;
    }
    bool on_key(json::string_view text, std::size_t size, json::error_code& code) {
        if (size > name_bytes_max) return stop(code, "too_long", std::to_string(name_bytes_max));
        const std::string_view wrong = table.begin_cell(whole(text));
        is_in_cell = wrong.empty() || wrong == "csv_double_column";
        if (wrong.empty()) return true;
        const bool has_limit = wrong == "csv_too_many_columns";
        return stop(code, wrong, has_limit ? std::to_string(limits.columns_max) : "");
    }
    bool on_string_part(json::string_view text, std::size_t /*size*/, json::error_code& /*code*/) {
        part.append(text.data(), text.size());
        return true;
    }
    bool on_string(json::string_view text, std::size_t size, json::error_code& code) {
        if (is_in_cell && size > limits.cell_bytes_max) {
            return stop(code, "too_long", std::to_string(limits.cell_bytes_max));
        }
        return end_cell(whole(text), code);
    }
    bool on_number_part(json::string_view text, json::error_code& /*code*/) {
        part.append(text.data(), text.size());
        return true;
    }
    bool on_int64(std::int64_t /*value*/, json::string_view text, json::error_code& code) {
        return end_cell(whole(text), code);
    }
    bool on_uint64(std::uint64_t /*value*/, json::string_view text, json::error_code& code) {
        return end_cell(whole(text), code);
    }
    bool on_double(double /*value*/, json::string_view text, json::error_code& code) {
        return end_cell(whole(text), code);
    }
    bool on_bool(bool /*value*/, json::error_code& code) {
        return is_in_cell ? stop(code, "scoring_json_true_false") : end_cell("", code);
    }
    bool on_null(json::error_code& code) { return end_cell("", code); }
    bool on_comment_part(json::string_view /*text*/, json::error_code& /*code*/) { return true; }
    bool on_comment(json::string_view /*text*/, json::error_code& /*code*/) { return true; }

    std::string whole(json::string_view last) {
        std::string text = std::move(part);
        part.clear();
        text.append(last.data(), last.size());
        return text;
    }
    bool end_cell(std::string_view content, json::error_code& code) {
        if (!is_in_list) return stop(code, "scoring_json_not_list");
        if (!is_in_cell) return stop(code, "scoring_json_not_object");
        table.put(content);
        is_in_cell = false;
        return true;
    }

    Table& table;
    bool is_in_list = false;
    bool is_in_cell = false;
    std::string part;  ///< of a text that comes in pieces
    std::optional<FieldError> mistake;
};

Result<> read(std::string_view text, Table& table) {
    constexpr std::size_t depth_max = 3;
    json::parse_options options;
    options.max_depth = depth_max;
    json::basic_parser<Handler> parser{options, table};
    json::error_code code;
    const std::size_t end = parser.write_some(false, text.data(), text.size(), code);
    if (auto& mistake = parser.handler().mistake) {
        return fail_fields({std::move(*mistake)}, "csv.invalid");
    }
    if (code || end < text.size()) {
        return fail_fields({{"", "malformed_json", std::to_string(end)}}, "csv.invalid");
    }
    return {};
}

}  // namespace

Result<std::string> table_of_json(std::string_view json) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (json.starts_with(byte_order_mark)) json.remove_prefix(byte_order_mark.size());
    if (!csv::check_encoding(json)) {
        return fail_fields({{"", "scoring_json_not_utf8", {}}}, "csv.invalid");
    }
    Table names{std::nullopt};
    CHECK_OK(read(json, names));
    if (names.rows() == 0) return std::string{};
    Table table{names.names()};
    CHECK_OK(read(json, table));
    return table.text();
}

std::string place_in_json(std::string_view place) {
    constexpr std::string_view row = "row ";
    if (!place.starts_with(row)) return std::string(place);
    const std::string_view rest = place.substr(row.size());
    std::size_t number = 0;
    const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    std::string_view column = rest.substr(static_cast<std::size_t>(read.ptr - rest.data()));
    if (number > 1) return std::string(row) + std::to_string(number - 1) + std::string(column);
    if (column.starts_with(", ")) column.remove_prefix(2);
    return std::string(column);
}

}  // namespace pingyi::scoring
