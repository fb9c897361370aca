// The public pages of rounds and their results, and the same for programs. Pages of a result are
// made from its stored public bundle alone.
#include <boost/json.hpp>

#include "modules/rounds/areas.hpp"
#include "modules/rounds/published_store.hpp"
#include "modules/rounds/results_export.hpp"
#include "modules/rounds/results_pages.hpp"
#include "modules/rounds/results_store.hpp"
#include "modules/rounds/results_wire.hpp"
#include "modules/rounds/rounds_store.hpp"
#include "modules/rounds/schemes_store.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/http/encoding.hpp"

namespace pingyi::rounds {
namespace {

using namespace http;

constexpr std::int64_t rounds_on_a_page = 25;
constexpr std::int64_t earlier_max = 8;

// Reading

std::unexpected<Error> no_such_round() {
    return fail(ErrorKind::not_found, "rounds.no_such_round");
}

/// A round that is not a draft any more.
Result<Round> open_round(db::Tx& tx, std::string_view code) {
    TRY(found, store::round_by_code(tx, code));
    if (found.state == State::draft) return no_such_round();
    return found;
}

struct Published {
    Round round;
    StoredResult stored;
};
/// errors   not_found rounds.not_published
Result<Published> current_result(db::Tx& tx, std::string_view code) {
    TRY(round, open_round(tx, code));
    if (!is_published(round)) return fail(ErrorKind::not_found, "rounds.not_published");
    TRY(stored, store::result(tx, *round.result));
    return Published{std::move(round), std::move(stored)};
}

Result<Side> side_of(const Call<Deps>& call, std::string_view code) {
    TRY(found, call.deps.database.read([&](db::Tx& tx) { return current_result(tx, code); }));
    TRY(loaded, call.deps.results->get(call.deps.database, found.stored));
    return Side{std::move(found.round), std::move(loaded)};
}

Result<StoredResult> result_of(db::Tx& tx, const Round& round) {
    return store::result(tx, *round.result);
}

/// Results of a published round that were verified and then replaced.
std::vector<StoredResult> earlier_ones(db::Tx& tx, const Round& round) {
    std::vector<StoredResult> all;
    for (StoredResult& one : store::results_of(tx, round.id)) {
        if (one.id != *round.result && one.verified_at) all.push_back(std::move(one));
    }
    return all;
}

// Pages

Sheet sheet_of(const Call<Deps>& call, html::Writer& out) {
    return {out, call.language(), call.deps.shell.texts(), call.deps.calendar.zone()};
}

struct Titled {
    std::string title;
    std::vector<html::Crumb> crumbs;
};

Response shown(const Call<Deps>& call, Titled titled, const html::Writer& out) {
    html::Page page;
    page.title = std::move(titled.title);
    page.area = "rounds";
    page.crumbs = std::move(titled.crumbs);
    html::Writer main;
    main.single("link", {{"rel", "stylesheet"}, {"href", "/results.css"}});  // of web/public
    main.append(out);
    return call.deps.shell.page(call, page, main);
}

html::Crumb list_crumb(const Sheet& sheet) {
    return {sheet.say("rounds.area.title"), "/rounds"};
}
html::Crumb round_crumb(const Sheet& sheet, const Round& round) {
    return {round.name.in(sheet.language), address_of(round)};
}

Result<RoundList> round_list(const Call<Deps>& call, const std::optional<Cursor>& after) {
    return call.deps.database.read([&](db::Tx& tx) {
        RoundList list{store::open_rounds(tx, after, rounds_on_a_page + 1), {}};
        if (list.rounds.size() > static_cast<std::size_t>(rounds_on_a_page)) {
            list.rounds.pop_back();
            const Round& last = list.rounds.back();
            list.next = text_of(
                Cursor{std::to_string(last.made_at.time_since_epoch().count()), last.id.text()});
        }
        return list;
    });
}

Result<Response> rounds_page(const Call<Deps>& call, const Query<PageQuery>& query) {
    TRY(list, round_list(call, query->after));
    html::Writer out;
    const Sheet sheet = sheet_of(call, out);
    write_rounds(sheet, list);
    return shown(call, {sheet.say("rounds.area.title"), {}}, out);
}

Result<RoundDossier> round_view(db::Tx& tx, std::string_view code) {
    RoundDossier view;
    TRY(round, open_round(tx, code));
    view.round = std::move(round);
    view.steps = store::steps_of(tx, view.round.id);
    TRY(scheme, store::scheme(tx, view.round.scheme));
    view.scheme = std::move(scheme);
    if (view.scheme.entry) {
        view.entry = ledger::place(tx, *view.scheme.entry);
        view.has_receipt = ledger::receipt_place(tx, *view.scheme.entry).has_value();
    }
    if (!is_published(view.round)) return view;
    TRY(stored, result_of(tx, view.round));
    view.stored = std::move(stored);
    if (view.stored.entry) {
        view.result_entry = ledger::place(tx, *view.stored.entry);
        view.has_result_receipt = ledger::receipt_place(tx, *view.stored.entry).has_value();
    }
    view.earlier = store::earlier_rounds(tx, view.round, earlier_max);
    view.earlier_ones = earlier_ones(tx, view.round);
    view.appeals = published_appeals(tx, view.round.id);
    std::vector<UnitId> bodies;
    for (const PublishedAppeal& appeal : view.appeals.items) bodies.push_back(appeal.unit);
    for (const units::Unit& unit : units::find_many(tx, bodies)) {
        view.appellants[unit.id] = unit.name;
    }
    return view;
}

Result<Response> round_page(const Call<Deps>& call, const Path<ResultPath>& path) {
    TRY(view,
        call.deps.database.read([&](db::Tx& tx) { return round_view(tx, path->round.value); }));
    if (is_published(view.round)) {
        TRY(loaded, call.deps.results->get(call.deps.database, view.stored));
        view.loaded = std::move(loaded);
    }
    html::Writer out;
    const Sheet sheet = sheet_of(call, out);
    write_round(sheet, view);
    return shown(call, {view.round.name.in(call.language()), {list_crumb(sheet)}}, out);
}

Result<Response> round_class_page(const Call<Deps>& call, const Path<ResultClassPath>& path) {
    TRY(side, side_of(call, path->round.value));
    const scoring::UnitClass* const of = side.loaded->unit_class(path->class_.value);
    if (of == nullptr || !of->is_published)
        return fail(ErrorKind::not_found, "rounds.no_such_class");
    html::Writer out;
    const Sheet sheet = sheet_of(call, out);
    out.inside("div", {{"class", "pingyi-result"}}, [&] {
        scoring::write_class(out, site_of(*side.loaded, side.round, call.language()), *of);
    });
    return shown(call, {sheet.say(of->words), {list_crumb(sheet), round_crumb(sheet, side.round)}},
                 out);
}

/// Whether letters are behind a number of this body: the scheme may count some of others only.
bool counts_cases(const Loaded& loaded, const scoring::UnitResult& result) {
    const std::string own = loaded.data.units[result.unit].code + "/";
    return result.value && std::ranges::any_of(loaded.outcome.nodes, [&](const auto& node) {
               return node.id.starts_with(own) && node.value &&
                      node.evidence.starts_with(server_prefix);
           });
}

/// Earlier results, without those that cannot be read: each of them was logged.
std::vector<TrendPoint> trend_of(const Call<Deps>& call, const std::vector<Published>& rounds) {
    std::vector<TrendPoint> points;
    for (const Published& one : rounds) {
        auto loaded = call.deps.results->get(call.deps.database, one.stored);
        if (loaded) points.push_back({one.round, std::move(*loaded)});
    }
    return points;
}

std::vector<Published> earlier_of(db::Tx& tx, const Round& than) {
    std::vector<Published> all;
    for (Round& round : store::earlier_rounds(tx, than, earlier_max)) {
        auto stored = result_of(tx, round);
        if (stored) all.push_back({std::move(round), std::move(*stored)});
    }
    return all;
}

Result<Response> round_unit_page(const Call<Deps>& call, const Path<ResultUnitPath>& path,
                                 const Query<PageQuery>& query) {
    TRY(side, side_of(call, path->round.value));
    UnitView view{.round = side.round, .loaded = side.loaded};
    view.result = side.loaded->unit(path->unit.value);
    if (view.result == nullptr) return fail(ErrorKind::not_found, "rounds.no_such_unit");
    const bool has_records = counts_cases(*side.loaded, *view.result);
    const casework::Window window{side.round.from, side.round.until};
    TRY(earlier, call.deps.database.read([&](db::Tx& tx) {
        view.counted.reset();
        const auto body = units::find_by_code(tx, path->unit.value);
        view.is_in_directory = body.has_value();
        if (body && has_records) {
            view.counted =
                Counted{casework::records(tx, body->id, window, call.deps.calendar.zone(), nullptr,
                                          query->after),
                        !query->after};
        }
        return earlier_of(tx, side.round);
    }));
    view.earlier = trend_of(call, earlier);
    html::Writer out;
    const Sheet sheet = sheet_of(call, out);
    write_unit_page(sheet, view);
    const scoring::Unit& unit = side.loaded->data.units[view.result->unit];
    const scoring::UnitClass* const of = side.loaded->unit_class(unit.unit_class);
    Titled titled{sheet.say(unit.words), {list_crumb(sheet), round_crumb(sheet, side.round)}};
    if (of != nullptr) {
        titled.crumbs.push_back({sheet.say(of->words), address_of(side.round) + "/classes/" +
                                                           html::url_encoded(of->code)});
    }
    return shown(call, std::move(titled), out);
}

// Comparing

Response comparison_page(const Call<Deps>& call, CompareView view) {
    view.comparison = compare(view.before, view.after);
    html::Writer out;
    const Sheet sheet = sheet_of(call, out);
    write_comparison(sheet, view);
    return shown(call,
                 {sheet.say("rounds.public.compare.title"),
                  {list_crumb(sheet), round_crumb(sheet, view.after.round)}},
                 out);
}

std::optional<std::string> code_in(const std::optional<Text<1, 60>>& after) {
    if (!after) return std::nullopt;
    return after->value;
}

Result<Response> compare_rounds_page(const Call<Deps>& call, const Path<ComparePath>& path,
                                     const Query<CompareQuery>& query) {
    TRY(after, side_of(call, path->round.value));
    TRY(before, side_of(call, path->other.value));
    const std::string address =
        address_of(after.round) + "/compare/" + html::url_encoded(before.round.code);
    return comparison_page(
        call, {std::move(before), std::move(after), {}, address, code_in(query->after)});
}

Result<Response> compare_results_page(const Call<Deps>& call, const Path<ResultPath>& path,
                                      const Query<CompareNumberQuery>& query) {
    TRY(after, side_of(call, path->round.value));
    TRY(stored, call.deps.database.read([&](db::Tx& tx) -> Result<StoredResult> {
        for (StoredResult& one : earlier_ones(tx, after.round)) {
            if (one.number == query->with.value) return std::move(one);
        }
        return fail(ErrorKind::not_found, "rounds.no_such_result");
    }));
    TRY(loaded, call.deps.results->get(call.deps.database, stored));
    const std::string address =
        address_of(after.round) + "/compare?with=" + std::to_string(stored.number);
    Side before{after.round, std::move(loaded)};
    return comparison_page(
        call, {std::move(before), std::move(after), {}, address, code_in(query->after)});
}

// For programs

/// Octets of a result never change; which result is the current one may.
Response octets_answer(const Context& context, const std::string& tag, std::string body) {
    Response answer;
    const std::string quoted = "\"" + tag + "\"";
    answer.with("Content-Type", "application/json")
        .with("ETag", quoted)
        .with("Cache-Control", "public, max-age=60")
        .with("Access-Control-Allow-Origin", "*");
    if (etag_matches(context.request.header("If-None-Match"), quoted)) {
        answer.status = 304;
    } else {
        answer.body = std::move(body);
    }
    return answer;
}

/// The stored result.json, which must still be what its id says.
Result<std::string> result_json(const Call<Deps>& call, const StoredResult& stored) {
    TRY(text, call.deps.database.read([&](db::Tx& tx) {
        return store::result_text(tx, stored.id, store::Bundle::open, "result.json");
    }));
    if (scoring::result_id(text) != stored.public_id) return damaged(stored, "result.json");
    return text;
}

Result<Response> public_result(const Call<Deps>& call, const Path<ResultPath>& path) {
    TRY(found,
        call.deps.database.read([&](db::Tx& tx) { return current_result(tx, path->round.value); }));
    TRY(json, result_json(call, found.stored));
    return octets_answer(call, found.stored.public_id, std::move(json));
}

Result<Response> unit_derivation(const Call<Deps>& call, const Path<ResultUnitPath>& path) {
    TRY(side, side_of(call, path->round.value));
    const scoring::UnitResult* const result = side.loaded->unit(path->unit.value);
    if (result == nullptr) return fail(ErrorKind::not_found, "rounds.no_such_unit");
    TRY(json, result_json(call, side.loaded->stored));
    std::string body = derivation_json(side.round.code, *side.loaded, *result, json);
    const std::string tag = crypto::hex(crypto::sha256(body));
    return octets_answer(call, tag, std::move(body));
}

PublicRound wire_of(const Round& round, const std::string& result_id) {
    PublicRound made;
    made.code = round.code;
    made.name = round.name.zh;
    if (!round.name.en.empty()) made.name_en = round.name.en;
    made.state = round.state;
    made.from = round.from;
    made.until = round.until;
    made.closes_on = round.closes_on;
    made.appeals_until = round.appeals_until;
    if (is_published(round)) {
        made.published_at = round.published_at;
        made.result_id = result_id;
    }
    return made;
}

Result<Page<PublicRound>> list_public_rounds(const Call<Deps>& call,
                                             const Query<PageQuery>& query) {
    TRY(list, round_list(call, query->after));
    return call.deps.database.read([&](db::Tx& tx) -> Result<Page<PublicRound>> {
        Page<PublicRound> page;
        page.next = list.next;
        for (const Round& round : list.rounds) {
            std::string id;
            if (is_published(round)) {
                TRY(stored, result_of(tx, round));
                id = stored.public_id;
            }
            page.items.push_back(wire_of(round, id));
        }
        return page;
    });
}

constexpr Row<Deps> table[] = {
    page<rounds_page>("/rounds", {"各轮评议", "The rounds of evaluation"}),
    page<round_page>("/rounds/{round}", {"一轮评议", "A round of evaluation"}),
    page<round_class_page>("/rounds/{round}/classes/{class}",
                           {"一类单位的结果", "The results of a class of bodies"}),
    page<round_unit_page>("/rounds/{round}/units/{unit}",
                          {"一个单位的得分和由来", "The score of a body and how it came about"}),
    page<compare_results_page>("/rounds/{round}/compare",
                               {"同一轮前后两次结果的对比", "Two results of one round compared"}),
    page<compare_rounds_page>("/rounds/{round}/compare/{other}",
                              {"两轮结果的对比", "The results of two rounds compared"}),
    get<unit_derivation>("/rounds/{round}/units/{unit}/derivation.json", anyone,
                         {"一个得分的全部来历", "All that a score is made of"})
        .answers("application/json"),
    get<list_public_rounds>("/api/rounds/public", anyone,
                            {"列出公开的各轮评议", "List the rounds that are public"}),
    get<public_result>("/api/rounds/public/{round}/result", anyone,
                       {"已公布的结果，与公开包中的result.json相同",
                        "The published result, as result.json stands in the public bundle"})
        .answers("application/json"),
};

}  // namespace

Routes<Deps> result_routes() {
    return {
        "rounds_public", {"评议结果：公开的部分", "Results of evaluations: what is public"}, table};
}

html::Link area() {
    return {"rounds", "rounds.area", "/rounds"};
}

units::Part unit_part(const Deps& deps) {
    return {
        [&deps](const Context& context, const units::Unit& unit, html::Writer& out) -> Result<> {
            constexpr std::int64_t newest = 3;
            TRY(rounds, deps.database.read([&](db::Tx& tx) {
                std::vector<Published> found;
                for (Round& round : store::published_rounds(tx, newest)) {
                    auto stored = result_of(tx, round);
                    if (stored) found.push_back({std::move(round), std::move(*stored)});
                }
                return found;
            }));
            for (const Published& one : rounds) {
                auto loaded = deps.results->get(deps.database, one.stored);
                if (!loaded) continue;  // logged; the rest of the page is not its fault
                const scoring::UnitResult* const result = (*loaded)->unit(unit.code);
                if (result == nullptr) continue;
                UnitView view{.round = one.round, .loaded = *loaded, .result = result};
                write_unit_part({out, context.language(), deps.shell.texts(), deps.calendar.zone()},
                                view);
                break;
            }
            return {};
        }};
}

}  // namespace pingyi::rounds
