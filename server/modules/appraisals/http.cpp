// The routes of appraisals: parts with their entries, and the sheet of a leading body.
#include "modules/appraisals/embedded.hpp"
#include "modules/appraisals/module.hpp"
#include "modules/appraisals/sheets.hpp"
#include "modules/appraisals/store.hpp"
#include "modules/appraisals/use_cases.hpp"
#include "modules/appraisals/views.hpp"

namespace pingyi::appraisals {
namespace {

using namespace http;
using accounts::Role;

constexpr std::size_t import_bytes_max = std::size_t{1024} * 1024;

/// Rows for staff only are gated before a handler runs, so somebody is signed in here.
OnPart on_part(const Call<Deps>& call, const PartPath& path) {
    return {*accounts::account_of(call.caller), call.now, path.round.value, path.part.value};
}

Result<Created<EnteredView>> entered(const Call<Deps>& call, const PartPath& path,
                                     const std::vector<NewFigure>& figures) {
    const OnPart on = on_part(call, path);
    const std::string scope = "appraisals.enter/" + on.account.id.text();
    TRY(waiting, enter(call.deps, on, figures, {scope, call.key->value, call.key->body_hash}));
    return Created<EnteredView>{{waiting}, "/api/appraisals/" + on.round + "/parts/" + on.part};
}

Result<AppraisalRows> list_appraisals(const Call<Deps>& call) {
    return rows_of(call);
}

Result<AppraisalView> show_appraisal(const Call<Deps>& call, const Path<RoundPath>& path) {
    return view_of(call, path->round.value);
}

Result<PartView> show_part(const Call<Deps>& call, const Path<PartPath>& path) {
    return part_view(call, path->round.value, path->part.value);
}

Result<Created<EnteredView>> enter_figures(const Call<Deps>& call, const Path<PartPath>& path,
                                           const Body<FiguresBody>& body) {
    std::vector<NewFigure> figures;
    for (const FigureBody& figure : body->entries.value) {
        figures.push_back({.unit = figure.unit.value,
                           .field = figure.field.value,
                           .value = figure.value.value,
                           .evidence = figure.evidence.value,
                           .reason = figure.reason ? figure.reason->value : std::string{},
                           .place = "#/entries/" + std::to_string(figures.size())});
    }
    return entered(call, *path, figures);
}

Result<Created<EnteredView>> import_figures(const Call<Deps>& call, const Path<PartPath>& path,
                                            const RawBody& body) {
    TRY(figures, figures_in(call.deps, on_part(call, *path), body.bytes));
    return entered(call, *path, figures);
}

Result<Created<EnteredView>> take_over_scores(const Call<Deps>& call, const Path<PartPath>& path,
                                              const Body<TakeOverBody>& body) {
    TRY(figures, figures_of(call.deps, on_part(call, *path), body->from.value,
                            body->reason ? body->reason->value : std::string{}));
    return entered(call, *path, figures);
}

Result<PartView> decide_figures(const Call<Deps>& call, const Path<PartPath>& path,
                                const Body<DecideBody>& body) {
    const OnPart on = on_part(call, *path);
    if (body->confirmed) {
        CHECK_OK(confirm(call.deps, on, body->entries.value));
    } else if (!body->why) {
        return fail_fields({{"#/why", "required", ""}});
    } else {
        CHECK_OK(refuse(call.deps, on, body->entries.value, body->why->value));
    }
    return part_view(call, on.round, on.part);
}

Result<PartView> name_responsible(const Call<Deps>& call, const Path<PartPath>& path,
                                  const Body<ResponsibleBody>& body) {
    std::vector<std::string> names;
    for (const auto& name : body->names.value) names.push_back(name.value);
    CHECK_OK(set_responsible(call.deps, on_part(call, *path), names));
    return part_view(call, path->round.value, path->part.value);
}

Result<SheetView> show_sheet(const Call<Deps>& call, const Path<SheetPath>& path) {
    return read_sheet(call, path->round.value, path->unit.value);
}

Result<> name_leaders(const Call<Deps>& call, const Path<SheetPath>& path,
                      const Body<LeadersBody>& body) {
    std::vector<Leader> leaders;
    for (const LeaderBody& leader : body->leaders.value) {
        leaders.push_back({leader.name.value, leader.role.value});
    }
    const OnPart on{*accounts::account_of(call.caller), call.now, path->round.value};
    return set_leaders(call.deps, on, path->unit.value, leaders);
}

Result<Response> appraisals_page(const Call<Deps>& call) {
    return call.deps.shell.staff(call, "accounts.page.appraisals");
}
Result<Response> appraisal_page(const Call<Deps>& call, const Path<RoundPath>&) {
    return call.deps.shell.staff(call, "accounts.page.appraisals");
}
Result<Response> part_page(const Call<Deps>& call, const Path<PartPath>&) {
    return call.deps.shell.staff(call, "accounts.page.appraisals");
}
Result<Response> sheet_page(const Call<Deps>& call, const Path<SheetPath>&) {
    return call.deps.shell.staff(call, "appraisals.staff.sheet");
}

constexpr Callers the_office = accounts::only(Role::programme_office);
constexpr Callers sheet_readers =
    accounts::only(Role::programme_office, Role::auditor, Role::unit_head);

constexpr Row<Deps> table[] = {
    get<list_appraisals>("/api/appraisals", accounts::any_staff,
                         {"列出有考核项的评议轮次", "List rounds that have parts to be entered"}),
    get<show_appraisal>("/api/appraisals/{round}", accounts::any_staff,
                        {"查看一轮考核的各部分", "Show the parts of an appraisal"}),
    get<show_part>("/api/appraisals/{round}/parts/{part}", accounts::any_staff,
                   {"查看一个部分的录入情况", "Show the figures of a part"}),
    post<enter_figures>("/api/appraisals/{round}/parts/{part}/entries", accounts::any_staff,
                        {"录入数字和依据", "Propose figures with their evidence"}),
    post<import_figures>("/api/appraisals/{round}/parts/{part}/import", accounts::any_staff,
                         {"从CSV导入数字", "Propose figures of a CSV table"})
        .takes("text/csv", import_bytes_max),
    post<take_over_scores>("/api/appraisals/{round}/parts/{part}/take-over", accounts::any_staff,
                           {"采用已公布轮次的得分", "Propose the scores of a published round"}),
    post<decide_figures>("/api/appraisals/{round}/parts/{part}/decision", accounts::any_staff,
                         {"确认或退回录入的数字", "Confirm or refuse proposed figures"}),
    put<name_responsible>("/api/appraisals/{round}/parts/{part}/responsible", the_office,
                          {"指定负责一部分的人员", "Name who is responsible for a part"}),
    get<show_sheet>("/api/appraisals/{round}/sheets/{unit}", sheet_readers,
                    {"查看领导班子考核表（留下记录）",
                     "Show the sheet of a leading body; the reading is noted"}),
    put<name_leaders>("/api/appraisals/{round}/sheets/{unit}/leaders", the_office,
                      {"登记班子成员及其职务", "Note the leaders of a body with their roles"}),
    page<appraisals_page>("/staff/appraisals", {"领导班子考核页", "Page of appraisals"}),
    page<appraisal_page>("/staff/appraisals/{round}", {"一轮考核的页面", "Page of one appraisal"}),
    page<part_page>("/staff/appraisals/{round}/parts/{part}",
                    {"一个部分的录入页面", "Page of a part of an appraisal"}),
    page<sheet_page>("/staff/appraisals/{round}/sheets/{unit}",
                     {"领导班子考核表的页面", "Page of the sheet of a leading body"}),
};

}  // namespace

bool is_entered(db::Tx& tx, rounds::RoundId round, std::string_view file) {
    constexpr std::string_view ending = ".csv";
    if (!file.ends_with(ending)) return false;
    const std::string_view part = file.substr(0, file.size() - ending.size());
    return store::revision(tx, round, part) > 0 || !store::responsible(tx, round, part).empty();
}

bool is_responsible(db::Tx& tx, AccountId account) {
    return store::is_responsible(tx, account);
}

Routes<Deps> routes() {
    return {"appraisals", {"领导班子考核", "Appraisals of leading bodies"}, table};
}

EmbeddedFiles migrations() {
    return embedded::migrations();
}

EmbeddedFiles texts() {
    return embedded::texts();
}

}  // namespace pingyi::appraisals
