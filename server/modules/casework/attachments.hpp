// Attachments of cases. A file is sent under a draft token that the browser drew, and then given to
// a case or to a reply; from then on the policy of the case decides who reads it. Intake looks at
// every file before everybody may see it: pictures show faces and plates.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/accounts/api.hpp"
#include "modules/casework/attachments_wire.hpp"
#include "modules/casework/module.hpp"

namespace pingyi::casework {

// --- Under a draft token ---

/// Takes a file in. errors   those of files::upload_of; conflict casework.too_many_attachments |
/// db.idempotency_key_reused; too_many casework.too_many_attempts
[[nodiscard]] Result<AttachmentView> upload_file(const Deps& deps, const http::Context& context,
                                                 const UploadQuery& query, std::string_view bytes);
/// errors of both   not_found casework.no_such_attachment, alike for a wrong token
[[nodiscard]] Result<AttachmentView> draft_file(const Deps& deps, files::FileId file,
                                                std::string_view draft);
[[nodiscard]] Result<> drop_draft_file(const Deps& deps, files::FileId file,
                                       std::string_view draft);
/// Removes what was sent and never given to a case, after two days.
[[nodiscard]] Result<> sweep_drafts(db::Database& database, Day today);

// --- Given to a case ---

/// Files and the owners under which they wait; made before the transaction, for it hashes.
struct Chosen {
    files::FileId file;
    files::Owner draft;
};
[[nodiscard]] std::vector<Chosen> chosen(const Deps& deps, const std::vector<ChosenFile>& sent);
/// Gives the files to the case, or to a reply of it; a file that is there already stays.
/// errors   invalid_input, fields #/attachments/n casework_no_such_attachment |
///          casework_attachment_refused; conflict casework.too_many_attachments
[[nodiscard]] Result<> give_files(db::Tx& tx, const std::vector<Chosen>& files, CaseId id,
                                  const std::optional<ReplyId>& reply, Instant now);

/// Later ones of the resident. errors   those of give_files; conflict casework.not_offered_now
[[nodiscard]] Result<> add_files_to_case(const Deps& deps, Instant now, CaseId id,
                                         const std::vector<ChosenFile>& sent);
/// To the reply at work. errors   those of give_files and of finding the case; forbidden
/// casework.not_allowed; conflict casework.step_not_allowed when no reply is being written
[[nodiscard]] Result<AttachmentList> add_files_to_reply(const Deps& deps,
                                                        const accounts::Account& account,
                                                        Instant now, std::string_view number,
                                                        const std::vector<ChosenFile>& sent);
/// While the reply is being written. errors   as above; not_found casework.no_such_attachment
[[nodiscard]] Result<> drop_file_of_reply(const Deps& deps, const accounts::Account& account,
                                          std::string_view number, files::FileId file);

// --- Reading ---

[[nodiscard]] std::vector<AttachmentView> public_attachments(db::Tx& tx, const Case& item);
[[nodiscard]] std::vector<AttachmentView> attachments_of_writer(db::Tx& tx, const Case& item);
[[nodiscard]] std::vector<AttachmentView> attachments_for_staff(db::Tx& tx,
                                                                const accounts::Account& account,
                                                                const Case& item);

// errors of these   not_found casework.no_such_case, alike for whatever may not be read; conflict
// files.not_ready
[[nodiscard]] Result<http::Response> public_file(const Deps& deps, std::string_view number,
                                                 files::FileId file);
[[nodiscard]] Result<http::Response> file_of_writer(const Deps& deps, CaseId id,
                                                    files::FileId file);
[[nodiscard]] Result<http::Response> file_for_staff(const Deps& deps,
                                                    const accounts::Account& account,
                                                    std::string_view number, files::FileId file);

// --- Retention ---

/// Erases files of cases that have been final for long, unless everybody may read them or they went
/// out with a reply (policy::is_kept). Part of the work of casework.forget.
[[nodiscard]] Result<> erase_old_files(db::Database& database, Instant now);

// --- Looking ---

/// What nobody has looked at, oldest first.
[[nodiscard]] Result<Page<UnseenAttachment>> unseen_attachments(const Deps& deps,
                                                                const std::optional<Cursor>& after,
                                                                std::int64_t limit);
/// Shows a file to everybody who may see the case, or withholds it; may be decided anew. Noted in
/// the security log. errors   not_found casework.no_such_attachment; conflict files.not_ready
[[nodiscard]] Result<AttachmentView> decide_attachment(const Deps& deps,
                                                       const accounts::Account& account,
                                                       Instant now, files::FileId file,
                                                       Verdict verdict);

}  // namespace pingyi::casework
