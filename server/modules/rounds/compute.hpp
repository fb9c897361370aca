// Computing a round from its frozen tables, and computing it again to verify it. The work is done
// outside transactions; what it makes is shown by one transaction at the end.
#pragma once

#include <string>

#include "modules/rounds/results_store.hpp"
#include "modules/rounds/steps.hpp"
#include "modules/scoring/api.hpp"

namespace pingyi::rounds {

/// What a result is made of, as it stands in the database.
struct Frozen {
    std::string yaml;
    scoring::Scheme scheme;
    store::Contents tables;
};
/// errors   conflict rounds.result_differs (naming the scheme or the table whose hash is not that
///          which was noted)
[[nodiscard]] Result<Frozen> frozen_of(db::Database& database, const Round& round);

/// Both bundles and their ids.
struct Bundles {
    store::Contents open, audit;
    std::string open_id, audit_id;  ///< 64 hex digits
};
/// Pure. errors   those of scoring::read_data
[[nodiscard]] Result<Bundles> bundles_of(const Frozen& frozen);

/// The files of a stored bundle, by name.
[[nodiscard]] Result<store::Contents> stored_files(db::Database& database, ResultId id,
                                                   store::Bundle bundle);

/// Makes the next result of the round.
/// errors   those of may_take, frozen_of and bundles_of; conflict rounds.changed_meanwhile
[[nodiscard]] Result<> compute_round(const Records& deps, const Acting& acting, const Asked& asked);

/// By an auditor who did not compute: everything is computed again and compared, and the stored
/// bundles are checked file by file. What differs is noted, and nothing moves.
/// errors   those of may_take, policy::may_verify and bundles_of; conflict rounds.result_differs
///          (naming the file or table)
[[nodiscard]] Result<> verify_round(const Records& deps, const Acting& acting, const Asked& asked);

/// Freezes the tables: makes and stores those of the server, and sees that the scheme can read all.
/// errors   those of may_take, server_tables and scoring::read_data; invalid_input
///          rounds.tables_incomplete (naming them)
[[nodiscard]] Result<> close_round(const Records& deps, const Acting& acting, const Asked& asked);

/// What an interrupted computation left behind.
/// returns  how many results
[[nodiscard]] Result<std::int64_t> sweep_results(db::Database& database, Instant before);

}  // namespace pingyi::rounds
