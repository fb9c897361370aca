// Content codings: what a client accepts, and gzip for answers made on the spot.
#pragma once

#include <string>
#include <string_view>

#include "platform/http/message.hpp"

namespace pingyi::http {

/// Whether `coding` ("br", "gzip") has a quality above 0 in an Accept-Encoding value.
[[nodiscard]] bool accepts(std::string_view accept_encoding, std::string_view coding);
/// Whether one of the entity tags of an If-None-Match value equals `etag` (weak comparison).
[[nodiscard]] bool etag_matches(std::string_view if_none_match, std::string_view etag);
/// gzip, level 5. Empty when zlib fails.
[[nodiscard]] std::string gzipped(std::string_view plain);
/// Compresses the answer where it pays and is safe: text over 1 kB, accepted, not encoded yet, and
/// marked `Cache-Control: public` without `no-transform` or Set-Cookie. Anything that may hold a
/// secret of the reader stays as it is, because the length of a compressed page tells about the
/// secret beside reflected input (BREACH).
void compress(const Request& request, Response& response);

}  // namespace pingyi::http
