#include "platform/http/static_files.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "platform/crypto/crypto.hpp"
#include "platform/http/encoding.hpp"

namespace pingyi::http {
namespace {

constexpr std::size_t bytes_max = 64UL * 1024 * 1024;

constexpr std::array<std::pair<std::string_view, std::string_view>, 18> media_types = {{
    {".css", "text/css; charset=utf-8"},
    {".gif", "image/gif"},
    {".html", "text/html; charset=utf-8"},
    {".ico", "image/x-icon"},
    {".jpg", "image/jpeg"},
    {".js", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".pdf", "application/pdf"},
    {".png", "image/png"},
    {".svg", "image/svg+xml"},
    {".txt", "text/plain; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
    {".webp", "image/webp"},
    {".woff", "font/woff"},
    {".woff2", "font/woff2"},
    {".xml", "application/xml"},
}};

std::string_view media_type_of(const std::string& extension) {
    const auto* const found =
        std::ranges::find(media_types, std::string_view(extension),
                          &std::pair<std::string_view, std::string_view>::first);
    return found == media_types.end() ? "application/octet-stream" : found->second;
}

/// Vite writes "name-BX12cd3f.js": a dash and at least eight characters of a hash before the
/// ending.
bool has_hash(const std::string& address) {
    if (!address.starts_with("/assets/")) return false;
    const std::size_t dot = address.find('.', address.rfind('/'));
    if (dot == std::string::npos || dot < 9) return false;
    const std::string_view hash = std::string_view(address).substr(dot - 8, 8);
    return address[dot - 9] == '-' && std::ranges::all_of(hash, [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
           });
}

std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

Result<StaticFiles> StaticFiles::load(const std::string& folder) {
    namespace fs = std::filesystem;
    std::error_code ec;
    if (!fs::is_directory(folder, ec)) return fail(ErrorKind::not_found, "http.no_folder", folder);
    StaticFiles loaded;
    std::size_t total = 0;
    const auto form = [&](const fs::path& path) {
        if (!fs::is_regular_file(path, ec)) return Form{};
        std::string bytes = bytes_of(path);
        total += bytes.size();
        std::string etag = '"' + crypto::base64url(crypto::sha256(bytes).substr(0, 16)) + '"';
        return Form{std::make_shared<const std::string>(std::move(bytes)), std::move(etag)};
    };
    const auto is_hidden = [](const fs::path& path) {
        return path.filename().string().starts_with(".");
    };
    auto entries = fs::recursive_directory_iterator(folder, ec);
    for (auto entry = begin(entries); entry != end(entries); entry.increment(ec)) {
        const fs::path& path = entry->path();
        if (is_hidden(path)) {
            entry.disable_recursion_pending();
            continue;
        }
        const std::string extension = path.extension().string();
        const bool is_form = (extension == ".br" || extension == ".gz") &&
                             fs::is_regular_file(fs::path(path).replace_extension(), ec);
        if (is_form || !entry->is_regular_file(ec)) continue;
        const std::string address = "/" + fs::relative(path, folder, ec).generic_string();
        loaded.files_[address] = {media_type_of(extension), has_hash(address), form(path),
                                  form(path.string() + ".gz"), form(path.string() + ".br")};
        if (total > bytes_max)
            return fail(ErrorKind::invalid_input, "http.folder_too_large", folder);
    }
    return loaded;
}

std::optional<Response> StaticFiles::answer(const Request& request) const {
    if (request.method != Method::get && request.method != Method::head) return std::nullopt;
    const auto found = files_.find(request.path);
    if (found == files_.end()) return std::nullopt;
    const File& file = found->second;
    const std::string_view accepted = request.header("Accept-Encoding");
    const bool use_brotli = file.brotli.bytes && accepts(accepted, "br");
    const bool use_gzip = !use_brotli && file.gzip.bytes && accepts(accepted, "gzip");
    const Form& form = use_brotli ? file.brotli : use_gzip ? file.gzip : file.plain;

    Response response;
    response.with("Cache-Control",
                  file.is_hashed ? "public, max-age=31536000, immutable" : "public, no-cache");
    response.with("ETag", form.etag);
    if (file.brotli.bytes || file.gzip.bytes) response.with("Vary", "Accept-Encoding");
    if (etag_matches(request.header("If-None-Match"), form.etag)) {
        response.status = 304;
        return response;
    }
    response.with("Content-Type", file.media_type);
    response.with("X-Content-Type-Options", "nosniff");
    if (use_brotli) response.with("Content-Encoding", "br");
    if (use_gzip) response.with("Content-Encoding", "gzip");
    response.shared_body = form.bytes;
    return response;
}

}  // namespace pingyi::http
