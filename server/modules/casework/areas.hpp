// The areas of casework, each a table of routes in a file of its own; http.cpp lists them.
#pragma once

#include "modules/casework/module.hpp"

namespace pingyi::casework {

[[nodiscard]] http::Routes<Deps> resident_routes();
[[nodiscard]] http::Routes<Deps> public_routes();
[[nodiscard]] http::Routes<Deps> attachment_routes();
[[nodiscard]] http::Routes<Deps> intake_routes();
[[nodiscard]] http::Routes<Deps> body_routes();
[[nodiscard]] http::Routes<Deps> office_routes();
[[nodiscard]] http::Routes<Deps> rectification_routes();
[[nodiscard]] http::Routes<Deps> call_back_routes();

}  // namespace pingyi::casework
