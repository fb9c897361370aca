// What the wiring needs of the units module.
#pragma once

#include <string_view>
#include <vector>

#include "kernel/embedded.hpp"
#include "modules/accounts/api.hpp"
#include "modules/units/api.hpp"
#include "platform/db/database.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/routes.hpp"

namespace pingyi::units {

struct Deps {
    db::Database& database;
    const html::Shell& shell;
    Zone zone;
    accounts::Staffing& staffing;
    std::vector<Part> parts;  ///< sections that other modules add to the page of a body, in order
};

[[nodiscard]] http::Routes<Deps> routes();
[[nodiscard]] EmbeddedFiles migrations();
[[nodiscard]] EmbeddedFiles texts();
/// The word of the header that leads to the directory.
[[nodiscard]] html::Link area();
/// The form that searches the directory, filled with what was asked.
void write_search(html::Writer& out, Language language, const Texts& texts,
                  const Search& search = {});

/// `pingyi import units FILE`: creates and changes bodies by code, all or none; a preview changes
/// nothing.
/// errors   invalid_input with every mistake at "row 12, name"
[[nodiscard]] Result<Plan> import_csv(db::Database& database, Instant now, std::string_view csv,
                                      bool preview);

/// The bodies of the invented city of Qinghe, with services, contacts and culture profiles. Safe to
/// repeat: a register that is not empty stays as it is.
[[nodiscard]] Result<> add_demo(db::Database& database, Instant now);

}  // namespace pingyi::units
