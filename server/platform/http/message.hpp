// Requests and answers as plain values: what the socket layer hands to the routes, and back.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pingyi::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options };
[[nodiscard]] std::string_view text_of(Method method);

struct Header {
    std::string name;  ///< any case; compared without regard to case
    std::string value;
};

/// A request, read whole within the limits of the server.
struct Request {
    Method method = Method::get;
    std::string path;   ///< raw, as sent, without the query: "/units/%E5%B8%82"
    std::string query;  ///< raw, without "?"
    std::vector<Header> headers;
    std::string body;
    std::string client;   ///< address of the client, taken from X-Forwarded-For only behind
                          ///< configured proxies
    bool secure = false;  ///< came in over TLS, here or at a configured proxy
    std::string
        request_id;  ///< made by the server, or taken from a configured proxy when well formed

    /// First header of that name, empty when absent.
    [[nodiscard]] std::string_view header(std::string_view name) const;
    [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const;
};

struct Response {
    int status = 200;
    std::vector<Header> headers{};
    std::string body{};
    std::shared_ptr<const std::string>
        shared_body{};  ///< instead of `body`: bytes that many answers share

    /// First header of that name, empty when absent.
    [[nodiscard]] std::string_view header(std::string_view name) const;

    Response& with(std::string_view name, std::string_view value) & {
        headers.push_back({std::string(name), std::string(value)});
        return *this;
    }
    Response&& with(std::string_view name, std::string_view value) && {
        headers.push_back({std::string(name), std::string(value)});
        return std::move(*this);
    }
};

/// Which code a page may run besides the scripts of this site: none, or WebAssembly too, for the
/// few pages that open what is sealed in the browser.
enum class Scripts : std::uint8_t { own, own_and_wasm };
/// The Content-Security-Policy that says so.
[[nodiscard]] std::string content_policy(Scripts scripts);

}  // namespace pingyi::http
