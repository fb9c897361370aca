// The routes of the call-back desk, and the published rule of who is asked.
#include "modules/casework/areas.hpp"
#include "modules/casework/call_back.hpp"
#include "modules/casework/call_back_store.hpp"
#include "modules/casework/call_back_wire.hpp"
#include "modules/casework/case_store.hpp"
#include "modules/casework/staff_http.hpp"
#include "modules/contacts/api.hpp"

namespace pingyi::casework {
using namespace http;

namespace {

using accounts::only;
using accounts::Role;

CallBackRow row_of(const store::Waiting& waiting, const Directory& names) {
    const Case& item = waiting.item;
    return {waiting.call_back.id,
            item.number,
            item.subject,
            item.kind,
            names.unit(item.lead_unit),
            waiting.call_back.round,
            waiting.attempts,
            waiting.last_attempt,
            waiting.call_back.opened_at};
}

Result<Page<CallBackRow>> list_call_backs(const Call<Deps>& call,
                                          const Query<CallBackQuery>& query) {
    const std::int64_t limit = rows_asked(*query);
    return call.deps.database.read([&](db::Tx& tx) {
        auto found = store::waiting(tx, query->after, limit + 1);
        Page<CallBackRow> page;
        if (static_cast<std::int64_t>(found.size()) > limit) {
            found.pop_back();
            const CallBack& last = found.back().call_back;
            page.next = text_of(Cursor{last.lot, last.id.text()});
        }
        std::vector<std::optional<UnitId>> units;
        for (const auto& one : found) units.push_back(one.item.lead_unit);
        const Directory names{tx, units, {}};
        for (const auto& one : found) page.items.push_back(row_of(one, names));
        return page;
    });
}

std::string last_reply(db::Tx& tx, const Case& item) {
    std::string text;
    for (const Reply& reply : store::replies(tx, item.id)) {
        if (reply.state == ReplyState::published) text = reply.text;
    }
    return text;
}

Result<CallBackDetail> show_call_back(const Call<Deps>& call, const Path<CallBackPath>& path) {
    const Day today = call.deps.calendar.zone().day_of(call.now);
    return call.deps.database.read([&](db::Tx& tx) -> Result<CallBackDetail> {
        TRY(call_back, store::find_call_back(tx, path->call_back));
        TRY(item, store::find(tx, call_back.case_id));
        const auto attempts = store::attempts(tx, call_back.id);
        std::vector<std::optional<AccountId>> people;
        for (const CallAttempt& attempt : attempts) people.emplace_back(attempt.account);
        const Directory names{tx, {item.lead_unit}, people};
        CallBackDetail view;
        view.row = row_of({call_back, item, std::ssize(attempts),
                           attempts.empty() ? std::nullopt : std::optional{attempts.back().at}},
                          names);
        view.body = item.body;
        view.place = item.place;
        view.reply = last_reply(tx, item);
        view.state = call_back.state;
        view.solved = call_back.solved;
        view.satisfied = call_back.satisfied;
        view.has_contact = can_be_called(tx, item);
        view.attempts_max = store::call_back_rule(tx, today).value_or(CallBackRule{}).attempts;
        view.may_reopen = item.round == 1;
        for (const CallAttempt& attempt : attempts) {
            view.attempts.push_back({attempt.at, attempt.outcome, names.account(attempt.account)});
        }
        return view;
    });
}

/// The case must wait for this call: nobody opens a contact out of curiosity.
Result<contacts::ContactId> contact_of(db::Tx& tx, CallBackId id) {
    TRY(call_back, store::find_call_back(tx, id));
    TRY(item, store::find(tx, call_back.case_id));
    if (call_back.state != CallBackState::waiting || item.state != State::calling_back) {
        return fail(ErrorKind::conflict, "casework.call_back_over");
    }
    const auto contact = item.contact ? contacts::ContactId::from(*item.contact) : std::nullopt;
    if (!contact) return fail(ErrorKind::not_found, "casework.no_contact");
    return *contact;
}

Result<Created<contacts::OpenedBox>> open_contact(const Call<Deps>& call,
                                                  const Path<CallBackPath>& path,
                                                  const Body<OpenContactBody>& body) {
    TRY(contact,
        call.deps.database.read([&](db::Tx& tx) { return contact_of(tx, path->call_back); }));
    const auto& officer = *accounts::account_of(call.caller);
    const std::string scope = "casework.open_contact/" + officer.id.text() + "/" + contact.text();
    TRY(box, contacts::open(call.deps.database,
                            {officer, contact, body->reason.value,
                             db::RepeatKey{scope, call.key->value, call.key->body_hash}},
                            call.now));
    return Created<contacts::OpenedBox>{box, "/api/call-backs/" + path->call_back.text()};
}

Result<AttemptNoted> note_call(const Call<Deps>& call, const Path<CallBackPath>& path,
                               const Body<AttemptBody>& body) {
    TRY(noted,
        note_attempt(call.deps, *accounts::account_of(call.caller), call.now, path->call_back,
                     {body->outcome, body->solved, body->satisfied, words_of(body->unsolved)}));
    return AttemptNoted{noted.state};
}

CallBackRuleView view_of(const CallBackRule& rule) {
    return {rule.version, rule.valid_from, rule.share, rule.attempts, rule.seed};
}

Result<CallBackRules> list_call_back_rules(const Call<Deps>& call) {
    return call.deps.database.read([](db::Tx& tx) {
        CallBackRules view;
        for (const CallBackRule& rule : store::call_back_rules(tx)) {
            view.items.push_back(view_of(rule));
        }
        return view;
    });
}

Result<Created<CallBackRuleView>> create_call_back_rule(const Call<Deps>& call,
                                                        const Body<CallBackRuleBody>& body) {
    const auto& account = *accounts::account_of(call.caller);
    const std::string scope = "casework.call_back_rule/" + account.id.text();
    CallBackRule rule;
    rule.valid_from = body->valid_from;
    rule.share = body->share.value;
    rule.attempts = body->attempts.value;
    TRY(made, add_call_back_rule(call.deps, account, call.now, rule,
                                 {scope, call.key->value, call.key->body_hash}));
    return Created<CallBackRuleView>{view_of(made), "/api/call-backs/rules"};
}

Result<Response> call_backs_page(const Call<Deps>& call) {
    return call.deps.shell.staff(call, "casework.page.call_backs");
}

/// Where contacts are opened: the one page of casework that may run WebAssembly.
Result<Response> call_back_page(const Call<Deps>& call, const Path<CallBackPath>&) {
    return call.deps.shell.staff(call, "casework.page.call_backs", Scripts::own_and_wasm);
}

constexpr Callers desk = only(Role::call_back_officer);

constexpr Row<Deps> table[] = {
    get<list_call_backs>(
        "/api/call-backs", desk,
        {"等待回访的办件，按抽定的次序", "Cases that wait for a call, in drawn order"}),
    get<show_call_back>("/api/call-backs/{call_back}", desk, {"一次回访", "One call-back"}),
    post<open_contact>("/api/call-backs/{call_back}/contact", desk,
                       {"写明理由，打开封存的联系方式", "Open the sealed contact, with a reason"}),
    post<note_call>("/api/call-backs/{call_back}/attempts", desk,
                    {"记下一次回访", "Note an attempt to call"}),
    get<list_call_back_rules>("/api/call-backs/rules", anyone,
                              {"回访谁：公布的规则", "Who is called back: the published rules"}),
    post<create_call_back_rule>("/api/call-backs/rules", only(Role::programme_office),
                                {"公布新的回访规则", "Publish a new rule of who is called back"}),
    page<call_backs_page>("/staff/call-backs", {"等待回访的办件", "Call-backs that wait"}),
    page<call_back_page>("/staff/call-backs/{call_back}", {"回访一件", "One call-back"}),
};

}  // namespace

Routes<Deps> call_back_routes() {
    return {"call-backs", {"回访：独立核实解决没有", "Call-backs: was it really solved"}, table};
}

}  // namespace pingyi::casework
