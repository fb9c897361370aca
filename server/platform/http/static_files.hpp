// The built web client, read once at start and answered from memory: only names that were found
// exist, so no path can lead anywhere else.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "kernel/result.hpp"
#include "platform/http/message.hpp"

namespace pingyi::http {

class StaticFiles {
public:
    StaticFiles() = default;  ///< no files
    /// Reads every file below `folder` except those whose name begins with a dot. `x.br` and `x.gz`
    /// beside `x` are its compressed forms. At most 64 MiB in all.
    /// errors   not_found http.no_folder; invalid_input http.folder_too_large
    [[nodiscard]] static Result<StaticFiles> load(const std::string& folder);

    /// GET and HEAD of a known file: "/assets/app-BX12cd3f.js" for `folder`/assets/…. Names with a
    /// hash are cached for a year, others checked again by ETag each time. Nullopt: not ours.
    [[nodiscard]] std::optional<Response> answer(const Request& request) const;

private:
    struct Form {
        std::shared_ptr<const std::string> bytes;  // null: this encoding does not exist
        std::string etag;
    };
    struct File {
        std::string_view media_type;
        bool is_hashed = false;
        Form plain;
        Form gzip;
        Form brotli;
    };
    std::unordered_map<std::string, File> files_;  // by address
};

}  // namespace pingyi::http
