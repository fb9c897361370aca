// The public rows of casework: pages, their JSON twins, feeds and export.
#include <algorithm>
#include <span>

#include "modules/casework/areas.hpp"
#include "modules/casework/feeds.hpp"
#include "modules/casework/figures.hpp"
#include "modules/casework/public.hpp"
#include "modules/casework/public_pages.hpp"
#include "modules/units/api.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::casework {
using namespace http;

namespace {

constexpr std::size_t bodies_shown = 500;
constexpr std::int64_t feed_rows = 50;
constexpr std::int64_t export_rows = 5'000;  ///< a file; a header names the next one

Result<Response> case_page(const Call<Deps>& call, const Path<CasePath>& path) {
    const Deps& deps = call.deps;
    TRY(detail, deps.database.read([&](db::Tx& tx) {
        return public_case(tx, deps.calendar, deps.directory, path->case_.value, call.now);
    }));
    const Texts& texts = deps.shell.texts();
    html::Page page;
    page.title = title_of(texts, call.language(), detail);
    page.description =
        texts.say(call.language(), "casework.public.description", {{"title", page.title}});
    page.area = "cases";
    page.crumbs = {{texts.say(call.language(), "casework.public.title"), "/cases"}};
    if (detail.state != Phase::withdrawn) page.json_ld = json_ld_of(detail, call.language());
    page.notices = deps.staffing.notices(texts, call.language(), call.now);
    return deps.shell.page(call, page, case_main(call, texts, deps.calendar.zone(), detail));
}

Result<Response> cases_page(const Call<Deps>& call, const Query<CaseFilter>& query) {
    const Deps& deps = call.deps;
    std::shared_ptr<const units::BodyList> bodies;
    TRY(list, deps.database.read([&](db::Tx& tx) {
        bodies = deps.directory.current(tx);
        return public_list(tx, deps.calendar, deps.directory, *query, call.now);
    }));
    const Texts& texts = deps.shell.texts();
    html::Page page;
    page.title = texts.say(call.language(), "casework.public.title");
    page.description = texts.say(call.language(), "casework.public.lead");
    page.area = "cases";
    page.notices = deps.staffing.notices(texts, call.language(), call.now);
    const std::span all{bodies->all()};
    return deps.shell.page(call, page,
                           list_main(call, texts, deps.calendar.zone(), *query, list,
                                     all.first(std::min(all.size(), bodies_shown))));
}

Result<CaseDetail> show_public_case(const Call<Deps>& call, const Path<CasePath>& path) {
    return call.deps.database.read([&](db::Tx& tx) {
        return public_case(tx, call.deps.calendar, call.deps.directory, path->case_.value,
                           call.now);
    });
}

Result<CaseList> list_public_cases(const Call<Deps>& call, const Query<CaseFilter>& query) {
    return call.deps.database.read([&](db::Tx& tx) {
        return public_list(tx, call.deps.calendar, call.deps.directory, *query, call.now);
    });
}

std::string origin_of(const Context& context) {
    return (context.request.secure ? "https://" : "http://") +
           std::string(context.request.header("Host"));
}

/// With an ETag, so that readers that ask every few minutes cost little.
Response feed_answer(const Context& context, std::string_view media, std::string body) {
    Response answer;
    const std::string tag = "\"" + crypto::base64url(crypto::sha256(body)).substr(0, 22) + "\"";
    answer.with("Content-Type", std::string(media) + "; charset=utf-8")
        .with("ETag", "W/" + tag)
        .with("Cache-Control", "public, max-age=60");
    if (context.request.header("If-None-Match").find(tag) != std::string_view::npos) {
        answer.status = 304;
        return answer;
    }
    answer.body = std::move(body);
    return answer;
}

struct Feed {
    FeedHead head;
    CaseList list;
};
Result<Feed> feed_of(const Call<Deps>& call, const CaseFilter& filter, std::string_view path) {
    TRY(list, call.deps.database.read([&](db::Tx& tx) {
        return public_list(tx, call.deps.calendar, call.deps.directory, filter, call.now,
                           feed_rows);
    }));
    Feed feed{{}, std::move(list)};
    feed.head.origin = origin_of(call);
    feed.head.self = address_of(path, filter, filter.after ? text_of(*filter.after) : "");
    feed.head.page = address_of("/cases", filter);
    if (feed.list.next) feed.head.next = address_of(path, filter, *feed.list.next);
    feed.head.title = call.deps.shell.texts().say(Language::zh, "casework.public.title");
    feed.head.now = call.now;
    return feed;
}

Result<Response> cases_atom(const Call<Deps>& call, const Query<CaseFilter>& query) {
    TRY(feed, feed_of(call, *query, "/cases.atom"));
    return feed_answer(call, "application/atom+xml", atom_of(feed.head, feed.list.items));
}

Result<Response> cases_json_feed(const Call<Deps>& call, const Query<CaseFilter>& query) {
    TRY(feed, feed_of(call, *query, "/cases.json"));
    return feed_answer(call, "application/feed+json", json_feed_of(feed.head, feed.list.items));
}

/// Portion by portion, so that no read holds the whole file.
Result<Response> export_cases(const Call<Deps>& call, const Query<CaseFilter>& query) {
    csv::Writer out{csv_columns()};
    CaseFilter filter = *query;
    filter.limit = Int<1, 100>{100};
    std::optional<std::string> next;
    std::int64_t rows = 0;
    do {
        TRY(list, call.deps.database.read([&](db::Tx& tx) {
            return public_list(tx, call.deps.calendar, call.deps.directory, filter, call.now);
        }));
        for (const CaseSummary& item : list.items) {
            write_row(out, item, origin_of(call), call.deps.calendar.zone());
        }
        rows += static_cast<std::int64_t>(list.items.size());
        next = list.next;
        if (next) filter.after = cursor_from(*next);
    } while (next && rows < export_rows);
    Response answer;
    answer.body = out.str();
    answer.with("Content-Type", "text/csv; charset=utf-8")
        .with("Content-Disposition", "attachment; filename=\"cases.csv\"")
        .with("Cache-Control", "public, max-age=60");
    if (next) {
        answer.with("Link", "<" + address_of("/cases.csv", *query, *next) + ">; rel=\"next\"");
    }
    return answer;
}

constexpr Row<Deps> table[] = {
    page<cases_page>("/cases", {"来信与答复", "Letters and replies"}),
    page<case_page>("/cases/{case}", {"一封来信和答复", "One letter and its reply"}),
    get<list_public_cases>("/api/cases", anyone,
                           {"查找公开的来信", "Find letters that are public"}),
    get<show_public_case>("/api/cases/{case}", anyone,
                          {"一封公开的来信和它的办理经过", "A public letter and what was done"}),
    get<cases_atom>("/cases.atom", anyone, {"来信的Atom订阅", "Letters as an Atom feed"})
        .answers("application/atom+xml"),
    get<cases_json_feed>("/cases.json", anyone, {"来信的JSON Feed订阅", "Letters as a JSON Feed"})
        .answers("application/feed+json"),
    get<export_cases>("/cases.csv", anyone,
                      {"导出来信，一次最多5000行，后面的见Link头",
                       "Export letters, at most 5,000 rows; the header Link names the next part"})
        .answers("text/csv"),
};

}  // namespace

std::vector<html::Link> header_links() {
    return {{"filing", "casework.area", "/cases/new"}, {"cases", "casework.public.area", "/cases"}};
}

units::Part unit_part(db::Database& database, const calendar::Calendar& calendar,
                      const Texts& texts) {
    return {[&](const Context& context, const units::Unit& unit, html::Writer& out) -> Result<> {
        TRY(months, database.read([&](db::Tx& tx) {
            return year_of_figures(tx, unit.id, calendar.zone().day_of(context.now));
        }));
        write_figures(context, texts, unit.code, published(months), out);
        return {};
    }};
}

html::Writer newest_answers(db::Tx& tx, const calendar::Calendar& calendar,
                            const units::Bodies& directory, const Context& context,
                            const Texts& texts, std::int64_t limit) {
    html::Writer out;
    const auto items = newest_answered(tx, calendar, directory, context.now, limit);
    if (items.empty()) return out;
    write_items({out, context.language(), texts, calendar.zone(), context.now}, items);
    return out;
}

Routes<Deps> public_routes() {
    return {"casework_public",
            {"来信与答复：公开的部分", "Letters and replies: what is public"},
            table};
}

}  // namespace pingyi::casework
