// The rows of attachments.
#pragma once

#include <string_view>

#include "platform/files/files.hpp"

namespace pingyi::files::store {

/// As it arrived, or made anew.
enum class Edition : std::uint8_t { arrived = 0, anew = 1 };

void insert(db::Tx& tx, const Info& info);
[[nodiscard]] std::int64_t count_of(db::Tx& tx, const Owner& owner);
/// returns false when the file is not in `state` any more: nothing is written
[[nodiscard]] bool add_chunk(db::Tx& tx, FileId id, State state, Edition edition,
                             std::int64_t number, std::string_view bytes);
[[nodiscard]] std::string chunk(db::Tx& tx, FileId id, Edition edition, std::int64_t number);
/// Takes the file from `before` to `after`. returns false when it is not there any more
[[nodiscard]] bool pass(db::Tx& tx, FileId id, State before, State after);
/// What is kept from now on is the edition made anew. returns false when it was not waiting
[[nodiscard]] bool replace(db::Tx& tx, FileId id, std::int64_t bytes, std::string_view sha256);
/// A waiting file will not be kept; its bytes go.
void refuse(db::Tx& tx, FileId id, std::string_view reason);
/// Files in `state` since before `day`.
[[nodiscard]] std::vector<FileId> stuck(db::Tx& tx, State state, Day day, std::int64_t files_max);

}  // namespace pingyi::files::store
