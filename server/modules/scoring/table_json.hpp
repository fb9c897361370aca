// A table as JSON: an array of flat objects, each a row. It becomes the CSV that is read.
#pragma once

#include <string>
#include <string_view>

#include "kernel/result.hpp"

namespace pingyi::scoring {

/// A column for each key, in the order in which they first come; null and a key that is absent are
/// an empty cell; numbers keep their text as it stands. "" of an empty array.
/// errors   invalid_input csv.invalid with one mistake at "", "row 3" or "row 3, answer", by the
///          number of the object from 1: scoring_json_not_utf8, malformed_json (limit: the byte),
///          scoring_json_not_list, scoring_json_not_object, scoring_json_not_flat,
///          scoring_json_true_false, csv_double_column, csv_too_many_columns, csv_too_large,
///          too_long, required (an object without keys), control_character, direction_override
[[nodiscard]] Result<std::string> table_of_json(std::string_view json);

/// "row 3, answer" of that CSV as "row 2, answer" of the objects; of its header only the name.
[[nodiscard]] std::string place_in_json(std::string_view place);

}  // namespace pingyi::scoring
