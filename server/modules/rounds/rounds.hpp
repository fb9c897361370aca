// Making rounds and taking their steps.
#pragma once

#include <optional>
#include <string>

#include "modules/rounds/steps.hpp"
#include "platform/db/idempotency.hpp"

namespace pingyi::rounds {

/// What the office says of a round.
struct Plan {
    Label name;
    SchemeId scheme;
    std::string from, until;  ///< months
    std::optional<Day> closes_on, appeals_until;
};
/// errors   forbidden rounds.not_allowed; not_found rounds.no_such_scheme; conflict
///          rounds.code_taken; invalid_input request.invalid (months or days the wrong way round);
///          db.idempotency_key_reused
[[nodiscard]] Result<Round> make_round(const Records& deps, const Acting& acting,
                                       std::string_view code, const Plan& plan,
                                       const db::RepeatKey& repeat);
/// Until it is closed; another scheme only until the round is issued.
/// errors   also: conflict rounds.changed_meanwhile | rounds.step_not_now
[[nodiscard]] Result<Round> change_round(const Records& deps, const Acting& acting, RoundId id,
                                         std::int64_t version, const Plan& plan);

/// Any step of the table, with all that it brings about.
/// errors   those of may_take, compute_round, verify_round, close_round and rectify_round
[[nodiscard]] Result<Round> take_step(const Records& deps, const Acting& acting,
                                      const Asked& asked);

}  // namespace pingyi::rounds
