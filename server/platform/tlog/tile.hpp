// Tiles as C2SP tlog-tiles has them: their paths and octets, the tree read from them, and the ones
// that change when a log grows.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/result.hpp"
#include "platform/tlog/tree.hpp"

namespace pingyi::tlog {

constexpr std::uint64_t tile_width = 256;
constexpr std::size_t entry_bytes_max = 65'535;
/// In the place of a level: the tile holds entries, not hashes.
constexpr int entries_level = -1;

/// One tile. A width below 256 is a partial tile.
struct TileId {
    int level = 0;  ///< 0…7, or entries_level
    std::uint64_t index = 0;
    std::uint64_t width = tile_width;  ///< 1…256 hashes or entries
    auto operator<=>(const TileId&) const = default;

    [[nodiscard]] bool is_partial() const { return width < tile_width; }
    [[nodiscard]] TileId full() const { return {level, index, tile_width}; }
};

struct Tile {
    TileId id;
    std::string octets;  ///< hashes one after the other, or length-prefixed entries
};

/// "tile/0/x001/x234/067", "tile/entries/000.p/3".
[[nodiscard]] std::string path_of(const TileId& id);
/// nullopt unless `path` is exactly what path_of makes.
[[nodiscard]] std::optional<TileId> tile_of_path(std::string_view path);

/// The tiles, of hashes and of entries, that a tree of `size` leaves ends with: at most one a
/// level, all others are full.
[[nodiscard]] std::vector<TileId> partial_tiles(std::uint64_t size);
/// The tile at `level` and `index` as wide as a tree of `size` leaves has it; nullopt when that
/// tree has none.
[[nodiscard]] std::optional<TileId> tile_at(int level, std::uint64_t index, std::uint64_t size);

/// The octets of a tile; nullopt when it is not there. Asked for a partial tile it may give a wider
/// one: the first `width` count.
using TileReader = std::function<Result<std::optional<std::string>>(const TileId&)>;

/// Hashes of a tile.
/// errors   invalid_input tlog.bad_tile (not `width` hashes)
[[nodiscard]] Result<std::vector<Hash>> hashes_of(const TileId& id, std::string_view octets);
/// Entries of a bundle; they point into `octets`. A wider bundle is read as far as `width`.
/// errors   invalid_input tlog.bad_entries (cut off, too few, or octets left over at the end)
[[nodiscard]] Result<std::vector<std::string_view>> entries_of(const TileId& id,
                                                               std::string_view octets);
/// Adds one entry to the octets of a bundle.
/// errors   invalid_input tlog.entry_too_long
[[nodiscard]] Result<> append_entry(std::string& bundle, std::string_view entry);

/// The nodes of the tree of `size` leaves, read from its tiles. Keeps of each level the last tile
/// and the partial one, which every proof needs.
/// errors   not_found tlog.no_tile (detail: its path); invalid_input tlog.bad_tile; the reader's
class TileNodes {
public:
    TileNodes(std::uint64_t size, TileReader tiles) : size_{size}, tiles_{std::move(tiles)} {}
    [[nodiscard]] Result<Hash> operator()(const Node& node);
    /// The hash of one leaf or of a full tile: what stands at `index` of tile level `level`.
    [[nodiscard]] Result<Hash> stored(int level, std::uint64_t index);
    /// For functions of tree.hpp; valid as long as this object.
    [[nodiscard]] NodeReader reader() {
        return [this](const Node& node) { return (*this)(node); };
    }

private:
    struct Kept {
        std::uint64_t index = 0;
        std::vector<std::vector<Hash>> rows;  ///< its hashes, and the nodes above them once asked
    };
    [[nodiscard]] Result<Kept*> tile(int level, std::uint64_t index);
    std::uint64_t size_;
    TileReader tiles_;
    std::map<std::pair<int, bool>, Kept> kept_;  ///< by level, and whether at the edge
};

/// A log that grows: made from its size and its partial tiles, it takes entries and gives back the
/// tiles that are new or changed. Pure: nothing is written, so a failed batch is simply dropped.
class Growth {
public:
    /// A log without entries.
    Growth() = default;
    /// Reads the partial tiles of a log of `size` entries.
    /// errors   not_found tlog.no_tile; invalid_input tlog.bad_tile, tlog.bad_entries; and the
    ///          reader's
    [[nodiscard]] static Result<Growth> of(std::uint64_t size, const TileReader& tiles);

    /// errors   invalid_input tlog.entry_too_long, tlog.log_is_full
    [[nodiscard]] Result<> append(std::string_view entry);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] Hash root() const;
    /// The tiles completed or widened since the last call, each once and in its newest width; the
    /// partial ones last.
    [[nodiscard]] std::vector<Tile> take_changed();

private:
    struct Edge {
        std::uint64_t index = 0;
        std::string octets;
        bool changed = false;
    };
    void add_hash(std::size_t level, const Hash& hash);

    std::uint64_t size_ = 0;
    Edge entries_;
    std::vector<Edge> levels_;  ///< of hashes
    std::vector<Tile> done_;    ///< completed and not yet taken
};

}  // namespace pingyi::tlog
