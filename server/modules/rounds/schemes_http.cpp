// The routes of stored schemes: list, edit with the linter, bring tables, issue.
#include "modules/rounds/areas.hpp"
#include "modules/rounds/policy.hpp"
#include "modules/rounds/schemes.hpp"
#include "modules/rounds/schemes_store.hpp"
#include "modules/rounds/schemes_views.hpp"
#include "modules/rounds/schemes_wire.hpp"
#include "modules/rounds/tables_store.hpp"

namespace pingyi::rounds {
namespace {

using namespace http;
using accounts::Role;

constexpr std::int64_t page_rows = 25;
constexpr std::string_view yaml_media = "application/yaml";

Acting acting(const Call<Deps>& call) {
    return {account_of(call), call.now};
}

Result<SchemeView> view_of(const Call<Deps>& call, const Result<StoredScheme>& found) {
    if (!found) return std::unexpected(found.error());
    return call.deps.database.read([&](db::Tx& tx) -> Result<SchemeView> {
        TRY(scheme, store::scheme(tx, found->id));
        const bool is_draft = scheme.state == SchemeState::draft;
        return SchemeView{row_of(scheme, names_of(tx, {scheme.changed_by}), call.language()),
                          scheme.yaml, is_draft && policy::may_run(account_of(call)).has_value()};
    });
}

Result<Page<SchemeRow>> list_schemes(const Call<Deps>& call, const Query<SchemesQuery>& query) {
    CHECK_OK(policy::may_see(account_of(call)));
    const std::int64_t limit = query->limit ? query->limit->value : page_rows;
    return call.deps.database.read([&](db::Tx& tx) {
        Page<SchemeRow> page;
        auto found = store::schemes(tx, query->after, limit + 1);
        if (static_cast<std::int64_t>(found.size()) > limit) {
            found.pop_back();
            const StoredScheme& last = found.back();
            page.next = text_of(
                Cursor{std::to_string(last.changed_at.time_since_epoch().count()), last.id.text()});
        }
        std::vector<std::optional<AccountId>> people;
        for (const StoredScheme& one : found) people.push_back(one.changed_by);
        const Names names = names_of(tx, people);
        for (const StoredScheme& one : found) {
            page.items.push_back(row_of(one, names, call.language()));
        }
        return page;
    });
}

Result<SchemeView> show_scheme(const Call<Deps>& call, const Path<SchemePath>& path) {
    CHECK_OK(policy::may_see(account_of(call)));
    return view_of(
        call, call.deps.database.read([&](db::Tx& tx) { return store::scheme(tx, path->scheme); }));
}

Result<ShippedSchemes> list_shipped_schemes(const Call<Deps>& call) {
    return shipped_view(call.language());
}

Result<CheckView> check_scheme(const Call<Deps>& call, const RawBody& body) {
    return checked_view(call.deps.shell.texts(), call.language(), body.bytes);
}

Result<Created<SchemeView>> create_scheme(const Call<Deps>& call, const RawBody& body) {
    const std::string scope = "rounds.scheme/" + account_of(call).id.text();
    const auto made = write_scheme(call.deps.database, acting(call), body.bytes,
                                   {scope, call.key->value, call.key->body_hash},
                                   call.deps.calendar.zone().day_of(call.now));
    TRY(view, view_of(call, made));
    const std::string address = "/api/schemes/" + view.scheme.id.text();
    return Created<SchemeView>{std::move(view), address};
}

Result<SchemeView> change_scheme(const Call<Deps>& call, const Path<SchemePath>& path,
                                 const Query<RevisionQuery>& query, const RawBody& body) {
    return view_of(call, save_scheme(call.deps.database, acting(call), path->scheme,
                                     query->revision.value, body.bytes));
}

Result<SchemeView> issue_stored_scheme(const Call<Deps>& call, const Path<SchemePath>& path,
                                       const Body<IssueBody>& body) {
    return view_of(
        call, issue_scheme(call.deps.database, acting(call), path->scheme, body->revision.value));
}

// Tables

/// The draft, in the transaction that changes its tables.
Result<StoredScheme> draft_in(db::Tx& tx, SchemeId id) {
    TRY(scheme, store::scheme(tx, id));
    if (scheme.state == SchemeState::issued) {
        return fail(ErrorKind::conflict, "rounds.scheme_is_issued");
    }
    return std::move(scheme);
}

Result<TablesView> list_scheme_tables(const Call<Deps>& call, const Path<SchemePath>& path) {
    CHECK_OK(policy::may_see(account_of(call)));
    return call.deps.database.read([&](db::Tx& tx) -> Result<TablesView> {
        CHECK_OK(store::scheme(tx, path->scheme));
        const auto tables = store::tables_of(tx, path->scheme.text());
        std::vector<std::optional<AccountId>> people;
        for (const Table& table : tables) people.push_back(table.added_by);
        const Names names = names_of(tx, people);
        TablesView view;
        for (const Table& table : tables) view.items.push_back(rounds::view_of(table, names));
        return view;
    });
}

Result<Table> table_in(db::Tx& tx, const SchemeTablePath& path) {
    const auto found = store::table(tx, path.scheme.text(), path.table.value);
    if (!found) return fail(ErrorKind::not_found, "rounds.no_table_yet");
    return *found;
}

Result<Response> show_scheme_table(const Call<Deps>& call, const Path<SchemeTablePath>& path) {
    CHECK_OK(policy::may_see(account_of(call)));
    Response answer;
    CHECK_OK(call.deps.database.read([&](db::Tx& tx) -> Result<> {
        TRY(table, table_in(tx, *path));
        answer.body = store::table_text(tx, table);
        return {};
    }));
    answer.with("Content-Type", "text/csv; charset=utf-8")
        .with("Content-Disposition", "attachment; filename=\"" + path->table.value + "\"")
        .with("Cache-Control", "no-store");
    return answer;
}

Result<TableView> bring_scheme_table(const Call<Deps>& call, const Path<SchemeTablePath>& path,
                                     const Query<TableQuery>& query, const RawBody& body) {
    CHECK_OK(policy::may_run(account_of(call)));
    TRY(draft, call.deps.database.read([&](db::Tx& tx) { return draft_in(tx, path->scheme); }));
    TRY(scheme, sound_scheme(draft.yaml));
    TRY(table, bring_table(call.deps.database, call.deps.calendar.zone(),
                           {path->scheme.text(), scheme, path->table.value, body.bytes,
                            query->evidence.value, account_of(call).id, call.now},
                           [&](db::Tx& tx, const Table&) -> Result<> {
                               CHECK_OK(draft_in(tx, path->scheme));
                               return {};
                           }));
    return rounds::view_of(table, {{account_of(call).id, account_of(call).display_name}});
}

Result<> drop_scheme_table(const Call<Deps>& call, const Path<SchemeTablePath>& path) {
    CHECK_OK(policy::may_run(account_of(call)));
    return call.deps.database.write([&](db::Tx& tx) -> Result<> {
        CHECK_OK(draft_in(tx, path->scheme));
        TRY(table, table_in(tx, *path));
        store::drop_table(tx, table);
        return {};
    });
}

Result<Response> schemes_page(const Call<Deps>& call) {
    return call.deps.shell.staff(call, "accounts.page.schemes");
}
Result<Response> scheme_page(const Call<Deps>& call, const Path<SchemePath>&) {
    return call.deps.shell.staff(call, "rounds.staff.scheme.page");
}

constexpr Callers office = accounts::only(Role::programme_office);
constexpr Callers readers =
    accounts::only(Role::programme_office, Role::third_party_evaluator, Role::auditor);

constexpr Row<Deps> table[] = {
    get<list_schemes>("/api/schemes", readers, {"列出评议方案", "List schemes of evaluation"}),
    get<list_shipped_schemes>("/api/schemes/shipped", readers,
                              {"随程序附带的评议方案", "The schemes that come with the program"}),
    get<show_scheme>("/api/schemes/{scheme}", readers, {"查看评议方案", "Show a scheme"}),
    post<create_scheme>("/api/schemes", office, {"新建方案草稿", "Write a draft scheme"})
        .takes(yaml_media, scoring::scheme_bytes_max),
    put<change_scheme>("/api/schemes/{scheme}", office, {"保存方案草稿", "Save a draft scheme"})
        .takes(yaml_media, scoring::scheme_bytes_max),
    post<check_scheme>("/api/schemes/check", readers,
                       {"检查方案文本，不保存", "Check the text of a scheme; nothing is stored"})
        .takes(yaml_media, scoring::scheme_bytes_max + 1),
    post<issue_stored_scheme>(
        "/api/schemes/{scheme}/issue", office,
        {"印发方案，此后不能再改", "Issue a scheme, which cannot be changed afterwards"}),
    get<list_scheme_tables>("/api/schemes/{scheme}/tables", readers,
                            {"列出方案草稿的试算数据表", "List the tables of a draft scheme"}),
    get<show_scheme_table>("/api/schemes/{scheme}/tables/{table}", readers,
                           {"下载一张数据表", "Download a table"})
        .answers("text/csv"),
    put<bring_scheme_table>("/api/schemes/{scheme}/tables/{table}", office,
                            {"上传一张数据表", "Bring a table to a draft scheme"})
        .takes("text/csv", table_bytes_max),
    del<drop_scheme_table>("/api/schemes/{scheme}/tables/{table}", office,
                           {"删除一张数据表", "Remove a table from a draft scheme"}),
    page<schemes_page>("/staff/schemes", {"评议方案页", "Page of the schemes"}),
    page<scheme_page>("/staff/schemes/{scheme}", {"一个评议方案", "One scheme"}),
};

}  // namespace

Routes<Deps> scheme_routes() {
    return {"schemes", {"评议方案", "Schemes of evaluation"}, table};
}

}  // namespace pingyi::rounds
