// What the wiring needs of sealed contacts.
#pragma once

#include <vector>

#include "kernel/embedded.hpp"
#include "modules/contacts/api.hpp"
#include "platform/clock/clock.hpp"
#include "platform/db/database.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/routes.hpp"
#include "platform/jobs/jobs.hpp"

namespace pingyi::contacts {

struct Deps {
    db::Database& database;
    const html::Shell& shell;
};

[[nodiscard]] http::Routes<Deps> routes();
[[nodiscard]] EmbeddedFiles migrations();
[[nodiscard]] EmbeddedFiles texts();
/// contacts.destroy_due, hourly: destroys what is due. contacts.verify_openings, daily: compares
/// the openings with the public ledger.
[[nodiscard]] std::vector<jobs::Kind> job_kinds(db::Database& database, const Zone& zone,
                                                const Clock& clock);

}  // namespace pingyi::contacts
