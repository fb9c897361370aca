// Files that travel inside the binary: migrations, texts and data. The build writes one
// `embedded.hpp` a library.
#pragma once

#include <span>
#include <string_view>

namespace pingyi {

struct EmbeddedFile {
    std::string_view name;  ///< file name without folder, e.g. "0001_units.sql"
    std::string_view content;
};
using EmbeddedFiles = std::span<const EmbeddedFile>;

}  // namespace pingyi
