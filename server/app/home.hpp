// The home page: what a resident can do here now, and what is still to come.
#pragma once

#include "modules/accounts/api.hpp"
#include "modules/calendar/api.hpp"
#include "modules/units/api.hpp"
#include "platform/db/database.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/routes.hpp"

namespace pingyi::app {

struct HomeDeps {
    db::Database& database;
    const html::Shell& shell;
    Zone zone;
    accounts::Staffing& staffing;
    const calendar::Calendar& calendar;
    const units::Bodies& directory;
};

[[nodiscard]] http::Routes<HomeDeps> home_routes();

}  // namespace pingyi::app
