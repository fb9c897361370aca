// Everything the modules bring, gathered in one place: texts, migrations, rows, names of callers.
#pragma once

#include <string>
#include <vector>

#include "platform/db/migrate.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/openapi.hpp"
#include "platform/http/routes.hpp"
#include "platform/outbox/outbox.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::app {

[[nodiscard]] Texts all_texts();
/// In the order in which they are applied.
[[nodiscard]] std::vector<db::MigrationSet> all_migrations();
/// Every row, for the API document and the tests; `Application` mounts them with what they need.
[[nodiscard]] std::vector<http::Module> all_modules();
/// What notices can say; `texts` must outlive them.
[[nodiscard]] std::vector<outbox::Template> all_templates(const Texts& texts);
/// Bits of `Callers` and what the API document calls them.
[[nodiscard]] std::vector<http::CallerName> caller_names();
/// The words of header and footer, in order.
[[nodiscard]] html::Links all_links();
/// api/openapi.json
[[nodiscard]] std::string api_document();

}  // namespace pingyi::app
