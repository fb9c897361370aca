// The routes of appeals: a body's own result, filing with evidence, deciding, correcting a table.
#include "modules/rounds/appeal_views.hpp"
#include "modules/rounds/appeals_store.hpp"
#include "modules/rounds/areas.hpp"
#include "modules/rounds/policy.hpp"
#include "modules/rounds/rounds_store.hpp"
#include "modules/rounds/rules.hpp"

namespace pingyi::rounds {
namespace {

using namespace http;
using accounts::only;
using accounts::Role;

constexpr std::int64_t rows_shown = 25;
constexpr std::int64_t rounds_shown = 50;
constexpr std::string_view bytes_media = "application/octet-stream";

Result<OwnRounds> list_own_results(const Call<Deps>& call) {
    return call.deps.database.read([&](db::Tx& tx) {
        OwnRounds all;
        for (const Round& round : store::rounds(tx, std::nullopt, rounds_shown)) {
            if (!round.result || !is_shown_to_bodies(round.state)) continue;
            all.items.push_back({round.code, round.name, round.state, round.appeals_until});
        }
        return all;
    });
}

Result<OwnResult> show_own_result(const Call<Deps>& call, const Path<OwnPath>& path,
                                  const Query<OwnQuery>& query) {
    return own_result(call, *path, *query);
}

Result<Created<AppealView>> file_result_appeal(const Call<Deps>& call, const Path<OwnPath>& path,
                                               const Body<AppealBody>& body) {
    const std::string scope = "rounds.appeal/" + account_of(call).id.text();
    const Filing filing{path->round.value, body->unit.value, body->node.value, body->grounds.value,
                        body->corrected ? body->corrected->value : std::string{}};
    TRY(id, file_appeal(call.deps, account_of(call), call.now, filing,
                        {scope, call.key->value, call.key->body_hash}));
    TRY(view, view_of(call, id));
    return Created<AppealView>{view, "/api/appeals/" + id.text()};
}

Result<Page<AppealRow>> list_result_appeals(const Call<Deps>& call,
                                            const Query<AppealsQuery>& query) {
    const std::int64_t limit = query->limit ? query->limit->value : rows_shown;
    return call.deps.database.read([&](db::Tx& tx) {
        auto found =
            store::appeals(tx, query->state.value_or(AppealState::open), query->after, limit + 1);
        Page<AppealRow> page;
        if (std::ssize(found) > limit) {
            found.pop_back();
            const Appeal& last = found.back();
            const auto filed = last.filed_at.time_since_epoch().count();
            page.next = text_of(Cursor{std::to_string(filed), last.id.text()});
        }
        page.items = rows_of(tx, call.deps, call.now, found);
        return page;
    });
}

Result<AppealView> show_result_appeal(const Call<Deps>& call, const Path<AppealPath>& path) {
    return view_of(call, path->appeal);
}

Result<Created<AppealView>> add_appeal_evidence(const Call<Deps>& call,
                                                const Path<AppealPath>& path,
                                                const Query<EvidenceQuery>& query,
                                                const RawBody& body) {
    TRY(upload, files::upload_of(query->name.value, body.bytes));
    const std::string scope = "rounds.evidence/" + account_of(call).id.text();
    TRY(file, add_evidence(call.deps, account_of(call), call.now, path->appeal, upload,
                           {scope, call.key->value, call.key->body_hash}));
    TRY(view, view_of(call, path->appeal));
    const std::string at = "/api/appeals/" + path->appeal.text();
    return Created<AppealView>{view, at + "/files/" + file.text()};
}

Result<Response> read_appeal_evidence(const Call<Deps>& call, const Path<AppealFilePath>& path) {
    CHECK_OK(view_of(call, path->appeal));
    return call.deps.database.read([&](db::Tx& tx) -> Result<Response> {
        TRY(info, files::find(tx, path->file));
        const files::Owner owner{std::string(appeal_files), path->appeal.text()};
        if (info.owner != owner) return fail(ErrorKind::not_found, "files.no_such_file");
        return files::answer(tx, info, files::Cache::nobody);
    });
}

Result<AppealView> decide_result_appeal(const Call<Deps>& call, const Path<AppealPath>& path,
                                        const Body<DecisionBody>& body) {
    std::vector<FieldError> missing;
    if (body->upheld && !body->change) missing.push_back({"#/change", "required", ""});
    if (body->upheld && !body->table) missing.push_back({"#/table", "required", ""});
    if (!missing.empty()) return fail_fields(std::move(missing));
    const Decision decision{body->upheld, body->reason.value,
                            body->change ? body->change->value : std::string{},
                            body->table ? body->table->value : std::string{}};
    CHECK_OK(decide_appeal(call.deps, account_of(call), call.now, path->appeal, decision));
    return view_of(call, path->appeal);
}

Result<AppealView> correct_appealed_table(const Call<Deps>& call, const Path<AppealPath>& path,
                                          const Query<CorrectionQuery>& query,
                                          const RawBody& body) {
    CHECK_OK(correct_table(call.deps, account_of(call), call.now, path->appeal, body.bytes,
                           query->evidence.value));
    return view_of(call, path->appeal);
}

Result<Response> own_results_page(const Call<Deps>& call) {
    return call.deps.shell.staff(call, "accounts.page.own_results");
}
Result<Response> own_result_page(const Call<Deps>& call, const Path<OwnPath>&) {
    return call.deps.shell.staff(call, "accounts.page.own_results");
}
Result<Response> appeals_page(const Call<Deps>& call) {
    return call.deps.shell.staff(call, "accounts.page.appeals");
}
Result<Response> appeal_page(const Call<Deps>& call, const Path<AppealPath>&) {
    return call.deps.shell.staff(call, "accounts.page.appeals");
}

constexpr Callers heads = only(Role::unit_head);
constexpr Callers the_office = only(Role::programme_office);
constexpr Callers watchers =
    only(Role::programme_office, Role::third_party_evaluator, Role::auditor);
constexpr Callers readers = heads | watchers;

constexpr Row<Deps> table[] = {
    get<list_own_results>(
        "/api/own-results", readers,
        {"列出可以查看本单位结果的评议轮次", "List the rounds whose results bodies may read"}),
    get<show_own_result>("/api/rounds/{round}/own", readers,
                         {"查看本单位的结果和由来", "Show the result of one's own body in words"}),
    post<file_result_appeal>("/api/rounds/{round}/appeals", heads,
                             {"对结果中的一个数字提出申诉", "Appeal against a number of a result"}),
    get<list_result_appeals>("/api/appeals", watchers,
                             {"列出对结果的申诉", "List appeals against results"}),
    get<show_result_appeal>("/api/appeals/{appeal}", readers,
                            {"查看一件申诉", "Show an appeal against a result"}),
    post<add_appeal_evidence>(
        "/api/appeals/{appeal}/files", heads,
        {"给申诉加证据（照片或PDF）", "Add evidence to an appeal: a picture or a PDF"})
        .takes(bytes_media, files::bytes_max),
    get<read_appeal_evidence>("/api/appeals/{appeal}/files/{file}", readers,
                              {"打开申诉的证据", "Read a file of an appeal"})
        .answers(bytes_media),
    post<decide_result_appeal>("/api/appeals/{appeal}/decision", the_office,
                               {"对申诉作出决定", "Decide an appeal against a result"}),
    post<correct_appealed_table>(
        "/api/appeals/{appeal}/table", the_office,
        {"按成立的申诉更正数据表", "Replace the table that an upheld appeal names"})
        .takes("text/csv", table_bytes_max),
    page<own_results_page>("/staff/own-results",
                           {"本单位结果页", "Page of the results of one's body"}),
    page<own_result_page>("/staff/rounds/{round}/own",
                          {"本单位在一轮评议中的结果页", "Page of the result of one's body"}),
    page<appeals_page>("/staff/appeals", {"申诉列表页", "Page of appeals against results"}),
    page<appeal_page>("/staff/appeals/{appeal}", {"一件申诉的页面", "Page of one appeal"}),
};

}  // namespace

Routes<Deps> appeal_routes() {
    return {"rounds.appeals", {"对评议结果的申诉", "Appeals against results"}, table};
}

}  // namespace pingyi::rounds
