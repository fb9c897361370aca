// Taking a step of a round: what all steps share.
#pragma once

#include <string>

#include "modules/accounts/api.hpp"
#include "modules/rounds/module.hpp"
#include "modules/rounds/rules.hpp"

namespace pingyi::rounds {

/// What the use cases of rounds work on.
struct Records {
    db::Database& database;
    const calendar::Calendar& calendar;
    Results& results;
};
struct Acting {
    const accounts::Account& account;
    Instant now{};
};

/// What somebody asks for: `version` is the one of the round that they saw.
struct Asked {
    RoundId round;
    Step step = Step::consult;
    std::int64_t version = 0;
    std::string reason;  ///< for everybody to read
};

/// A step that may be taken.
struct Taking {
    Round round;
    State to = State::draft;
    Party party = Party::office;
};
/// errors   not_found rounds.no_such_round; forbidden rounds.not_allowed; conflict
///          rounds.changed_meanwhile (another version); invalid_input request.invalid (a reason is
///          wanted); those of state_after and guard
[[nodiscard]] Result<Taking> may_take(db::Tx& tx, const Records& deps, const Acting& acting,
                                      const Asked& asked);

/// How a step is told: in the security log, and with it in the public ledger.
struct Told {
    std::string kind = "rounds.step";
    std::string facts;                 ///< more than the step itself
    std::optional<ResultId> result{};  ///< keeps the entry of the public ledger
};
/// Moves the round on, appends to its timeline and notes it; `taking.round` may carry more changes.
/// errors   conflict rounds.changed_meanwhile
[[nodiscard]] Result<> take(db::Tx& tx, const Acting& acting, const Asked& asked, Taking taking,
                            StepId id, const Told& told = {});

}  // namespace pingyi::rounds
