// Keeps the search in step with what is public.
#pragma once

#include "platform/db/database.hpp"

namespace pingyi::casework {

/// Looks again at the cases that changed since the last run and puts, replaces or removes their
/// search entries, batch by batch until none is left.
[[nodiscard]] Result<> index_changed(db::Database& database);

}  // namespace pingyi::casework
