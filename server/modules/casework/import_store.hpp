// Imports of letters in the database: staged rows, published cases, what was imported before. A
// transaction is always the caller's.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/casework/import_letters.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework {

using ImportId = Id<struct ImportEntity>;
BOOST_DEFINE_ENUM_CLASS(ImportState, staging, publishing, done)

struct ImportRun {
    ImportId id;
    std::string source, mapping;
    Language language = Language::zh;
    ImportState state = ImportState::staging;
    Unanswered unanswered = Unanswered::ended;
    std::optional<DeadlineRule> deadline;
    std::optional<std::int64_t> very_late_amount;
    std::int64_t letters = 0, published = 0;
    Instant started_at{}, touched_at{};
};

struct StagedLetter {
    std::int64_t number = 0;  ///< from 1 within the import
    ImportedLetter letter;    ///< without its row
    std::string content_hash;
};

namespace store {

/// False when one of this source is running.
[[nodiscard]] bool add_import(db::Tx& tx, const ImportRun& run);
/// The one of a source that is not done.
[[nodiscard]] std::optional<ImportRun> running_import(db::Tx& tx, std::string_view source);
/// Those that nobody has touched since `before`, at most 10.
[[nodiscard]] std::vector<ImportRun> idle_imports(db::Tx& tx, Instant before);
/// Raises touched_at; false when the import is not in this state any more.
[[nodiscard]] bool touch_import(db::Tx& tx, ImportId id, ImportState state, Instant now);
/// The same of one that is publishing, and that some more letters are published.
[[nodiscard]] bool add_published(db::Tx& tx, ImportId id, std::int64_t letters, Instant now);
void save_import(db::Tx& tx, const ImportRun& run);
void drop_import(db::Tx& tx, ImportId id);

void stage(db::Tx& tx, ImportId id, const StagedLetter& letter);
[[nodiscard]] std::vector<StagedLetter> staged(db::Tx& tx, ImportId id, std::int64_t limit);
/// Takes the staged letters of some numbers (both included) away; how many they were.
std::int64_t drop_staged(db::Tx& tx, ImportId id, std::int64_t first, std::int64_t last);
/// Takes at most `limit` staged letters away; how many they were.
std::int64_t sweep_staged(db::Tx& tx, ImportId id, std::int64_t limit);

/// Content hashes of what was imported before, for those of the ids that were.
[[nodiscard]] std::map<std::string, std::string> imported(db::Tx& tx, std::string_view source,
                                                          std::span<const std::string> ids);
void add_imported(db::Tx& tx, ImportId id, const Case& item, std::string_view content_hash);
/// The lines of a fresh case, in order; they hold no text.
void append_past(db::Tx& tx, CaseId id, std::span<const Event> events);
[[nodiscard]] std::set<std::string, std::less<>> category_codes(db::Tx& tx);

}  // namespace store
}  // namespace pingyi::casework
