// Reads the tree of indicators of a scheme's YAML.
#pragma once

#include "modules/scoring/scheme_yaml_fields.hpp"

namespace pingyi::scoring {

/// "redistribute", "class_median", "missing", or the points that are put in, 0..100.
[[nodiscard]] MissingRule missing_rule_of(const YamlNode& node, Scalars& scalars);
/// The root and all below it.
[[nodiscard]] Indicator index_of(const YamlNode& node, Scalars& scalars);

}  // namespace pingyi::scoring
