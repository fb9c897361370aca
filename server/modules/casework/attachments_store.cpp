#include "modules/casework/attachments_store.hpp"

#include <charconv>

#include "platform/db/words.hpp"

namespace pingyi::casework::store {
namespace {

#define ATTACHMENT_COLUMNS                                                                     \
    "a.file, a.case_id, a.reply, CASE WHEN a.reply IS NULL OR r.state = 'published' THEN 0 "   \
    "ELSE 1 END, a.added_at, a.verdict FROM casework_attachment a LEFT JOIN casework_reply r " \
    "ON r.id = a.reply "

Attachment attachment_of(const db::Row& row) {
    Attachment made;
    made.file = row.id<files::FileId>(0);
    made.case_id = row.id<CaseId>(1);
    made.reply = row.maybe_id<ReplyId>(2);
    made.is_of_draft = row.integer(3) == 1;
    made.added_at = row.instant(4);
    if (const auto verdict = row.maybe_text(5)) made.verdict = from_word<Verdict>(*verdict);
    return made;
}

std::vector<Attachment> attachments_in(const db::Rows& rows) {
    std::vector<Attachment> all;
    for (const db::Row row : rows) all.push_back(attachment_of(row));
    return all;
}

/// A cursor of another list begins at the top.
std::int64_t number_in(const std::string& text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace

void insert(db::Tx& tx, const Attachment& attachment) {
    tx.run(
        "INSERT INTO casework_attachment (file, case_id, reply, added_at) VALUES ($1, $2, $3, $4)",
        {attachment.file, attachment.case_id, attachment.reply, attachment.added_at});
}

void remove_attachment(db::Tx& tx, files::FileId file) {
    tx.run("DELETE FROM casework_attachment WHERE file = $1", {file});
}

Result<Attachment> find_attachment(db::Tx& tx, files::FileId file) {
    const auto rows = tx.run("SELECT " ATTACHMENT_COLUMNS "WHERE a.file = $1", {file});
    if (rows.empty()) return fail(ErrorKind::not_found, "casework.no_such_attachment");
    return attachment_of(rows[0]);
}

std::vector<Attachment> attachments(db::Tx& tx, CaseId id) {
    return attachments_in(
        tx.run("SELECT " ATTACHMENT_COLUMNS "WHERE a.case_id = $1 ORDER BY a.file", {id}));
}

std::vector<Attachment> unseen(db::Tx& tx, const std::optional<Cursor>& after, std::int64_t limit) {
    const std::int64_t at = after ? number_in(after->key) : 0;
    const std::string file = after ? after->id : std::string{};
    return attachments_in(tx.run(
        "SELECT " ATTACHMENT_COLUMNS
        "WHERE a.verdict IS NULL AND a.retention IS NULL AND (a.added_at, a.file) > ($1, $2) "
        "ORDER BY a.added_at, a.file LIMIT $3",
        {at, file, limit}));
}

void set_verdict(db::Tx& tx, files::FileId file, Verdict verdict, AccountId by, Instant now) {
    tx.run(
        "UPDATE casework_attachment SET verdict = $2, looked_by = $3, looked_at = $4, "
        "retention = NULL WHERE file = $1",
        {file, word_of(verdict), by, now});
}

std::vector<Attachment> to_settle(db::Tx& tx, Instant ended_before, std::int64_t limit) {
    return attachments_in(tx.run("SELECT " ATTACHMENT_COLUMNS
                                 "JOIN casework_case c ON c.id = a.case_id WHERE a.retention IS "
                                 "NULL AND c.ended_at < $1 ORDER BY a.case_id, a.file LIMIT $2",
                                 {ended_before, limit}));
}

void settle(db::Tx& tx, files::FileId file, bool is_kept) {
    tx.run("UPDATE casework_attachment SET retention = $2 WHERE file = $1",
           {file, is_kept ? "kept" : "erased"});
}

}  // namespace pingyi::casework::store
