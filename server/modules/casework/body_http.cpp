// The routes of bodies: the inbox, one case, signing for, replies, time, parts, templates.
#include <algorithm>

#include "modules/casework/areas.hpp"
#include "modules/casework/body.hpp"
#include "modules/casework/body_wire.hpp"
#include "modules/casework/case_store.hpp"
#include "modules/casework/records_store.hpp"
#include "modules/casework/staff_http.hpp"
#include "modules/units/api.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/idempotency.hpp"

namespace pingyi::casework {
using namespace http;

namespace {

using accounts::only;
using accounts::Role;

constexpr std::size_t bodies_shown_max = 500;

OnCase on_case(const Path<StaffCasePath>& path, const std::optional<Version>& version = {}) {
    return {path->case_.value, number_of(version)};
}

/// Moments that the inbox compares with.
BodyFilter filter_at(const Call<Deps>& call) {
    BodyFilter filter;
    const Zone& zone = call.deps.calendar.zone();
    filter.now = call.now;
    filter.end_of_today = zone.start_of(zone.day_of(call.now) + std::chrono::days{1});
    return filter;
}

Result<Page<CaseRow>> list_inbox(const Call<Deps>& call, const Query<InboxQuery>& query) {
    BodyFilter filter = filter_at(call);
    filter.kind = query->kind;
    filter.urgency = query->urgency;
    filter.list = query->list.value_or(BodyList::open);
    return call.deps.database.read([&](db::Tx& tx) -> Result<Page<CaseRow>> {
        TRY(units, bodies_asked(tx, acting(call).account, maybe_of(query->unit)));
        const bool is_history = filter.list == BodyList::returned || filter.list == BodyList::done;
        if (!units || units->empty() || (is_history && units->size() != 1)) {
            return fail_fields({{"unit", "casework_choose_unit", ""}});
        }
        filter.units = *units;
        return page_of(tx, filter, query->after, rows_asked(*query));
    });
}

Result<InboxCounts> count_inbox(const Call<Deps>& call, const Query<InboxCountQuery>& query) {
    BodyFilter filter = filter_at(call);
    filter.kind = query->kind;
    filter.urgency = query->urgency;
    return call.deps.database.read([&](db::Tx& tx) -> Result<InboxCounts> {
        TRY(units, bodies_asked(tx, acting(call).account, maybe_of(query->unit)));
        if (!units || units->empty()) return fail_fields({{"unit", "casework_choose_unit", ""}});
        filter.units = *units;
        const auto capped = [](std::int64_t all) {
            return Counted{std::min(all, counted_max), all > counted_max};
        };
        const auto counted = [&](BodyList list) {
            filter.list = list;
            return capped(store::count(tx, filter));
        };
        InboxCounts counts{counted(BodyList::unsigned_),
                           counted(BodyList::due_today),
                           counted(BodyList::overdue),
                           counted(BodyList::reopened),
                           counted(BodyList::waiting),
                           counted(BodyList::sent_back),
                           counted(BodyList::open),
                           {},
                           {}};
        counts.parts = capped(
            static_cast<std::int64_t>(store::parts_open(tx, *units, {}, counted_max + 1).size()));
        filter.list = BodyList::open;
        const Cursor now{std::to_string(call.now.time_since_epoch().count()), "~"};
        const auto next = store::queue(tx, filter, now, 1);
        if (!next.empty()) counts.next_due = next.front().item.due_at;
        return counts;
    });
}

Result<BodiesView> list_own_bodies(const Call<Deps>& call) {
    return call.deps.database.read([&](db::Tx& tx) {
        BodiesView view;
        auto units = bodies_of(tx, acting(call).account);
        view.every = !units;
        if (!units) return view;
        if (units->size() > bodies_shown_max) units->resize(bodies_shown_max);
        for (const units::Unit& unit : units::find_many(tx, *units)) {
            view.items.push_back(
                {unit.code, unit.name.zh,
                 unit.name.en.empty() ? std::nullopt : std::optional{unit.name.en}});
        }
        std::ranges::sort(view.items, {}, &BodyRef::code);
        return view;
    });
}

Result<StaffCase> show_staff_case(const Call<Deps>& call, const Path<StaffCasePath>& path) {
    return call.deps.database.read([&](db::Tx& tx) -> Result<StaffCase> {
        TRY(item, seen_case(tx, acting(call).account, path->case_.value));
        return detail_of(tx, call.deps.calendar, acting(call), item);
    });
}

Result<SignOutcomes> sign_for_many(const Call<Deps>& call, const Body<SignBody>& body) {
    std::vector<std::string> numbers;
    for (const auto& number : body->cases.value) numbers.push_back(number.value);
    TRY(outcomes, sign_for_cases(call.deps, acting(call), numbers));
    const Texts& texts = call.deps.shell.texts();
    SignOutcomes view;
    for (const Signed& each : outcomes) {
        SignOutcome& shown = view.items.emplace_back();
        shown.number = each.number;
        shown.is_signed = !each.refused;
        shown.code = each.refused;
        if (each.refused) shown.reason = texts.say(call.language(), "error." + *each.refused);
    }
    return view;
}

Result<Stepped> return_to_intake(const Call<Deps>& call, const Path<StaffCasePath>& path,
                                 const Body<ReasonBody>& body) {
    return return_case(call.deps, acting(call), on_case(path, body->version), body->reason.value);
}

Result<ReplyDesk> show_reply(const Call<Deps>& call, const Path<StaffCasePath>& path) {
    TRY(work, reply_at_work(call.deps, acting(call), path->case_.value));
    ReplyDesk view;
    view.number = work.item.number;
    view.state = work.item.state;
    view.needs_approval = work.needs_approval;
    view.may_publish = work.may_publish;
    view.may_send_back = work.may_send_back;
    if (!work.reply) return view;
    const Reply& reply = *work.reply;
    view.published_as = work.published_as.text;
    for (const MaskedSpan& span : work.published_as.spans) {
        view.hidden.push_back({span.masking, reply.text.substr(span.begin, span.end - span.begin)});
    }
    CHECK_OK(call.deps.database.read([&](db::Tx& tx) {
        const Directory directory{tx, {reply.unit}, {reply.written_by, reply.approved_by}};
        view.reply = ReplyRow{reply.id,
                              reply.round,
                              directory.unit(reply.unit),
                              reply.state,
                              reply.text,
                              directory.account(reply.written_by),
                              directory.account(reply.approved_by),
                              reply.written_at,
                              reply.published_at,
                              reply.version};
    }));
    return view;
}

Result<ReplyDesk> put_reply(const Call<Deps>& call, const Path<StaffCasePath>& path,
                            const Body<DraftBody>& body) {
    CHECK_OK(draft_reply(call.deps, acting(call), path->case_.value, body->text.value,
                         body->version.value));
    return show_reply(call, path);
}

Result<ReplyDesk> submit_for_approval(const Call<Deps>& call, const Path<StaffCasePath>& path,
                                      const Body<ReplyVersionBody>& body) {
    CHECK_OK(submit_reply(call.deps, acting(call), path->case_.value, body->version.value));
    return show_reply(call, path);
}

Result<ReplyDesk> send_reply_to_writer(const Call<Deps>& call, const Path<StaffCasePath>& path,
                                       const Body<SendBackBody>& body) {
    CHECK_OK(send_reply_back(call.deps, acting(call), path->case_.value, body->version.value,
                             body->reason.value));
    return show_reply(call, path);
}

Result<Stepped> publish_written_reply(const Call<Deps>& call, const Path<StaffCasePath>& path,
                                      const Body<ReplyVersionBody>& body) {
    return publish_reply(call.deps, acting(call), path->case_.value, body->version.value);
}

Result<Stepped> ask_for_time(const Call<Deps>& call, const Path<StaffCasePath>& path,
                             const Body<ExtensionBody>& body) {
    return ask_extension(call.deps, acting(call), on_case(path, body->version), body->days.value,
                         body->reason.value);
}

Result<Stepped> ask_for_part(const Call<Deps>& call, const Path<StaffCasePath>& path,
                             const Body<PartBody>& body) {
    return ask_part(call.deps, acting(call), on_case(path, body->version), body->unit.value,
                    body->task.value);
}

Result<Page<PartView>> list_open_parts(const Call<Deps>& call, const Query<PartsQuery>& query) {
    const std::int64_t limit = rows_asked(*query);
    return call.deps.database.read([&](db::Tx& tx) -> Result<Page<PartView>> {
        TRY(units, bodies_asked(tx, acting(call).account, maybe_of(query->unit)));
        if (!units) return fail_fields({{"unit", "casework_choose_unit", ""}});
        auto parts = store::parts_open(tx, *units, query->after, limit + 1);
        const auto next = cut(parts, limit, &Part::asked_at);
        return Page<PartView>{views_of(tx, acting(call), parts), next};
    });
}

Result<> answer_open_part(const Call<Deps>& call, const Path<PartPath>& path,
                          const Body<PartAnswerBody>& body) {
    return answer_part(call.deps, acting(call), path->part, body->answer.value);
}

// Templates

TemplatesView shown(db::Tx& tx, const Call<Deps>& call, const std::vector<UnitId>& units,
                    const Case* item) {
    const auto found = store::templates(tx, units);
    std::vector<std::optional<UnitId>> ids;
    for (const ReplyTemplate& each : found) ids.push_back(each.unit);
    const Directory directory{tx, ids, {}};
    TemplatesView view;
    for (const ReplyTemplate& each : found) {
        view.items.push_back({each.id, directory.unit(each.unit), each.name, each.text,
                              item ? std::optional{filled(each.text, *item)} : std::nullopt,
                              each.changed_at, each.version,
                              may_edit_template(tx, acting(call).account, each.unit).has_value()});
    }
    return view;
}

Result<TemplatesView> list_templates(const Call<Deps>& call, const Query<TemplatesQuery>& query) {
    return call.deps.database.read([&](db::Tx& tx) -> Result<TemplatesView> {
        TRY(units, bodies_asked(tx, acting(call).account, maybe_of(query->unit)));
        std::vector<UnitId> theirs = units.value_or(std::vector<UnitId>{});
        if (theirs.size() > bodies_shown_max) theirs.resize(bodies_shown_max);
        return shown(tx, call, theirs, nullptr);
    });
}

Result<TemplatesView> fill_templates(const Call<Deps>& call, const Path<StaffCasePath>& path) {
    return call.deps.database.read([&](db::Tx& tx) -> Result<TemplatesView> {
        TRY(item, seen_case(tx, acting(call).account, path->case_.value));
        std::vector<UnitId> units;
        if (item.lead_unit) units.push_back(*item.lead_unit);
        return shown(tx, call, units, &item);
    });
}

TemplateView view_of(db::Tx& tx, const ReplyTemplate& made) {
    const Directory directory{tx, {made.unit}, {}};
    return {made.id,      directory.unit(made.unit), made.name,    made.text,
            std::nullopt, made.changed_at,           made.version, true};
}

Result<Created<TemplateView>> add_template(const Call<Deps>& call, const Body<TemplateBody>& body) {
    ReplyTemplate made;
    made.id = crypto::new_id<TemplateId>(call.now);
    made.name = body->name.value;
    made.text = body->text.value;
    made.changed_by = acting(call).account.id;
    made.changed_at = call.now;
    const std::string scope = "casework.template/" + acting(call).account.id.text();
    const Day today = call.deps.calendar.zone().day_of(call.now);
    TRY(view, call.deps.database.write([&](db::Tx& tx) -> Result<TemplateView> {
        ReplyTemplate item = made;
        if (body->unit) {
            const auto unit = units::find_by_code(tx, body->unit->value);
            if (!unit) return fail_fields({{"#/unit", "casework_no_such_unit", ""}});
            item.unit = unit->id;
        }
        CHECK_OK(may_edit_template(tx, acting(call).account, item.unit));
        const db::RepeatKey key{scope, call.key->value, call.key->body_hash};
        TRY(before, db::earlier(tx, key));
        if (before) {
            TRY(stored, store::find_template(tx, *TemplateId::from(*before)));
            return view_of(tx, stored);
        }
        CHECK_OK(store::insert(tx, item));
        db::remember(tx, key, item.id.text(), today);
        return view_of(tx, item);
    }));
    return Created<TemplateView>{view, "/api/desk/templates/" + view.id.text()};
}

Result<TemplateView> change_template(const Call<Deps>& call, const Path<TemplatePath>& path,
                                     const Body<TemplateChange>& body) {
    return call.deps.database.write([&](db::Tx& tx) -> Result<TemplateView> {
        TRY(item, store::find_template(tx, path->template_));
        CHECK_OK(may_edit_template(tx, acting(call).account, item.unit));
        item.version = body->version.value;
        item.name = body->name.value;
        item.text = body->text.value;
        item.changed_by = acting(call).account.id;
        item.changed_at = call.now;
        CHECK_OK(store::save(tx, item));
        return view_of(tx, item);
    });
}

Result<> remove_template(const Call<Deps>& call, const Path<TemplatePath>& path) {
    return call.deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(item, store::find_template(tx, path->template_));
        CHECK_OK(may_edit_template(tx, acting(call).account, item.unit));
        store::remove_template(tx, item.id);
        return {};
    });
}

