// Bundles of entries and tiles of hashes. The first octet is the width that is expected.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "platform/tlog/tile.hpp"
#include "require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace pingyi;
    if (size == 0) return 0;
    const std::uint64_t width = bytes[0] + std::uint64_t{1};
    const std::string_view octets(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    if (const auto entries = tlog::entries_of({tlog::entries_level, 0, width}, octets)) {
        fuzz::require(entries->size() == width, "another width than asked for");
        std::string again;
        for (const std::string_view entry : *entries) {
            fuzz::require(tlog::append_entry(again, entry).has_value(), "an entry too long");
        }
        fuzz::require(octets.starts_with(again), "other entries than were read");
    }
    if (const auto hashes = tlog::hashes_of({0, 0, width}, octets)) {
        fuzz::require(hashes->size() == width, "another number of hashes than asked for");
        fuzz::require(tlog::octets(hashes->back()) == octets.substr((width - 1) * 32, 32),
                      "other hashes than were read");
    }
    return 0;
}
