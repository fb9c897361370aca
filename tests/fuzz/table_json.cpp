// Tables as JSON: whatever is accepted is a table that can be read, with a row for each object.
#include "modules/scoring/table_json.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "platform/csv/csv.hpp"
#include "require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace pingyi;
    const std::string_view json(reinterpret_cast<const char*>(bytes), size);
    const auto table = scoring::table_of_json(json);
    if (!table) {
        fuzz::require(table.error().fields.size() == 1, "a refusal without its mistake");
        return 0;
    }
    if (table->empty()) return 0;
    const auto names = csv::header(*table);
    if (!names) return 0;  // a name too long for a cell
    std::vector<csv::Column> columns;
    for (const std::string& name : *names) columns.push_back({name});
    const auto rows = csv::read(*table, columns);
    if (rows) {
        fuzz::require(!rows->rows.empty(), "the rows were lost");
        return 0;
    }
    for (const FieldError& mistake : rows.error().fields) {
        fuzz::require(mistake.code != "csv_cell_count" && mistake.code != "csv_stray_quote" &&
                          mistake.code != "csv_open_quote",
                      "the table that was made is none");
    }
    return 0;
}