// Pages that the web application fills

Result<Response> inbox_page(const Call<Deps>& call) {
    return call.deps.shell.staff(call, "casework.page.desk");
}
Result<Response> staff_case_page(const Call<Deps>& call, const Path<StaffCasePath>&) {
    return call.deps.shell.staff(call, "casework.page.case");
}
Result<Response> templates_page(const Call<Deps>& call) {
    return call.deps.shell.staff(call, "accounts.page.templates");
}
Result<Response> new_template_page(const Call<Deps>& call) {
    return call.deps.shell.staff(call, "casework.more.page.template_new");
}
Result<Response> template_page(const Call<Deps>& call, const Path<TemplatePath>&) {
    return call.deps.shell.staff(call, "casework.more.page.template");
}

constexpr Callers bodies = only(Role::unit_handler, Role::unit_head);
constexpr Callers bodies_and_office =
    only(Role::unit_handler, Role::unit_head, Role::programme_office);
constexpr Callers who_ask = only(Role::unit_handler, Role::unit_head, Role::intake_officer);
constexpr Callers readers = only(Role::unit_handler, Role::unit_head, Role::intake_officer,
                                 Role::programme_office, Role::auditor);

constexpr Row<Deps> table[] = {
    get<list_inbox>("/api/desk/cases", bodies, {"列出本单位的办件", "List the cases of a body"}),
    get<count_inbox>("/api/desk/counts", bodies,
                     {"本单位各项办件的数量", "Count the cases of a body"}),
    get<list_own_bodies>("/api/desk/bodies", bodies,
                         {"列出本人承办的单位", "List the bodies one works for"}),
    get<show_staff_case>("/api/desk/cases/{case}", readers,
                         {"查看办件", "Show a case with all that stands beside it"}),
    post<sign_for_many>("/api/desk/signings", bodies,
                        {"批量签收", "Sign for up to 100 cases, each with its outcome"}),
    post<return_to_intake>("/api/desk/cases/{case}/return", bodies,
                           {"退回受理台", "Return a case to intake"}),
    get<show_reply>("/api/desk/cases/{case}/reply", bodies,
                    {"查看答复稿及公开后的样子",
                     "Show the reply being written and what publication takes out"}),
    put<put_reply>("/api/desk/cases/{case}/reply", bodies,
                   {"保存答复稿", "Save the draft of a reply"}),
    post<submit_for_approval>("/api/desk/cases/{case}/reply/submit", bodies,
                              {"送审答复", "Submit a reply for approval"}),
    post<send_reply_to_writer>("/api/desk/cases/{case}/reply/send-back", bodies,
                               {"退改答复", "Send a reply back to its writer"}),
    post<publish_written_reply>("/api/desk/cases/{case}/reply/publish", bodies,
                                {"公开答复", "Publish a reply"}),
    post<ask_for_time>("/api/desk/cases/{case}/extensions", bodies,
                       {"申请延期", "Ask for an extension"}),
    post<ask_for_part>("/api/desk/cases/{case}/parts", who_ask,
                       {"请协办单位办理", "Ask a co-body for its part"}),
    get<list_open_parts>("/api/desk/parts", bodies,
                         {"列出待协办的事项", "List the parts a body is asked for"}),
    post<answer_open_part>("/api/desk/parts/{part}/answer", bodies,
                           {"答复协办事项", "Answer a part"}),
    get<fill_templates>("/api/desk/cases/{case}/templates", bodies,
                        {"列出填好的答复模板", "List templates filled in for a case"}),
    get<list_templates>("/api/desk/templates", bodies_and_office,
                        {"列出答复模板", "List the templates of replies"}),
    post<add_template>("/api/desk/templates", bodies_and_office,
                       {"新建答复模板", "Add a template"}),
    put<change_template>("/api/desk/templates/{template}", bodies_and_office,
                         {"修改答复模板", "Change a template"}),
    del<remove_template>("/api/desk/templates/{template}", bodies_and_office,
                         {"删除答复模板", "Remove a template"}),
    page<inbox_page>("/staff/desk", {"单位工作台", "Desk of a body"}),
    page<staff_case_page>("/staff/cases/{case}", {"办件", "Case, for staff"}),
    page<templates_page>("/staff/templates", {"答复模板", "Templates of replies"}),
    page<new_template_page>("/staff/templates/new", {"新建答复模板", "A new template"}),
    page<template_page>("/staff/templates/{template}", {"改答复模板", "One template"}),
};

}  // namespace

Routes<Deps> body_routes() {
    return {"desk", {"单位工作台", "Desk of public bodies"}, table};
}

}  // namespace pingyi::casework
