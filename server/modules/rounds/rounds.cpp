#include "modules/rounds/rounds.hpp"

#include "modules/rounds/compute.hpp"
#include "modules/rounds/policy.hpp"
#include "modules/rounds/rectify.hpp"
#include "modules/rounds/rounds_store.hpp"
#include "modules/rounds/schemes_store.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::rounds {
namespace {

Result<> is_in_order(const Plan& plan) {
    if (plan.until < plan.from) return fail_fields({{"#/until", "rounds_before_start", plan.from}});
    if (plan.closes_on && plan.appeals_until && *plan.appeals_until < *plan.closes_on) {
        return fail_fields({{"#/appeals_until", "rounds_before_start", text_of(*plan.closes_on)}});
    }
    return {};
}

void fill(Round& round, const Plan& plan, Instant now) {
    round.name = plan.name;
    round.scheme = plan.scheme;
    round.from = plan.from;
    round.until = plan.until;
    round.closes_on = plan.closes_on;
    round.appeals_until = plan.appeals_until;
    round.changed_at = now;
}

/// A step that brings about nothing else.
Result<> plain_step(const Records& deps, const Acting& acting, const Asked& asked) {
    const auto id = crypto::new_id<StepId>(acting.now);
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(taking, may_take(tx, deps, acting, asked));
        if (asked.step == Step::publish) taking.round.published_at = acting.now;
        return take(tx, acting, asked, taking, id);
    });
}

Result<> any_step(const Records& deps, const Acting& acting, const Asked& asked) {
    switch (asked.step) {
        case Step::close: return close_round(deps, acting, asked);
        case Step::compute: return compute_round(deps, acting, asked);
        case Step::verify: return verify_round(deps, acting, asked);
        case Step::rectify: return rectify_round(deps, acting, asked);
        default: return plain_step(deps, acting, asked);
    }
}

}  // namespace

Result<Round> make_round(const Records& deps, const Acting& acting, std::string_view code,
                         const Plan& plan, const db::RepeatKey& repeat) {
    CHECK_OK(policy::may_run(acting.account));
    CHECK_OK(is_in_order(plan));
    Round made;
    made.id = crypto::new_id<RoundId>(acting.now);
    made.code = code;
    made.made_at = acting.now;
    fill(made, plan, acting.now);
    const Day today = deps.calendar.zone().day_of(acting.now);
    return deps.database.write([&](db::Tx& tx) -> Result<Round> {
        TRY(before, db::earlier(tx, repeat));
        if (before) return store::round(tx, RoundId::from(*before).value_or(RoundId{}));
        CHECK_OK(store::scheme(tx, plan.scheme));
        CHECK_OK(store::add_round(tx, made));
        db::remember(tx, repeat, made.id.text(), today);
        accounts::note(tx, acting.now, "rounds.round_made", acting.account.id, made.id.text(), "",
                       accounts::Role::programme_office);
        return made;
    });
}

Result<Round> change_round(const Records& deps, const Acting& acting, RoundId id,
                           std::int64_t version, const Plan& plan) {
    CHECK_OK(policy::may_run(acting.account));
    CHECK_OK(is_in_order(plan));
    return deps.database.write([&](db::Tx& tx) -> Result<Round> {
        TRY(round, store::round(tx, id));
        if (round.version != version) return fail(ErrorKind::conflict, "rounds.changed_meanwhile");
        const bool is_fixed = round.state != State::draft && round.state != State::consulted;
        if (!may_change(round.state) || (is_fixed && plan.scheme != round.scheme)) {
            return fail(ErrorKind::conflict, "rounds.step_not_now");
        }
        CHECK_OK(store::scheme(tx, plan.scheme));
        fill(round, plan, acting.now);
        ++round.version;
        CHECK_OK(store::save_round(tx, round));
        accounts::note(tx, acting.now, "rounds.round_changed", acting.account.id, id.text(), "",
                       accounts::Role::programme_office);
        return std::move(round);
    });
}

Result<Round> take_step(const Records& deps, const Acting& acting, const Asked& asked) {
    CHECK_OK(any_step(deps, acting, asked));
    return deps.database.read([&](db::Tx& tx) { return store::round(tx, asked.round); });
}

}  // namespace pingyi::rounds
