// Reading a log over HTTP or from a folder, and keeping a copy of it.
#include "app/log_copy.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace pingyi::app {
namespace {

namespace fs = std::filesystem;

constexpr int found = 200;
constexpr std::array absent{404, 410};

std::optional<std::string> content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file || fs::is_directory(path)) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

Result<LogPlace> LogPlace::of(std::string place) {
    while (place.size() > 1 && place.ends_with('/')) place.pop_back();
    if (place.starts_with("http://") || place.starts_with("https://")) {
        return LogPlace{std::move(place), std::make_unique<fetch::Client>()};
    }
    std::error_code error;
    if (!fs::is_directory(place, error)) {
        return fail(ErrorKind::not_found, "app.no_such_folder", place);
    }
    return LogPlace{std::move(place), nullptr};
}

Result<std::optional<std::string>> LogPlace::file(const std::string& path) {
    const std::string whole = place_ + "/" + path;
    if (is_folder()) return content_of(whole);
    TRY(answer, client_->get(whole));
    if (std::ranges::find(absent, answer.status) != absent.end()) return std::nullopt;
    if (answer.status != found) {
        return fail(ErrorKind::unavailable, "app.not_fetched",
                    whole + ": status " + std::to_string(answer.status));
    }
    return std::move(answer.body);
}

Result<LogCopy> LogCopy::in(std::string folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        return fail(ErrorKind::unavailable, "app.copy_not_written",
                    folder + ": " + error.message());
    }
    return LogCopy{std::move(folder)};
}

tlog::Source LogCopy::through(LogPlace& place, bool afresh) {
    was_used_ = false;
    return [this, &place, afresh](const std::string& path) -> Result<std::optional<std::string>> {
        if (!afresh) {
            if (auto kept = content_of(folder_ + "/" + path)) {
                was_used_ = true;
                return kept;
            }
        }
        TRY(fetched, place.file(path));
        if (fetched) CHECK_OK(put(path, *fetched));
        return std::move(fetched);
    };
}

Result<> LogCopy::put(const std::string& path, const std::string& octets) const {
    const std::string whole = folder_ + "/" + path;
    const std::string fresh = whole + ".new";
    std::error_code error;
    fs::create_directories(fs::path(whole).parent_path(), error);
    std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
    file << octets;
    file.close();
    if (!error && file) fs::rename(fresh, whole, error);
    if (error || !file) {
        return fail(ErrorKind::unavailable, "app.copy_not_written",
                    whole + ": " + (error ? error.message() : "not written"));
    }
    return {};
}

}  // namespace pingyi::app
