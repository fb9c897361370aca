// What the wiring needs of open311.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "kernel/embedded.hpp"
#include "kernel/label.hpp"
#include "modules/calendar/api.hpp"
#include "modules/units/api.hpp"
#include "platform/db/database.hpp"
#include "platform/http/routes.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::open311 {

struct Deps {
    db::Database& database;
    const calendar::Calendar& calendar;
    const units::Bodies& directory;
    const Texts& texts;
    Label office;       ///< whom discovery names, and how to reach it
    std::string phone;  ///< may be empty
    /// Who holds an API key that came as the parameter `api_key`.
    /// errors   unauthenticated accounts.key_not_valid; too_many
    /// accounts.key_too_fast
    std::function<Result<http::Caller>(std::string_view key, Instant now)> key_caller;
};

[[nodiscard]] http::Routes<Deps> routes();
[[nodiscard]] EmbeddedFiles texts();

}  // namespace pingyi::open311
