// The routes of the units module: public pages, the table, and the API.
#include "modules/units/import.hpp"
#include "modules/units/module.hpp"
#include "modules/units/pages.hpp"
#include "modules/units/policy.hpp"
#include "modules/units/store.hpp"
#include "modules/units/use_cases.hpp"
#include "modules/units/views.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::units {
using namespace http;

namespace {

using accounts::Role;

constexpr std::int64_t page_rows = 25;
constexpr std::int64_t tree_rows = 2'000;
constexpr std::int64_t api_rows = 50;
constexpr std::size_t import_bytes_max = 8'000'000;

Day today_of(const Call<Deps>& call) {
    return call.deps.zone.day_of(call.now);
}

/// Rows for staff only are gated before a handler runs, so somebody is signed in here.
const accounts::Account& account(const Call<Deps>& call) {
    return *accounts::account_of(call.caller);
}

template <class Query>
Search search_of(const Call<Deps>& call, const Query& query) {
    Search search;
    if (query.q) search.words = query.q->value;
    if (query.class_) search.class_code = query.class_->value;
    search.today = today_of(call);
    return search;
}

/// The bodies that those of one page point to.
Related related_to(db::Tx& tx, const std::vector<Unit>& units) {
    std::vector<UnitId> ids;
    for (const Unit& unit : units) {
        if (unit.parent) ids.push_back(*unit.parent);
        if (unit.successor) ids.push_back(*unit.successor);
    }
    Related related;
    for (Unit& unit : store::find_many(tx, ids)) related.emplace(unit.id, std::move(unit));
    return related;
}

/// One page of a search: asks for one row more than it shows, to know whether there is a next page.
std::vector<Unit> page_of(db::Tx& tx, const Search& search, const std::optional<Cursor>& after,
                          std::int64_t rows, std::optional<std::string>& next) {
    std::vector<Keyed> found = store::search(tx, search, after, rows + 1);
    const bool more = static_cast<std::int64_t>(found.size()) > rows;
    if (more) {
        found.pop_back();
        next = text_of(Cursor{found.back().sort_key, found.back().unit.id.text()});
    }
    std::vector<Unit> units;
    for (Keyed& keyed : found) units.push_back(std::move(keyed.unit));
    return units;
}

// Pages

Result<Response> unit_directory(const Call<Deps>& call, const Query<DirectoryQuery>& query) {
    Directory directory;
    directory.search = search_of(call, *query);
    directory.tree = query->view == DirectoryView::tree;
    directory.first = !query->after;
    CHECK_OK(call.deps.database.read([&](db::Tx& tx) {
        directory.next.reset();
        directory.counts = store::class_counts(tx, directory.search);
        directory.total = store::count(tx, directory.search);
        directory.units = page_of(tx, directory.search, query->after,
                                  directory.tree ? tree_rows : page_rows, directory.next);
        directory.related = related_to(tx, directory.units);
    }));
    const Texts& texts = call.deps.shell.texts();
    html::Page page;
    page.title = texts.say(call.language(), "units.title");
    page.description = texts.say(call.language(), "units.lead");
    page.area = "units";
    page.notices = call.deps.staffing.notices(texts, call.language(), call.now);
    return call.deps.shell.page(call, page, directory_main(call, texts, directory));
}

Result<Response> unit_page(const Call<Deps>& call, const Path<UnitPath>& path) {
    TRY(dossier, call.deps.database.read([&](db::Tx& tx) {
        return store::dossier(tx, path->unit.value, today_of(call));
    }));
    const Texts& texts = call.deps.shell.texts();
    TRY(main, unit_main(call, texts, dossier, call.deps));
    html::Page page;
    page.title = dossier.unit.name.in(call.language());
    page.description = texts.say(call.language(), "units.page.description",
                                 {{"name", dossier.unit.name.in(call.language())}});
    page.area = "units";
    page.crumbs = {{texts.say(call.language(), "units.title"), "/units"}};
    for (auto above = dossier.ancestors.rbegin(); above != dossier.ancestors.rend(); ++above) {
        page.crumbs.push_back({above->name.in(call.language()), address_of(*above)});
    }
    page.json_ld = json_ld_of(dossier, call.language());
    page.notices = call.deps.staffing.notices(texts, call.language(), call.now);
    return call.deps.shell.page(call, page, main);
}

Result<Response> export_units(const Call<Deps>& call) {
    TRY(all, call.deps.database.read([](db::Tx& tx) { return store::load_register(tx); }));
    Response answer;
    answer.body = csv_of(all);
    answer.with("Content-Type", "text/csv; charset=utf-8")
        .with("Content-Disposition", "attachment; filename=\"units.csv\"")
        .with("Cache-Control", "public, max-age=60");
    return answer;
}

// API

Result<Page<UnitView>> list_units(const Call<Deps>& call, const Query<UnitListQuery>& query) {
    Search search = search_of(call, *query);
    search.ended = query->ended.value_or(false);
    const std::int64_t rows = query->limit ? query->limit->value : api_rows;
    return call.deps.database.read([&](db::Tx& tx) {
        Page<UnitView> page;
        const std::vector<Unit> units = page_of(tx, search, query->after, rows, page.next);
        const Related related = related_to(tx, units);
        for (const Unit& unit : units) page.items.push_back(view_of(unit, related, search.today));
        return page;
    });
}

Result<ClassesView> list_unit_classes(const Call<Deps>& call) {
    Search current;
    current.today = today_of(call);
    return call.deps.database.read([&](db::Tx& tx) {
        ClassesView view;
        for (const ClassCount& count : store::class_counts(tx, current)) {
            const Class& one = count.unit_class;
            view.classes.push_back(
                {one.code, one.name.zh, one.name.en, one.ranked, one.published, count.units});
        }
        return view;
    });
}

Result<UnitDetail> show_unit(const Call<Deps>& call, const Path<UnitPath>& path) {
    const bool for_staff = accounts::account_of(call.caller) != nullptr;
    TRY(dossier, call.deps.database.read([&](db::Tx& tx) {
        return store::dossier(tx, path->unit.value, today_of(call));
    }));
    return detail_of(dossier, today_of(call), for_staff);
}

Result<UnitView> read_view(const Call<Deps>& call, const std::string& code) {
    return call.deps.database.read([&](db::Tx& tx) -> Result<UnitView> {
        TRY(unit, store::find_by_code(tx, code));
        return view_of(unit, related_to(tx, {unit}), today_of(call));
    });
}

Result<Created<UnitView>> create_unit(const Call<Deps>& call, const Body<UnitBody>& body) {
    CHECK_OK(policy::may_edit_units(account(call)));
    const Draft draft = draft_of(*body, crypto::new_id<UnitId>(call.now));
    const std::string scope = "units.create/" + account(call).id.text();
    CHECK_OK(create(call.deps.database, {call.now, account(call).id}, draft,
                    {scope, call.key->value, call.key->body_hash}, today_of(call)));
    TRY(view, read_view(call, draft.code));
    return Created<UnitView>{view, "/api/units/" + draft.code};
}

Result<UnitView> change_unit(const Call<Deps>& call, const Path<UnitPath>& path,
                             const Body<UnitChange>& body) {
    CHECK_OK(policy::may_edit_units(account(call)));
    CHECK_OK(read_view(call, path->unit.value));
    const Draft draft = draft_of(path->unit.value, *body);
    CHECK_OK(save(call.deps.database, {call.now, account(call).id}, {&draft, 1}));
    return read_view(call, path->unit.value);
}

Result<ImportView> import_units(const Call<Deps>& call, const Query<ImportQuery>& query,
                                const RawBody& body) {
    CHECK_OK(policy::may_edit_units(account(call)));
    const bool is_preview = query->preview.value_or(false);
    TRY(drafts, drafts_from_csv(body.bytes, call.now));
    const Edit edit{call.now, account(call).id, accounts::file_fact(body.bytes)};
    TRY(plan,
        is_preview ? preview(call.deps.database, drafts) : save(call.deps.database, edit, drafts));
    return ImportView{is_preview, plan.created, plan.changed, plan.unchanged};
}

Result<> set_unit_services(const Call<Deps>& call, const Path<UnitPath>& path,
                           const Body<ServicesBody>& body) {
    return call.deps.database.write([&](db::Tx& tx) {
        return replace(tx, account(call), call.now, path->unit.value, services_of(*body));
    });
}

Result<> set_unit_contacts(const Call<Deps>& call, const Path<UnitPath>& path,
                           const Body<ContactsBody>& body) {
    return call.deps.database.write([&](db::Tx& tx) {
        return replace(tx, account(call), call.now, path->unit.value, contacts_of(*body));
    });
}

Result<Created<ProfileView>> publish_unit_profile(const Call<Deps>& call,
                                                  const Path<UnitPath>& path,
                                                  const Body<ProfileBody>& body) {
    const std::string scope = "units.profile/" + account(call).id.text();
    TRY(profile, call.deps.database.write([&](db::Tx& tx) {
        return publish_profile(tx, account(call), call.now, path->unit.value, items_of(*body),
                               {scope, call.key->value, call.key->body_hash}, today_of(call));
    }));
    return Created<ProfileView>{view_of(profile, true), "/api/units/" + path->unit.value};
}

constexpr Callers editors = accounts::only(Role::programme_office);
constexpr Callers heads = accounts::only(Role::programme_office, Role::unit_head);
constexpr Callers handlers =
    accounts::only(Role::programme_office, Role::unit_head, Role::unit_handler);

constexpr Row<Deps> table[] = {
    page<unit_directory>("/units", {"单位名录", "Directory of public bodies"}),
    page<unit_page>("/units/{unit}", {"单位页面", "Page of a public body"}),
    get<export_units>("/units.csv", anyone, {"导出全部单位", "Export every public body"})
        .answers("text/csv"),
    get<list_units>("/api/units", anyone, {"查找单位", "Find public bodies"}),
    get<list_unit_classes>("/api/unit-classes", anyone, {"单位类别", "Classes of public bodies"}),
    get<show_unit>("/api/units/{unit}", anyone,
                   {"一个单位的全部信息", "Everything about one body"}),
    post<create_unit>("/api/units", editors, {"新增单位", "Add a public body"}),
    patch<change_unit>("/api/units/{unit}", editors, {"修改单位", "Change a public body"}),
    post<import_units>("/api/units/imports", editors,
                       {"导入单位表", "Import a table of public bodies"})
        .takes("text/csv", import_bytes_max),
    put<set_unit_services>("/api/units/{unit}/services", handlers,
                           {"更新服务事项", "Replace the services of a body"}),
    put<set_unit_contacts>("/api/units/{unit}/contacts", handlers,
                           {"更新联系方式", "Replace the contact points of a body"}),
    post<publish_unit_profile>("/api/units/{unit}/profile", heads,
                               {"发布新版文化名片", "Publish a new version of a culture profile"}),
};

}  // namespace

Routes<Deps> routes() {
    return {"units",
            {"单位：名录、服务、联系方式和文化名片",
             "Public bodies: directory, services, contacts and culture profiles"},
            table};
}

}  // namespace pingyi::units
