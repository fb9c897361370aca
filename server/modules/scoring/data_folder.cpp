// The tables of a folder: CSV, or JSON that becomes CSV.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <span>

#include "modules/scoring/cells.hpp"
#include "modules/scoring/data.hpp"
#include "modules/scoring/data_tables.hpp"
#include "modules/scoring/groups.hpp"
#include "modules/scoring/table_json.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::scoring {
namespace {

/// Small tables of a folder; some were brought as JSON.
struct Found {
    Tables tables;
    std::vector<std::string> of_json;  ///< "survey.csv", which was made of survey.json
};

Result<std::optional<std::string>> content_of(const std::filesystem::path& folder,
                                              const std::string& name) {
    TRY(is_file, is_table_in(folder, name));
    if (!is_file) return std::nullopt;
    std::error_code failure;
    const auto size = std::filesystem::file_size(folder / name, failure);
    if (!failure && size > small_table_bytes_max) {
        return fail(ErrorKind::invalid_input, "scoring.table_too_large", name);
    }
    std::ifstream stream(folder / name, std::ios::binary);
    if (failure || !stream) {
        return fail(ErrorKind::unavailable, "scoring.file_unreadable", name);
    }
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

/// Puts `code`.csv, or what `code`.json makes of it, among the tables.
Result<> find_table(const std::filesystem::path& folder, const std::string& code, bool is_small,
                    Found& found) {
    const std::string as_csv = code + ".csv";
    const std::string as_json = code + ".json";
    TRY(json, content_of(folder, as_json));
    TRY(has_csv, is_table_in(folder, as_csv));
    if (json && has_csv) {
        return fail(ErrorKind::invalid_input, "scoring.table_twice", as_csv + ", " + as_json);
    }
    if (json) {
        auto made = table_of_json(*json);
        if (!made) return std::unexpected(csv::in_file(std::move(made).error(), as_json));
        found.of_json.push_back(as_csv);
        const bool has_none = made->empty() && as_csv == events_file;
        found.tables[as_csv] = has_none ? std::string(no_events) : std::move(*made);
    } else if (has_csv && is_small) {
        TRY(text, content_of(folder, as_csv));
        if (text) found.tables[as_csv] = std::move(*text);
    }
    return {};
}

Result<Found> found_in(const Scheme& scheme, const std::filesystem::path& folder) {
    Found found;
    std::vector<std::string> names;
    for (const std::string_view name : {groups_file, covariances_file, pairs_file, withheld_file}) {
        names.emplace_back(name);
    }
    CHECK_OK(find_table(folder, "units", true, found));
    CHECK_OK(find_table(folder, "events", true, found));
    for (const Measure& measure : scheme.measures) {
        const bool has_ballots = measure.kind == MeasureKind::ballots;
        CHECK_OK(find_table(folder, measure.code, !has_ballots, found));
        if (has_ballots) names.insert(names.end(), {cells_file(measure), strata_file(measure)});
    }
    for (const std::string& name : names) {
        TRY(text, content_of(folder, name));
        if (text) found.tables[name] = std::move(*text);
    }
    return found;
}

/// Mistakes of a table that was JSON, at its own places.
Error named_as_brought(Error error, std::span<const std::string> of_json) {
    for (FieldError& field : error.fields) {
        const std::size_t end = field.place.find(": ");
        const std::string file = field.place.substr(0, end);
        if (std::ranges::find(of_json, file) == of_json.end()) continue;
        const std::string rest =
            end == std::string::npos ? "" : place_in_json(field.place.substr(end + 2));
        field.place = file.substr(0, file.size() - std::string_view{"csv"}.size()) + "json";
        if (!rest.empty()) field.place += ": " + rest;
    }
    return error;
}

}  // namespace

Result<bool> is_table_in(const std::filesystem::path& folder, const std::string& name) {
    std::error_code failure;
    const auto status = std::filesystem::status(folder / name, failure);
    if (!std::filesystem::exists(status)) return false;
    if (std::filesystem::is_regular_file(status)) return true;
    return fail(ErrorKind::invalid_input, "scoring.not_a_file", name);
}

Result<Data> read_data(const Scheme& scheme, const std::filesystem::path& folder) {
    TRY(found, found_in(scheme, folder));
    auto data = read_tables(scheme, found.tables, &folder);
    if (!data) return std::unexpected(named_as_brought(std::move(data).error(), found.of_json));
    return data;
}

Result<Tables> small_tables_in(const Scheme& scheme, const std::filesystem::path& folder) {
    TRY(found, found_in(scheme, folder));
    return std::move(found.tables);
}

}  // namespace pingyi::scoring
