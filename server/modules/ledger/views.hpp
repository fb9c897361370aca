// What the API says of draws.
#pragma once

#include "modules/ledger/lots.hpp"
#include "modules/ledger/wire.hpp"

namespace pingyi::ledger {

[[nodiscard]] DrawView view_of(const Draw& draw);
[[nodiscard]] DrawStepView view_of(const DrawStep& step);

}  // namespace pingyi::ledger
