// Computed results in the database, with the files of both bundles.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/rounds/contents_store.hpp"
#include "modules/rounds/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::rounds::store {

BOOST_DEFINE_ENUM_CLASS(Bundle, open, audit)
struct ResultFile {
    std::string name;  ///< "zh/index.html"
    std::string sha256;
    std::int64_t bytes = 0;
};

/// Notes a result that has no files yet: nobody sees it before `finish_result`.
/// errors   conflict rounds.changed_meanwhile (the number is taken)
[[nodiscard]] Result<> add_result(db::Tx& tx, const StoredResult& made);
/// Stores the files of one bundle, in transactions of their own.
[[nodiscard]] Result<> put_files(db::Database& database, ResultId id, Bundle bundle,
                                 const Contents& files);
void finish_result(db::Tx& tx, ResultId id);
/// What the public ledger tells of it.
void note_entry(db::Tx& tx, ResultId id, ledger::EntryId entry);
void note_verified(db::Tx& tx, ResultId id, const AccountId& by, Instant now);

/// Of one that is not whole: its row, its files.
void drop_result(db::Tx& tx, ResultId id);
/// Begun before then and never finished.
[[nodiscard]] std::vector<ResultId> unfinished_results(db::Tx& tx, Instant before);

/// errors   not_found rounds.no_such_result (not there, or not whole)
[[nodiscard]] Result<StoredResult> result(db::Tx& tx, ResultId id);
/// Whole ones, newest first.
[[nodiscard]] std::vector<StoredResult> results_of(db::Tx& tx, RoundId round);
/// The number of the next one, whole or not.
[[nodiscard]] std::int64_t next_number(db::Tx& tx, RoundId round);

/// By name.
[[nodiscard]] std::vector<ResultFile> files_of(db::Tx& tx, ResultId id, Bundle bundle);
[[nodiscard]] std::optional<ResultFile> result_file(db::Tx& tx, ResultId id, Bundle bundle,
                                                    std::string_view name);
/// Its octets; empty when there is none.
[[nodiscard]] std::string result_text(db::Tx& tx, ResultId id, Bundle bundle,
                                      std::string_view name);

}  // namespace pingyi::rounds::store
