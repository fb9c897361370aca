// Verification of a whole log, from the root down.
#include "platform/tlog/verify.hpp"

#include <algorithm>

namespace pingyi::tlog {
namespace {

constexpr unsigned levels_in_tile = 8;

std::unexpected<Error> wrong(std::string_view code, std::string detail) {
    return fail(ErrorKind::invalid_input, code, std::move(detail));
}

/// The tiles of one tree. Each full tile is compared with the hash in the tile above it, and the
/// partial ones, which have nothing above them, with the root of the checkpoint together.
class CheckedTiles {
public:
    CheckedTiles(const Checkpoint& checkpoint, const Source& source)
        : checkpoint_{&checkpoint},
          source_{&source},
          nodes_{checkpoint.size, [this](const TileId& id) { return checked(id); }} {}

    CheckedTiles(const CheckedTiles&) = delete;
    CheckedTiles& operator=(const CheckedTiles&) = delete;

    /// Must come first and succeed.
    Result<> check_edge() {
        TRY(root, root_at(checkpoint_->size, nodes_.reader()));
        if (root == checkpoint_->root) return {};
        CHECK_OK(blame());
        return wrong("tlog.wrong_root", "size " + std::to_string(checkpoint_->size));
    }

    [[nodiscard]] TileNodes& nodes() { return nodes_; }

    /// The octets of a tile that the tree has; the full tile when the partial one is gone.
    Result<std::string> fetched(const TileId& id) {
        TRY(octets, (*source_)(path_of(id)));
        if (!octets && id.is_partial()) {
            TRY(full, (*source_)(path_of(id.full())));
            octets = std::move(full);
        }
        if (!octets) return fail(ErrorKind::not_found, "tlog.no_tile", path_of(id));
        return std::move(*octets);
    }

private:
    Result<std::optional<std::string>> checked(const TileId& id) {
        TRY(octets, fetched(id));
        if (!id.is_partial()) {
            TRY(hashes, hashes_of(id, octets));
            TRY(expected, nodes_.stored(id.level + 1, id.index));
            if (root_of(hashes) != expected) return wrong("tlog.wrong_tile", path_of(id));
        }
        return std::move(octets);
    }

    /// The partial tiles do not make the root: finds one that contradicts what is below it.
    Result<> blame() {
        for (const TileId& id : partial_tiles(checkpoint_->size)) {
            if (id.level == entries_level) continue;
            TRY(octets, fetched(id));
            TRY(hashes, hashes_of(id, octets));
            TRY(below, id.level == 0 ? leaves(id) : tile_roots(id));
            const auto differs = std::ranges::mismatch(hashes, below).in1;
            if (differs == hashes.end()) continue;
            const auto place = static_cast<std::uint64_t>(differs - hashes.begin());
            const std::uint64_t index = id.index * tile_width + place;
            const TileId other = id.level == 0 ? TileId{entries_level, id.index, id.width}
                                               : TileId{id.level - 1, index, tile_width};
            return wrong(id.level == 0 ? "tlog.wrong_entry" : "tlog.wrong_tile",
                         (id.level == 0 ? "leaf " + std::to_string(index) + ", " : "") +
                             path_of(id) + " against " + path_of(other));
        }
        return {};
    }

    Result<std::vector<Hash>> leaves(const TileId& id) {
        const TileId bundle{entries_level, id.index, id.width};
        TRY(octets, fetched(bundle));
        TRY(entries, entries_of(bundle, octets));
        std::vector<Hash> hashes;
        for (const std::string_view entry : entries) hashes.push_back(leaf_hash(entry));
        return hashes;
    }

    Result<std::vector<Hash>> tile_roots(const TileId& id) {
        std::vector<Hash> roots;
        for (std::uint64_t i = 0; i < id.width; ++i) {
            const TileId below{id.level - 1, id.index * tile_width + i, tile_width};
            TRY(octets, fetched(below));
            TRY(hashes, hashes_of(below, octets));
            roots.push_back(root_of(hashes));
        }
        return roots;
    }

    const Checkpoint* checkpoint_;
    const Source* source_;
    TileNodes nodes_;
};

/// Goes through the entries bundle by bundle.
class Verification {
public:
    Verification(const Checkpoint& checkpoint, const Source& source, const Listeners& listeners)
        : checkpoint_{&checkpoint}, tiles_{checkpoint, source}, listeners_{&listeners} {}

    Result<Verified> run(const Verified& from) {
        CHECK_OK(tiles_.check_edge());
        CHECK_OK(check_continued(from));
        const std::uint64_t first = from.size / tile_width;
        TRY(before, frontier_at(first, [this](const Node& node) {
                return tiles_.nodes()({node.level + levels_in_tile, node.index});
            }));
        done_ = std::move(before);
        for (std::uint64_t bundle = first;; ++bundle) {
            const auto id = tile_at(entries_level, bundle, checkpoint_->size);
            if (!id) break;
            CHECK_OK(check_bundle(*id, from.size));
            TRY(reached, reached_after(*id));
            if (listeners_->progress) listeners_->progress(reached);
        }
        return Verified{checkpoint_->size, checkpoint_->root};
    }

    Result<> check_continued(const Verified& from) {
        if (from.size > checkpoint_->size) {
            return wrong("tlog.not_continued", "was " + std::to_string(from.size) + ", is " +
                                                   std::to_string(checkpoint_->size));
        }
        TRY(root, root_at(from.size, tiles_.nodes().reader()));
        if (root != from.root) {
            return wrong("tlog.not_continued", "size " + std::to_string(from.size));
        }
        return {};
    }

    Result<> check_edge() { return tiles_.check_edge(); }

private:
    Result<> check_bundle(const TileId& id, std::uint64_t skipped) {
        TRY(octets, tiles_.fetched(id));
        TRY(entries, entries_of(id, octets));
        std::uint64_t index = id.index * tile_width;
        for (const std::string_view entry : entries) {
            TRY(expected, tiles_.nodes().stored(0, index));
            if (leaf_hash(entry) != expected) {
                return wrong("tlog.wrong_entry",
                             "leaf " + std::to_string(index) + ", " + path_of(id));
            }
            if (index >= skipped && listeners_->entry) CHECK_OK(listeners_->entry(index, entry));
            ++index;
        }
        return {};
    }

    /// The root of all full bundles so far costs a hash or two: it is made of the roots of tiles.
    Result<Verified> reached_after(const TileId& id) {
        if (id.is_partial()) return Verified{checkpoint_->size, checkpoint_->root};
        TRY(root, tiles_.nodes().stored(1, id.index));
        done_.append(root);
        return Verified{(id.index + 1) * tile_width, done_.root()};
    }

    const Checkpoint* checkpoint_;
    CheckedTiles tiles_;
    const Listeners* listeners_;
    Frontier done_;  ///< of full tiles, not of leaves
};

}  // namespace

Result<Verified> verify_log(const Checkpoint& checkpoint, const Source& source,
                            const Verified& from, const Listeners& listeners) {
    return Verification(checkpoint, source, listeners).run(from);
}

Result<> verify_continued(const Checkpoint& earlier, const Checkpoint& checkpoint,
                          const Source& source) {
    const Listeners nobody;
    Verification verification(checkpoint, source, nobody);
    CHECK_OK(verification.check_edge());
    return verification.check_continued({earlier.size, earlier.root});
}

}  // namespace pingyi::tlog
