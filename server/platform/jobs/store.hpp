// The rows behind the jobs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/jobs/jobs.hpp"

namespace pingyi::jobs::store {

/// A scheduled kind has exactly one row, whose id is the kind's name; an existing one is kept.
void ensure_schedule(db::Tx& tx, std::string_view kind, Instant due);
/// Of `kinds`, those that have a job due or a lease that ended.
[[nodiscard]] std::vector<std::string> due_kinds(db::Tx& tx, const std::vector<Kind>& kinds,
                                                 Instant now);
/// Leases the job of this kind that waited longest, until `lease_end`.
[[nodiscard]] std::optional<Job> take(db::Tx& tx, std::string_view kind, std::string_view holder,
                                      Instant now, Instant lease_end);

enum class State : std::uint8_t { waiting, done, failed };
struct Ending {
    State state = State::done;
    Instant next_at;
    int attempt = 0;  ///< attempts that count from here on: 0 starts afresh
    std::string error_code;
};
/// Ends this attempt. returns false when the lease was lost to another server meanwhile
[[nodiscard]] bool settle(db::Tx& tx, const Job& job, std::string_view holder,
                          const Ending& ending);
/// Deletes done jobs whose keeping has ended, `rows_max` at most.
void forget_done(db::Tx& tx, Instant now, std::int64_t rows_max);
[[nodiscard]] Runner::Counts counts(db::Tx& tx);

}  // namespace pingyi::jobs::store
