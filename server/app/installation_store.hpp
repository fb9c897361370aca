// What this installation is, as far as the database knows it.
#pragma once

#include "platform/db/database.hpp"

namespace pingyi::app {

[[nodiscard]] bool is_demonstration(db::Tx& tx);
/// From now on every page says that the data were made by the program.
void mark_demonstration(db::Tx& tx);

}  // namespace pingyi::app
