#include "modules/ledger/draws.hpp"

#include <algorithm>

#include "modules/ledger/api.hpp"
#include "modules/ledger/store.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/tlog/checkpoint.hpp"

namespace pingyi::ledger {
namespace {

Operation step(std::string_view kind, std::string_view draw, std::vector<Fact> facts) {
    facts.insert(facts.begin(), {"draw", std::string(draw)});
    return {std::string(kind), {}, {}, {}, std::move(facts)};
}

Result<> put(const DrawDeps& deps, Instant now, std::vector<Operation> steps) {
    for (Operation& each : steps) each.role = deps.role;
    return deps.database.append([&](db::Tx& tx) {
        Instant at = now;  // entries of one millisecond have no order
        for (const Operation& each : steps) {
            append(tx, at, each);
            at += std::chrono::milliseconds{1};
        }
    });
}

std::unexpected<Error> not_now() {
    return fail(ErrorKind::conflict, "ledger.draw_step");
}

/// The smallest checkpoint behind `size` that a quorum of witnesses signed.
Result<std::optional<Seen>> first_witnessed(const DrawDeps& deps, std::uint64_t size) {
    for (;;) {
        TRY(next, deps.database.read([&](db::Tx& tx) {
            auto found = store::checkpoint_after(tx, Log::operations, size);
            if (found) found->note = store::cosigned(tx, Log::operations, *found);
            return found;
        }));
        if (!next) return std::optional<Seen>{};
        if (tlog::trusted_checkpoint(next->note, deps.identity.policy(Log::operations))) {
            return std::optional{Seen{next->size, next->root}};
        }
        size = next->size;
    }
}

}  // namespace

Result<std::string> freeze_list(const DrawDeps& deps, Instant now, std::string_view file,
                                std::uint64_t places, const std::optional<Repeat>& repeat) {
    TRY(lines, lots_of(file));
    if (places < 1 || places > lines.size()) {
        return fail(ErrorKind::invalid_input, "ledger.bad_places");
    }
    const std::string id = crypto::random_bytes(draw_id_octets);
    Operation frozen = step(draw_frozen, id,
                            {{"list", crypto::sha256(file)},
                             {"items", std::uint64_t{lines.size()}},
                             {"places", places}});
    frozen.role = deps.role;
    return deps.database.write([&](db::Tx& tx) -> Result<std::string> {
        if (repeat) {
            TRY(before, db::earlier(tx, repeat->key));
            if (before) return crypto::hex_decoded(*before).value_or("");
            db::remember(tx, repeat->key, crypto::hex(id), repeat->today);
        }
        append(tx, now, frozen);
        return id;
    });
}

Result<> commit_office(const DrawDeps& deps, Instant now, std::string_view draw,
                       std::uint64_t office, std::string_view commitment) {
    TRY(told, draw_of(deps.database, draw));
    if (office < 1 || office > offices || commitment.size() != secret_octets ||
        told.commitments.at(office - 1)) {
        return not_now();
    }
    return put(deps, now,
               {step(draw_committed, draw,
                     {{"office", office}, {"commitment", std::string(commitment)}})});
}

Result<> reveal_secret(const DrawDeps& deps, Instant now, std::string_view draw,
                       std::uint64_t office, std::string_view secret) {
    TRY(told, draw_of(deps.database, draw));
    if (office < 1 || office > offices || told.failed || told.secrets.at(office - 1) ||
        !told.commitments[0] || !told.commitments[1]) {
        return not_now();
    }
    if (crypto::sha256(secret) != told.commitments.at(office - 1)->octets) {
        return fail(ErrorKind::invalid_input, "ledger.other_secret");
    }
    std::vector<Operation> steps;
    if (!told.seed) {
        const std::uint64_t last = std::max(told.commitments[0]->index, told.commitments[1]->index);
        TRY(seen, first_witnessed(deps, last));
        if (!seen) return fail(ErrorKind::conflict, "ledger.not_witnessed_yet");
        steps.push_back(
            step(draw_seeded, draw,
                 {{"size", seen->size}, {"root", std::string(tlog::octets(seen->root))}}));
    }
    steps.push_back(
        step(draw_revealed, draw, {{"office", office}, {"secret", std::string(secret)}}));
    return put(deps, now, std::move(steps));
}

Result<> name_failed(const DrawDeps& deps, Instant now, std::string_view draw,
                     std::uint64_t office) {
    TRY(told, draw_of(deps.database, draw));
    if (office < 1 || office > offices || !told.seed || told.failed ||
        told.secrets.at(office - 1)) {
        return not_now();
    }
    return put(deps, now, {step(draw_failed, draw, {{"office", office}})});
}

Result<std::vector<Draw>> DrawBook::all() {
    const std::scoped_lock lock(mutex_);
    CHECK_OK(read_on());
    return draws_.all();
}

Result<Draw> DrawBook::find(std::string_view id) {
    const std::scoped_lock lock(mutex_);
    CHECK_OK(read_on());
    const Draw* draw = draws_.find(id);
    if (draw == nullptr) return fail(ErrorKind::not_found, "ledger.no_such_draw");
    return *draw;
}

Result<> DrawBook::read_on() {
    for (;;) {
        TRY(some, database_.read([&](db::Tx& tx) { return leaves(tx, Log::operations, next_); }));
        if (some.empty()) return {};
        for (const Leaf& leaf : some) {
            if (const auto operation = decoded(leaf.octets)) draws_.tell(leaf.index, *operation);
        }
        next_ = some.back().index + 1;
    }
}

Result<Draw> draw_of(db::Database& database, std::string_view id) {
    return DrawBook{database}.find(id);
}

Result<std::vector<std::string>> order_of(const DrawDeps& deps, std::string_view id,
                                          std::string_view file) {
    TRY(draw, draw_of(deps.database, id));
    if (!draw.seed) return fail(ErrorKind::conflict, "ledger.draw_not_decided");
    // Its text as it was signed then: after `begin-again` the log has another origin.
    TRY(text, deps.database.read([&](db::Tx& tx) -> Result<std::string> {
        tlog::TileNodes nodes{store::head(tx, Log::operations).value_or(store::Head{}).size,
                              store::tiles(tx, Log::operations)};
        TRY(in_tree, tlog::root_at(draw.seed->size, nodes.reader()));
        const auto row = store::checkpoint(tx, Log::operations, draw.seed->size);
        if (!row || row->root != in_tree || tlog::octets(in_tree) != draw.seed->root) {
            return fail(ErrorKind::internal, "ledger.other_root");
        }
        TRY(note, tlog::Note::parsed(row->note));
        return note.text;
    }));
    return drawn(draw, file, text);
}

}  // namespace pingyi::ledger
