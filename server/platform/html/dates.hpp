// Days as people read them.
#pragma once

#include <string>

#include "kernel/language.hpp"
#include "kernel/time.hpp"
#include "platform/html/writer.hpp"

namespace pingyi::html {

/// "2026年11月23日" or "23 November 2026".
[[nodiscard]] std::string shown(Day day, Language language);
/// The same inside <time datetime>, which never breaks.
void write_day(Writer& out, Day day, Language language);

}  // namespace pingyi::html
