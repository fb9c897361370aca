// The routes of the ledger: the logs as C2SP has them, and the pages.
#include <algorithm>

#include "modules/ledger/module.hpp"
#include "modules/ledger/pages.hpp"
#include "modules/ledger/store.hpp"
#include "modules/ledger/views.hpp"
#include "modules/ledger/wire.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::ledger {
namespace {

using namespace http;

constexpr std::string_view never_changes = "public, max-age=31536000, immutable";
constexpr std::string_view changes_soon = "public, max-age=2";
constexpr std::string_view plain = "text/plain; charset=utf-8";
constexpr std::uint64_t page_entries = 50;

Result<Log> log_of(std::string_view name) {
    if (const auto log = log_named(name)) return *log;
    return fail(ErrorKind::not_found, "ledger.no_such_log");
}

Response raw(std::string body, std::string_view media, std::string_view caching) {
    return Response{.body = std::move(body)}
        .with("Content-Type", media)
        .with("Cache-Control", caching)
        .with("Access-Control-Allow-Origin", "*");
}

// The logs

Result<Response> ledger_checkpoint(const Call<Deps>& call, const Path<LogPath>& path) {
    TRY(log, log_of(path->log.value));
    TRY(note, call.deps.database.read([&](db::Tx& tx) -> Result<std::string> {
        const auto head = store::head(tx, log);
        const auto found = head ? store::checkpoint(tx, log, head->published) : std::nullopt;
        if (!found) return fail(ErrorKind::not_found, "ledger.no_checkpoint_yet");
        return store::cosigned(tx, log, *found);
    }));
    return raw(std::move(note), plain, changes_soon);
}

Result<Response> ledger_policy(const Call<Deps>& call, const Path<LogPath>& path) {
    TRY(log, log_of(path->log.value));
    return raw(call.deps.ledger.identity.policy_text(log), plain, changes_soon);
}

/// The first part of a stored tile, as wide as it is asked for.
Result<std::string> narrowed(const tlog::TileId& id, std::string octets) {
    if (id.level != tlog::entries_level) {
        octets.resize(std::min(octets.size(), id.width * sizeof(tlog::Hash)));
        return octets;
    }
    auto entries = tlog::entries_of(id, octets);
    if (!entries) return fail(ErrorKind::internal, entries.error().code, entries.error().detail);
    std::string bundle;
    for (const std::string_view entry : *entries) CHECK_OK(tlog::append_entry(bundle, entry));
    return bundle;
}

Result<Response> tile_answer(const Call<Deps>& call, std::string_view name,
                             const std::string& tile_path) {
    TRY(log, log_of(name));
    const auto id = tlog::tile_of_path("tile/" + tile_path);
    if (!id) return fail(ErrorKind::not_found, "ledger.no_such_tile");
    TileCache& cache = call.deps.ledger.tiles;
    TileCache::Octets kept = id->is_partial() ? nullptr : cache.find(log, *id);
    if (kept == nullptr) {
        TRY(tile, call.deps.database.read(
                      [&](db::Tx& tx) { return store::tile(tx, log, id->level, id->index); }));
        if (!tile || tile->width < id->width) {
            return fail(ErrorKind::not_found, "ledger.no_such_tile");
        }
        if (id->is_partial()) {
            TRY(octets, narrowed(*id, std::move(tile->octets)));
            return raw(std::move(octets), "application/octet-stream", never_changes);
        }
        kept = std::make_shared<const std::string>(std::move(tile->octets));
        cache.keep(log, *id, kept);
    }
    Response answer = raw({}, "application/octet-stream", never_changes);
    answer.shared_body = std::move(kept);
    return answer;
}

// One row for each depth that a path of a tile can have below its level.
Result<Response> ledger_tile(const Call<Deps>& call, const Path<TilePath1>& path) {
    const auto& [log, level, a] = *path;
    return tile_answer(call, log.value, level.value + "/" + a.value);
}
Result<Response> ledger_tile_2(const Call<Deps>& call, const Path<TilePath2>& path) {
    const auto& [log, level, a, b] = *path;
    return tile_answer(call, log.value, level.value + "/" + a.value + "/" + b.value);
}
Result<Response> ledger_tile_3(const Call<Deps>& call, const Path<TilePath3>& path) {
    const auto& [log, level, a, b, c] = *path;
    return tile_answer(call, log.value,
                       level.value + "/" + a.value + "/" + b.value + "/" + c.value);
}
Result<Response> ledger_tile_4(const Call<Deps>& call, const Path<TilePath4>& path) {
    const auto& [log, level, a, b, c, d] = *path;
    return tile_answer(call, log.value,
                       level.value + "/" + a.value + "/" + b.value + "/" + c.value + "/" + d.value);
}

Result<Response> ledger_receipt(const Call<Deps>& call, const Path<EntryPath>& path) {
    TRY(text, call.deps.database.read([&](db::Tx& tx) -> Result<std::string> {
        TRY(leaf, leaf_at(tx, Log::operations, static_cast<std::uint64_t>(path->index.value)));
        return receipt(tx, leaf.id);
    }));
    const std::string name = "receipt-" + std::to_string(path->index.value) + ".tlog-proof";
    return raw(std::move(text), plain, "no-store")
        .with("Content-Disposition", "attachment; filename=\"" + name + "\"");
}

// Pages

/// The leaves [first, last), newest first.
Result<std::vector<Shown>> shown_of(db::Tx& tx, std::uint64_t first, std::uint64_t last) {
    std::vector<Shown> all;
    for (std::uint64_t next = first; next < last;) {
        TRY(some, leaves(tx, Log::operations, next));
        if (some.empty()) break;
        for (Leaf& leaf : some) {
            if (leaf.index < last) all.push_back({leaf.index, leaf.octets, decoded(leaf.octets)});
        }
        next = some.back().index + 1;
    }
    std::ranges::reverse(all);
    return all;
}

Result<Response> ledger_page(const Call<Deps>& call, const Query<LedgerQuery>& query) {
    Overview overview;
    CHECK_OK(call.deps.database.read([&](db::Tx& tx) -> Result<> {
        overview.health = health_of(tx, call.deps.ledger, call.now);
        const std::uint64_t size = overview.health.front().size;
        const std::uint64_t last =
            query->before ? std::min(size, static_cast<std::uint64_t>(query->before->value)) : size;
        overview.first = last > page_entries ? last - page_entries : 0;
        overview.is_newest = last == size;
        TRY(entries, shown_of(tx, overview.first, last));
        overview.entries = std::move(entries);
        return {};
    }));
    return overview_page(call, call.deps.shell, overview);
}

Result<Response> ledger_entry_page(const Call<Deps>& call, const Path<EntryPath>& path) {
    EntryView view;
    CHECK_OK(call.deps.database.read([&](db::Tx& tx) -> Result<> {
        const auto index = static_cast<std::uint64_t>(path->index.value);
        TRY(leaf, leaf_at(tx, Log::operations, index));
        const auto head = store::head(tx, Log::operations);
        view.entry = {index, leaf.octets, decoded(leaf.octets)};
        view.is_witnessed = head && index < head->published;
        view.size = head ? head->size : 0;
        return {};
    }));
    return entry_page(call, call.deps.shell, view);
}

// Lots drawn in public

/// Newest first.
struct SomeDraws {
    std::vector<Draw> draws;
    std::optional<std::string> next;
};
Result<SomeDraws> some_draws(const Call<Deps>& call, const DrawsQuery& query) {
    TRY(all, call.deps.ledger.draws.all());
    SomeDraws some;
    auto from = all.rbegin();
    if (query.after) {
        const auto last =
            std::ranges::find(all, crypto::hex_decoded(query.after->id),
                              [](const Draw& draw) { return std::optional(draw.id); });
        if (last == all.end()) return fail_fields({{"after", "bad_cursor", ""}});
        from = std::make_reverse_iterator(last);
    }
    for (; from != all.rend() && some.draws.size() < page_entries; ++from) {
        some.draws.push_back(*from);
    }
    if (from != all.rend()) some.next = text_of(Cursor{"", crypto::hex(some.draws.back().id)});
    return some;
}

Result<Draw> draw_at(const Call<Deps>& call, const DrawPath& path) {
    const auto id = crypto::hex_decoded(path.draw.value);
    if (!id) return fail(ErrorKind::not_found, "ledger.no_such_draw");
    return call.deps.ledger.draws.find(*id);
}

const std::string& address_of_log(const Call<Deps>& call) {
    return call.deps.ledger.identity.policy(Log::operations).logs().front().url;
}

Result<Page<DrawView>> list_draws(const Call<Deps>& call, const Query<DrawsQuery>& query) {
    TRY(some, some_draws(call, *query));
    Page<DrawView> page{{}, std::move(some.next)};
    for (const Draw& draw : some.draws) page.items.push_back(view_of(draw));
    return page;
}

Result<DrawDetail> show_draw(const Call<Deps>& call, const Path<DrawPath>& path) {
    TRY(draw, draw_at(call, *path));
    DrawDetail detail{view_of(draw), {}, address_of_log(call)};
    for (const DrawStep& step : draw.steps) detail.steps.push_back(view_of(step));
    return detail;
}

Result<Response> ledger_draws_page(const Call<Deps>& call, const Query<DrawsQuery>& query) {
    TRY(some, some_draws(call, *query));
    return draws_page(call, call.deps.shell, {std::move(some.draws), std::move(some.next)});
}

Result<Response> ledger_draw_page(const Call<Deps>& call, const Path<DrawPath>& path) {
    TRY(draw, draw_at(call, *path));
    return draw_page(call, call.deps.shell, {std::move(draw), address_of_log(call)});
}

Result<Response> ledger_receipt_page(const Call<Deps>& call) {
    return call.deps.shell.app(call, "ledger.receipt.title");
}

constexpr std::string_view octet_stream = "application/octet-stream";

constexpr Row<Deps> table[] = {
    page<ledger_page>("/ledger", {"公开账本页", "Page of the public ledger"}),
    page<ledger_entry_page>("/ledger/entries/{index}", {"账本条目页", "Page of an entry"}),
    page<ledger_receipt_page>("/ledger/receipt", {"核对凭据页", "Page that checks a receipt"}),
    page<ledger_draws_page>("/ledger/draws", {"公开抽签页", "Page of lots drawn in public"}),
    page<ledger_draw_page>("/ledger/draws/{draw}", {"一次抽签的页面", "Page of one draw"}),
    http::get<list_draws>("/api/ledger/draws", anyone,
                          {"列出公开抽签", "List the lots drawn in public"}),
    http::get<show_draw>("/api/ledger/draws/{draw}", anyone,
                         {"一次抽签及其各步", "One draw with its steps"}),
    http::get<ledger_receipt>("/ledger/entries/{index}/receipt", anyone,
                              {"下载一条记录的凭据", "Download the receipt of an entry"})
        .answers("text/plain"),
    http::get<ledger_checkpoint>("/ledger/{log}/checkpoint", anyone,
                                 {"账本的最新检查点", "The newest checkpoint of a log (C2SP)"})
        .answers("text/plain"),
    http::get<ledger_policy>(
        "/ledger/{log}/policy", anyone,
        {"账本及其见证人的公钥和门槛", "Keys of a log and its witnesses, and the quorum (C2SP)"})
        .answers("text/plain"),
    http::get<ledger_tile>("/ledger/{log}/tile/{level}/{a}", anyone,
                           {"账本的一块数据", "A tile of a log (C2SP)"})
        .answers(octet_stream),
    http::get<ledger_tile_2>("/ledger/{log}/tile/{level}/{a}/{b}", anyone,
                             {"账本的一块数据（两段编号）", "A tile, number in two parts"})
        .answers(octet_stream),
    http::get<ledger_tile_3>("/ledger/{log}/tile/{level}/{a}/{b}/{c}", anyone,
                             {"账本的一块数据（三段编号）", "A tile, number in three parts"})
        .answers(octet_stream),
    http::get<ledger_tile_4>("/ledger/{log}/tile/{level}/{a}/{b}/{c}/{d}", anyone,
                             {"账本的一块数据（四段编号）", "A tile, number in four parts"})
        .answers(octet_stream),
};

}  // namespace

http::Routes<Deps> routes() {
    return {"ledger", {"公开账本：只增不改的记录", "The public ledger: append-only logs"}, table};
}

html::Link area() {
    return {"ledger", "ledger.area", "/ledger"};
}

}  // namespace pingyi::ledger
