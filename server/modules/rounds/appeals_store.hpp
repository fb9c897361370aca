// Appeals in the database.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "kernel/page.hpp"
#include "modules/rounds/appeals.hpp"
#include "platform/db/database.hpp"

namespace pingyi::rounds::store {

/// errors   conflict rounds.appeal_open (the body has one on this number)
[[nodiscard]] Result<> add_appeal(db::Tx& tx, const Appeal& made);
/// errors   not_found rounds.no_such_appeal
[[nodiscard]] Result<Appeal> appeal(db::Tx& tx, AppealId id);
/// What was decided and corrected.
void save_appeal(db::Tx& tx, const Appeal& changed);
/// Of all rounds, in the order of filing.
[[nodiscard]] std::vector<Appeal> appeals(db::Tx& tx, AppealState state,
                                          const std::optional<Cursor>& after, std::int64_t limit);
/// In the order of filing; of one body, or of all.
[[nodiscard]] std::vector<Appeal> appeals_of(db::Tx& tx, RoundId round,
                                             const std::optional<UnitId>& unit, std::int64_t limit);
[[nodiscard]] std::int64_t count_open(db::Tx& tx, RoundId round);
/// Number of the first whole result that was computed after the correction; none before that.
[[nodiscard]] std::optional<std::int64_t> recomputed(db::Tx& tx, const Appeal& appeal);

}  // namespace pingyi::rounds::store
