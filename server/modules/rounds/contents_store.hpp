// Octets of any length in portions of one row each, by content and name.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "platform/db/database.hpp"

namespace pingyi::rounds::store {

inline constexpr std::size_t portion_bytes_max = std::size_t{256} * 1024;
/// What one transaction writes at most, so that others need not wait long.
inline constexpr std::size_t batch_bytes_max = std::size_t{2} * 1024 * 1024;

using Contents = std::map<std::string, std::string>;  ///< name -> octets

/// In transactions of `batch_bytes_max`; whoever shows a content flips a switch of its own
/// afterwards. Writing the same again changes nothing.
[[nodiscard]] Result<> put(db::Database& database, std::string_view content, const Contents& files);
/// Empty when there is none.
[[nodiscard]] std::string get(db::Tx& tx, std::string_view content, std::string_view name);
void drop(db::Tx& tx, std::string_view content);

}  // namespace pingyi::rounds::store
