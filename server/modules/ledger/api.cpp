// What other modules may do with the ledger.
#include "modules/ledger/api.hpp"

#include <algorithm>

#include "modules/ledger/store.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/tlog/receipt.hpp"

namespace pingyi::ledger {
namespace {

/// Damaged tiles are nobody's input.
std::unexpected<Error> damaged(Error error) {
    error.kind = ErrorKind::internal;
    return std::unexpected(std::move(error));
}

Result<std::vector<std::string>> bundle(db::Tx& tx, Log log, const tlog::TileId& id) {
    const auto tile = store::tile(tx, log, tlog::entries_level, id.index);
    if (!tile) return fail(ErrorKind::internal, "tlog.no_tile", tlog::path_of(id));
    const auto entries = tlog::entries_of(id, tile->octets);
    if (!entries) return damaged(entries.error());
    return std::vector<std::string>(entries->begin(), entries->end());
}

EntryId put(db::Tx& tx, Log log, Instant now, std::string entry) {
    const auto id = crypto::new_id<EntryId>(now);
    store::add_pending(tx, log, {id, now, std::move(entry)});
    return id;
}

struct Found {
    Log log;
    std::uint64_t index;
};
std::optional<Found> find(db::Tx& tx, EntryId id) {
    for (const Log log : all_logs) {
        if (const auto index = store::index_of(tx, id, log)) return Found{log, *index};
    }
    return std::nullopt;
}

}  // namespace

Result<EntryId> append(db::Tx& tx, Log log, Instant now, std::string_view entry) {
    if (entry.empty() || entry.size() > entry_octets_max) {
        return fail(ErrorKind::invalid_input, "ledger.entry_size");
    }
    return put(tx, log, now, std::string(entry));
}

EntryId append(db::Tx& tx, Instant now, const Operation& operation) {
    return put(tx, Log::operations, now, encoded(operation));
}

std::string commitment(std::string_view salt, std::string_view row) {
    return crypto::sha256(std::string(salt) + std::string(row));
}

std::optional<std::uint64_t> place(db::Tx& tx, EntryId id) {
    const auto found = find(tx, id);
    return found ? std::optional(found->index) : std::nullopt;
}

std::optional<std::uint64_t> receipt_place(db::Tx& tx, EntryId id) {
    const auto found = find(tx, id);
    const auto head = found ? store::head(tx, found->log) : std::nullopt;
    return head && found->index < head->published ? std::optional(found->index) : std::nullopt;
}

Result<std::string> receipt(db::Tx& tx, EntryId id) {
    const auto found = find(tx, id);
    if (!found && !store::is_pending(tx, id)) {
        return fail(ErrorKind::not_found, "ledger.no_such_entry");
    }
    const auto head = found ? store::head(tx, found->log) : std::nullopt;
    if (!head || found->index >= head->published) {
        return fail(ErrorKind::conflict, "ledger.not_witnessed_yet");
    }
    const auto checkpoint = store::checkpoint(tx, found->log, head->published);
    if (!checkpoint) return fail(ErrorKind::internal, "ledger.no_checkpoint");
    tlog::TileNodes nodes{head->size, store::tiles(tx, found->log)};
    auto proof = tlog::inclusion_proof(found->index, checkpoint->size, nodes.reader());
    if (!proof) return damaged(proof.error());
    TRY(leaf, leaf_at(tx, found->log, found->index));
    return tlog::Receipt{.index = found->index,
                         .proof = std::move(*proof),
                         .note = store::cosigned(tx, found->log, *checkpoint),
                         .extra = leaf.octets}
        .str();
}

Result<Leaf> leaf_at(db::Tx& tx, Log log, std::uint64_t index) {
    TRY(some, leaves(tx, log, index));
    if (some.empty()) return fail(ErrorKind::not_found, "ledger.no_such_entry");
    return std::move(some.front());
}

Result<std::vector<Leaf>> leaves(db::Tx& tx, Log log, std::uint64_t first) {
    std::vector<Leaf> all;
    const auto head = store::head(tx, log);
    if (!head || first >= head->size) return all;
    const auto id = tlog::tile_at(tlog::entries_level, first / tlog::tile_width, head->size);
    if (!id) return fail(ErrorKind::internal, "tlog.no_tile");
    TRY(entries, bundle(tx, log, *id));
    const std::uint64_t begin = id->index * tlog::tile_width;
    const auto ids = store::ids(tx, log, begin, id->width);
    for (std::uint64_t i = first - begin; i < id->width; ++i) {
        all.push_back({ids[i].value_or(EntryId{}), begin + i, std::move(entries[i])});
    }
    return all;
}

std::int64_t pending(db::Tx& tx, Log log) {
    return store::queue(tx, log).count;
}

Standing standing(db::Tx& tx, Log log) {
    const store::Queue queue = store::queue(tx, log);
    Standing found{0, {}, queue.count, queue.oldest};
    const auto head = store::head(tx, log);
    const auto checkpoint = head ? store::checkpoint(tx, log, head->size) : std::nullopt;
    if (checkpoint) {
        found.size = checkpoint->size;
        found.root = tlog::octets(checkpoint->root);
    }
    return found;
}

}  // namespace pingyi::ledger
