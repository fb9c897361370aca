// The routes of accounts: read, call the use case, answer. README.md lists them.
#include "modules/accounts/account_store.hpp"
#include "modules/accounts/cookie.hpp"
#include "modules/accounts/log_store.hpp"
#include "modules/accounts/module.hpp"
#include "modules/accounts/wire.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::accounts {
namespace {

using http::Body;
using http::Call;
using http::Created;
using http::Path;
using http::Query;
using http::Response;
using http::Row;

constexpr std::int64_t page_size = 25;

// --- From values to wire types ---

AccountView view_of(const Member& member) {
    return {member.id,       member.name,       member.display_name,
            member.standing, member.created_at, member.grants};
}

Invitation view_of(const Invited& invited) {
    return {view_of(invited.member), invited.activation_code, invited.until};
}

KeyView view_of(const Key& key, const std::string& owner) {
    return {key.id,         key.name,       owner,          key.may_read, key.may_write,
            key.created_at, key.expires_at, key.revoked_at, key.used_on};
}

/// One more was asked for than is shown, to know whether there is a next page.
template <class T, class Place>
Page<T> page_of(std::vector<T> items, std::int64_t limit, Place&& place) {
    Page<T> page{std::move(items), std::nullopt};
    if (page.items.size() > static_cast<std::size_t>(limit)) {
        page.items.resize(static_cast<std::size_t>(limit));
        page.next = text_of(place(page.items.back()));
    }
    return page;
}

template <class Q>
std::int64_t limit_of(const Q& query) {
    return query.limit ? query.limit->value : page_size;
}

/// The rows below are for staff only, so somebody is there; a row that forgot to say so still
/// answers 401.
Result<const Account*> somebody(const http::Context& context) {
    const Account* account = account_of(context.caller);
    if (account == nullptr) return fail(ErrorKind::unauthenticated, "accounts.sign_in_first");
    return account;
}

Result<Administrator> administrator(const http::Context& context) {
    TRY(account, somebody(context));
    return Administrator::of(*account);
}

void send_cookie(const http::Context& context, std::string_view token) {
    context.more_headers.push_back({"Set-Cookie", set_cookie(token, context.request.secure)});
}

Result<SessionView> session_view(const Call<WebDeps>& call, const Account& account) {
    TRY(pages, call.deps.base.database.read(
                   [&](db::Tx& tx) { return call.deps.named_pages(tx, account.id); }));
    return SessionView{true, WhoAmI{account.id, account.name, account.display_name, account.grants,
                                    call.deps.staffing.unmet(call.now), std::move(pages)}};
}

// --- Signing in ---

Result<SessionView> who_am_i(const Call<WebDeps>& call) {
    const Account* account = account_of(call.caller);
    if (account == nullptr) return SessionView{};
    return session_view(call, *account);
}

Result<SessionView> open_session(const Call<WebDeps>& call, const Body<SignInBody>& body) {
    const Claim claim{body->name.value, body->password.value, body->code.value,
                      call.request.client};
    TRY(made, sign_in(call.deps.base, call.now, claim, call.request.header("User-Agent"),
                      account_of(call.caller)));
    TRY(found, signed_in(call.deps.base, call.now, made.token));
    if (!found) return fail(ErrorKind::unauthenticated, "accounts.wrong_credentials");
    send_cookie(call, made.token);
    return session_view(call, found->account);
}

Result<> close_session(const Call<WebDeps>& call) {
    if (const Account* account = account_of(call.caller)) {
        CHECK_OK(sign_out(call.deps.base, call.now, *account));
    }
    send_cookie(call, "");
    return {};
}

Result<ActivationView> begin_activation(const Call<WebDeps>& call,
                                        const Body<ActivationBody>& body) {
    TRY(chosen, choose_password(call.deps.base, call.now, body->activation_code.value,
                                body->password.value));
    return ActivationView{
        chosen.name, chosen.display_name, crypto::base32(chosen.totp_secret),
        crypto::totp_uri(chosen.totp_secret, chosen.name, call.deps.base.settings.issuer)};
}

Result<> finish_activation(const Call<WebDeps>& call, const Body<ConfirmationBody>& body) {
    return confirm_activation(call.deps.base, call.now, body->activation_code.value,
                              body->code.value);
}

// --- One's own account ---

Result<SessionList> list_sessions(const Call<WebDeps>& call) {
    TRY(account, somebody(call));
    TRY(sessions, own_sessions(call.deps.base, call.now, *account));
    SessionList list;
    for (const Session& each : sessions) {
        list.items.push_back({each.id, each.device, each.created_at, each.used_at,
                              each.id.text() == account->session});
    }
    return list;
}

Result<> revoke_session(const Call<WebDeps>& call, const Path<SessionPath>& path) {
    TRY(account, somebody(call));
    return end_session(call.deps.base, call.now, *account, path->session);
}

Result<> revoke_other_sessions(const Call<WebDeps>& call) {
    TRY(account, somebody(call));
    return end_other_sessions(call.deps.base, call.now, *account);
}

Result<> replace_password(const Call<WebDeps>& call, const Body<PasswordBody>& body) {
    TRY(account, somebody(call));
    const Claim claim{account->name, body->password.value, body->code.value, call.request.client};
    return change_password(call.deps.base, call.now, *account, claim, body->new_password.value);
}

// --- Administration ---

Result<DutyList> list_duties(const Call<WebDeps>&) {
    DutyList list;
    for (const Duty& duty : duties) {
        DutyView view{duty.role, duty.reach, {}, {}};
        for (const Duty& other : duties) {
            const Verdict verdict = verdict_of(duty.role, other.role);
            if (verdict == Verdict::apart) view.apart.push_back(other.role);
            if (verdict == Verdict::not_in_one_unit) view.apart_in_one_unit.push_back(other.role);
        }
        list.items.push_back(std::move(view));
    }
    return list;
}

Result<Page<AccountView>> list_accounts(const Call<WebDeps>& call,
                                        const Query<AccountsQuery>& query) {
    CHECK_OK(administrator(call));
    const std::int64_t limit = limit_of(*query);
    TRY(members, call.deps.base.database.read([&](db::Tx& tx) {
        return store::members(tx, query->q ? query->q->value : std::string{}, query->cursor,
                              limit + 1);
    }));
    std::vector<AccountView> items;
    for (const Member& member : members) items.push_back(view_of(member));
    return page_of(std::move(items), limit,
                   [](const AccountView& last) { return Cursor{last.name, last.id.text()}; });
}

Result<AccountView> show_account(const Call<WebDeps>& call, const Path<AccountPath>& path) {
    CHECK_OK(administrator(call));
    TRY(member,
        call.deps.base.database.read([&](db::Tx& tx) { return store::member(tx, path->account); }));
    return view_of(member);
}

Result<Created<Invitation>> add_account(const Call<WebDeps>& call, const Body<AccountBody>& body) {
    TRY(by, administrator(call));
    const std::string scope = "accounts.add/" + by.id().value_or(AccountId{}).text();
    std::optional<db::RepeatKey> repeat;
    if (call.key) repeat = db::RepeatKey{scope, call.key->value, call.key->body_hash};
    TRY(invited,
        add_member(call.deps.base, call.now, by,
                   {body->name.value, body->display_name.value, body->grants.value}, repeat));
    return Created<Invitation>{view_of(invited), "/api/accounts/" + invited.member.id.text()};
}

Result<AccountView> replace_grants(const Call<WebDeps>& call, const Path<AccountPath>& path,
                                   const Body<GrantsBody>& body) {
    TRY(by, administrator(call));
    TRY(member, change_grants(call.deps.base, call.now, by, path->account, body->grants.value));
    return view_of(member);
}

Result<AccountView> change_standing(const Call<WebDeps>& call, const Path<AccountPath>& path,
                                    const Body<StandingBody>& body) {
    TRY(by, administrator(call));
    TRY(member, set_disabled(call.deps.base, call.now, by, path->account, body->disabled));
    return view_of(member);
}

Result<Invitation> reset_account(const Call<WebDeps>& call, const Path<AccountPath>& path) {
    TRY(by, administrator(call));
    TRY(invited, reset_member(call.deps.base, call.now, by, path->account));
    return view_of(invited);
}

// --- API keys ---

Result<Page<KeyView>> list_keys(const Call<WebDeps>& call, const Query<KeysQuery>& query) {
    TRY(account, somebody(call));
    std::optional<AccountId> owner = account->id;
    if (query->everybody.value_or(false)) {
        CHECK_OK(policy::may_list_all_keys(*account));
        owner.reset();
    }
    const std::int64_t limit = limit_of(*query);
    TRY(keys, call.deps.base.database.read(
                  [&](db::Tx& tx) { return store::keys(tx, owner, query->cursor, limit + 1); }));
    std::vector<KeyView> items;
    for (const store::OwnedKey& each : keys) items.push_back(view_of(each.key, each.owner));
    return page_of(std::move(items), limit,
                   [](const KeyView& last) { return Cursor{"", last.id.text()}; });
}

Result<Created<NewKey>> add_key(const Call<WebDeps>& call, const Body<KeyBody>& body) {
    TRY(account, somebody(call));
    const std::string scope = "accounts.key/" + account->id.text();
    const NewKeyRequest request{body->name.value, body->read, body->write,
                                std::chrono::days{body->valid_days.value}};
    TRY(made, make_key(call.deps.base, call.now, *account, request,
                       {scope, call.key->value, call.key->body_hash}));
    return Created<NewKey>{{view_of(made.key, account->name), made.text},
                           "/api/keys/" + made.key.id.text()};
}

Result<> end_key(const Call<WebDeps>& call, const Path<KeyPath>& path) {
    TRY(account, somebody(call));
    return revoke_key(call.deps.base, call.now, *account, path->key);
}

// --- The security log ---

Result<Page<EntryView>> read_security_log(const Call<WebDeps>& call, const Query<LogQuery>& query) {
    TRY(account, somebody(call));
    CHECK_OK(policy::may_read_log(*account));
    const std::int64_t limit = limit_of(*query);
    TRY(items, call.deps.base.database.read([&](db::Tx& tx) {
        const std::vector<Entry> entries = store::entries(tx, query->cursor, limit + 1);
        std::vector<AccountId> actors;
        for (const Entry& entry : entries) {
            if (entry.actor) actors.push_back(*entry.actor);
        }
        const auto names = store::names_of(tx, actors);
        std::vector<EntryView> views;
        for (const Entry& entry : entries) {
            const auto named = entry.actor ? names.find(*entry.actor) : names.end();
            views.push_back({entry.id, entry.at, entry.kind, entry.actor,
                             named == names.end() ? std::nullopt : std::optional{named->second},
                             entry.subject, entry.facts});
        }
        return views;
    }));
    return page_of(std::move(items), limit,
                   [](const EntryView& last) { return Cursor{"", last.id.text()}; });
}

Result<ChainView> show_log_chain(const Call<WebDeps>& call) {
    TRY(account, somebody(call));
    CHECK_OK(policy::may_read_log(*account));
    return call.deps.base.database.read([&](db::Tx& tx) {
        const auto standing = ledger::standing(tx, ledger::Log::operations);
        const auto behind = standing.oldest ? call.now - *standing.oldest : Instant::duration{0};
        return ChainView{
            {static_cast<std::int64_t>(standing.size)},
            standing.size == 0 ? std::string{} : crypto::hex(standing.root),
            {standing.waiting},
            {std::max<std::int64_t>(std::chrono::floor<std::chrono::seconds>(behind).count(), 0)}};
    });
}

// --- Pages that the web application fills ---

Result<Response> sign_in_page(const Call<WebDeps>& call) {
    return call.deps.shell.app(call, "accounts.page.sign_in");
}
Result<Response> activate_page(const Call<WebDeps>& call) {
    return call.deps.shell.app(call, "accounts.page.activate");
}
Result<Response> own_account_page(const Call<WebDeps>& call) {
    return call.deps.shell.staff(call, "accounts.page.account");
}
Result<Response> own_sessions_page(const Call<WebDeps>& call) {
    return call.deps.shell.staff(call, "accounts.page.sessions");
}
Result<Response> staff_page(const Call<WebDeps>& call) {
    return call.deps.shell.staff(call, "accounts.page.staff");
}
Result<Response> accounts_page(const Call<WebDeps>& call) {
    return call.deps.shell.staff(call, "accounts.page.accounts");
}
Result<Response> new_account_page(const Call<WebDeps>& call) {
    return call.deps.shell.staff(call, "accounts.page.account_new");
}
Result<Response> account_page(const Call<WebDeps>& call, const Path<AccountPath>&) {
    return call.deps.shell.staff(call, "accounts.page.account_view");
}
Result<Response> keys_page(const Call<WebDeps>& call) {
    return call.deps.shell.staff(call, "accounts.page.keys");
}
Result<Response> new_key_page(const Call<WebDeps>& call) {
    return call.deps.shell.staff(call, "accounts.page.key_new");
}
Result<Response> security_log_page(const Call<WebDeps>& call) {
    return call.deps.shell.staff(call, "accounts.page.security_log");
}

constexpr http::Callers administrators = only(Role::administrator);
constexpr http::Callers log_readers = only(Role::administrator, Role::auditor) | key_may_read;

constexpr Row<WebDeps> table[] = {
    http::get<who_am_i>("/api/session", http::anyone, {"查询当前登录状态", "Say who is signed in"}),
    http::post<open_session>("/api/session", http::anyone, {"登录", "Sign in"}),
    http::del<close_session>("/api/session", http::anyone, {"退出登录", "Sign out"}),
    http::post<begin_activation>(
        "/api/activation", http::anyone,
        {"凭激活码设置密码并取得动态码密钥",
         "Choose a password with an activation code and get the secret for one-time codes"}),
    http::post<finish_activation>(
        "/api/activation/confirmation", http::anyone,
        {"以首个动态码确认激活", "Confirm the activation with a first one-time code"}),
    http::get<list_sessions>("/api/account/sessions", any_staff,
                             {"列出本人的登录会话", "List one's own sessions"}),
    http::del<revoke_session>("/api/account/sessions/{session}", any_staff,
                              {"结束本人的一个会话", "End one of one's own sessions"}),
    http::del<revoke_other_sessions>("/api/account/sessions", any_staff,
                                     {"结束本人的其他会话", "End one's other sessions"}),
    http::put<replace_password>("/api/account/password", any_staff,
                                {"修改本人密码", "Change one's own password"}),
    http::get<list_duties>(
        "/api/duties", any_staff,
        {"列出岗位及不得兼任的岗位", "List duties and which exclude each other"}),
    http::get<list_accounts>("/api/accounts", administrators,
                             {"列出工作人员账户", "List staff accounts"}),
    http::post<add_account>("/api/accounts", administrators,
                            {"新增工作人员账户", "Add a staff account"}),
    http::get<show_account>("/api/accounts/{account}", administrators,
                            {"查看一个账户", "Show an account"}),
    http::put<replace_grants>("/api/accounts/{account}/grants", administrators,
                              {"更改账户的岗位", "Replace the grants of an account"}),
    http::put<change_standing>("/api/accounts/{account}/standing", administrators,
                               {"停用或启用账户", "Disable or enable an account"}),
    http::post<reset_account>(
        "/api/accounts/{account}/reset", administrators,
        {"重置账户并取得新的激活码", "Reset an account and get a new activation code"}),
    http::get<list_keys>("/api/keys", any_staff, {"列出接口密钥", "List API keys"}),
    http::post<add_key>("/api/keys", any_staff, {"新建接口密钥", "Make an API key"}),
    http::del<end_key>("/api/keys/{key}", any_staff, {"撤销接口密钥", "Revoke an API key"}),
    http::get<read_security_log>("/api/security-log", log_readers,
                                 {"查阅安全日志", "Read the security log"}),
    http::get<show_log_chain>("/api/security-log/chain", log_readers,
                              {"查看安全日志的哈希链", "Show the chain over the security log"}),
    http::page<sign_in_page>("/sign-in", {"登录页", "Sign-in page"}),
    http::page<activate_page>("/activate", {"激活页", "Activation page"}),
    http::page<own_account_page>("/account", {"我的账户页", "Page of one's own account"}),
    http::page<own_sessions_page>("/account/sessions", {"我的会话页", "Page of one's sessions"}),
    http::page<staff_page>("/staff", {"工作台页", "Staff start page"}),
    http::page<accounts_page>("/staff/accounts", {"账户列表页", "Page of accounts"}),
    http::page<new_account_page>("/staff/accounts/new", {"新增账户页", "Page to add an account"}),
    http::page<account_page>("/staff/accounts/{account}", {"账户页", "Page of an account"}),
    http::page<keys_page>("/staff/keys", {"接口密钥页", "Page of API keys"}),
    http::page<new_key_page>("/staff/keys/new", {"新建接口密钥页", "Page to make an API key"}),
    http::page<security_log_page>("/staff/security-log", {"安全日志页", "Security log page"}),
};

}  // namespace

http::Routes<WebDeps> routes() {
    return {"accounts", {"账户、会话与权限", "Accounts, sessions and rights"}, table};
}

}  // namespace pingyi::accounts
