// What the server itself brings for the outbox: the page and the POST that end an address, figures,
// and the job that erases what is over.
#pragma once

#include <string>
#include <vector>

#include "platform/clock/clock.hpp"
#include "platform/db/database.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/metrics.hpp"
#include "platform/http/routes.hpp"
#include "platform/jobs/jobs.hpp"

namespace pingyi::outbox {

struct WebDeps {
    db::Database& database;
    const html::Shell& shell;
    std::string installation_key;
};
/// GET /unsubscribe (the token is in the fragment), POST /unsubscribe/{token} (RFC 8058), and GET
/// of the latter, which leads to the page. None of them is logged.
[[nodiscard]] http::Routes<WebDeps> routes();

[[nodiscard]] jobs::Kind sweeping(db::Database& database, const Clock& clock);
/// pingyi_outbox_waiting, _failed and _unknown.
void add_gauges(http::Metrics& metrics, db::Database& database);

}  // namespace pingyi::outbox
