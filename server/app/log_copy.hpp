// A public log as it is read from elsewhere: from an address, a folder, or a copy that is kept.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "kernel/result.hpp"
#include "platform/fetch/fetch.hpp"
#include "platform/tlog/verify.hpp"

namespace pingyi::app {

class LogPlace {
public:
    /// `place` is "http(s)://… of the log" or a folder.
    /// errors   not_found app.no_such_folder
    [[nodiscard]] static Result<LogPlace> of(std::string place);

    /// The file under a path of the log; nullopt when there is none.
    /// errors   unavailable app.not_fetched, fetch.no_answer
    [[nodiscard]] Result<std::optional<std::string>> file(const std::string& path);
    [[nodiscard]] bool is_folder() const { return client_ == nullptr; }

private:
    LogPlace(std::string place, std::unique_ptr<fetch::Client> client)
        : place_{std::move(place)}, client_{std::move(client)} {}
    std::string place_;
    std::unique_ptr<fetch::Client> client_;
};

/// A copy of a log in a folder, laid out as the log serves it.
class LogCopy {
public:
    /// errors   unavailable app.copy_not_written
    [[nodiscard]] static Result<LogCopy> in(std::string folder);

    /// Reads tiles from the copy where it has them (unless `afresh`) and keeps those it has to
    /// fetch.
    [[nodiscard]] tlog::Source through(LogPlace& place, bool afresh);
    /// Whether anything came from the copy, so that a mistake may be the copy's.
    [[nodiscard]] bool was_used() const { return was_used_; }
    /// errors   unavailable app.copy_not_written
    [[nodiscard]] Result<> put(const std::string& path, const std::string& octets) const;

private:
    explicit LogCopy(std::string folder) : folder_{std::move(folder)} {}
    std::string folder_;
    bool was_used_ = false;
};

}  // namespace pingyi::app
