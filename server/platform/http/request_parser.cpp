#include "platform/http/request_parser.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>
#include <string>

namespace pingyi::http {
namespace {

namespace beast = boost::beast;

std::string_view std_view(beast::string_view text) {
    return {text.data(), text.size()};
}

std::optional<Method> method_of(beast::http::verb sent) {
    using beast::http::verb;
    if (sent == verb::get) return Method::get;
    if (sent == verb::head) return Method::head;
    if (sent == verb::post) return Method::post;
    if (sent == verb::put) return Method::put;
    if (sent == verb::patch) return Method::patch;
    if (sent == verb::delete_) return Method::del;
    return std::nullopt;
}

/// "0\r\n\r\n". Whatever part of a chunked body comes next, at least this much is still to come;
/// Beast 1.81 asserts that it has it when it looks at a last chunk for the second time.
constexpr std::size_t last_chunk_bytes = 5;

Refusal refusal_of(beast::error_code ec) {
    using beast::http::error;
    if (ec == error::header_limit) return refusals::header_too_large;
    if (ec == error::body_limit) return refusals::body_too_large;
    if (ec == error::bad_version) return refusals::version_unknown;
    return refusals::malformed;
}

}  // namespace

RequestParser::RequestParser(const Limits& limits, const BodyLimit& body_limit)
    : limits_{limits}, body_limit_{body_limit} {
    basic_parser::header_limit(static_cast<std::uint32_t>(limits.header_bytes_max));
    basic_parser::body_limit(boost::none);  // known only once the route is, see on_header_impl
}

std::size_t RequestParser::put(std::string_view bytes) {
    std::size_t used = 0;
    while (!refusal_ && !is_done() && used < bytes.size()) {
        const bool had_header = has_header();
        if (had_header && chunked() && bytes.size() - used < last_chunk_bytes) break;
        Code ec;
        const std::size_t step = basic_parser::put({bytes.data() + used, bytes.size() - used}, ec);
        used += step;
        if (!had_header) header_bytes_ += step;
        if (ec == beast::http::error::need_more) {
            if (!has_header()) check_unfinished(bytes.substr(used));
            break;
        }
        if (ec && !refusal_) refusal_ = refusal_of(ec);
    }
    if (header_bytes_ > limits_.header_bytes_max && !refusal_) {
        refusal_ = refusals::header_too_large;
    }
    return used;
}

/// The header is incomplete and `waiting` could not be read yet.
void RequestParser::check_unfinished(std::string_view waiting) {
    constexpr std::size_t method_and_version = 32;
    const bool has_line = has_request_line_ || waiting.find('\n') != std::string_view::npos;
    if (!has_line && waiting.size() > limits_.url_bytes_max + method_and_version) {
        refusal_ = refusals::url_too_long;
    } else if (header_bytes_ + waiting.size() >= limits_.header_bytes_max) {
        refusal_ = refusals::header_too_large;
    }
}

void RequestParser::refuse(const Refusal& refusal, Code& ec) {
    refusal_ = refusal;
    ec = beast::http::error::bad_field;  // any: it stops the parser
}

void RequestParser::on_request_impl(beast::http::verb verb, View /*method*/, View target,
                                    int version, Code& ec) {
    has_request_line_ = true;
    is_http_1_0_ = version == 10;
    if (target.size() > limits_.url_bytes_max) return refuse(refusals::url_too_long, ec);
    const std::optional<Method> known = method_of(verb);
    if (!known) return refuse(refusals::method_unknown, ec);
    request_.method = *known;
    set_target(std_view(target), ec);
}

void RequestParser::set_target(std::string_view target, Code& ec) {
    constexpr std::string_view scheme = "http://";
    if (target.starts_with(scheme)) {  // RFC 9112 3.2.2: the form that proxies use
        const std::size_t path = target.find_first_of("/?", scheme.size());
        target = path == std::string_view::npos ? "/" : target.substr(path);
    }
    const auto is_printable = [](char c) { return c > ' ' && c <= '~' && c != '#'; };
    if (!target.starts_with('/') || !std::ranges::all_of(target, is_printable)) {
        return refuse(refusals::malformed, ec);
    }
    const std::size_t question = target.find('?');
    request_.path = target.substr(0, question);
    if (question != std::string_view::npos) request_.query = target.substr(question + 1);
}

void RequestParser::on_field_impl(beast::http::field known, View name, View value, Code& ec) {
    using beast::http::field;
    if (has_header()) return;  // a trailer
    if (request_.headers.size() >= limits_.header_count_max) {
        return refuse(refusals::header_too_large, ec);
    }
    const auto is_text = [](char c) { return static_cast<unsigned char>(c) >= ' ' || c == '\t'; };
    if (!std::ranges::all_of(std_view(value), is_text)) return refuse(refusals::malformed, ec);
    if (known == field::host && ++hosts_ > 1) return refuse(refusals::malformed, ec);
    if (known == field::content_length) {
        const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
        if (++lengths_ > 1 || !std::ranges::all_of(std_view(value), is_digit)) {
            return refuse(refusals::malformed, ec);
        }
    }
    if (known == field::transfer_encoding) {
        if (is_http_1_0_) return refuse(refusals::malformed, ec);
        if (!beast::iequals(value, "chunked")) return refuse(refusals::coding_unknown, ec);
    }
    if (known == field::expect) {
        if (!beast::iequals(value, "100-continue")) return refuse(refusals::expectation, ec);
        expects_continue_ = !is_http_1_0_;
    }
    request_.headers.push_back({std::string(std_view(name)), std::string(std_view(value))});
}

void RequestParser::on_header_impl(Code& ec) {
    if (hosts_ == 0 && !is_http_1_0_) return refuse(refusals::malformed, ec);
    body_bytes_max_ =
        body_limit_ ? body_limit_(request_.method, request_.path) : limits_.body_bytes_max;
    const OptionalLength length = basic_parser::content_length();
    if (length && *length > body_bytes_max_) return refuse(refusals::body_too_large, ec);
}

void RequestParser::on_body_init_impl(const OptionalLength& length, Code& /*ec*/) {
    constexpr std::uint64_t trusted = 64 * 1024;  // an announced length is only a promise
    if (length) request_.body.reserve(std::min(*length, trusted));
}

std::size_t RequestParser::on_body_impl(View body, Code& ec) {
    if (request_.body.size() + body.size() > body_bytes_max_) {
        refuse(refusals::body_too_large, ec);
        return 0;
    }
    request_.body.append(body.data(), body.size());
    return body.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t size, View /*extensions*/, Code& ec) {
    if (size > body_bytes_max_ - request_.body.size()) refuse(refusals::body_too_large, ec);
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t /*remain*/, View body, Code& ec) {
    return on_body_impl(body, ec);
}

}  // namespace pingyi::http
