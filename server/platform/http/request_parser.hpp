// Bytes of a connection into one Request, within limits and without the shapes that let two
// servers read one stream differently (request smuggling).
#pragma once

#include <array>
#include <boost/beast/http/basic_parser.hpp>
#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

#include "platform/http/message.hpp"
#include "platform/http/server.hpp"

namespace pingyi::http {

/// Why a request is refused before any route sees it.
struct Refusal {
    int status;
    std::string_view code;  ///< "http.…", stable; its words are the text "error.<code>"
};

/// Feed it with `put` until it is done or refused; one object reads one request.
///
/// Stricter than RFC 9112 allows us to be lenient: exactly one Host under HTTP/1.1, at most one
/// Content-Length, never together with Transfer-Encoding, which must be "chunked" alone; a target
/// of printable ASCII that begins with "/" (or an absolute http URL, whose host is dropped);
/// trailers are read and dropped.
class RequestParser final : private boost::beast::http::basic_parser<true> {
public:
    using BodyLimit = std::function<std::size_t(Method, std::string_view path)>;

    /// `limits` and `body_limit` outlive the parser; an empty `body_limit` means body_bytes_max.
    RequestParser(const Limits& limits, const BodyLimit& body_limit);

    /// Reads from the front of `bytes`; returns how many were used up. The caller offers the rest
    /// again, with more behind it.
    std::size_t put(std::string_view bytes);

    [[nodiscard]] const std::optional<Refusal>& refusal() const { return refusal_; }
    [[nodiscard]] bool is_done() const { return basic_parser::is_done(); }
    [[nodiscard]] bool has_header() const { return basic_parser::is_header_done(); }
    /// The client waits for "100 Continue" before it sends the body.
    [[nodiscard]] bool expects_continue() const { return expects_continue_ && !is_done(); }
    [[nodiscard]] bool keeps_alive() const { return basic_parser::keep_alive(); }
    [[nodiscard]] bool is_http_1_0() const { return is_http_1_0_; }
    [[nodiscard]] Request& request() { return request_; }

private:
    using View = boost::beast::string_view;
    using Code = boost::beast::error_code;
    using OptionalLength = boost::optional<std::uint64_t>;

    void on_request_impl(boost::beast::http::verb verb, View method, View target, int version,
                         Code& ec) override;
    void on_response_impl(int, View, int, Code&) override {}
    void on_field_impl(boost::beast::http::field field, View name, View value, Code& ec) override;
    void on_header_impl(Code& ec) override;
    void on_body_init_impl(const OptionalLength& length, Code& ec) override;
    std::size_t on_body_impl(View body, Code& ec) override;
    void on_chunk_header_impl(std::uint64_t size, View extensions, Code& ec) override;
    std::size_t on_chunk_body_impl(std::uint64_t remain, View body, Code& ec) override;
    void on_finish_impl(Code&) override {}

    void set_target(std::string_view target, Code& ec);
    void refuse(const Refusal& refusal, Code& ec);
    void check_unfinished(std::string_view waiting);

    const Limits& limits_;
    const BodyLimit& body_limit_;
    Request request_;
    std::optional<Refusal> refusal_;
    std::size_t header_bytes_ = 0;
    std::size_t body_bytes_max_ = 0;
    int hosts_ = 0;
    int lengths_ = 0;
    bool has_request_line_ = false;
    bool is_http_1_0_ = false;
    bool expects_continue_ = false;
};

namespace refusals {
inline constexpr Refusal malformed{400, "http.malformed"};
inline constexpr Refusal slow{408, "http.too_slow"};
inline constexpr Refusal body_too_large{413, "http.body_too_large"};
inline constexpr Refusal url_too_long{414, "http.url_too_long"};
inline constexpr Refusal expectation{417, "http.expectation"};
inline constexpr Refusal header_too_large{431, "http.header_too_large"};
inline constexpr Refusal failed{500, "http.failed"};
inline constexpr Refusal method_unknown{501, "http.method_unknown"};
inline constexpr Refusal coding_unknown{501, "http.coding_unknown"};
inline constexpr Refusal busy{503, "http.busy"};
inline constexpr Refusal full{503, "http.full"};
inline constexpr Refusal version_unknown{505, "http.version_unknown"};
inline constexpr std::array all{
    malformed, slow,           body_too_large, url_too_long, expectation, header_too_large,
    failed,    method_unknown, coding_unknown, busy,         full,        version_unknown};
}  // namespace refusals

}  // namespace pingyi::http
