// A file of letters as a checked table: plain or gzip, CSV or JSON, with limits on all of it.
#pragma once

#include <string>
#include <string_view>

#include "modules/casework/import_mapping.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::casework {

inline constexpr std::size_t import_bytes_max = 128 * 1024 * 1024;  ///< after unpacking
inline constexpr std::size_t import_rows_max = 200'000;
inline constexpr std::size_t import_errors_max = 1'000;  ///< mistakes told of one file

/// The content of a gzip file, or the content itself when it is none.
/// errors   invalid_input casework.import_bad_gzip, casework.import_too_large (more than `most`)
[[nodiscard]] Result<std::string> unpacked(std::string content,
                                           std::size_t most = import_bytes_max);

/// The shipped mapping whose columns the file has: for CSV exactly, for JSON most of them.
/// errors   invalid_input casework.import_unknown_layout with what the nearest one misses;
///          csv.invalid; those of `table_of`
[[nodiscard]] Result<ImportMapping> mapping_for(std::string_view content);

/// The columns that the mapping reads. JSON is an array of objects, where an absent key is an empty
/// cell, a row is the number of the object, and keys that the mapping does not name are passed
/// over. errors   invalid_input csv.invalid (see csv::read), for JSON import_bad_json,
/// import_not_object,
///          import_not_text
[[nodiscard]] Result<csv::Table> table_of(std::string_view content, const ImportMapping& mapping);

}  // namespace pingyi::casework
