// What the wiring needs of the calendar module.
#pragma once

#include <string_view>
#include <vector>

#include "kernel/embedded.hpp"
#include "modules/accounts/api.hpp"
#include "modules/calendar/api.hpp"
#include "modules/calendar/use_cases.hpp"
#include "platform/clock/clock.hpp"
#include "platform/db/database.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/routes.hpp"
#include "platform/jobs/jobs.hpp"

namespace pingyi::calendar {

struct Deps {
    db::Database& database;
    const html::Shell& shell;
    const Calendar& calendar;
    accounts::Staffing& staffing;
};

[[nodiscard]] http::Routes<Deps> routes();
[[nodiscard]] EmbeddedFiles migrations();
[[nodiscard]] EmbeddedFiles texts();
/// The word of the header or footer that leads to the calendar.
[[nodiscard]] html::Link area();
/// Revision of deadlines after an import, and the hourly look for missing years.
[[nodiscard]] std::vector<jobs::Kind> job_kinds(db::Database& database, const Calendar& calendar,
                                                const Clock& clock);

/// Loads the product's own calendar file after the migrations. Safe to repeat; a year that the
/// office imported is never overwritten. returns how many years were loaded
[[nodiscard]] Result<int> load_shipped(db::Database& database, Instant now);

struct FileImport {
    ReadOptions options;
    bool preview = false;
};
/// `pingyi import calendar FILE`: CSV, yearly JSON or iCalendar, all or nothing.
/// errors   invalid_input calendar.bad_file with every mistake; conflict calendar.nothing_new
[[nodiscard]] Result<Preview> import_file(db::Database& database, Instant now,
                                          std::string_view file, const FileImport& how = {});

}  // namespace pingyi::calendar
