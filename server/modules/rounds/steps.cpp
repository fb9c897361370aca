#include "modules/rounds/steps.hpp"

#include "modules/rounds/appeals.hpp"
#include "modules/rounds/policy.hpp"
#include "modules/rounds/results_store.hpp"
#include "modules/rounds/rounds_store.hpp"
#include "modules/rounds/schemes_store.hpp"
#include "platform/db/words.hpp"

namespace pingyi::rounds {
namespace {

accounts::Role role_of(Party party) {
    switch (party) {
        case Party::office: return accounts::Role::programme_office;
        case Party::agency: return accounts::Role::third_party_evaluator;
        case Party::checker: break;
    }
    return accounts::Role::auditor;
}

}  // namespace

Result<Taking> may_take(db::Tx& tx, const Records& deps, const Acting& acting, const Asked& asked) {
    const auto party = policy::party_of(acting.account);
    if (!party) return fail(ErrorKind::forbidden, "rounds.not_allowed");
    TRY(round, store::round(tx, asked.round));
    if (round.version != asked.version) {
        return fail(ErrorKind::conflict, "rounds.changed_meanwhile");
    }
    TRY(to, state_after(round, asked.step, *party));
    if (asked.reason.empty() && needs_reason(round.state, asked.step)) {
        return fail_fields({{"#/reason", "required", ""}});
    }
    TRY(scheme, store::scheme(tx, round.scheme));
    const Surroundings around{.scheme = scheme.state,
                              .today = deps.calendar.zone().day_of(acting.now),
                              .appeals_undecided = undecided_appeals(tx, round.id),
                              .corrections_uncomputed = unfinished_appeals(tx, round.id)};
    CHECK_OK(guard(round, asked.step, around));
    return Taking{round, to, *party};
}

Result<> take(db::Tx& tx, const Acting& acting, const Asked& asked, Taking taking, StepId id,
              const Told& told) {
    Round& round = taking.round;
    const State from = round.state;
    round.held = asked.step == Step::suspend ? std::optional{from} : std::nullopt;
    round.state = taking.to;
    ++round.version;
    round.changed_at = acting.now;
    CHECK_OK(store::save_round(tx, round));
    store::append_step(tx, {.id = id,
                            .round = round.id,
                            .at = acting.now,
                            .step = asked.step,
                            .from = from,
                            .to = taking.to,
                            .by = acting.account.id,
                            .reason = asked.reason});
    const std::string facts = "step=" + word_of(asked.step) + " to=" + word_of(taking.to);
    const auto entry = accounts::note(tx, acting.now, told.kind, acting.account.id, round.id.text(),
                                      told.facts.empty() ? facts : facts + " " + told.facts,
                                      role_of(taking.party));
    if (told.result) store::note_entry(tx, *told.result, entry);
    return {};
}

}  // namespace pingyi::rounds
