#include "platform/http/wire.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/status.hpp>
#include <fmt/compile.h>
#include <fmt/format.h>
#include <iterator>
#include <utility>

namespace pingyi::http {
namespace {

constexpr std::array<std::string_view, 6> ours = {
    "Content-Length", "Connection", "Date", "X-Request-Id", "Transfer-Encoding", "Keep-Alive"};

bool is_ours(std::string_view name) {
    return std::ranges::any_of(ours, [&](std::string_view own) {
        return own.size() == name.size() &&
               boost::beast::iequals({own.data(), own.size()}, {name.data(), name.size()});
    });
}

bool is_one_line(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool has_no_body(int status) {
    return status == 204 || status == 304 || status < 200;
}

}  // namespace

std::string_view body_of(const Response& response) {
    if (has_no_body(response.status)) return {};
    return response.shared_body ? std::string_view(*response.shared_body) : response.body;
}

void write_head(std::string& out, const Response& response, const Framing& framing) {
    out.clear();
    const auto add = std::back_inserter(out);
    const auto reason = boost::beast::http::obsolete_reason(
        boost::beast::http::int_to_status(static_cast<unsigned>(response.status)));
    fmt::format_to(add, FMT_COMPILE("HTTP/1.1 {} {}\r\nDate: {}\r\n"), response.status,
                   std::string_view(reason.data(), reason.size()), framing.date);
    if (!framing.request_id.empty()) {
        fmt::format_to(add, FMT_COMPILE("X-Request-Id: {}\r\n"), framing.request_id);
    }
    for (const Header& header : response.headers) {
        if (is_ours(header.name) || !is_one_line(header.name) || !is_one_line(header.value))
            continue;
        fmt::format_to(add, FMT_COMPILE("{}: {}\r\n"), header.name, header.value);
    }
    if (!has_no_body(response.status)) {
        fmt::format_to(add, FMT_COMPILE("Content-Length: {}\r\n"), body_of(response).size());
    }
    if (!framing.keep_alive) {
        out += "Connection: close\r\n";
    } else if (framing.is_http_1_0) {
        out += "Connection: keep-alive\r\n";
    }
    out += "\r\n";
}

Response wordless(const Refusal& refusal) {
    Response response;
    response.status = refusal.status;
    response.with("Content-Type", "application/problem+json")
        .with("Cache-Control", "no-store")
        .with("X-Content-Type-Options", "nosniff");
    if (refusal.status == 503) response.with("Retry-After", "1");
    response.body = fmt::format(R"({{"type":"about:blank","status":{},"code":"{}"}})",
                                refusal.status, refusal.code);
    return response;
}

Response plain_answer(int status, std::string text) {
    Response response;
    response.status = status;
    response.with("Content-Type", "text/plain; charset=utf-8")
        .with("Cache-Control", "no-store")
        .with("X-Content-Type-Options", "nosniff");
    response.body = std::move(text);
    return response;
}

}  // namespace pingyi::http
