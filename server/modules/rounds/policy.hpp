// Who may do what with schemes, rounds, results and appeals. Pure.
#pragma once

#include <optional>
#include <span>

#include "kernel/result.hpp"
#include "modules/accounts/api.hpp"
#include "modules/rounds/types.hpp"

namespace pingyi::rounds::policy {

// errors of all: forbidden rounds.not_allowed

/// Writes, tries and issues schemes, makes rounds and takes the steps of the office; in person.
[[nodiscard]] Result<> may_run(const accounts::Account& account);
/// Sees draft schemes, rounds at work and their tables: the office, the agency, auditors.
[[nodiscard]] Result<> may_see(const accounts::Account& account);
/// Brings tables to a round: the office and the agency.
[[nodiscard]] Result<> may_bring_tables(const accounts::Account& account);
/// Reads the bundle with all cells: auditors.
[[nodiscard]] Result<> may_audit(const accounts::Account& account);
/// As whom somebody takes steps of a round; none when nothing in it is theirs.
[[nodiscard]] std::optional<Party> party_of(const accounts::Account& account);
/// Computes it again: an auditor, and somebody else than who computed.
/// errors   also: forbidden rounds.computed_by_you
[[nodiscard]] Result<> may_verify(const accounts::Account& account, const StoredResult& result);
/// Sees what is shown to a body before it is published, and appeals: its head.
[[nodiscard]] Result<> may_appeal(const accounts::Account& account, UnitId unit,
                                  std::span<const UnitId> ancestors);
/// Decides an appeal against a result: the office, and nobody who computed or verified it.
/// errors   also: forbidden rounds.computed_by_you
[[nodiscard]] Result<> may_decide(const accounts::Account& account, const StoredResult& result);

}  // namespace pingyi::rounds::policy
