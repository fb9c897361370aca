// Entries, responsible accounts and leaders in the database. A transaction is always the caller's.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "modules/appraisals/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::appraisals::store {

/// All or none. errors   conflict appraisals.changed_meanwhile (a figure has a waiting entry)
[[nodiscard]] Result<> add(db::Tx& tx, const std::vector<Entry>& made);
/// Those of `ids` that exist.
[[nodiscard]] std::vector<Entry> entries(db::Tx& tx, const std::vector<EntryId>& ids);
/// Waiting and confirmed ones of a part, by body and field.
[[nodiscard]] std::vector<Entry> current(db::Tx& tx, rounds::RoundId round, std::string_view part);
/// Every entry ever made for a body, oldest first, at most 10 000.
[[nodiscard]] std::vector<Entry> of_unit(db::Tx& tx, rounds::RoundId round, UnitId unit);
/// The last refused ones of a part, newest first.
[[nodiscard]] std::vector<Entry> refused(db::Tx& tx, rounds::RoundId round, std::string_view part,
                                         std::int64_t limit);

struct Decided {
    AccountId by;
    Instant at{};
};
/// Waiting ones become confirmed; what was confirmed of the same figures becomes history.
void confirm(db::Tx& tx, rounds::RoundId round, std::string_view part,
             const std::vector<EntryId>& ids, const Decided& decided);
void refuse(db::Tx& tx, const std::vector<EntryId>& ids, const Decided& decided,
            std::string_view why);

struct Counts {
    std::int64_t confirmed = 0;
    std::int64_t waiting = 0;
    std::int64_t waiting_of_others = 0;  ///< not entered by `than`
};
[[nodiscard]] Counts counts(db::Tx& tx, rounds::RoundId round, std::string_view part,
                            AccountId than);

/// 0 before anything was entered.
[[nodiscard]] std::int64_t revision(db::Tx& tx, rounds::RoundId round, std::string_view part);
void raise_revision(db::Tx& tx, rounds::RoundId round, std::string_view part);

[[nodiscard]] std::vector<AccountId> responsible(db::Tx& tx, rounds::RoundId round,
                                                 std::string_view part);
/// For any part of any round.
[[nodiscard]] bool is_responsible(db::Tx& tx, AccountId account);
void set_responsible(db::Tx& tx, rounds::RoundId round, std::string_view part,
                     const std::vector<AccountId>& accounts);

[[nodiscard]] std::vector<Leader> leaders(db::Tx& tx, rounds::RoundId round, UnitId unit);
void set_leaders(db::Tx& tx, rounds::RoundId round, UnitId unit, const std::vector<Leader>& all);

}  // namespace pingyi::appraisals::store
