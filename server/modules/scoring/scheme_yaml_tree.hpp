// A YAML text as a small tree with the place of everything: no anchors, aliases or tags, so that
// nothing in it can grow beyond the text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/scoring/scheme.hpp"

namespace pingyi::scoring {

struct YamlNode {
    enum class Kind : std::uint8_t { nothing, text, list, map };
    Kind kind = Kind::nothing;
    std::string text;            ///< of a scalar, as written, without quotes
    std::vector<YamlNode> keys;  ///< of a map: scalars, as many as items
    std::vector<YamlNode> items;
    Mark mark;
};

/// The one document of a text. What YAML itself refuses, anchors, tags, a key given twice, a second
/// document, depth and number of values beyond the limits are findings; then there is no tree.
struct YamlTree {
    std::optional<YamlNode> root;
    std::vector<Finding> findings;
};
[[nodiscard]] YamlTree tree_of(std::string_view yaml);

}  // namespace pingyi::scoring
