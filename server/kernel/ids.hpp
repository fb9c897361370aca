// The ids that more than one module speaks of. Every other id lives in its own module.
#pragma once

#include "kernel/id.hpp"

namespace pingyi {

using AccountId = Id<struct AccountEntity>;
using UnitId = Id<struct UnitEntity>;

}  // namespace pingyi
