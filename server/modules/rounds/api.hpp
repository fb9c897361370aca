// What other modules may use of rounds: which there are and by which scheme, bringing a table of
// values before a round is closed, and what a body reads of its results.
#pragma once

#include <string_view>
#include <vector>

#include "modules/rounds/own_result.hpp"
#include "modules/rounds/rules.hpp"
#include "modules/rounds/tables.hpp"

namespace pingyi::rounds {

/// Made last first, at most 50.
[[nodiscard]] std::vector<Round> newest_rounds(db::Tx& tx);
/// errors   not_found rounds.no_such_round
[[nodiscard]] Result<Round> round_named(db::Tx& tx, std::string_view code);
/// errors   invalid_input rounds.scheme_has_errors (of a draft)
[[nodiscard]] Result<scoring::Scheme> scheme_of(db::Tx& tx, const Round& round);

/// The current one, shown or not, for `Results::get`.
/// errors   not_found rounds.no_such_result
[[nodiscard]] Result<StoredResult> current_result(db::Tx& tx, const Round& round);
/// Rounds made before this one by versions of the same scheme whose results are shown to bodies,
/// published or not; made last first, at most 5.
[[nodiscard]] std::vector<Round> shown_before(db::Tx& tx, const Round& round);

}  // namespace pingyi::rounds
