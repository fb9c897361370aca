// How a table of letters from elsewhere is read: a mapping file (YAML) names the columns, the zone,
// the rule of time and the bodies (docs/handbook/import.md).
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "modules/casework/types.hpp"

namespace pingyi::casework {

/// How a word of a table is looked for in a cell: as the whole of it, its beginning, anywhere.
BOOST_DEFINE_ENUM_CLASS(Match, value, prefix, word)
/// What becomes of a letter without an answer: a finished record, or work for intake. Neither
/// starts a clock.
BOOST_DEFINE_ENUM_CLASS(Unanswered, ended, accepted)
/// What becomes of a letter whose body the register does not know.
BOOST_DEFINE_ENUM_CLASS(IfAbsent, error, unassigned)

/// Words and what they stand for, in the order in which they are tried.
struct WordTable {
    std::vector<std::string> columns;  ///< looked at in this order
    Match match = Match::value;
    std::vector<std::pair<std::string, std::string>> words;
};

struct ImportMapping {
    std::string name;                  ///< shown to the operator
    std::string source;                ///< with the id the key of a letter: [a-z0-9-], 1 to 40
    std::string zone;                  ///< IANA name; times without an offset are of this zone
    Language language = Language::zh;  ///< of the letters
    Kind kind = Kind::letter;          ///< where `kinds` says nothing else
    std::vector<std::string> missing;  ///< cells that mean "nothing", such as N/A

    std::string id, submitted_at, replied_at, closed_at, place_code, lat, lon;
    std::vector<std::string> subject, body, reply, place;  ///< several columns: joined
    std::vector<std::string> ignored;                      ///< columns that are not read

    WordTable bodies;  ///< -> code of a body
    IfAbsent if_absent = IfAbsent::error;
    WordTable categories;  ///< -> code of a category
    WordTable kinds;       ///< -> kind
    std::optional<DeadlineRule> deadline;
    std::optional<std::int64_t> very_late_amount;
    Unanswered unanswered = Unanswered::ended;

    /// Every column that is read, each once, in no particular order.
    [[nodiscard]] std::vector<std::string> columns() const;
};

/// Reads a mapping file of at most 256 kB.
/// errors   invalid_input casework.import_bad_mapping, with every mistake at "line 12":
///          mapping_unknown_key, mapping_missing, mapping_bad_value (limit: what is expected)
[[nodiscard]] Result<ImportMapping> mapping_from_yaml(const std::string& yaml);

/// The mappings that the program ships, by file name without ".yaml", in the order of the names.
struct ShippedMapping {
    std::string_view name;
    std::string_view yaml;
};
[[nodiscard]] std::vector<ShippedMapping> shipped_mappings();

}  // namespace pingyi::casework
