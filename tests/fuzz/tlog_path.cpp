// Paths of tiles: one path a tile, and no other.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "platform/tlog/tile.hpp"
#include "require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace pingyi;
    const std::string_view path(reinterpret_cast<const char*>(bytes), size);
    const auto id = tlog::tile_of_path(path);
    if (!id) return 0;
    fuzz::require(tlog::path_of(*id) == path, "a tile with two paths");
    fuzz::require(id->width >= 1 && id->width <= tlog::tile_width, "a width of no tile");
    fuzz::require(id->level >= tlog::entries_level && id->level < 8, "a level of no tile");
    return 0;
}
