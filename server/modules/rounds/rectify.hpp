// What follows from a published result: bodies that reached a sanction have something to put right.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "modules/rounds/results.hpp"
#include "modules/rounds/steps.hpp"
#include "modules/scoring/api.hpp"

namespace pingyi::rounds {

/// Code of a body -> codes of the sanctions whose conditions hold for it in one round; the second
/// says whether it must have held in earlier rounds too.
using ReachedIn = std::map<std::string, std::map<std::string, bool>>;
[[nodiscard]] ReachedIn reached_in(const Loaded& loaded);
/// Pure: those that hold when `earlier` are the rounds before, the newest first. A round without
/// the body breaks the row.
/// returns  code of a body -> sanctions, in the order of the scheme
[[nodiscard]] std::map<std::string, std::vector<const scoring::Sanction*>> sanctions_due(
    const scoring::Scheme& scheme, const ReachedIn& now, const std::vector<ReachedIn>& earlier);

inline constexpr std::string_view result_source = "rounds.result";

/// Opens a rectification for every published body that reached a sanction; the shortest of its
/// sanctions says within how many working days, unless extended there.
/// errors   those of may_take; conflict rounds.no_sanctions
[[nodiscard]] Result<> rectify_round(const Records& deps, const Acting& acting, const Asked& asked);

}  // namespace pingyi::rounds
