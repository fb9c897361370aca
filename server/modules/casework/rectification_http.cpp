// The routes of rectifications, for bodies, inspectors and the office.
#include "modules/casework/areas.hpp"
#include "modules/casework/body.hpp"
#include "modules/casework/case_store.hpp"
#include "modules/casework/office_wire.hpp"
#include "modules/casework/policy.hpp"
#include "modules/casework/records_store.hpp"
#include "modules/casework/staff_http.hpp"
#include "modules/units/api.hpp"

namespace pingyi::casework {
using namespace http;

namespace {

using accounts::has_role;
using accounts::only;
using accounts::Role;

bool sees_all(const accounts::Account& account) {
    return has_role(account, Role::programme_office) || has_role(account, Role::inspector) ||
           has_role(account, Role::auditor);
}

/// The bodies whose rectifications are asked for; nullopt: every body.
Result<std::optional<std::vector<UnitId>>> bodies_seen(db::Tx& tx, const accounts::Account& account,
                                                       const std::optional<std::string>& code) {
    if (!sees_all(account)) return bodies_asked(tx, account, code);
    if (!code) return std::nullopt;
    const auto unit = units::find_by_code(tx, *code);
    if (!unit) return fail_fields({{"unit", "casework_no_such_unit", ""}});
    return std::optional{std::vector{unit->id}};
}

RectificationView view_of(db::Tx& tx, const Call<Deps>& call, const Rectification& item,
                          const Directory& directory) {
    RectificationView view;
    view.id = item.id;
    view.source = item.source;
    view.unit = directory.unit(item.unit);
    view.task = item.task;
    view.state = item.state;
    view.opened_at = item.opened_at;
    view.due_at = item.due_at;
    view.missing_year = item.missing_year;
    if (const auto id = calendar::DeadlineId::from(item.deadline)) {
        if (const auto due = call.deps.calendar.find(tx, *id)) {
            view.due_at = due->due;
            view.missing_year = due->missing_year;
        }
    }
    const Instant at =
        item.state == RectificationState::open ? call.now : item.reported_at.value_or(call.now);
    view.is_late = view.due_at && at >= *view.due_at;
    view.report = item.report;
    view.verdict = item.verdict;
    view.reported_by = directory.account(item.reported_by);
    view.verified_by = directory.account(item.verified_by);
    view.reported_at = item.reported_at;
    view.verified_at = item.verified_at;
    view.satisfied = item.satisfied;
    const accounts::Account& account = acting(call).account;
    const auto above = units::ancestors(tx, item.unit);
    view.may_report = item.state == RectificationState::open &&
                      policy::may_handle(account, item.unit, above).has_value();
    view.may_verify = item.state != RectificationState::open &&
                      policy::may_verify(account, item.unit, above).has_value();
    return view;
}

/// The number of the case that a rectification came from, for somebody who may see that case.
std::optional<std::string> case_of(db::Tx& tx, const accounts::Account& account,
                                   const Rectification& item) {
    const auto id = AppealId::from(item.source_id);
    if (item.source != appeal_source || !id) return std::nullopt;
    const auto appeal = store::appeal(tx, *id);
    if (!appeal) return std::nullopt;
    const auto found = store::find(tx, appeal->case_id);
    if (!found || !may_see_case(tx, account, *found)) return std::nullopt;
    return found->number;
}

Result<Page<RectificationView>> list_rectifications(const Call<Deps>& call,
                                                    const Query<RectificationsQuery>& query) {
    const std::int64_t limit = rows_asked(*query);
    return call.deps.database.read([&](db::Tx& tx) -> Result<Page<RectificationView>> {
        TRY(units, bodies_seen(tx, acting(call).account, maybe_of(query->unit)));
        auto found = store::rectifications(tx, query->state.value_or(RectificationState::open),
                                           units, query->after, limit + 1);
        Page<RectificationView> page;
        page.next = cut(found, limit, &Rectification::opened_at);
        std::vector<std::optional<UnitId>> bodies;
        std::vector<std::optional<AccountId>> people;
        for (const Rectification& item : found) {
            bodies.push_back(item.unit);
            people.push_back(item.reported_by);
            people.push_back(item.verified_by);
        }
        const Directory directory{tx, bodies, people};
        for (const Rectification& item : found) {
            page.items.push_back(view_of(tx, call, item, directory));
        }
        return page;
    });
}

Result<RectificationView> show_rectification(const Call<Deps>& call,
                                             const Path<RectificationPath>& path) {
    return call.deps.database.read([&](db::Tx& tx) -> Result<RectificationView> {
        TRY(item, store::rectification(tx, path->rectification));
        const accounts::Account& account = acting(call).account;
        if (!sees_all(account) &&
            !policy::may_handle(account, item.unit, units::ancestors(tx, item.unit))) {
            return fail(ErrorKind::not_found, "casework.no_such_rectification");
        }
        const auto events = store::events(tx, item.id);
        std::vector<std::optional<AccountId>> people{item.reported_by, item.verified_by};
        for (const RectificationEvent& event : events) people.push_back(event.account);
        const Directory directory{tx, {item.unit}, people};
        RectificationView view = view_of(tx, call, item, directory);
        view.number = case_of(tx, account, item);
        for (const RectificationEvent& event : events) {
            view.events.push_back(
                {event.at, event.what, directory.account(event.account), event.text});
        }
        return view;
    });
}

Result<RectificationView> report_on_rectification(const Call<Deps>& call,
                                                  const Path<RectificationPath>& path,
                                                  const Body<ReportBody>& body) {
    CHECK_OK(
        report_rectification(call.deps, acting(call), path->rectification, body->report.value));
    return show_rectification(call, path);
}

Result<RectificationView> judge_rectification(const Call<Deps>& call,
                                              const Path<RectificationPath>& path,
                                              const Body<VerdictBody>& body) {
    CHECK_OK(verify_rectification(call.deps, acting(call), path->rectification, body->enough,
                                  body->words.value));
    return show_rectification(call, path);
}

Result<RectificationView> set_satisfaction(const Call<Deps>& call,
                                           const Path<RectificationPath>& path,
                                           const Body<SatisfactionBody>& body) {
    CHECK_OK(note_satisfaction(call.deps, acting(call), path->rectification, body->satisfied));
    return show_rectification(call, path);
}

Result<RectificationView> open_rectification_again(const Call<Deps>& call,
                                                   const Path<RectificationPath>& path,
                                                   const Body<ReopenBody>& body) {
    CHECK_OK(reopen_rectification(call.deps, acting(call), path->rectification,
                                  {DeadlineClock::working_days, body->working_days.value},
                                  body->reason.value));
    return show_rectification(call, path);
}

Result<Response> rectifications_page(const Call<Deps>& call) {
    return call.deps.shell.staff(call, "accounts.page.rectifications");
}
Result<Response> rectification_page(const Call<Deps>& call, const Path<RectificationPath>&) {
    return call.deps.shell.staff(call, "casework.more.page.rectification");
}

constexpr Callers bodies = only(Role::unit_handler, Role::unit_head);
constexpr Callers verifiers = only(Role::inspector, Role::programme_office);
constexpr Callers readers = only(Role::unit_handler, Role::unit_head, Role::inspector,
                                 Role::programme_office, Role::auditor);

constexpr Row<Deps> table[] = {
    get<list_rectifications>("/api/rectifications", readers,
                             {"列出整改事项", "List rectifications"}),
    get<show_rectification>("/api/rectifications/{rectification}", readers,
                            {"查看整改事项", "Show a rectification"}),
    post<report_on_rectification>("/api/rectifications/{rectification}/report", bodies,
                                  {"报告整改情况", "Report what was put right"}),
    post<judge_rectification>("/api/rectifications/{rectification}/verdict", verifiers,
                              {"核实整改情况", "Verify a rectification or send it back"}),
    post<set_satisfaction>(
        "/api/rectifications/{rectification}/satisfaction", verifiers,
        {"登记对整改是否满意", "Note whether it is enough for the one concerned"}),
    post<open_rectification_again>("/api/rectifications/{rectification}/reopen", verifiers,
                                   {"重新整改", "Reopen a rectification"}),
    page<rectifications_page>("/staff/rectifications", {"整改", "Rectifications"}),
    page<rectification_page>("/staff/rectifications/{rectification}",
                             {"一项整改", "One rectification"}),
};

}  // namespace

Routes<Deps> rectification_routes() {
    return {"rectifications", {"整改", "Putting right what was found"}, table};
}

}  // namespace pingyi::casework
