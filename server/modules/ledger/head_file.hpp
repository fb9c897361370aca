// What this machine remembers of the checkpoints it signed: a line a log in a file beside the key,
// so that a database put back to an earlier day is noticed before anything is signed.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "kernel/result.hpp"
#include "platform/tlog/tree.hpp"

namespace pingyi::ledger {

/// One size of a log and the root it had.
struct Seen {
    std::uint64_t size = 0;
    tlog::Hash root{};
    bool operator==(const Seen&) const = default;
};

class HeadFile {
public:
    /// errors   unavailable durable.not_read, ledger.bad_head_file
    [[nodiscard]] static Result<HeadFile> load(std::string path);
    [[nodiscard]] std::optional<Seen> seen(const std::string& origin) const;
    /// Kept on disk when it returns.
    /// errors   unavailable durable.not_written
    [[nodiscard]] Result<> remember(const std::string& origin, const Seen& seen);

private:
    explicit HeadFile(std::string path) : path_{std::move(path)} {}
    std::string path_;
    std::map<std::string, Seen, std::less<>> seen_;  ///< by origin
};

}  // namespace pingyi::ledger
