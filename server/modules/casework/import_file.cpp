#include "modules/casework/import_file.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <zlib.h>

#include "kernel/text.hpp"

namespace pingyi::casework {
namespace {

namespace json = boost::json;

constexpr csv::Limits limits{.bytes_max = import_bytes_max,
                             .rows_max = import_rows_max,
                             .cell_bytes_max = 200'000,
                             .errors_max = import_errors_max};
constexpr std::size_t json_depth_max = 8;
constexpr std::size_t columns_max = 500;

bool is_json(std::string_view content) {
    const std::size_t first = content.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    return first != std::string_view::npos && content[first] == '[';
}

Result<json::array> parsed(std::string_view content) {
    if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
    json::parse_options options;
    options.max_depth = json_depth_max;
    json::error_code problem;
    json::value value = json::parse(content, problem, {}, options);
    if (problem || !value.is_array()) {
        return fail_fields({{"", "import_bad_json", {}}}, "csv.invalid");
    }
    if (value.as_array().size() > import_rows_max) {
        return fail_fields({{"", "csv_too_large", std::to_string(import_rows_max)}}, "csv.invalid");
    }
    if (value.as_array().empty()) return fail_fields({{"", "csv_empty", {}}}, "csv.invalid");
    return std::move(value.as_array());
}

/// One object as a row, its mistakes told.
csv::Row row_of(const json::value& item, std::size_t number,
                const std::vector<std::string>& columns, std::vector<FieldError>& errors) {
    csv::Row row{number, std::vector<std::string>(columns.size())};
    if (!item.is_object()) {
        errors.push_back({"row " + std::to_string(number), "import_not_object", {}});
        return row;
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const json::value* cell = item.as_object().if_contains(columns[i]);
        if (cell == nullptr || cell->is_null()) continue;
        if (cell->is_structured()) {
            errors.push_back({csv::place_of(number, columns[i]), "import_not_text", {}});
            continue;
        }
        auto text = text::normalised(cell->is_string() ? std::string(cell->as_string())
                                                       : json::serialize(*cell));
        if (!text || text::flaw_of(*text, text::Lines::many) != text::Flaw::none) {
            errors.push_back({csv::place_of(number, columns[i]), "control_character", {}});
        } else if (text->size() > limits.cell_bytes_max) {
            errors.push_back({csv::place_of(number, columns[i]), "too_long",
                              std::to_string(limits.cell_bytes_max)});
        } else {
            row.cells[i] = std::move(*text);
        }
    }
    return row;
}

Result<csv::Table> table_of_json(std::string_view content, const ImportMapping& mapping) {
    TRY(items, parsed(content));
    csv::Table table{mapping.columns(), {}};
    std::vector<FieldError> errors;
    for (const json::value& item : items) {
        if (errors.size() >= import_errors_max) break;
        table.rows.push_back(row_of(item, table.rows.size() + 1, table.columns, errors));
    }
    if (!errors.empty()) return fail_fields(std::move(errors), "csv.invalid");
    return table;
}

/// The keys of the first objects: enough to tell layouts apart.
Result<std::set<std::string>> keys_of(std::string_view content) {
    TRY(items, parsed(content));
    std::set<std::string> keys;
    for (std::size_t i = 0; i < std::min<std::size_t>(items.size(), 100); ++i) {
        if (!items[i].is_object()) continue;
        for (const auto& entry : items[i].as_object()) {
            if (keys.size() < columns_max) keys.insert(std::string(entry.key()));
        }
    }
    return keys;
}

std::vector<std::string> missing_of(const ImportMapping& mapping,
                                    const std::set<std::string>& present) {
    std::vector<std::string> missing;
    for (std::string& column : mapping.columns()) {
        if (!present.contains(column)) missing.push_back(std::move(column));
    }
    return missing;
}

std::vector<std::string> unknown_to(const ImportMapping& mapping,
                                    const std::set<std::string>& present) {
    std::vector<std::string> known = mapping.columns();
    known.insert(known.end(), mapping.ignored.begin(), mapping.ignored.end());
    std::vector<std::string> unknown;
    for (const std::string& column : present) {
        if (std::ranges::find(known, column) == known.end()) unknown.push_back(column);
    }
    return unknown;
}

}  // namespace

Result<std::string> unpacked(std::string content, std::size_t most) {
    if (!content.starts_with("\x1F\x8B")) {
        if (content.size() <= most) return content;
        return fail(ErrorKind::invalid_input, "casework.import_too_large", std::to_string(most));
    }
    z_stream stream{};
    constexpr int gzip_window = 15 + 16;
    if (inflateInit2(&stream, gzip_window) != Z_OK) {
        return fail(ErrorKind::unavailable, "casework.import_bad_gzip");
    }
    stream.next_in = reinterpret_cast<Bytef*>(content.data());
    stream.avail_in = static_cast<uInt>(content.size());
    std::string out;
    int state = Z_OK;
    while (state == Z_OK && out.size() <= most) {
        const std::size_t before = out.size();
        out.resize(before + 1'048'576);
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
        stream.avail_out = static_cast<uInt>(out.size() - before);
        state = inflate(&stream, Z_NO_FLUSH);
        out.resize(out.size() - stream.avail_out);
        if (state == Z_STREAM_END && stream.avail_in > 0) state = inflateReset(&stream);
        if (state == Z_OK && stream.avail_in == 0 && out.size() == before) break;
    }
    inflateEnd(&stream);
    if (out.size() > most) {
        return fail(ErrorKind::invalid_input, "casework.import_too_large", std::to_string(most));
    }
    if (state != Z_STREAM_END) {
        return fail(ErrorKind::invalid_input, "casework.import_bad_gzip");
    }
    return out;
}

Result<ImportMapping> mapping_for(std::string_view content) {
    std::set<std::string> present;
    if (is_json(content)) {
        TRY(keys, keys_of(content));
        present = std::move(keys);
    } else {
        TRY(names, csv::header(content, limits));
        present = {names.begin(), names.end()};
    }
    std::vector<FieldError> nearest;
    for (const ShippedMapping& shipped : shipped_mappings()) {
        TRY(mapping, mapping_from_yaml(std::string(shipped.yaml)));
        std::vector<FieldError> mistakes;
        for (const std::string& column : missing_of(mapping, present)) {
            mistakes.push_back({csv::place_of(1, column), "csv_missing_column", {}});
        }
        if (!is_json(content)) {
            for (const std::string& column : unknown_to(mapping, present)) {
                mistakes.push_back(
                    {csv::place_of(1, text::shortened(column, 64)), "csv_unknown_column", {}});
            }
        }
        if (mistakes.empty()) return mapping;
        if (nearest.empty() || mistakes.size() < nearest.size()) nearest = std::move(mistakes);
    }
    return fail_fields(std::move(nearest), "casework.import_unknown_layout");
}

Result<csv::Table> table_of(std::string_view content, const ImportMapping& mapping) {
    if (is_json(content)) return table_of_json(content, mapping);
    const std::vector<std::string> read = mapping.columns();
    std::vector<csv::Column> columns;
    for (const std::string& name : read) columns.push_back({name, true});
    for (const std::string& name : mapping.ignored) columns.push_back({name, false});
    return csv::read(content, columns, limits);
}

}  // namespace pingyi::casework
