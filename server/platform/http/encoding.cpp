#include "platform/http/encoding.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <cstddef>
#include <memory>
#include <zlib.h>

namespace pingyi::http {
namespace {

constexpr std::size_t bytes_min = 1024;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Takes the part before `separator` off the front.
std::string_view take(std::string_view& rest, char separator) {
    const std::size_t at = std::min(rest.find(separator), rest.size());
    const std::string_view part = rest.substr(0, at);
    rest.remove_prefix(std::min(at + 1, rest.size()));
    return trimmed(part);
}

bool same(std::string_view a, std::string_view b) {
    return boost::beast::iequals({a.data(), a.size()}, {b.data(), b.size()});
}

std::string_view header_of(const Response& response, std::string_view name) {
    for (const Header& header : response.headers) {
        if (same(header.name, name)) return header.value;
    }
    return {};
}

bool is_text(std::string_view media_type) {
    const auto has = [&](std::string_view part) {
        return media_type.find(part) != std::string_view::npos;
    };
    return media_type.starts_with("text/") || has("json") || has("xml") || has("javascript");
}

}  // namespace

bool accepts(std::string_view accept_encoding, std::string_view coding) {
    while (!accept_encoding.empty()) {
        std::string_view item = take(accept_encoding, ',');
        if (!same(take(item, ';'), coding)) continue;
        const std::string_view quality = trimmed(item);
        if (!quality.starts_with("q=") && !quality.starts_with("Q=")) return true;
        return quality.find_first_of("123456789") != std::string_view::npos;
    }
    return false;
}

bool etag_matches(std::string_view if_none_match, std::string_view etag) {
    const auto opaque = [](std::string_view tag) {
        if (tag.starts_with("W/")) tag.remove_prefix(2);
        return tag;
    };
    if (etag.empty()) return false;
    if (trimmed(if_none_match) == "*") return true;
    while (!if_none_match.empty()) {
        if (opaque(take(if_none_match, ',')) == opaque(etag)) return true;
    }
    return false;
}

std::string gzipped(std::string_view plain) {
    z_stream stream{};
    constexpr int gzip_window = 15 + 16;
    constexpr int level = 5;
    if (deflateInit2(&stream, level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return {};
    }
    std::string out(deflateBound(&stream, static_cast<uLong>(plain.size())), '\0');
    std::string input(plain);
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const bool is_done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    out.resize(is_done ? stream.total_out : 0);
    deflateEnd(&stream);
    return out;
}

void compress(const Request& request, Response& response) {
    if (response.body.size() < bytes_min || response.shared_body) return;
    if (!is_text(header_of(response, "Content-Type"))) return;
    const std::string_view cache = header_of(response, "Cache-Control");
    if (cache.find("public") == std::string_view::npos ||
        cache.find("no-transform") != std::string_view::npos) {
        return;
    }
    if (!header_of(response, "Content-Encoding").empty()) return;
    if (!header_of(response, "Set-Cookie").empty()) return;
    response.headers.push_back({"Vary", "Accept-Encoding"});
    if (!accepts(request.header("Accept-Encoding"), "gzip")) return;
    std::string smaller = gzipped(response.body);
    if (smaller.empty() || smaller.size() >= response.body.size()) return;
    response.body = std::move(smaller);
    response.headers.push_back({"Content-Encoding", "gzip"});
    for (Header& header : response.headers) {  // the bytes differ now, the meaning does not
        if (same(header.name, "ETag") && !header.value.starts_with("W/"))
            header.value.insert(0, "W/");
    }
}

}  // namespace pingyi::http
