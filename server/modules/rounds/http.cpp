// The routes of rounds, area by area, and what else the wiring asks for.
#include "modules/rounds/areas.hpp"
#include "modules/rounds/embedded.hpp"

namespace pingyi::rounds {

std::vector<http::Routes<Deps>> routes() {
    return {scheme_routes(), round_routes(), bundle_routes()};
}

EmbeddedFiles migrations() {
    return embedded::migrations();
}

EmbeddedFiles texts() {
    return embedded::texts();
}

}  // namespace pingyi::rounds
