// Files as one tar archive, for a person to download.
#pragma once

#include <string>
#include <string_view>

#include "kernel/time.hpp"
#include "modules/rounds/contents_store.hpp"

namespace pingyi::rounds {

/// All below one folder, by name, dated `at`: the same files give the same octets.
/// errors   internal rounds.no_archive (libarchive refuses)
[[nodiscard]] Result<std::string> tar_of(std::string_view folder, const store::Contents& files,
                                         Instant at);

}  // namespace pingyi::rounds
