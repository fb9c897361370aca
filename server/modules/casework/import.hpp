// `pingyi import letters`: letters of the past, all or nothing, once.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "modules/calendar/api.hpp"
#include "platform/clock/clock.hpp"
#include "platform/db/database.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::casework {

struct ImportDeps {
    db::Database& database;
    const calendar::Calendar& calendar;
    const Clock& clock;
    std::string key;  ///< of the installation: hashes of imported contents are keyed by it
};

struct LettersFile {
    std::string content;  ///< CSV or JSON, plain or gzip
    /// A mapping file, or the name of a shipped mapping; empty: the shipped one that fits.
    std::string mapping_yaml, mapping_name;
    bool preview = false;
    std::function<void(std::string_view stage, std::int64_t done, std::int64_t of)> progress =
        [](std::string_view, std::int64_t, std::int64_t) {};
};

struct ImportOutcome {
    std::string mapping, source;
    std::int64_t rows = 0;       ///< of the file
    std::int64_t repeated = 0;   ///< the same letter again in the file
    std::int64_t unchanged = 0;  ///< imported before
    std::int64_t created = 0;
    std::int64_t answered = 0, late = 0, very_late = 0;  ///< of those created; late: both grades
    std::int64_t without_due = 0;        ///< answered, but a year of the calendar is missing
    std::int64_t unassigned = 0;         ///< of those created, without a body
    std::vector<std::string> differing;  ///< ids imported before with another content: left alone
    std::chrono::milliseconds longest_write{0};
};

/// Reads and checks the whole file, stages what is new, publishes it. After the last letter is
/// staged nothing can fail any more: an interrupted publication is finished by the job
/// casework.imports, an interrupted staging is swept.
/// errors   invalid_input csv.invalid (every mistake at "row 12, column"),
///          casework.import_unknown_layout, casework.import_bad_mapping, casework.import_bad_gzip,
///          casework.import_too_large; not_found casework.no_such_mapping; conflict
///          casework.import_running
[[nodiscard]] Result<ImportOutcome> import_letters(const ImportDeps& deps, LettersFile file);

/// Finishes publications and sweeps stagings that nobody has touched for two minutes.
[[nodiscard]] Result<> finish_imports(const ImportDeps& deps);

/// The mistakes as a table: row, column, code, limit, text.
[[nodiscard]] std::string import_errors_csv(const std::vector<FieldError>& errors,
                                            const Texts& texts, Language language);

}  // namespace pingyi::casework
