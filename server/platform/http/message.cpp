// Look-ups in requests and answers.
#include "platform/http/message.hpp"

#include <algorithm>

namespace pingyi::http {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view find(const std::vector<Header>& headers, std::string_view name) {
    for (const Header& header : headers) {
        if (same_name(header.name, name)) return header.value;
    }
    return {};
}

}  // namespace

std::string_view text_of(Method method) {
    switch (method) {
        case Method::get: return "GET";
        case Method::head: return "HEAD";
        case Method::post: return "POST";
        case Method::put: return "PUT";
        case Method::patch: return "PATCH";
        case Method::del: return "DELETE";
        case Method::options: return "OPTIONS";
    }
    return "";
}

std::string_view Request::header(std::string_view name) const {
    return find(headers, name);
}

std::string_view Response::header(std::string_view name) const {
    return find(headers, name);
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
    std::string_view rest = header("Cookie");
    while (!rest.empty()) {
        const std::size_t end = rest.find(';');
        std::string_view pair = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        while (pair.starts_with(' ')) pair.remove_prefix(1);
        const std::size_t equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
            return pair.substr(equals + 1);
        }
    }
    return std::nullopt;
}

std::string content_policy(Scripts scripts) {
    const std::string_view wasm = scripts == Scripts::own_and_wasm ? " 'wasm-unsafe-eval'" : "";
    return "default-src 'none'; script-src 'self'" + std::string(wasm) +
           "; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
           "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";
}

}  // namespace pingyi::http
