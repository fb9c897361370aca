// A text as a JSON string, whatever bytes it holds.
#pragma once

#include <string>
#include <string_view>

namespace pingyi::log {

/// Appends `text` in quotes. Control characters and the line and paragraph separators are escaped,
/// so a line of the log stays one line; octets that are not UTF-8 become U+FFFD; texts over
/// 2 000 octets are cut, with "…" at the end.
void add_json_text(std::string& out, std::string_view text);

}  // namespace pingyi::log
