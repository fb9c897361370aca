// Bodies as a table: the CSV layout that is imported and exported.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "modules/units/types.hpp"

namespace pingyi::units {

/// Columns code, name and class are required; name_en, short_name, short_name_en, other_names
/// (separated by "|"), parent and successor (codes), valid_from and valid_to (days) may be left
/// out, which keeps what is stored. At most import_rows_max rows.
/// errors   invalid_input with every mistake at "row 12, name" (platform/csv)
[[nodiscard]] Result<std::vector<Draft>> drafts_from_csv(std::string_view text, Instant now);
/// The whole register in the same layout; importing it changes nothing.
[[nodiscard]] std::string csv_of(const Register& all);

}  // namespace pingyi::units
