// What filing for others asks of the database beside api.hpp.
#pragma once

#include <string_view>

#include "modules/casework/api.hpp"

namespace pingyi::casework::store {

[[nodiscard]] bool has_current_category(db::Tx& tx, std::string_view code);

}  // namespace pingyi::casework::store
