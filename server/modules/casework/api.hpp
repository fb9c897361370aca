// What other modules may use of casework: its measures with the records behind them.
#pragma once

#include "modules/casework/measures.hpp"
