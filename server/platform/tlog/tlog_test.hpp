// For tests of this library: vectors of other people's programs, and small logs to try things on.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/testing.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/tlog/tile.hpp"
#include "platform/tlog/tree.hpp"

namespace pingyi::tlog::testing {

[[nodiscard]] inline std::string octets_of_hex(std::string_view hex) {
    std::string octets;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        octets += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    }
    return octets;
}

[[nodiscard]] inline std::string text_of(const boost::json::value& value) {
    return std::string(value.as_string());
}

/// nullopt when it is no hash, as some vectors of bad input have it.
[[nodiscard]] inline std::optional<Hash> hash_in(const boost::json::value& value) {
    return hash_of_base64(text_of(value));
}

[[nodiscard]] inline std::vector<Hash> hashes_in(const boost::json::value& list) {
    std::vector<Hash> hashes;
    if (list.is_null()) return hashes;
    for (const auto& item : list.as_array()) hashes.push_back(hash_in(item).value());
    return hashes;
}

/// "entry 0", "entry 1", …
[[nodiscard]] inline std::string entry_at(std::uint64_t index) {
    return "entry " + std::to_string(index);
}

/// A log in memory: the files it would serve.
struct SmallLog {
    Growth growth;
    std::map<std::string, std::string> files;

    explicit SmallLog(std::uint64_t size = 0) { grow_to(size); }
    void grow_to(std::uint64_t size) {
        while (growth.size() < size) {
            EXPECT_TRUE(growth.append(entry_at(growth.size())));
        }
        for (Tile& tile : growth.take_changed()) files[path_of(tile.id)] = std::move(tile.octets);
    }
    [[nodiscard]] TileReader tiles() const {
        return [this](const TileId& id) -> Result<std::optional<std::string>> {
            const auto found = files.find(path_of(id));
            if (found == files.end()) return std::nullopt;
            return found->second;
        };
    }
};

}  // namespace pingyi::tlog::testing

// Declares `content`, the JSON of a file of vectors, or skips the test (in CI it fails instead).
#define PINGYI_VECTORS(content, path)                                              \
    PINGYI_SHARED_FILE(content##_text, path);                                      \
    const boost::json::value content##_value = boost::json::parse(content##_text); \
    const boost::json::object& content = content##_value.as_object()
