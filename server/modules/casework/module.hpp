// What the wiring needs of casework.
#pragma once

#include <string>
#include <vector>

#include "kernel/embedded.hpp"
#include "modules/accounts/api.hpp"
#include "modules/calendar/api.hpp"
#include "platform/clock/clock.hpp"
#include "platform/db/database.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/routes.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/outbox/outbox.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::casework {

struct Deps {
    db::Database& database;
    const html::Shell& shell;
    const calendar::Calendar& calendar;
    accounts::Staffing& staffing;
    std::string installation_key;  ///< receipts and keyed hashes are derived from it
};

/// One table of routes an area (filing and tracking, intake, bodies, office, call-back, public).
[[nodiscard]] std::vector<http::Routes<Deps>> routes();
[[nodiscard]] EmbeddedFiles migrations();
[[nodiscard]] EmbeddedFiles texts();
/// What the mail worker says about cases: the number and a link, never a word of the case. `texts`
/// must outlive them.
[[nodiscard]] std::vector<outbox::Template> notice_templates(const Texts& texts);

/// casework.advance (what the clock brings: call-back or closing of replied cases, withdrawals,
/// ends of windows) each 20 s, casework.refresh_due_dates each minute. The arguments must outlive
/// the runner.
[[nodiscard]] std::vector<jobs::Kind> job_kinds(db::Database& database,
                                                const calendar::Calendar& calendar,
                                                const Clock& clock);

}  // namespace pingyi::casework
