// Small files that must be whole and must survive a power cut: what a signer has signed last.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/result.hpp"

namespace pingyi::durable {

/// The content; nullopt when there is no such file.
/// errors   unavailable durable.not_read (also when it is larger than `bytes_max`)
[[nodiscard]] Result<std::optional<std::string>> read(const std::string& path,
                                                      std::size_t bytes_max);
/// Puts the new content in place of the old, readable by the owner only. After it returns, neither
/// a crash nor a power cut brings the old content back; before that, the old content stays whole.
/// errors   unavailable durable.not_written
[[nodiscard]] Result<> write(const std::string& path, std::string_view content);
/// Makes the file, readable by the owner only, unless there is one. Of processes that try at once
/// one makes it, and none ever sees a part of it. returns whether it was made
/// errors   unavailable durable.not_written
[[nodiscard]] Result<bool> create(const std::string& path, std::string_view content);

}  // namespace pingyi::durable
