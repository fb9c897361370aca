// A settings file as flat pairs: the small part of YAML that settings need.
#pragma once

#include <string>
#include <vector>

#include "kernel/result.hpp"

namespace pingyi::config {

struct Pair {
    std::string name;
    std::string text;  ///< items of a list joined by ","
    int line = 0;
};

/// Pairs in order, and one FieldError for each thing that is not a plain pair: an anchor, an alias,
/// a nested map, bad YAML. Nothing is expanded, so no file grows in memory.
struct FilePairs {
    std::vector<Pair> pairs;
    std::vector<FieldError> mistakes;
};
[[nodiscard]] FilePairs pairs_from_yaml(const std::string& content, const std::string& name);

}  // namespace pingyi::config
