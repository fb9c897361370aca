// What the wiring needs of appraisals.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/embedded.hpp"
#include "kernel/time.hpp"
#include "modules/accounts/api.hpp"
#include "modules/rounds/api.hpp"
#include "platform/db/database.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/routes.hpp"

namespace pingyi::appraisals {

/// What the use cases work on.
struct Records {
    db::Database& database;
    Zone zone;
    std::shared_ptr<rounds::Results> results;
};
struct Deps : Records {
    const html::Shell& shell;
};

/// For rounds: a table that people enter here is not brought by anybody else.
[[nodiscard]] bool is_entered(db::Tx& tx, rounds::RoundId round, std::string_view file);

/// For the menu of staff: somebody named the account for a part of any round. One look-up.
[[nodiscard]] bool is_responsible(db::Tx& tx, AccountId account);

[[nodiscard]] http::Routes<Deps> routes();
[[nodiscard]] EmbeddedFiles migrations();
[[nodiscard]] EmbeddedFiles texts();

}  // namespace pingyi::appraisals
