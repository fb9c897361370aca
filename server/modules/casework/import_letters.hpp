// Rows of a table as letters of the past, by a mapping. Pure: bodies, categories and the time are
// arguments.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "modules/casework/import_mapping.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::casework {

/// A letter as the source tells it, not yet masked.
struct ImportedLetter {
    std::size_t row = 0;
    std::string source_id;
    Kind kind = Kind::letter;
    Instant submitted_at{};
    std::optional<Instant> replied_at;  ///< with `reply`
    std::optional<Instant> closed_at;   ///< of what was closed without a reply
    std::string subject, body, reply, place, place_code;
    std::optional<Point> point;
    std::optional<std::string> category;
    std::optional<UnitId> unit;
    /// Everything that the source says, for a keyed hash that finds changes.
    [[nodiscard]] std::string content() const;
    /// When it was over, if it was.
    [[nodiscard]] std::optional<Instant> over_at() const {
        return replied_at ? replied_at : closed_at;
    }
};

struct ImportContext {
    Zone zone;  ///< of the source
    Instant now{};
    std::map<std::string, UnitId, std::less<>> units;  ///< by code, those that exist
    std::set<std::string, std::less<>> categories;     ///< codes that exist
};

struct ReadLetters {
    std::vector<ImportedLetter> letters;  ///< in the order of the file
    std::int64_t repeated = 0;            ///< rows that say the same as an earlier one, left out
    std::vector<FieldError> errors;       ///< at most import_errors_max
};

/// Mistakes at "row 12, column": required, too_long, control_character, import_bad_time,
/// import_in_future, import_reply_before_letter, import_reply_without_time,
/// import_time_without_reply, import_no_such_body (limit: the code), import_double_id,
/// import_bad_point.
[[nodiscard]] ReadLetters letters_of(const csv::Table& table, const ImportMapping& mapping,
                                     const ImportContext& context);

/// "2019-04-25 09:32:09", with "T", without seconds, with a fraction, with an offset or Z, or a day
/// alone (its beginning).
[[nodiscard]] std::optional<Instant> time_of(std::string_view text, const Zone& zone);

}  // namespace pingyi::casework
