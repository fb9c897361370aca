#include "modules/rounds/appeal_views.hpp"

#include <algorithm>

#include "modules/rounds/appeals_store.hpp"
#include "modules/rounds/policy.hpp"
#include "modules/rounds/results_store.hpp"
#include "modules/rounds/rounds_store.hpp"
#include "modules/rounds/rules.hpp"
#include "modules/rounds/tables_store.hpp"
#include "modules/units/api.hpp"

namespace pingyi::rounds {
namespace {

using accounts::Account;
using accounts::Role;

constexpr std::int64_t appeals_of_body_max = 100;

BodyName name_of(const units::Unit& unit) {
    return {unit.code, unit.name};
}

bool is_head_of(db::Tx& tx, const Account& account, UnitId unit) {
    return policy::may_appeal(account, unit, units::ancestors(tx, unit)).has_value();
}

/// What stands under the due date of an appeal that is not decided.
std::optional<Instant> due_of(db::Tx& tx, const Deps& deps, const Appeal& appeal) {
    const auto deadline = deps.calendar.find(tx, appeal.deadline);
    return deadline ? deadline->due : std::nullopt;
}

Evidence evidence_of(const files::Info& info) {
    Evidence made;
    made.file = info.id;
    made.name = info.name;
    made.bytes = info.bytes;
    if (info.state == files::State::ready) made.state = EvidenceState::ready;
    if (info.state == files::State::refused) made.state = EvidenceState::refused;
    if (!info.reason.empty()) made.reason = info.reason;
    return made;
}

void add_people(db::Tx& tx, const Appeal& appeal, AppealView& view) {
    std::vector<AccountId> people{appeal.filed_by};
    if (appeal.decided_by) people.push_back(*appeal.decided_by);
    if (appeal.corrected_by) people.push_back(*appeal.corrected_by);
    const auto names = accounts::display_names(tx, people);
    const auto name = [&](const AccountId& id) {
        const auto found = names.find(id);
        return found == names.end() ? std::string{} : found->second;
    };
    view.filed_by = name(appeal.filed_by);
    if (appeal.decided_by) view.decided_by = name(*appeal.decided_by);
    if (appeal.corrected_by) view.corrected_by = name(*appeal.corrected_by);
}

/// Whether somebody of the office computed or verified what is disputed.
bool was_theirs(db::Tx& tx, const Account& account, const Appeal& appeal, const Round& round) {
    const auto is_own = [&](ResultId id) {
        const auto result = store::result(tx, id);
        return result && !policy::may_decide(account, *result);
    };
    return is_own(appeal.result) || (round.result && is_own(*round.result));
}

void add_options(db::Tx& tx, const Account& account, const Appeal& appeal, const Round& round,
                 AppealView& view) {
    const bool is_open = appeal.state == AppealState::open;
    view.may_add = is_open && is_head_of(tx, account, appeal.unit);
    if (!policy::may_run(account)) return;
    view.was_yours = was_theirs(tx, account, appeal, round);
    view.may_decide = is_open && !view.was_yours && may_still_decide(round.state);
    view.may_correct =
        appeal.state == AppealState::upheld && round.state == State::appeals && !view.recomputed;
    if (!view.may_decide) return;
    for (const Table& table : store::tables_of(tx, round.id.text())) {
        view.tables.push_back(table.name);
    }
}

/// The result with the correction, where there is one.
std::optional<StoredResult> result_with(db::Tx& tx, RoundId round,
                                        const std::optional<std::int64_t>& number) {
    if (!number) return std::nullopt;
    for (const StoredResult& result : store::results_of(tx, round)) {
        if (result.number == *number) return result;
    }
    return std::nullopt;
}

/// What the closure of `view_of` brings out of the transaction.
struct Found {
    AppealView view;
    std::optional<StoredResult> corrected;  ///< the result with the correction
};

Result<Found> found_in(db::Tx& tx, const http::Call<Deps>& call, AppealId id) {
    const Account& account = account_of(call);
    TRY(appeal, store::appeal(tx, id));
    const bool may_read =
        policy::may_see(account).has_value() || is_head_of(tx, account, appeal.unit);
    if (!may_read) return fail(ErrorKind::not_found, "rounds.no_such_appeal");
    TRY(round, store::round(tx, appeal.round));
    Found found;
    AppealView& view = found.view;
    view.row = rows_of(tx, call.deps, call.now, {appeal}).front();
    if (const auto result = store::result(tx, appeal.result)) view.result = result->number;
    view.grounds = appeal.grounds;
    view.corrected = appeal.corrected;
    view.decided_at = appeal.decided_at;
    view.reason = appeal.reason;
    view.change = appeal.change;
    view.table = appeal.table;
    // The hash of a table of few ballots would give them away to who tries all there can be.
    if (policy::may_see(account)) {
        view.before = appeal.before;
        view.after = appeal.after;
    }
    view.corrected_at = appeal.corrected_at;
    const auto recomputed = store::recomputed(tx, appeal);
    // A new result is shown to a body only when it is shown to all.
    if (is_shown_to_bodies(round.state) || policy::may_see(account)) view.recomputed = recomputed;
    for (const files::Info& info : files::of_owner(tx, {std::string(appeal_files), id.text()})) {
        view.files.push_back(evidence_of(info));
    }
    add_people(tx, appeal, view);
    add_options(tx, account, appeal, round, view);
    found.corrected = result_with(tx, round.id, view.recomputed);
    return found;
}

/// A result that is about to be laid out.
struct Laid {
    OwnResult view;
    StoredResult stored;
    std::vector<units::Unit> bodies;  ///< that the reader may choose among
};

Result<Laid> laid_for(db::Tx& tx, const http::Call<Deps>& call, const OwnPath& path,
                      const OwnQuery& query) {
    const Account& account = account_of(call);
    TRY(round, store::round_by_code(tx, path.round.value));
    const bool sees_rounds = policy::may_see(account).has_value();
    Laid laid;
    if (sees_rounds && query.unit) {
        TRY(unit, units::find_by_code(tx, query.unit->value));
        laid.bodies = {unit};
    } else {
        laid.bodies = bodies_of_head(tx, account);
    }
    if (laid.bodies.empty()) return fail(ErrorKind::forbidden, "rounds.not_allowed");
    if (!round.result || !(sees_rounds || is_shown_to_bodies(round.state))) {
        return fail(ErrorKind::conflict, "rounds.not_shown_yet");
    }
    TRY(result, store::result(tx, *round.result));
    laid.stored = result;
    OwnResult& view = laid.view;
    view.round = round.code;
    view.round_name = round.name;
    view.state = round.state;
    view.number = result.number;
    view.result_id = result.public_id;
    view.appeals_until = round.appeals_until;
    const Day today = call.deps.calendar.zone().day_of(call.now);
    view.may_appeal =
        round.state == State::appeals && !(round.appeals_until && today > *round.appeals_until);
    return laid;
}

/// The body that was asked for, or the first that took part.
Result<units::Unit> chosen_body(Laid& laid, const Loaded& loaded, const OwnQuery& query) {
    std::erase_if(laid.bodies,
                  [&](const units::Unit& unit) { return loaded.unit(unit.code) == nullptr; });
    const auto found = std::ranges::find_if(laid.bodies, [&](const units::Unit& unit) {
        return !query.unit || unit.code == query.unit->value;
    });
    if (found == laid.bodies.end()) return fail(ErrorKind::not_found, "rounds.not_in_result");
    units::Unit unit = *found;
    laid.bodies.erase(found);
    return unit;
}

}  // namespace

std::vector<units::Unit> bodies_of_head(db::Tx& tx, const Account& account) {
    std::vector<UnitId> ids;
    for (const accounts::Grant& grant : account.grants) {
        if (grant.role != Role::unit_head || !grant.unit) continue;
        if (!grant.subtree) {
            ids.push_back(*grant.unit);
            continue;
        }
        const auto below = units::subtree(tx, *grant.unit);
        ids.insert(ids.end(), below.begin(), below.end());
    }
    return units::find_many(tx, ids);
}

std::vector<AppealRow> rows_of(db::Tx& tx, const Deps& deps, Instant now,
                               const std::vector<Appeal>& appeals) {
    std::vector<UnitId> ids;
    for (const Appeal& appeal : appeals) ids.push_back(appeal.unit);
    std::map<UnitId, BodyName> names;
    for (const units::Unit& unit : units::find_many(tx, ids)) names[unit.id] = name_of(unit);
    std::map<RoundId, Round> rounds;
    std::vector<AppealRow> rows;
    for (const Appeal& appeal : appeals) {
        if (!rounds.contains(appeal.round)) {
            if (auto round = store::round(tx, appeal.round)) rounds[appeal.round] = *round;
        }
        const Round& round = rounds[appeal.round];
        AppealRow row{.id = appeal.id,
                      .round = round.code,
                      .round_name = round.name,
                      .unit = names[appeal.unit],
                      .node = appeal.node,
                      .number = appeal.name,
                      .shown = appeal.shown,
                      .state = appeal.state,
                      .filed_at = appeal.filed_at,
                      .due = due_of(tx, deps, appeal)};
        row.is_late = appeal.state == AppealState::open && row.due && now >= *row.due;
        rows.push_back(std::move(row));
    }
    return rows;
}

Result<AppealView> view_of(const http::Call<Deps>& call, AppealId id) {
    TRY(found, call.deps.database.read([&](db::Tx& tx) { return found_in(tx, call, id); }));
    if (found.corrected) {
        TRY(loaded, call.deps.results->get(call.deps.database, *found.corrected));
        const auto own = own_score(*loaded, found.view.row.unit.code);
        const OwnNumber* number = own ? number_in(*own, found.view.row.node) : nullptr;
        if (number != nullptr) found.view.shown_after = number->value;
    }
    return found.view;
}

Result<OwnResult> own_result(const http::Call<Deps>& call, const OwnPath& path,
                             const OwnQuery& query) {
    TRY(laid, call.deps.database.read([&](db::Tx& tx) { return laid_for(tx, call, path, query); }));
    TRY(loaded, call.deps.results->get(call.deps.database, laid.stored));
    TRY(unit, chosen_body(laid, *loaded, query));
    TRY(own, own_score(*loaded, unit.code));
    OwnResult& view = laid.view;
    view.own = std::move(own);
    view.unit = name_of(unit);
    for (const units::Unit& other : laid.bodies) view.others.push_back(name_of(other));
    return call.deps.database.read([&](db::Tx& tx) -> Result<OwnResult> {
        view.may_appeal = view.may_appeal && is_head_of(tx, account_of(call), unit.id);
        TRY(round, store::round_by_code(tx, view.round));
        view.appeals = rows_of(tx, call.deps, call.now,
                               store::appeals_of(tx, round.id, unit.id, appeals_of_body_max));
        return view;
    });
}

}  // namespace pingyi::rounds
