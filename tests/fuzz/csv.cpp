// CSV: whatever is read can be written, and reads back the same.
#include "platform/csv/csv.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace pingyi;
    constexpr csv::Column columns[] = {{"a"}, {"b"}, {"c"}};
    const csv::Limits limits{.bytes_max = 4000, .rows_max = 100};
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const auto table = csv::read(text, columns, limits);
    if (!table) {
        fuzz::require(!table.error().fields.empty(), "a refusal without a named mistake");
        return 0;
    }
    std::vector<csv::Column> header;
    for (const auto& name : table->columns) header.push_back({name});
    csv::Writer writer{header};
    for (const csv::Row& row : table->rows) {
        for (const auto& cell : row.cells) writer.cell(cell);
        writer.end_row();
    }
    const auto again = csv::read(writer.str(), columns);
    fuzz::require(again.has_value(), "what was written is refused");
    fuzz::require(again->rows.size() == table->rows.size(), "a row was lost");
    for (std::size_t i = 0; i < table->rows.size(); ++i) {
        fuzz::require(again->rows[i].cells == table->rows[i].cells, "a cell changed");
    }
    return 0;
}
