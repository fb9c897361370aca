// Answers as bytes: the head of an HTTP/1.1 response, and the answers the server gives by itself.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "platform/http/message.hpp"
#include "platform/http/request_parser.hpp"

namespace pingyi::http {

/// What the head needs besides the answer itself.
struct Framing {
    bool keep_alive = false;
    bool is_http_1_0 = false;
    std::string_view date;  ///< IMF-fixdate
    std::string_view request_id;
};

/// Status line and fields, ready to send, into `out` (replaced). Sets Content-Length, Date,
/// X-Request-Id and Connection itself; drops the handler's own of these, and any field that would
/// break the framing (a line break in it).
void write_head(std::string& out, const Response& response, const Framing& framing);
/// The bytes that follow the head, for a request that was not HEAD.
[[nodiscard]] std::string_view body_of(const Response& response);

/// A refusal as problem details (RFC 9457) without words, for want of Handlers::refused.
[[nodiscard]] Response wordless(const Refusal& refusal);
/// A short text/plain answer that nobody stores.
[[nodiscard]] Response plain_answer(int status, std::string text);

}  // namespace pingyi::http
