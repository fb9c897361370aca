// The SQL of the public area.
#include "modules/casework/public_store.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "modules/casework/case_store.hpp"
#include "platform/db/words.hpp"

namespace pingyi::casework::public_store {
namespace {

/// The condition of the partial indexes, word for word.
#define IS_PUBLIC "c.visibility = 'everyone' AND c.published_at IS NOT NULL"
/// As in migrations/0005_public.sql, so that its index serves.
#define PHASE                                                     \
    "(CASE WHEN c.refusal IS NOT NULL THEN 'refused' "            \
    "WHEN c.state IN ('replied', 'calling_back') THEN 'replied' " \
    "WHEN c.state IN ('closed', 'ended') THEN 'closed' "          \
    "WHEN c.state IN ('merged', 'withdrawn') THEN c.state ELSE 'handling' END)"

/// What a list shows; the letter only as far as an excerpt may reach, so that a page of long ones
/// is as cheap as one of short ones.
#define LIST_COLUMNS                                                                       \
    "c.id, c.number, c.kind, c.state, c.round, c.lead_unit, c.refusal, c.subject, "        \
    "substr(c.body, 1, 200), c.submitted_at, c.published_at, c.replied_at, c.changed_at, " \
    "c.due_at, c.very_late_at, c.lateness, c.followers"

Case listed(const db::Row& row) {
    Case item;
    item.id = row.id<CaseId>(0);
    item.number = row.text(1);
    item.kind = from_word<Kind>(row.text(2));
    item.state = from_word<State>(row.text(3));
    item.round = row.integer(4);
    item.lead_unit = row.maybe_id<UnitId>(5);
    item.refusal = row.maybe_text(6);
    item.subject = row.text(7);
    item.body = row.text(8);
    item.submitted_at = row.instant(9);
    item.published_at = row.maybe_instant(10);
    item.replied_at = row.maybe_instant(11);
    item.changed_at = row.instant(12);
    item.due_at = row.maybe_instant(13);
    item.very_late_at = row.maybe_instant(14);
    item.lateness = static_cast<Lateness>(row.integer(15));
    item.followers = row.integer(16);
    return item;
}

std::vector<Case> listed(const db::Rows& rows) {
    std::vector<Case> all;
    for (const db::Row row : rows) all.push_back(listed(row));
    return all;
}

std::string list_of(const std::vector<std::string>& ids) {
    return boost::json::serialize(boost::json::array(ids.begin(), ids.end()));
}

/// A WHERE that grows with its parameters.
class Where {
public:
    /// `condition` holds one "?", the place of the parameter.
    void add(std::string_view condition, db::Param value) {
        values_.push_back(std::move(value));
        const std::size_t mark = condition.find('?');
        text_ += " AND " + std::string(condition.substr(0, mark)) + next() +
                 std::string(condition.substr(mark + 1));
    }
    void add(std::string_view condition) { text_ += " AND " + std::string(condition); }
    /// Walks in the order of the list, which an index gives.
    db::Rows run(db::Tx& tx, const std::optional<Place>& after, std::int64_t limit) {
        if (after) {
            values_.emplace_back(after->at);
            const std::string at = next();
            values_.emplace_back(after->id);
            text_ += " AND (c.submitted_at, c.id) < (" + at + ", " + next() + ")";
        }
        values_.emplace_back(limit);
        return tx.run("SELECT " LIST_COLUMNS " FROM casework_case c WHERE " IS_PUBLIC + text_ +
                          " ORDER BY c.submitted_at DESC, c.id DESC LIMIT " + next(),
                      values_);
    }

private:
    [[nodiscard]] std::string next() const { return "$" + std::to_string(values_.size()); }
    std::string text_;
    std::vector<db::Param> values_;
};

Where where_of(const Filter& filter) {
    Where where;
    if (filter.unit) where.add("c.lead_unit = ?", *filter.unit);
    if (filter.phase) where.add(PHASE " = ?", word_of(*filter.phase));
    where.add("c.state <> 'withdrawn'");
    if (filter.kind) where.add("c.kind = ?", word_of(*filter.kind));
    if (filter.from) where.add("c.submitted_at >= ?", *filter.from);
    if (filter.until) where.add("c.submitted_at < ?", *filter.until);
    return where;
}

bool is_newer(const Case& a, const Case& b) {
    return std::tie(a.submitted_at, a.id) > std::tie(b.submitted_at, b.id);
}

/// Late ones are those answered late and those that still wait behind their due date: two walks
/// without a case in common, merged, so that each follows an index.
std::vector<Case> late(db::Tx& tx, const Filter& filter, const std::optional<Place>& after,
                       Instant now, std::int64_t limit) {
    const bool very = *filter.lateness == Lateness::very_late;
    const auto grade = static_cast<std::int64_t>(*filter.lateness);
    Where answered = where_of(filter);
    answered.add("c.lateness = ?", grade);
    if (!very) {
        answered.add("(c.very_late_at IS NULL OR c.very_late_at > ? OR " PHASE " <> 'handling')",
                     now);
    }
    std::vector<Case> all = listed(answered.run(tx, after, limit));
    if (filter.phase && *filter.phase != Phase::handling) return all;
    Filter still = filter;
    still.phase = Phase::handling;
    Where waiting = where_of(still);
    waiting.add("+c.lateness < ?", grade);  // "+": the index by phase, which gives the order
    if (very) {
        waiting.add("c.very_late_at <= ?", now);
    } else {
        waiting.add("c.due_at <= ?", now);
        waiting.add("(c.very_late_at IS NULL OR c.very_late_at > ?)", now);
    }
    std::ranges::move(listed(waiting.run(tx, after, limit)), std::back_inserter(all));
    std::ranges::sort(all, is_newer);
    if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
    return all;
}

}  // namespace

Result<Case> find(db::Tx& tx, std::string_view number) {
    const auto rows =
        tx.run("SELECT " CASE_COLUMNS " FROM casework_case c WHERE c.number = $1 AND " IS_PUBLIC,
               {number});
    if (rows.empty()) return fail(ErrorKind::not_found, "casework.no_such_case");
    return store::case_of(rows[0]);
}

std::vector<Case> list(db::Tx& tx, const Filter& filter, const std::optional<Place>& after,
                       Instant now, std::int64_t limit) {
    if (filter.lateness && *filter.lateness != Lateness::in_time) {
        return late(tx, filter, after, now, limit);
    }
    Where where = where_of(filter);
    if (filter.lateness) {
        where.add("c.lateness = 0");
        where.add("(c.due_at IS NULL OR c.due_at > ? OR " PHASE " <> 'handling')", now);
    }
    return listed(where.run(tx, after, limit));
}

std::vector<Case> find_many(db::Tx& tx, const std::vector<std::string>& ids) {
    return listed(tx.run("SELECT " LIST_COLUMNS " FROM casework_case c WHERE c.id IN (SELECT value "
                         "FROM json_each($1)) AND c.state <> 'withdrawn' AND " IS_PUBLIC,
                         {list_of(ids)}));
}

std::vector<Case> newest_replies(db::Tx& tx, std::int64_t limit) {
    return listed(tx.run("SELECT " LIST_COLUMNS
                         " FROM casework_case c WHERE c.replied_at IS NOT NULL AND "
                         "c.state <> 'withdrawn' AND " IS_PUBLIC
                         " ORDER BY c.replied_at DESC, c.id DESC LIMIT $1",
                         {limit}));
}

std::vector<ReplyStart> reply_starts(db::Tx& tx, const std::vector<Case>& cases) {
    std::vector<std::string> ids;
    for (const Case& item : cases) {
        if (item.replied_at) ids.push_back(item.id.text());
    }
    if (ids.empty()) return {};
    std::vector<ReplyStart> all;
    for (const db::Row row :
         tx.run("SELECT r.case_id, substr(r.text, 1, 200) FROM casework_reply r WHERE r.case_id IN "
                "(SELECT value FROM json_each($1)) AND r.state = 'published' ORDER BY r.round",
                {list_of(ids)})) {
        all.push_back({row.id<CaseId>(0), row.text(1)});
    }
    return all;
}

std::vector<Reply> replies(db::Tx& tx, CaseId id) {
    std::vector<Reply> all;
    for (const db::Row row :
         tx.run("SELECT id, round, unit, text, published_at FROM casework_reply "
                "WHERE case_id = $1 AND state = 'published' ORDER BY round",
                {id})) {
        Reply reply;
        reply.id = row.id<ReplyId>(0);
        reply.case_id = id;
        reply.round = row.integer(1);
        reply.unit = row.id<UnitId>(2);
        reply.state = ReplyState::published;
        reply.text = row.text(3);
        reply.published_at = row.maybe_instant(4);
        all.push_back(std::move(reply));
    }
    return all;
}

std::vector<PublicExtension> extensions(db::Tx& tx, CaseId id) {
    std::vector<PublicExtension> all;
    for (const db::Row row :
         tx.run("SELECT days, reason, state, asked_at, decided_at, decision, due_before, due_after "
                "FROM casework_extension WHERE case_id = $1 ORDER BY id",
                {id})) {
        all.push_back({row.integer(0), row.text(1), row.text(2), row.instant(3),
                       row.maybe_instant(4), row.text(5), row.maybe_instant(6),
                       row.maybe_instant(7)});
    }
    return all;
}

std::vector<PublicSupervision> supervisions(db::Tx& tx, CaseId id) {
    std::vector<PublicSupervision> all;
    for (const db::Row row : tx.run("SELECT reason, opened_at, ended_at FROM casework_supervision "
                                    "WHERE case_id = $1 ORDER BY id",
                                    {id})) {
        all.push_back({row.text(0), row.instant(1), row.maybe_instant(2)});
    }
    return all;
}

std::vector<PartRow> parts(db::Tx& tx, CaseId id) {
    std::vector<PartRow> all;
    for (const db::Row row : tx.run("SELECT unit, asked_at, answered_at FROM casework_part "
                                    "WHERE case_id = $1 ORDER BY id",
                                    {id})) {
        all.push_back({row.id<UnitId>(0), {{}, row.instant(1), row.maybe_instant(2)}});
    }
    return all;
}

std::vector<OtherCase> merged_into(db::Tx& tx, CaseId id) {
    std::vector<OtherCase> all;
    for (const db::Row row :
         tx.run("SELECT c.number, c.subject FROM casework_case c WHERE c.merged_into = $1 AND "
                "c.merged_into IS NOT NULL AND " IS_PUBLIC " ORDER BY c.submitted_at, c.id "
                "LIMIT 100",
                {id})) {
        all.push_back({row.text(0), row.text(1)});
    }
    return all;
}

std::optional<OtherCase> other(db::Tx& tx, CaseId id) {
    const auto rows = tx.run(
        "SELECT c.number, c.subject FROM casework_case c WHERE c.id = $1 AND " IS_PUBLIC, {id});
    if (rows.empty()) return std::nullopt;
    return OtherCase{rows[0].text(0), rows[0].text(1)};
}

std::optional<PublicRefusal> refusal(db::Tx& tx, std::string_view code) {
    const auto rows =
        tx.run("SELECT text_zh, text_en FROM casework_refusal_reason WHERE code = $1", {code});
    if (rows.empty()) return std::nullopt;
    return PublicRefusal{std::string(code), rows[0].text(0), rows[0].text(1)};
}

std::vector<Queued> queued(db::Tx& tx, std::int64_t limit) {
    std::vector<Queued> all;
    for (const db::Row row :
         tx.run("SELECT case_id, version FROM casework_index_queue ORDER BY case_id LIMIT $1",
                {limit})) {
        all.push_back({row.id<CaseId>(0), row.integer(1)});
    }
    return all;
}

void forget(db::Tx& tx, const Queued& entry) {
    tx.run("DELETE FROM casework_index_queue WHERE case_id = $1 AND version = $2",
           {entry.id, entry.version});
}

}  // namespace pingyi::casework::public_store
