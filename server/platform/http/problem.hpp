// Errors as people and programs read them: RFC 9457 problem details in the caller's language.
#pragma once

#include <optional>
#include <string_view>

#include "kernel/language.hpp"
#include "kernel/result.hpp"
#include "platform/http/message.hpp"
#include "platform/http/routes.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::http {

/// The only place where an error becomes a status: by kind, or by code for what only HTTP knows
/// (request.malformed_json 400, request.too_large 413, …).
[[nodiscard]] int status_of(const Error& error);

/// application/problem+json with texts `error.<code>` and `field.<code>`, in both languages where
/// `language` is not known; `route` tells parameters of the path from those of the query and may be
/// null. Sets Retry-After, WWW-Authenticate and Content-Language where they belong.
[[nodiscard]] Response problem_answer(const Texts& texts, std::optional<Language> language,
                                      const Error& error, std::string_view request_id,
                                      const Route* route = nullptr);

/// The schema of that answer, for the API document.
[[nodiscard]] const Type& problem_type();

/// Headers of every answer, where the answer has not set its own: content policy, no sniffing, no
/// framing; HSTS when `secure`.
void add_security_headers(Response& response, bool secure);

}  // namespace pingyi::http
