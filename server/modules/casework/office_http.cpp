// The routes of the programme office: the supervision board, extensions, appeals, rules of time.
#include <algorithm>

#include "modules/casework/areas.hpp"
#include "modules/casework/case_store.hpp"
#include "modules/casework/intake_store.hpp"
#include "modules/casework/office.hpp"
#include "modules/casework/office_rules.hpp"
#include "modules/casework/office_wire.hpp"
#include "modules/casework/policy.hpp"
#include "modules/casework/records_store.hpp"
#include "modules/casework/staff_http.hpp"
#include "platform/db/idempotency.hpp"

namespace pingyi::casework {
using namespace http;

namespace {

using accounts::only;
using accounts::Role;

constexpr std::int64_t still_days = 5;
constexpr std::string_view approval_setting = "reply_needs_approval";

/// Since before the day that lies so many working days back.
Instant still_since(db::Tx& tx, const Call<Deps>& call, std::int64_t days) {
    const Zone& zone = call.deps.calendar.zone();
    const auto working = call.deps.calendar.current(tx);
    return zone.start_of(
        working_days_before(*working, zone.day_of(call.now), static_cast<int>(days)));
}

Result<Page<CaseRow>> list_board(const Call<Deps>& call, const Query<BoardQuery>& query) {
    return call.deps.database.read([&](db::Tx& tx) {
        OfficeFilter filter;
        filter.kind = query->kind;
        filter.urgency = query->urgency;
        filter.list = query->list.value_or(OfficeList::stuck);
        filter.now = call.now;
        filter.still_since = still_since(tx, call, number_of(query->days).value_or(still_days));
        return page_of(tx, filter, query->after, rows_asked(*query));
    });
}

Result<BoardCounts> count_board(const Call<Deps>& call, const Query<BoardCountQuery>& query) {
    return call.deps.database.read([&](db::Tx& tx) {
        OfficeFilter filter;
        filter.kind = query->kind;
        filter.urgency = query->urgency;
        filter.now = call.now;
        filter.still_since = still_since(tx, call, number_of(query->days).value_or(still_days));
        const auto capped = [](std::size_t size) {
            const auto all = static_cast<std::int64_t>(size);
            return Counted{std::min(all, counted_max), all > counted_max};
        };
        const auto counted = [&](OfficeList list) {
            filter.list = list;
            return capped(static_cast<std::size_t>(store::count(tx, filter)));
        };
        return BoardCounts{counted(OfficeList::stuck),
                           counted(OfficeList::passed_around),
                           counted(OfficeList::very_late),
                           counted(OfficeList::calling_back),
                           counted(OfficeList::supervised),
                           capped(store::extensions_asked(tx, {}, counted_max + 1).size()),
                           capped(store::appeals_open(tx, {}, counted_max + 1).size())};
    });
}

Result<Stepped> open_supervision(const Call<Deps>& call, const Path<StaffCasePath>& path,
                                 const Body<SupervisionBody>& body) {
    return supervise_case(call.deps, acting(call), {path->case_.value, number_of(body->version)},
                          body->reason.value);
}

Result<Stepped> close_supervision(const Call<Deps>& call, const Path<StaffCasePath>& path,
                                  const Body<SupervisionBody>& body) {
    return end_supervision(call.deps, acting(call), {path->case_.value, number_of(body->version)},
                           body->reason.value);
}

Result<Page<ExtensionView>> list_extensions(const Call<Deps>& call, const Query<PageQuery>& query) {
    const std::int64_t limit = rows_asked(*query);
    return call.deps.database.read([&](db::Tx& tx) {
        auto asked = store::extensions_asked(tx, query->after, limit + 1);
        const auto next = cut(asked, limit, &Extension::asked_at);
        return Page<ExtensionView>{views_of(tx, asked), next};
    });
}

Result<Stepped> decide_on_extension(const Call<Deps>& call, const Path<ExtensionPath>& path,
                                    const Body<ExtensionDecision>& body) {
    return decide_extension(call.deps, acting(call), path->extension, body->granted,
                            number_of(body->days), body->reason.value);
}

Result<Page<AppealView>> list_appeals(const Call<Deps>& call, const Query<PageQuery>& query) {
    const std::int64_t limit = rows_asked(*query);
    return call.deps.database.read([&](db::Tx& tx) {
        auto open = store::appeals_open(tx, query->after, limit + 1);
        const auto next = cut(open, limit, &Appeal::opened_at);
        return Page<AppealView>{views_of(tx, call.deps.calendar, acting(call), open), next};
    });
}

Result<Stepped> decide_on_appeal(const Call<Deps>& call, const Path<AppealPath>& path,
                                 const Body<AppealDecision>& body) {
    return decide_appeal(call.deps, acting(call), path->appeal, body->upheld, body->reason.value);
}

TimeRulesView view_of(const TimeRules& version, std::int64_t in_force) {
    TimeRulesView view;
    view.version = version.version;
    view.valid_from = version.valid_from;
    view.note = version.note.zh;
    if (!version.note.en.empty()) view.note_en = version.note.en;
    view.in_force = version.version == in_force;
    for (const TimeRule& rule : version.rules) {
        view.rules.push_back({rule.stage, rule.kind, rule.urgency, rule.rule.clock,
                              rule.rule.amount, rule.very_late_amount});
    }
    return view;
}

std::int64_t version_on(db::Tx& tx, Day day) {
    const auto rules = store::time_rules(tx, day);
    return rules.empty() ? 0 : rules.front().version;
}

Result<TimeRuleVersions> list_time_rules(const Call<Deps>& call) {
    const Day today = call.deps.calendar.zone().day_of(call.now);
    return call.deps.database.read([&](db::Tx& tx) {
        const std::int64_t in_force = version_on(tx, today);
        TimeRuleVersions view;
        for (const TimeRules& version : store::time_rule_versions(tx)) {
            view.items.push_back(view_of(version, in_force));
        }
        return view;
    });
}

TimeRules rules_of(const TimeRulesBody& body) {
    TimeRules made;
    made.valid_from = body.valid_from;
    made.note = {body.note.value, words_of(body.note_en)};
    for (const TimeRuleBody& rule : body.rules.value) {
        made.rules.push_back({0,
                              rule.stage,
                              rule.kind,
                              rule.urgency,
                              {rule.clock, rule.amount.value},
                              number_of(rule.very_late_amount)});
    }
    return made;
}

Result<Created<TimeRulesView>> add_time_rules(const Call<Deps>& call,
                                              const Body<TimeRulesBody>& body) {
    const Day today = call.deps.calendar.zone().day_of(call.now);
    const std::string scope = "casework.time_rules/" + acting(call).account.id.text();
    TRY(view, call.deps.database.write([&](db::Tx& tx) -> Result<TimeRulesView> {
        const db::RepeatKey key{scope, call.key->value, call.key->body_hash};
        TRY(before, db::earlier(tx, key));
        if (before) {
            for (const TimeRules& version : store::time_rule_versions(tx)) {
                if (std::to_string(version.version) == *before) {
                    return view_of(version, version_on(tx, today));
                }
            }
        }
        TRY(made, set_time_rules(tx, acting(call), today, rules_of(*body)));
        db::remember(tx, key, std::to_string(made.version), today);
        return view_of(made, version_on(tx, today));
    }));
    return Created<TimeRulesView>{view, "/api/office/time-rules"};
}

Result<CaseSettings> show_case_settings(const Call<Deps>& call) {
    return call.deps.database.read(
        [](db::Tx& tx) { return CaseSettings{store::setting(tx, approval_setting) != "0"}; });
}

Result<CaseSettings> set_case_settings(const Call<Deps>& call, const Body<CaseSettings>& body) {
    CHECK_OK(policy::may_supervise(acting(call).account));
    const std::string_view value = body->reply_needs_approval ? "1" : "0";
    CHECK_OK(call.deps.database.write([&](db::Tx& tx) {
        store::set_setting(tx, approval_setting, value);
        accounts::note(tx, call.now, "casework.settings_changed", acting(call).account.id,
                       "settings", "reply_needs_approval=" + std::string(value),
                       Role::programme_office);
    }));
    return *body;
}

Result<Response> board_page(const Call<Deps>& call) {
    return call.deps.shell.staff(call, "accounts.page.office");
}
Result<Response> time_rules_page(const Call<Deps>& call) {
    return call.deps.shell.staff(call, "casework.page.time_rules");
}
Result<Response> new_time_rules_page(const Call<Deps>& call) {
    return call.deps.shell.staff(call, "casework.more.page.time_rules_new");
}

constexpr Callers office = only(Role::programme_office);
constexpr Callers board_readers = only(Role::programme_office, Role::auditor);

constexpr Row<Deps> table[] = {
    get<list_board>("/api/office/cases", board_readers,
                    {"督办台：列出需要过问的办件", "List the cases that need looking after"}),
    get<count_board>("/api/office/counts", board_readers,
                     {"督办台各项的数量", "Count what needs looking after"}),
    post<open_supervision>("/api/office/cases/{case}/supervision", office,
                           {"督办", "Take a case under supervision"}),
    post<close_supervision>("/api/office/cases/{case}/supervision/end", office,
                            {"结束督办", "End a supervision"}),
    get<list_extensions>("/api/office/extensions", board_readers,
                         {"列出待决定的延期申请", "List extensions that were asked for"}),
    post<decide_on_extension>("/api/office/extensions/{extension}/decision", office,
                              {"决定是否延期", "Grant or deny an extension"}),
    get<list_appeals>("/api/office/appeals", board_readers,
                      {"列出待复核的申请", "List open appeals"}),
    post<decide_on_appeal>("/api/office/appeals/{appeal}/decision", office,
                           {"作出复核决定", "Decide an appeal"}),
    get<list_time_rules>("/api/office/time-rules", board_readers,
                         {"列出办理期限的各版本", "List the versions of the time limits"}),
    post<add_time_rules>("/api/office/time-rules", office,
                         {"增加办理期限的新版本", "Add a version of the time limits"}),
    get<show_case_settings>("/api/office/settings", board_readers,
                            {"查看办件设置", "Show the settings of cases"}),
    put<set_case_settings>("/api/office/settings", office,
                           {"更改办件设置", "Change the settings of cases"}),
    page<board_page>("/staff/office", {"督办台", "Supervision board"}),
    page<time_rules_page>("/staff/office/time-rules", {"办理期限", "Time limits"}),
    page<new_time_rules_page>("/staff/office/time-rules/new", {"新的办理期限", "New time limits"}),
};

}  // namespace

Routes<Deps> office_routes() {
    return {"office", {"督办", "Supervision of cases"}, table};
}

}  // namespace pingyi::casework
