// Rounds and their timelines in the database.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "kernel/page.hpp"
#include "modules/rounds/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::rounds::store {

/// errors   not_found rounds.no_such_round
[[nodiscard]] Result<Round> round(db::Tx& tx, RoundId id);
[[nodiscard]] Result<Round> round_by_code(db::Tx& tx, std::string_view code);
/// Made last first.
[[nodiscard]] std::vector<Round> rounds(db::Tx& tx, const std::optional<Cursor>& after,
                                        std::int64_t limit);
/// errors   conflict rounds.code_taken
[[nodiscard]] Result<> add_round(db::Tx& tx, const Round& made);
/// Over the version before `changed.version`.
/// errors   conflict rounds.changed_meanwhile
[[nodiscard]] Result<> save_round(db::Tx& tx, const Round& changed);
void append_step(db::Tx& tx, const StepTaken& step);
/// Oldest first.
[[nodiscard]] std::vector<StepTaken> steps_of(db::Tx& tx, RoundId id);

}  // namespace pingyi::rounds::store
