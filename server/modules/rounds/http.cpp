// The routes of rounds, area by area, and what else the wiring asks for.
#include "modules/rounds/areas.hpp"
#include "modules/rounds/compute.hpp"
#include "modules/rounds/embedded.hpp"
#include "modules/rounds/tables.hpp"

namespace pingyi::rounds {

std::vector<http::Routes<Deps>> routes() {
    return {scheme_routes(), trial_routes(),  round_routes(), round_table_routes(),
            bundle_routes(), result_routes(), appeal_routes()};
}

std::vector<jobs::Kind> job_kinds(db::Database& database, const pingyi::Clock& clock) {
    // Longer than any upload or computation: what is older was refused or interrupted.
    constexpr std::chrono::hours left_alone{1};
    return {{.name = "rounds.sweep",
             .work = [&](const jobs::Job&) -> Result<> {
                 CHECK_OK(sweep_results(database, clock.now() - left_alone));
                 CHECK_OK(sweep_tables(database, clock.now() - left_alone));
                 return {};
             },
             .every = std::chrono::hours{1}}};
}

EmbeddedFiles migrations() {
    return embedded::migrations();
}

EmbeddedFiles texts() {
    return embedded::texts();
}

}  // namespace pingyi::rounds
