// Stored schemes in the database.
#pragma once

#include <optional>
#include <vector>

#include "kernel/page.hpp"
#include "modules/rounds/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::rounds::store {

/// errors   not_found rounds.no_such_scheme
[[nodiscard]] Result<StoredScheme> scheme(db::Tx& tx, SchemeId id);
/// Changed last first.
[[nodiscard]] std::vector<StoredScheme> schemes(db::Tx& tx, const std::optional<Cursor>& after,
                                                std::int64_t limit);
void add_scheme(db::Tx& tx, const StoredScheme& made);
/// Saves a draft over the revision before `changed.revision`.
/// errors   conflict rounds.changed_meanwhile (somebody saved it, or it is issued)
[[nodiscard]] Result<> save_scheme(db::Tx& tx, const StoredScheme& changed);
/// errors   conflict rounds.changed_meanwhile; conflict rounds.version_issued (this code and
///          version was issued before)
[[nodiscard]] Result<> issue_scheme(db::Tx& tx, const StoredScheme& issued);

}  // namespace pingyi::rounds::store
