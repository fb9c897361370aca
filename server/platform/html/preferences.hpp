// The route that keeps language and text size in cookies and goes back to where the reader was; it
// works without scripts.
#pragma once

#include "platform/http/routes.hpp"

namespace pingyi::html {

struct PreferenceDeps {};

/// GET /preferences?language=en&return=/units or ?text=elder&return=/units
/// errors   invalid_input html.foreign_return where the address leaves this site
[[nodiscard]] http::Routes<PreferenceDeps> preference_routes();

}  // namespace pingyi::html
