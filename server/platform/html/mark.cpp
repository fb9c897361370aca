#include "platform/html/mark.hpp"

namespace pingyi::html {

void write_mark(Writer& out, std::string_view css_class) {
    out.inside("svg",
               {{"class", css_class},
                {"viewBox", "0 0 40 40"},
                {"width", "40"},
                {"height", "40"},
                {"aria-hidden", "true"},
                {"focusable", "false"}},
               [&] {
                   out.element("path",
                               {{"fill", "#a8322a"},
                                {"d",
                                 "M4 1h32a3 3 0 0 1 3 3v27a3 3 0 0 1-3 3H14.5L7 40v-6H4a3 3 0 0 "
                                 "1-3-3V4a3 3 0 0 1 3-3z"}},
                               "");
                   out.element("path",
                               {{"fill", "none"},
                                {"stroke", "#ffffff"},
                                {"stroke-width", "2.7"},
                                {"d",
                                 "M10 8.6h20M13.4 12.2l2.2 5M26.6 12.2l-2.2 5M7.6 20.6h24.8M20 "
                                 "8.6v20.8"}},
                               "");
               });
}

}  // namespace pingyi::html
