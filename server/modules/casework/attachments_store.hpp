// Which files belong to which case. A transaction is always the caller's.
#pragma once

#include <optional>
#include <vector>

#include "modules/casework/attachments_wire.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework::store {

void insert(db::Tx& tx, const Attachment& attachment);
void remove_attachment(db::Tx& tx, files::FileId file);
/// errors   not_found casework.no_such_attachment
[[nodiscard]] Result<Attachment> find_attachment(db::Tx& tx, files::FileId file);
/// In the order in which the files came.
[[nodiscard]] std::vector<Attachment> attachments(db::Tx& tx, CaseId id);
/// Those nobody has looked at, oldest first, after the cursor (added_at, file).
[[nodiscard]] std::vector<Attachment> unseen(db::Tx& tx, const std::optional<Cursor>& after,
                                             std::int64_t limit);
void set_verdict(db::Tx& tx, files::FileId file, Verdict verdict, AccountId by, Instant now);
/// Files of cases that ended before, of which nobody has said yet whether they are kept.
[[nodiscard]] std::vector<Attachment> to_settle(db::Tx& tx, Instant ended_before,
                                                std::int64_t limit);
void settle(db::Tx& tx, files::FileId file, bool is_kept);

}  // namespace pingyi::casework::store
