// Who may do what with cases. Pure: the account, the case and the bodies above it are arguments.
#pragma once

#include <span>

#include "kernel/result.hpp"
#include "modules/accounts/api.hpp"
#include "modules/casework/attachments_wire.hpp"
#include "modules/casework/types.hpp"

namespace pingyi::casework::policy {

// errors of all: forbidden casework.not_allowed

/// Screens, refuses, merges, assigns; reads originals (each reading is noted).
[[nodiscard]] Result<> may_screen(const accounts::Account& account);
/// Sees a case of which `unit` (its lead or a co-body) has a part, with the text as masked.
[[nodiscard]] Result<> may_see(const accounts::Account& account, const std::optional<UnitId>& unit,
                               std::span<const UnitId> ancestors);
/// Signs for, returns, writes replies, asks for an extension.
[[nodiscard]] Result<> may_handle(const accounts::Account& account, UnitId unit,
                                  std::span<const UnitId> ancestors);
/// Approves a reply: the head of the body, and somebody else than its writer.
[[nodiscard]] Result<> may_approve(const accounts::Account& account, const Reply& reply,
                                   std::span<const UnitId> ancestors);
/// Supervises, decides on extensions.
[[nodiscard]] Result<> may_supervise(const accounts::Account& account);
/// Decides an appeal: the office, and nobody who decided before in this case.
[[nodiscard]] Result<> may_review(const accounts::Account& account,
                                  std::span<const AccountId> decided_before);
/// Works at the call-back desk.
[[nodiscard]] Result<> may_call_back(const accounts::Account& account);

/// A file for everybody: the case is public and not withdrawn, intake has looked at the file and
/// shows it, and a reply's file goes out with its reply.
[[nodiscard]] bool everybody_may_read(const Case& item, const Attachment& attachment);
/// A file that stays when the case has been final for long: everybody may read it, or it went out
/// with a reply. The others were kept for the handling only.
[[nodiscard]] bool is_kept(const Case& item, const Attachment& attachment);
/// The writer, by number and receipt, reads all but what a body has not sent yet.
[[nodiscard]] bool writer_may_read(const Attachment& attachment);
/// Somebody who may see the case; a reply at work is its body's (`ancestors` of the lead body) and
/// intake's, which looks at the files.
[[nodiscard]] bool staff_may_read(const accounts::Account& account, const Case& item,
                                  const Attachment& attachment, std::span<const UnitId> ancestors);

}  // namespace pingyi::casework::policy
