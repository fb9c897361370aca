// Which rounds everybody may see, and which of them have a published result.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "kernel/page.hpp"
#include "modules/rounds/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::rounds::store {

/// All but drafts, made last first.
[[nodiscard]] std::vector<Round> open_rounds(db::Tx& tx, const std::optional<Cursor>& after,
                                             std::int64_t limit);
/// Published last first.
[[nodiscard]] std::vector<Round> published_rounds(db::Tx& tx, std::int64_t limit);
/// Published before `than` by a version of the same scheme; published last first.
[[nodiscard]] std::vector<Round> earlier_rounds(db::Tx& tx, const Round& than, std::int64_t limit);

}  // namespace pingyi::rounds::store
