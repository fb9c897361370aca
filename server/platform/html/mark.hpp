// The mark of Pingyi.
#pragma once

#include <string_view>

#include "platform/html/writer.hpp"

namespace pingyi::html {

/// A seal-red speech bubble that holds 平, drawn in strokes so that it never depends on a font; the
/// same as web/public/icon.svg.
void write_mark(Writer& out, std::string_view css_class);

}  // namespace pingyi::html
