// Attachments as they are kept, asked for and shown.
#pragma once

#include <algorithm>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "kernel/fields.hpp"
#include "kernel/page.hpp"
#include "modules/casework/rules.hpp"
#include "modules/casework/types.hpp"
#include "platform/files/files.hpp"

namespace pingyi::casework {

/// Files of one letter, and of one reply. A case has twice as many at most.
inline constexpr std::int64_t attachments_max = 5;
inline constexpr std::int64_t attachments_of_case_max = 10;

/// 128 random bits as 32 hexadecimal digits, drawn by the browser: whoever knows them may see to
/// the files that were sent under them, until these are given to a case.
[[nodiscard]] inline bool is_draft_token(std::string_view text) {
    return text.size() == 32 && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}
inline constexpr Pattern draft_pattern{&is_draft_token, "^[0-9a-f]{32}$", "casework_bad_draft",
                                       "0123456789abcdef0123456789abcdef"};
using DraftToken = Text<32, 32, &draft_pattern>;

struct UploadQuery {
    DraftToken draft;
    Text<1, 200> name;  ///< of the file, only shown
};
BOOST_DESCRIBE_STRUCT(UploadQuery, (), (draft, name))
struct DraftQuery {
    DraftToken draft;
};
BOOST_DESCRIBE_STRUCT(DraftQuery, (), (draft))
struct FilePath {
    files::FileId file;
};
BOOST_DESCRIBE_STRUCT(FilePath, (), (file))
struct CaseFilePath {
    Text<13, 13, &case_number_pattern> case_;
    files::FileId file;
};
BOOST_DESCRIBE_STRUCT(CaseFilePath, (), (case_, file))
struct FilesOfCasePath {
    Text<13, 13, &case_number_pattern> case_;
};
BOOST_DESCRIBE_STRUCT(FilesOfCasePath, (), (case_))

/// A file that was sent before, and the token under which it was sent.
struct ChosenFile {
    files::FileId file;
    DraftToken draft;
};
BOOST_DESCRIBE_STRUCT(ChosenFile, (), (file, draft))
using ChosenFiles = List<ChosenFile, attachments_max>;

BOOST_DEFINE_ENUM_CLASS(AttachmentKind, picture, pdf)
/// `working`: a picture is being made anew.
BOOST_DEFINE_ENUM_CLASS(AttachmentState, working, ready, refused)
/// What intake found when it looked: may everybody see it?
BOOST_DEFINE_ENUM_CLASS(Verdict, shown, withheld)

/// A file that was given to a case.
struct Attachment {
    files::FileId file;
    CaseId case_id;
    std::optional<ReplyId> reply;
    bool is_of_draft = false;  ///< of a reply that is not published
    Instant added_at{};
    std::optional<Verdict> verdict;
};

struct AttachmentView {
    files::FileId file;
    std::string name;
    AttachmentKind kind = AttachmentKind::picture;
    std::int64_t bytes = 0;
    AttachmentState state = AttachmentState::working;
    std::optional<std::string> reason;  ///< code of the error for which it was refused
    std::optional<ReplyId> reply;       ///< of a body; absent for the resident's own
    std::optional<Verdict> verdict;     ///< absent before intake has looked
};
BOOST_DESCRIBE_STRUCT(AttachmentView, (), (file, name, kind, bytes, state, reason, reply, verdict))
struct AttachmentList {
    std::vector<AttachmentView> items;
};
BOOST_DESCRIBE_STRUCT(AttachmentList, (), (items))

struct GiveBody {
    List<ChosenFile, attachments_max, 1> attachments;
};
BOOST_DESCRIBE_STRUCT(GiveBody, (), (attachments))
struct TrackedGiveBody {
    Text<13, 30> number;
    Secret<16, 40> receipt;
    List<ChosenFile, attachments_max, 1> attachments;
};
BOOST_DESCRIBE_STRUCT(TrackedGiveBody, (), (number, receipt, attachments))

struct UnseenQuery {
    std::optional<Cursor> after;
    std::optional<Int<1, 100>> limit;
};
BOOST_DESCRIBE_STRUCT(UnseenQuery, (), (after, limit))
struct UnseenAttachment {
    std::string number;  ///< of the case
    std::string subject;
    Instant added_at{};
    AttachmentView attachment;
};
BOOST_DESCRIBE_STRUCT(UnseenAttachment, (), (number, subject, added_at, attachment))
struct FileVerdictBody {
    Verdict verdict = Verdict::withheld;
};
BOOST_DESCRIBE_STRUCT(FileVerdictBody, (), (verdict))

}  // namespace pingyi::casework
