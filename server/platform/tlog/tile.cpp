// Tiles: paths, octets, and the state of a growing log.
#include "platform/tlog/tile.hpp"

#include <algorithm>
#include <bit>
#include <charconv>

namespace pingyi::tlog {
namespace {

constexpr std::size_t hash_bytes = sizeof(Hash);
constexpr unsigned levels_in_tile = 8;
constexpr int levels_max = 8;

/// Hashes, leaves or full tiles, that a tree of `size` leaves has at a tile level.
std::uint64_t count_at(int level, std::uint64_t size) {
    return level == entries_level ? size : size >> (levels_in_tile * static_cast<unsigned>(level));
}

std::string digits(std::uint64_t number) {
    std::string text = std::to_string(number);
    if (text.size() < 3) text.insert(0, 3 - text.size(), '0');
    return text;
}

/// The number at the front of `text`, which it leaves.
std::optional<std::uint64_t> take_number(std::string_view& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

bool take(std::string_view& text, std::string_view word) {
    if (!text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
}

/// The tile, or the full one in the place of a partial one that is gone.
Result<std::string> octets_of(const TileId& id, const TileReader& tiles) {
    TRY(found, tiles(id));
    if (!found && id.is_partial()) {
        TRY(full, tiles(id.full()));
        found = std::move(full);
    }
    if (!found) return fail(ErrorKind::not_found, "tlog.no_tile", path_of(id));
    return std::move(*found);
}

std::vector<Hash> hashes_in(std::string_view octets) {
    std::vector<Hash> hashes;
    for (; !octets.empty(); octets.remove_prefix(hash_bytes)) {
        hashes.push_back(*hash_of_octets(octets.substr(0, hash_bytes)));
    }
    return hashes;
}

}  // namespace

std::string path_of(const TileId& id) {
    std::string number = digits(id.index % 1000);
    for (std::uint64_t rest = id.index / 1000; rest > 0; rest /= 1000) {
        number.insert(0, "x" + digits(rest % 1000) + "/");
    }
    const std::string level = id.level == entries_level ? "entries" : std::to_string(id.level);
    const std::string width = id.is_partial() ? ".p/" + std::to_string(id.width) : "";
    return "tile/" + level + "/" + number + width;
}

std::optional<TileId> tile_of_path(std::string_view path) {
    std::string_view rest = path;
    if (!take(rest, "tile/")) return std::nullopt;
    TileId id;
    if (take(rest, "entries/")) {
        id.level = entries_level;
    } else {
        const auto level = take_number(rest);
        if (!level || *level >= levels_max || !take(rest, "/")) return std::nullopt;
        id.level = static_cast<int>(*level);
    }
    constexpr std::uint64_t index_max = tree_size_max / tile_width;
    for (bool more = true; more;) {
        more = take(rest, "x");
        const auto part = take_number(rest);
        if (!part || *part > 999 || id.index > index_max / 1000) return std::nullopt;
        id.index = id.index * 1000 + *part;
        if (more && !take(rest, "/")) return std::nullopt;
    }
    if (take(rest, ".p/")) {
        const auto width = take_number(rest);
        if (!width || *width == 0 || *width >= tile_width) return std::nullopt;
        id.width = *width;
    }
    if (path_of(id) != path) return std::nullopt;  // zeros in front, or something behind
    return id;
}

std::optional<TileId> tile_at(int level, std::uint64_t index, std::uint64_t size) {
    const std::uint64_t count = level < levels_max ? count_at(level, size) : 0;
    if (index > count / tile_width || index * tile_width >= count) return std::nullopt;
    return TileId{level, index, std::min(tile_width, count - index * tile_width)};
}

std::vector<TileId> partial_tiles(std::uint64_t size) {
    std::vector<TileId> ids;
    for (int level = entries_level; level < levels_max; ++level) {
        const auto id = tile_at(level, count_at(level, size) / tile_width, size);
        if (id) ids.push_back(*id);
    }
    return ids;
}

Result<std::vector<Hash>> hashes_of(const TileId& id, std::string_view octets) {
    if (octets.size() % hash_bytes != 0 || octets.size() > tile_width * hash_bytes ||
        octets.size() < id.width * hash_bytes) {
        return fail(ErrorKind::invalid_input, "tlog.bad_tile", path_of(id));
    }
    return hashes_in(octets.substr(0, id.width * hash_bytes));
}

Result<std::vector<std::string_view>> entries_of(const TileId& id, std::string_view octets) {
    const auto damaged = [&id](std::string_view why) {
        return fail(ErrorKind::invalid_input, "tlog.bad_entries",
                    path_of(id) + ": " + std::string(why));
    };
    std::vector<std::string_view> entries;
    while (!octets.empty()) {
        if (octets.size() < 2) return damaged("cut off in a length");
        const auto high = static_cast<unsigned char>(octets[0]);
        const auto low = static_cast<unsigned char>(octets[1]);
        const std::size_t length = std::size_t{high} * 256 + low;
        octets.remove_prefix(2);
        if (octets.size() < length) return damaged("cut off in an entry");
        entries.push_back(octets.substr(0, length));
        octets.remove_prefix(length);
        if (entries.size() > tile_width) return damaged("more than 256 entries");
    }
    if (entries.size() < id.width) return damaged("too few entries");
    entries.resize(id.width);
    return entries;
}

Result<> append_entry(std::string& bundle, std::string_view entry) {
    if (entry.size() > entry_bytes_max) {
        return fail(ErrorKind::invalid_input, "tlog.entry_too_long");
    }
    bundle += static_cast<char>(entry.size() / 256);
    bundle += static_cast<char>(entry.size() % 256);
    bundle += entry;
    return {};
}

Result<TileNodes::Kept*> TileNodes::tile(int level, std::uint64_t index) {
    const auto id = tile_at(level, index, size_);
    if (!id) {
        return fail(ErrorKind::not_found, "tlog.no_tile", path_of({level, index, tile_width}));
    }
    const std::pair slot{level, id->is_partial()};
    const auto kept = kept_.find(slot);
    if (kept != kept_.end() && kept->second.index == index) return &kept->second;
    TRY(octets, octets_of(*id, tiles_));
    TRY(hashes, hashes_of(*id, octets));
    Kept& now = kept_[slot];
    now.index = index;
    now.rows.clear();
    now.rows.push_back(std::move(hashes));
    return &now;
}

Result<Hash> TileNodes::stored(int level, std::uint64_t index) {
    TRY(kept, tile(level, index / tile_width));
    const std::vector<Hash>& hashes = kept->rows.front();
    const std::uint64_t place = index % tile_width;
    if (place >= hashes.size()) {
        return fail(ErrorKind::not_found, "tlog.no_tile",
                    path_of({level, index / tile_width, place + 1}));
    }
    return hashes[place];
}

Result<Hash> TileNodes::operator()(const Node& node) {
    const auto level = static_cast<int>(node.level / levels_in_tile);
    const std::size_t height = node.level % levels_in_tile;
    const std::uint64_t first = node.index << height;
    TRY(kept, tile(level, first / tile_width));
    auto& rows = kept->rows;
    while (rows.size() <= height) {
        const std::vector<Hash>& below = rows.back();
        std::vector<Hash> row(below.size() / 2);
        for (std::size_t i = 0; i < row.size(); ++i) {
            row[i] = node_hash(below[2 * i], below[2 * i + 1]);
        }
        rows.push_back(std::move(row));
    }
    const std::uint64_t place = first % tile_width >> height;
    if (place >= rows[height].size()) {
        return fail(ErrorKind::not_found, "tlog.no_tile",
                    path_of({level, first / tile_width, tile_width}));
    }
    return rows[height][place];
}

Result<Growth> Growth::of(std::uint64_t size, const TileReader& tiles) {
    Growth growth;
    growth.size_ = size;
    growth.entries_.index = size / tile_width;
    for (int level = 0; count_at(level, size) > 0; ++level) {
        growth.levels_.push_back({count_at(level, size) / tile_width, {}, false});
    }
    for (const TileId& id : partial_tiles(size)) {
        TRY(octets, octets_of(id, tiles));
        if (id.level == entries_level) {
            TRY(entries, entries_of(id, octets));
            for (const std::string_view entry : entries) {
                CHECK_OK(append_entry(growth.entries_.octets, entry));
            }
        } else {
            CHECK_OK(hashes_of(id, octets));
            growth.levels_[static_cast<std::size_t>(id.level)].octets =
                octets.substr(0, id.width * hash_bytes);
        }
    }
    return growth;
}

Result<> Growth::append(std::string_view entry) {
    if (size_ == tree_size_max) return fail(ErrorKind::invalid_input, "tlog.log_is_full");
    CHECK_OK(append_entry(entries_.octets, entry));
    entries_.changed = true;
    add_hash(0, leaf_hash(entry));
    if (++size_ % tile_width == 0) {
        done_.push_back({{entries_level, entries_.index, tile_width}, std::move(entries_.octets)});
        entries_ = {entries_.index + 1, {}, false};
    }
    return {};
}

void Growth::add_hash(std::size_t level, const Hash& hash) {
    if (level == levels_.size()) levels_.emplace_back();
    Edge& edge = levels_[level];
    edge.octets += octets(hash);
    edge.changed = true;
    if (edge.octets.size() < tile_width * hash_bytes) return;
    const Hash root = root_of(hashes_in(edge.octets));
    done_.push_back({{static_cast<int>(level), edge.index, tile_width}, std::move(edge.octets)});
    edge = {edge.index + 1, {}, false};
    add_hash(level + 1, root);
}

Hash Growth::root() const {
    std::vector<Hash> subtrees;
    for (std::size_t level = levels_.size(); level-- > 0;) {
        const std::vector<Hash> row = hashes_in(levels_[level].octets);
        for (const Node& node : subtrees_of(row.size())) {
            subtrees.push_back(root_of(
                std::span(row).subspan(node.index << node.level, std::size_t{1} << node.level)));
        }
    }
    return Frontier::of(size_, std::move(subtrees))->root();
}

std::vector<Tile> Growth::take_changed() {
    std::vector<Tile> tiles = std::exchange(done_, {});
    if (std::exchange(entries_.changed, false)) {
        tiles.push_back({{entries_level, entries_.index, size_ % tile_width}, entries_.octets});
    }
    for (std::size_t level = 0; level < levels_.size(); ++level) {
        Edge& edge = levels_[level];
        if (!std::exchange(edge.changed, false)) continue;
        const std::uint64_t width = edge.octets.size() / hash_bytes;
        tiles.push_back({{static_cast<int>(level), edge.index, width}, edge.octets});
    }
    return tiles;
}

}  // namespace pingyi::tlog
