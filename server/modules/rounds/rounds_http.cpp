// The routes of rounds for staff: list, make, change, look at one, take its steps.
#include <map>
#include <set>

#include "modules/casework/api.hpp"
#include "modules/rounds/areas.hpp"
#include "modules/rounds/policy.hpp"
#include "modules/rounds/results_store.hpp"
#include "modules/rounds/rounds.hpp"
#include "modules/rounds/rounds_store.hpp"
#include "modules/rounds/rounds_wire.hpp"
#include "modules/rounds/schemes_store.hpp"
#include "modules/rounds/tables.hpp"
#include "modules/rounds/tables_store.hpp"
#include "modules/rounds/workflow.hpp"

namespace pingyi::rounds {
namespace {

using namespace http;
using accounts::only;
using accounts::Role;

constexpr std::int64_t rows_shown = 25;

Records records_of(const Call<Deps>& call) {
    return {call.deps.database, call.deps.calendar, *call.deps.results};
}

/// Everything that is stored of one round.
struct Whole {
    Round round;
    StoredScheme scheme;
    std::vector<StepTaken> steps;
    std::vector<Table> tables;
    std::vector<StoredResult> results;
    Names names;
    std::optional<scoring::Scheme> rules;  ///< of the scheme, where it can be read
    std::vector<std::string> entered;      ///< names of tables
};

Names names_in(db::Tx& tx, const Whole& whole) {
    std::set<AccountId> ids;
    const auto add = [&](const std::optional<AccountId>& id) {
        if (id) ids.insert(*id);
    };
    for (const StepTaken& step : whole.steps) add(step.by);
    for (const Table& table : whole.tables) add(table.added_by);
    for (const StoredResult& result : whole.results) {
        add(result.computed_by);
        add(result.verified_by);
    }
    return accounts::display_names(tx, {ids.begin(), ids.end()});
}

Result<Whole> whole_of(db::Tx& tx, const Round& round) {
    TRY(scheme, store::scheme(tx, round.scheme));
    Whole whole{.round = round,
                .scheme = std::move(scheme),
                .steps = store::steps_of(tx, round.id),
                .tables = store::tables_of(tx, round.id.text()),
                .results = store::results_of(tx, round.id),
                .names = {},
                .rules = {},
                .entered = {}};
    whole.names = names_in(tx, whole);
    whole.rules = scoring::check(whole.scheme.yaml).scheme;
    return whole;
}

/// Those of its scheme that another module fills.
std::vector<std::string> entered_tables(db::Tx& tx, const Deps& deps, const Whole& whole) {
    std::vector<std::string> names;
    if (!whole.rules) return names;
    for (TableRead& read : tables_read(*whole.rules)) {
        const bool is_entered = deps.is_entered(tx, whole.round.id, read.name);
        if (is_entered) names.push_back(std::move(read.name));
    }
    return names;
}

std::vector<std::string> still_to_bring(const Whole& whole) {
    if (!whole.rules || !takes_tables(whole.round.state)) return {};
    std::set<std::string> there;
    for (const Table& table : whole.tables) there.insert(table.name);
    return missing_tables(*whole.rules, there);
}

void add_steps(RoundView& view, const Round& round, const accounts::Account& account) {
    if (const auto party = policy::party_of(account)) {
        for (const Step step : steps_for(round, *party)) {
            view.steps.push_back({step, needs_reason(round.state, step), is_final(step)});
        }
    }
    for (const RoundTransition& row : workflow.rows()) {
        if (row.from == round.state) view.next.push_back({row.step, row.who});
    }
}

void add_records(RoundView& view, const Whole& whole) {
    for (const StepTaken& step : whole.steps) {
        view.timeline.push_back(
            {step.at, step.step, step.from, step.to, name_in(whole.names, step.by), step.reason});
    }
    for (const Table& table : whole.tables) {
        view.tables.push_back(rounds::view_of(table, whole.names));
    }
    for (const StoredResult& result : whole.results) {
        view.results.push_back({result.id, result.number, result.public_id, result.audit_id,
                                result.cause, name_in(whole.names, result.computed_by),
                                name_in(whole.names, result.verified_by), result.computed_at,
                                result.verified_at});
    }
}

RoundView view_of(const Whole& whole, const accounts::Account& account) {
    const Round& round = whole.round;
    const StoredScheme& scheme = whole.scheme;
    RoundView view;
    view.id = round.id;
    view.code = round.code;
    view.name = round.name;
    view.scheme = {scheme.id, scheme.code, scheme.version, scheme.title, scheme.state, scheme.hash};
    view.from = round.from;
    view.until = round.until;
    view.state = round.state;
    view.held = round.held;
    view.version = round.version;
    view.closes_on = round.closes_on;
    view.appeals_until = round.appeals_until;
    view.made_at = round.made_at;
    view.changed_at = round.changed_at;
    view.published_at = round.published_at;
    view.may_change = may_change(round.state) && policy::may_run(account).has_value();
    view.may_bring = takes_tables(round.state) && policy::may_bring_tables(account).has_value();
    add_steps(view, round, account);
    add_records(view, whole);
    view.missing = still_to_bring(whole);
    view.entered = whole.entered;
    return view;
}

Result<RoundView> view_at(const Call<Deps>& call, RoundId id) {
    TRY(whole, call.deps.database.read([&](db::Tx& tx) -> Result<Whole> {
        TRY(round, store::round(tx, id));
        TRY(found, whole_of(tx, round));
        found.entered = entered_tables(tx, call.deps, found);
        return std::move(found);
    }));
    return view_of(whole, account_of(call));
}

template <class PlanBody>
Plan plan_of(const PlanBody& body) {
    return {.name = {body.name.value, body.name_en ? body.name_en->value : std::string{}},
            .scheme = body.scheme,
            .from = body.from.value,
            .until = body.until.value,
            .closes_on = body.closes_on,
            .appeals_until = body.appeals_until};
}

Result<Page<RoundRow>> list_rounds(const Call<Deps>& call, const Query<RoundsQuery>& query) {
    CHECK_OK(policy::may_see(account_of(call)));
    const std::int64_t limit = query->limit ? query->limit->value : rows_shown;
    TRY(found, call.deps.database.read(
                   [&](db::Tx& tx) { return store::rounds(tx, query->after, limit + 1); }));
    Page<RoundRow> page;
    if (std::ssize(found) > limit) {
        found.resize(static_cast<std::size_t>(limit));
        const Round& last = found.back();
        page.next = text_of(
            Cursor{std::to_string(last.made_at.time_since_epoch().count()), last.id.text()});
    }
    for (const Round& round : found) {
        page.items.push_back({round.id, round.code, round.name, round.state, round.closes_on,
                              round.changed_at, round.published_at});
    }
    return page;
}

Result<Created<RoundView>> add_round(const Call<Deps>& call, const Body<MakeRoundBody>& body) {
    const std::string scope = "rounds.make/" + account_of(call).id.text();
    TRY(made, make_round(records_of(call), {account_of(call), call.now}, body->code.value,
                         plan_of(*body), {scope, call.key->value, call.key->body_hash}));
    TRY(view, view_at(call, made.id));
    return Created<RoundView>{std::move(view), "/api/rounds/" + made.code};
}

Result<RoundView> show_round(const Call<Deps>& call, const Path<RoundCodePath>& path) {
    CHECK_OK(policy::may_see(account_of(call)));
    TRY(round, call.deps.database.read(
                   [&](db::Tx& tx) { return store::round_by_code(tx, path->round.value); }));
    return view_at(call, round.id);
}

Result<RoundView> edit_round(const Call<Deps>& call, const Path<RoundPath>& path,
                             const Body<ChangeRoundBody>& body) {
    CHECK_OK(change_round(records_of(call), {account_of(call), call.now}, path->round,
                          body->version.value, plan_of(*body)));
    return view_at(call, path->round);
}

/// What is closed holds the letters of this moment.
Result<> count_letters(const Call<Deps>& call, RoundId id) {
    TRY(round, call.deps.database.read([&](db::Tx& tx) { return store::round(tx, id); }));
    return casework::count_again(call.deps.database, {round.from, round.until},
                                 call.deps.calendar.zone(), call.now);
}

Result<RoundView> step_round(const Call<Deps>& call, const Path<RoundPath>& path,
                             const Body<StepBody>& body) {
    const Asked asked{path->round, body->step, body->version.value,
                      body->reason ? body->reason->value : std::string{}};
    if (asked.step == Step::close) CHECK_OK(count_letters(call, asked.round));
    CHECK_OK(take_step(records_of(call), {account_of(call), call.now}, asked));
    return view_at(call, path->round);
}

Result<Response> rounds_desk_page(const Call<Deps>& call) {
    return call.deps.shell.staff(call, "accounts.page.rounds");
}
Result<Response> new_round_page(const Call<Deps>& call) {
    return call.deps.shell.staff(call, "accounts.page.rounds");
}
Result<Response> round_desk_page(const Call<Deps>& call, const Path<RoundCodePath>&) {
    return call.deps.shell.staff(call, "accounts.page.rounds");
}

constexpr Callers the_office = only(Role::programme_office);
constexpr Callers readers =
    only(Role::programme_office, Role::third_party_evaluator, Role::auditor);

constexpr Row<Deps> table[] = {
    get<list_rounds>("/api/rounds", readers, {"列出评议轮次", "List the rounds"}),
    post<add_round>("/api/rounds", the_office, {"新建一轮评议", "Make a round"}),
    get<show_round>("/api/rounds/{round}", readers, {"查看一轮评议", "Show a round"}),
    put<edit_round>("/api/rounds/{round}", the_office,
                    {"修改一轮评议的名称、时间和方案", "Change a round before it is closed"}),
    post<step_round>("/api/rounds/{round}/steps", readers,
                     {"办理一步（印发、收集、封存、计算、核验……）", "Take a step of a round"}),
    page<rounds_desk_page>("/staff/rounds", {"评议轮次页", "Page of the rounds"}),
    page<new_round_page>("/staff/rounds/new", {"新建评议轮次页", "Page to make a round"}),
    page<round_desk_page>("/staff/rounds/{round}", {"一轮评议的办理页", "Page of a round at work"}),
};

}  // namespace

Routes<Deps> round_routes() {
    return {"rounds", {"评议轮次", "Rounds of evaluation"}, table};
}

}  // namespace pingyi::rounds
