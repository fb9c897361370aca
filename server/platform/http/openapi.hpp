// Prints the OpenAPI 3.1 document from the rows.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "kernel/language.hpp"
#include "platform/http/routes.hpp"

namespace pingyi::http {

/// Names a class of callers in `x-roles`, e.g. {accounts::of(Role::auditor), "auditor"}.
struct CallerName {
    Callers callers;
    std::string_view name;
};

/// Pages (text/html) are left out. Summaries are in `language`; the rest is English.
[[nodiscard]] std::string openapi(std::span<const Module> modules,
                                  std::span<const CallerName> callers, Language language,
                                  std::string_view version);

}  // namespace pingyi::http
