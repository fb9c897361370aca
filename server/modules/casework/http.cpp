// The routes of casework, area by area, and what else the wiring asks for.
#include "modules/casework/areas.hpp"
#include "modules/casework/embedded.hpp"

namespace pingyi::casework {

std::vector<http::Routes<Deps>> routes() {
    return {resident_routes(), attachment_routes(), public_routes(),        intake_routes(),
            body_routes(),     office_routes(),     rectification_routes(), call_back_routes()};
}

EmbeddedFiles migrations() {
    return embedded::migrations();
}

EmbeddedFiles texts() {
    return embedded::texts();
}

}  // namespace pingyi::casework
