// The routes of intake: its queue, the steps, the original, and where a letter should go.
#include <algorithm>

#include "modules/casework/areas.hpp"
#include "modules/casework/attachments_store.hpp"
#include "modules/casework/categories.hpp"
#include "modules/casework/intake.hpp"
#include "modules/casework/intake_store.hpp"
#include "modules/casework/intake_wire.hpp"
#include "modules/casework/policy.hpp"
#include "modules/casework/staff_http.hpp"
#include "modules/units/api.hpp"

namespace pingyi::casework {
using namespace http;

namespace {

using accounts::only;
using accounts::Role;

constexpr std::size_t table_bytes_max = 1'000'000;

IntakeFilter filter_of(const Call<Deps>& call, const IntakeQuery& query) {
    IntakeFilter filter;
    filter.kind = query.kind;
    filter.urgency = query.urgency;
    filter.list = query.list.value_or(IntakeList::submitted);
    filter.is_overdue = query.overdue.value_or(false);
    if (query.older_than_days) {
        filter.filed_before = call.now - std::chrono::days{query.older_than_days->value};
    }
    filter.now = call.now;
    return filter;
}

Result<Page<CaseRow>> list_intake(const Call<Deps>& call, const Query<IntakeQuery>& query) {
    const IntakeFilter filter = filter_of(call, *query);
    return call.deps.database.read(
        [&](db::Tx& tx) { return page_of(tx, filter, query->after, rows_asked(*query)); });
}

Result<IntakeCounts> count_intake(const Call<Deps>& call, const Query<FilterQuery>& query) {
    return call.deps.database.read([&](db::Tx& tx) {
        const auto counted = [&](IntakeList list, bool is_overdue) {
            IntakeFilter filter;
            filter.kind = query->kind;
            filter.urgency = query->urgency;
            filter.list = list;
            filter.is_overdue = is_overdue;
            filter.now = call.now;
            const std::int64_t all = store::count(tx, filter);
            return Counted{std::min(all, counted_max), all > counted_max};
        };
        const auto files = std::ssize(store::unseen(tx, {}, counted_max + 1));
        return IntakeCounts{
            counted(IntakeList::submitted, false), counted(IntakeList::accepted, false),
            counted(IntakeList::returned, false), counted(IntakeList::submitted, true),
            Counted{std::min<std::int64_t>(files, counted_max), files > counted_max}};
    });
}

Result<Stepped> accept_letter(const Call<Deps>& call, const Path<StaffCasePath>& path,
                              const Body<AcceptBody>& body) {
    return accept_case(call.deps, acting(call), {path->case_.value, number_of(body->version)},
                       {body->kind, body->urgency, maybe_of(body->category)});
}

Result<Stepped> refuse_letter(const Call<Deps>& call, const Path<StaffCasePath>& path,
                              const Body<RefuseBody>& body) {
    return refuse_case(call.deps, acting(call), {path->case_.value, number_of(body->version)},
                       body->reason.value, words_of(body->words));
}

Result<Stepped> merge_letter(const Call<Deps>& call, const Path<StaffCasePath>& path,
                             const Body<MergeBody>& body) {
    return merge_case(call.deps, acting(call), {path->case_.value, number_of(body->version)},
                      body->into.value);
}

Result<Stepped> unmerge_letter(const Call<Deps>& call, const Path<StaffCasePath>& path,
                               const Body<VersionBody>& body) {
    return unmerge_case(call.deps, acting(call), {path->case_.value, number_of(body->version)});
}

Result<Stepped> assign_letter(const Call<Deps>& call, const Path<StaffCasePath>& path,
                              const Body<AssignBody>& body) {
    return assign_case(call.deps, acting(call), {path->case_.value, number_of(body->version)},
                       body->unit.value, maybe_of(body->category), words_of(body->words));
}

Result<Stepped> mark_more_names(const Call<Deps>& call, const Path<StaffCasePath>& path,
                                const Body<NamesBody>& body) {
    std::vector<std::string> names;
    for (const auto& name : body->names.value) names.push_back(name.value);
    return mark_names(call.deps, acting(call), {path->case_.value, number_of(body->version)},
                      names);
}

Result<OriginalView> read_original_letter(const Call<Deps>& call, const Path<StaffCasePath>& path) {
    TRY(full, read_original(call.deps, acting(call), path->case_.value));
    return OriginalView{full.letter.subject, full.letter.body, full.letter.place, full.letter.names,
                        full.additions};
}

/// A reason as one sentence.
std::string sentence_of(const Call<Deps>& call, const GuessReason& reason,
                        std::span<const Category> categories) {
    const Texts& texts = call.deps.shell.texts();
    const Language language = call.language();
    if (reason.because == Because::named) {
        return texts.say(language, "casework.intake.because.named");
    }
    const auto category = std::ranges::find(categories, reason.category, &Category::code);
    const std::string name =
        category == categories.end() ? reason.category : category->name.in(language);
    const std::string place =
        reason.place.empty()
            ? std::string{}
            : texts.say(language, "casework.intake.because.place", {{"place", reason.place}});
    std::string words;
    for (const auto& word : reason.words) {
        if (!words.empty()) words += language == Language::en ? ", " : "、";
        words += word;
    }
    const std::string_view key = reason.because == Because::category
                                     ? "casework.intake.because.category"
                                     : "casework.intake.because.words";
    return texts.say(language, key, {{"category", name}, {"words", words}, {"place", place}});
}

Result<GuessesView> guess_unit(const Call<Deps>& call, const Path<StaffCasePath>& path) {
    TRY(found, guess_body(call.deps, acting(call), path->case_.value));
    const Day today = call.deps.calendar.zone().day_of(call.now);
    return call.deps.database.read([&](db::Tx& tx) {
        const auto categories = store::category_tree(tx);
        GuessesView view;
        for (const Guess& guess : found) {
            const auto unit = units::find(tx, guess.unit);
            if (!unit) continue;
            GuessView& shown = view.items.emplace_back();
            shown.unit = ref_of(*unit);
            shown.is_current = units::state_of(*unit, today) == units::State::current;
            if (!shown.is_current && unit->successor) {
                if (const auto next = units::find(tx, *unit->successor)) {
                    shown.successor = ref_of(*next);
                }
            }
            shown.category = guess.category;
            shown.weight = guess.weight;
            for (const GuessReason& reason : guess.reasons) {
                shown.reasons.push_back(sentence_of(call, reason, categories));
            }
        }
        return view;
    });
}

Response table_answer(std::string body, std::string_view file) {
    Response answer;
    answer.body = std::move(body);
    answer.with("Content-Type", "text/csv; charset=utf-8")
        .with("Content-Disposition", "attachment; filename=\"" + std::string(file) + "\"");
    return answer;
}

/// A table that only staff can have: that it was taken, and which, stands in the public ledger.
Result<Response> exported(const Call<Deps>& call, std::string_view name, ExportedTable table) {
    const std::string facts =
        "rows=" + std::to_string(table.rows) + " " + accounts::file_fact(table.csv);
    CHECK_OK(call.deps.database.append([&](db::Tx& tx) {
        accounts::note(tx, call.now, "casework.exported", acting(call).account.id, name, facts,
                       Role::programme_office);
    }));
    return table_answer(std::move(table.csv), std::string(name) + ".csv");
}

Result<Response> export_categories(const Call<Deps>& call) {
    TRY(table, call.deps.database.read([](db::Tx& tx) { return categories_csv(tx); }));
    return exported(call, "categories", std::move(table));
}

Result<Response> export_body_routes(const Call<Deps>& call) {
    TRY(table, call.deps.database.read([](db::Tx& tx) { return body_routes_csv(tx); }));
    return exported(call, "routes", std::move(table));
}

Result<ReplacedView> replace_categories(const Call<Deps>& call, const Query<PreviewQuery>& query,
                                        const RawBody& body) {
    const bool is_preview = query->preview.value_or(false);
    TRY(rows, import_categories(call.deps.database, call.now, acting(call).account.id, body.bytes,
                                is_preview));
    return ReplacedView{is_preview, rows};
}

Result<ReplacedView> replace_body_routes(const Call<Deps>& call, const Query<PreviewQuery>& query,
                                         const RawBody& body) {
    const bool is_preview = query->preview.value_or(false);
    TRY(rows,
        import_body_routes(call.deps.database, call.now, call.deps.calendar.zone().day_of(call.now),
                           acting(call).account.id, body.bytes, is_preview));
    return ReplacedView{is_preview, rows};
}

Result<Response> intake_page(const Call<Deps>& call) {
    return call.deps.shell.staff(call, "casework.page.intake");
}

constexpr Callers intake = only(Role::intake_officer);
constexpr Callers office = only(Role::programme_office);
constexpr Row<Deps> table[] = {
    get<list_intake>("/api/intake/cases", intake,
                     {"列出待受理的办件", "List what waits for intake"}),
    get<count_intake>("/api/intake/counts", intake,
                      {"各项待受理办件的数量", "Count what waits for intake"}),
    post<accept_letter>("/api/intake/cases/{case}/accept", intake, {"受理", "Accept a letter"}),
    post<refuse_letter>("/api/intake/cases/{case}/refuse", intake,
                        {"不予受理", "Refuse a letter with a reason"}),
    post<merge_letter>("/api/intake/cases/{case}/merge", intake,
                       {"并入另一办件", "Merge a letter into another case"}),
    post<unmerge_letter>("/api/intake/cases/{case}/unmerge", intake,
                         {"取消合并", "Take a merge back"}),
    post<assign_letter>("/api/intake/cases/{case}/assign", intake,
                        {"交办", "Assign a case to a body"}),
    get<guess_unit>("/api/intake/cases/{case}/guess", intake,
                    {"建议交办的单位及理由", "Guess the body, with reasons"}),
    post<read_original_letter>(
        "/api/intake/cases/{case}/original", intake,
        {"查看来信原文（记入安全日志）", "Read a letter as written; the reading is logged"}),
    post<mark_more_names>("/api/intake/cases/{case}/names", intake,
                          {"标记更多需要隐去的姓名", "Mark further names to be masked"}),
    get<export_categories>("/api/office/categories.csv", office,
                           {"导出事项分类", "Export the categories"})
        .answers("text/csv"),
    put<replace_categories>("/api/office/categories.csv", office,
                            {"更换全部事项分类", "Replace the categories"})
        .takes("text/csv", table_bytes_max),
    get<export_body_routes>("/api/office/routes.csv", office,
                            {"导出交办规则", "Export which body answers for what"})
        .answers("text/csv"),
    put<replace_body_routes>("/api/office/routes.csv", office,
                             {"更换全部交办规则", "Replace which body answers for what"})
        .takes("text/csv", table_bytes_max),
    page<intake_page>("/staff/intake", {"受理台", "Intake desk"}),
};

}  // namespace

Routes<Deps> intake_routes() {
    return {"intake", {"受理", "Intake of letters"}, table};
}

}  // namespace pingyi::casework
