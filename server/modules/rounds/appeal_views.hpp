// Appeals and own results as the API answers them.
#pragma once

#include "modules/rounds/appeals_wire.hpp"
#include "modules/rounds/areas.hpp"

namespace pingyi::rounds {

/// Bodies that somebody heads, with those below where the grant says so.
[[nodiscard]] std::vector<units::Unit> bodies_of_head(db::Tx& tx, const accounts::Account& account);

[[nodiscard]] std::vector<AppealRow> rows_of(db::Tx& tx, const Deps& deps, Instant now,
                                             const std::vector<Appeal>& appeals);
/// One appeal, for the head of its body, the office and auditors.
/// errors   not_found rounds.no_such_appeal, alike for whoever may not see it
[[nodiscard]] Result<AppealView> view_of(const http::Call<Deps>& call, AppealId id);
/// The result of a body of the reader, once it is shown to bodies; for those who see rounds at work
/// that of the body they name.
/// errors   not_found rounds.no_such_round | rounds.not_in_result; forbidden rounds.not_allowed;
///          conflict rounds.not_shown_yet
[[nodiscard]] Result<OwnResult> own_result(const http::Call<Deps>& call, const OwnPath& path,
                                           const OwnQuery& query);

}  // namespace pingyi::rounds
