// Records beside a case in the database. A transaction is always the caller's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/page.hpp"
#include "modules/casework/records.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework::store {

void insert_extension(db::Tx& tx, const Extension& extension);
/// errors   not_found casework.no_such_extension
[[nodiscard]] Result<Extension> extension(db::Tx& tx, ExtensionId id);
/// Oldest first.
[[nodiscard]] std::vector<Extension> extensions(db::Tx& tx, CaseId id);
/// Not decided yet, oldest first.
[[nodiscard]] std::vector<Extension> extensions_asked(db::Tx& tx,
                                                      const std::optional<Cursor>& after,
                                                      std::int64_t limit);
/// errors   conflict casework.decided_before
[[nodiscard]] Result<> decide(db::Tx& tx, const Extension& extension);

void insert_supervision(db::Tx& tx, const Supervision& supervision);
[[nodiscard]] std::vector<Supervision> supervisions(db::Tx& tx, CaseId id);
void end_supervision(db::Tx& tx, const Supervision& supervision);

void insert_part(db::Tx& tx, const Part& part);
/// errors   not_found casework.no_such_part
[[nodiscard]] Result<Part> part(db::Tx& tx, PartId id);
[[nodiscard]] std::vector<Part> parts(db::Tx& tx, CaseId id);
/// Parts that these bodies have not answered, oldest first.
[[nodiscard]] std::vector<Part> parts_open(db::Tx& tx, const std::vector<UnitId>& units,
                                           const std::optional<Cursor>& after, std::int64_t limit);
/// errors   conflict casework.decided_before
[[nodiscard]] Result<> answer(db::Tx& tx, const Part& part);

/// errors   not_found casework.no_such_appeal
[[nodiscard]] Result<Appeal> appeal(db::Tx& tx, AppealId id);
[[nodiscard]] std::vector<Appeal> appeals_of(db::Tx& tx, CaseId id);
[[nodiscard]] std::vector<Appeal> appeals_open(db::Tx& tx, const std::optional<Cursor>& after,
                                               std::int64_t limit);
/// errors   conflict casework.decided_before
[[nodiscard]] Result<> decide(db::Tx& tx, const Appeal& appeal);

[[nodiscard]] std::vector<MaskedAddition> masked_additions(db::Tx& tx, CaseId id);
/// An addition as the resident wrote it; empty when there is none.
[[nodiscard]] std::vector<std::pair<AdditionId, std::string>> original_additions(db::Tx& tx,
                                                                                 CaseId id);
void mask_addition(db::Tx& tx, AdditionId id, std::string_view text);

}  // namespace pingyi::casework::store
