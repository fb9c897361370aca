// The SQL of cases, one text for both engines.
#include "modules/casework/case_store.hpp"

#include <boost/json.hpp>

#include "platform/db/words.hpp"

namespace pingyi::casework::store {
namespace {

template <class E>
std::optional<E> maybe_word(const db::Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return from_word<E>(row.text(column));
}

std::optional<Point> point_of(const db::Row& row, int column) {
    if (row.is_null(column) || row.is_null(column + 1)) return std::nullopt;
    return Point{row.integer(column), row.integer(column + 1)};
}

std::optional<std::int64_t> lat(const Case& item) {
    return item.point ? std::optional{item.point->lat_e6} : std::nullopt;
}

std::optional<std::int64_t> lon(const Case& item) {
    return item.point ? std::optional{item.point->lon_e6} : std::nullopt;
}

std::optional<std::string> receipt(const Case& item) {
    return item.receipt.empty() ? std::nullopt : std::optional{item.receipt};
}

std::string list_of(const std::vector<std::string>& names) {
    return boost::json::serialize(boost::json::array(names.begin(), names.end()));
}

std::vector<std::string> names_of(const std::string& list) {
    std::vector<std::string> names;
    const boost::json::value parsed = boost::json::parse(list);
    for (const auto& name : parsed.as_array()) {
        names.emplace_back(name.as_string());
    }
    return names;
}

/// Whatever changes a published case changes what a search may find.
void queue_for_search(db::Tx& tx, const Case& item) {
    if (!item.published_at) return;
    tx.run(
        "INSERT INTO casework_index_queue (case_id, version) VALUES ($1, $2) ON CONFLICT (case_id) "
        "DO UPDATE SET version = excluded.version",
        {item.id, item.version});
}

}  // namespace

Case case_of(const db::Row& row) {
    return {.id = row.id<CaseId>(0),
            .number = row.text(1),
            .receipt = row.maybe_text(2).value_or(""),
            .kind = from_word<Kind>(row.text(3)),
            .urgency = from_word<Urgency>(row.text(4)),
            .channel = from_word<Channel>(row.text(5)),
            .visibility = from_word<Visibility>(row.text(6)),
            .language = row.text(7) == "en" ? Language::en : Language::zh,
            .state = from_word<State>(row.text(8)),
            .round = row.integer(9),
            .category = row.maybe_text(10),
            .named_unit = row.maybe_id<UnitId>(11),
            .lead_unit = row.maybe_id<UnitId>(12),
            .merged_into = row.maybe_id<CaseId>(13),
            .refusal = row.maybe_text(14),
            .subject = row.text(15),
            .body = row.text(16),
            .place = row.text(17),
            .place_code = row.text(18),
            .point = point_of(row, 19),
            .signature = row.text(21),
            .contact = row.maybe_text(22),
            .notice_address = row.maybe_text(23),
            .source = row.maybe_text(24),
            .source_id = row.maybe_text(25),
            .submitted_at = row.instant(26),
            .published_at = row.maybe_instant(27),
            .assigned_at = row.maybe_instant(28),
            .signed_at = row.maybe_instant(29),
            .replied_at = row.maybe_instant(30),
            .closed_at = row.maybe_instant(31),
            .ended_at = row.maybe_instant(32),
            .changed_at = row.instant(33),
            .due_at = row.maybe_instant(34),
            .very_late_at = row.maybe_instant(35),
            .missing_year = row.maybe_integer(36),
            .lateness = static_cast<Lateness>(row.integer(37)),
            .assignments = row.integer(38),
            .returns = row.integer(39),
            .extensions = row.integer(40),
            .supervisions = row.integer(41),
            .followers = row.integer(42),
            .withdraw_at = row.maybe_instant(43),
            .window_until = row.maybe_instant(44),
            .version = row.integer(45)};
}

std::vector<Case> cases_of(const db::Rows& rows) {
    std::vector<Case> cases;
    cases.reserve(rows.size());
    for (const db::Row row : rows) cases.push_back(case_of(row));
    return cases;
}

Result<Case> find(db::Tx& tx, CaseId id) {
    const auto rows = tx.run("SELECT " CASE_COLUMNS " FROM casework_case c WHERE c.id = $1", {id});
    if (rows.empty()) return fail(ErrorKind::not_found, "casework.no_such_case");
    return case_of(rows[0]);
}

Result<Case> find_by_number(db::Tx& tx, std::string_view number) {
    const auto rows =
        tx.run("SELECT " CASE_COLUMNS " FROM casework_case c WHERE c.number = $1", {number});
    if (rows.empty()) return fail(ErrorKind::not_found, "casework.no_such_case");
    return case_of(rows[0]);
}

bool insert(db::Tx& tx, const Case& item) {
    const auto made = tx.run(
        "INSERT INTO casework_case (id, number, receipt, kind, urgency, channel, visibility, "
        "language, state, round, category, named_unit, lead_unit, merged_into, refusal, subject, "
        "body, place, place_code, lat_e6, lon_e6, signature, contact, notice_address, source, "
        "source_id, submitted_at, published_at, assigned_at, signed_at, replied_at, closed_at, "
        "ended_at, changed_at, due_at, very_late_at, missing_year, lateness, assignments, returns, "
        "extensions, supervisions, followers, withdraw_at, window_until, version) VALUES ($1, $2, "
        "$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, "
        "$22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, "
        "$40, $41, $42, $43, $44, $45, $46) ON CONFLICT DO NOTHING RETURNING id",
        {item.id,
         item.number,
         receipt(item),
         word_of(item.kind),
         word_of(item.urgency),
         word_of(item.channel),
         word_of(item.visibility),
         item.language == Language::en ? "en" : "zh",
         word_of(item.state),
         item.round,
         item.category,
         item.named_unit,
         item.lead_unit,
         item.merged_into,
         item.refusal,
         item.subject,
         item.body,
         item.place,
         item.place_code,
         lat(item),
         lon(item),
         item.signature,
         item.contact,
         item.notice_address,
         item.source,
         item.source_id,
         item.submitted_at,
         item.published_at,
         item.assigned_at,
         item.signed_at,
         item.replied_at,
         item.closed_at,
         item.ended_at,
         item.changed_at,
         item.due_at,
         item.very_late_at,
         item.missing_year,
         static_cast<std::int64_t>(item.lateness),
         item.assignments,
         item.returns,
         item.extensions,
         item.supervisions,
         item.followers,
         item.withdraw_at,
         item.window_until,
         item.version});
    if (made.empty()) return false;
    queue_for_search(tx, item);
    return true;
}

void insert_original(db::Tx& tx, CaseId id, const Original& original) {
    tx.run(
        "INSERT INTO casework_original (case_id, subject, body, place, names) "
        "VALUES ($1, $2, $3, $4, $5)",
        {id, original.subject, original.body, original.place, list_of(original.names)});
}

std::optional<Original> original(db::Tx& tx, CaseId id) {
    const auto rows = tx.run(
        "SELECT subject, body, place, names FROM casework_original WHERE case_id = $1", {id});
    if (rows.empty()) return std::nullopt;
    const db::Row row = rows[0];
    return Original{row.text(0), row.text(1), row.text(2), names_of(row.text(3))};
}

Result<> save(db::Tx& tx, Case& item) {
    const auto changed = tx.run(
        "UPDATE casework_case SET kind = $1, urgency = $2, visibility = $3, state = $4, "
        "round = $5, category = $6, lead_unit = $7, merged_into = $8, refusal = $9, subject = $10, "
        "body = $11, place = $12, contact = $13, notice_address = $14, published_at = $15, "
        "assigned_at = $16, signed_at = $17, replied_at = $18, closed_at = $19, ended_at = $20, "
        "changed_at = $21, due_at = $22, very_late_at = $23, missing_year = $24, lateness = $25, "
        "assignments = $26, returns = $27, extensions = $28, supervisions = $29, followers = $30, "
        "withdraw_at = $31, window_until = $32, version = $33 "
        "WHERE id = $34 AND version = $35 RETURNING id",
        {word_of(item.kind),
         word_of(item.urgency),
         word_of(item.visibility),
         word_of(item.state),
         item.round,
         item.category,
         item.lead_unit,
         item.merged_into,
         item.refusal,
         item.subject,
         item.body,
         item.place,
         item.contact,
         item.notice_address,
         item.published_at,
         item.assigned_at,
         item.signed_at,
         item.replied_at,
         item.closed_at,
         item.ended_at,
         item.changed_at,
         item.due_at,
         item.very_late_at,
         item.missing_year,
         static_cast<std::int64_t>(item.lateness),
         item.assignments,
         item.returns,
         item.extensions,
         item.supervisions,
         item.followers,
         item.withdraw_at,
         item.window_until,
         item.version + 1,
         item.id,
         item.version});
    if (changed.empty()) return fail(ErrorKind::conflict, "casework.changed_meanwhile");
    ++item.version;
    queue_for_search(tx, item);
    return {};
}

std::vector<Case> latest(db::Tx& tx, std::int64_t limit) {
    return cases_of(tx.run(
        "SELECT " CASE_COLUMNS " FROM casework_case c ORDER BY c.id DESC LIMIT $1", {limit}));
}

std::vector<Case> open_cases(db::Tx& tx, const std::optional<CaseId>& after, std::int64_t limit) {
    return cases_of(tx.run("SELECT " CASE_COLUMNS
                           " FROM casework_case c WHERE c.state IN ('submitted', 'accepted', "
                           "'assigned', 'handling', 'calling_back') AND c.id > $1 "
                           "ORDER BY c.id LIMIT $2",
                           {after ? after->text() : std::string{}, limit}));
}

std::vector<Case> in_state(db::Tx& tx, State state, std::int64_t limit) {
    return cases_of(tx.run("SELECT " CASE_COLUMNS " FROM casework_case c WHERE c.state = $1 "
                           "ORDER BY c.due_at NULLS FIRST, c.id LIMIT $2",
                           {word_of(state), limit}));
}

std::vector<Case> withdrawals_due(db::Tx& tx, Instant now, std::int64_t limit) {
    return cases_of(tx.run("SELECT " CASE_COLUMNS
                           " FROM casework_case c WHERE c.withdraw_at IS NOT NULL AND "
                           "c.withdraw_at <= $1 ORDER BY c.withdraw_at, c.id LIMIT $2",
                           {now, limit}));
}

std::vector<Case> windows_over(db::Tx& tx, Instant now, std::int64_t limit) {
    return cases_of(tx.run("SELECT " CASE_COLUMNS
                           " FROM casework_case c WHERE c.window_until IS NOT NULL AND "
                           "c.window_until <= $1 AND c.state IN ('closed', 'refused') AND NOT "
                           "EXISTS (SELECT 1 FROM casework_appeal a WHERE a.case_id = c.id AND "
                           "a.state = 'open') ORDER BY c.window_until, c.id LIMIT $2",
                           {now, limit}));
}

void append(db::Tx& tx, CaseId id, const Event& event, const std::optional<ErasableText>& text) {
    const auto from = event.from ? std::optional{word_of(*event.from)} : std::nullopt;
    const auto hash = text ? std::optional{text->hash} : std::nullopt;
    const auto made = tx.run(
        "INSERT INTO casework_event (case_id, number, at, step, from_state, to_state, round, "
        "party, account, unit, is_public, text_hash) "
        "SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 "
        "FROM casework_event WHERE case_id = $1 RETURNING number",
        {id, event.at, word_of(event.step), from, word_of(event.to), event.round,
         word_of(event.party), event.account, event.unit, event.is_public, hash});
    if (!text) return;
    tx.run("INSERT INTO casework_event_text (case_id, number, salt, text) VALUES ($1, $2, $3, $4)",
           {id, made[0].integer(0), text->salt, text->text});
}

void erase_text(db::Tx& tx, CaseId id, std::int64_t number) {
    tx.run("DELETE FROM casework_event_text WHERE case_id = $1 AND number = $2", {id, number});
}

std::vector<Event> events(db::Tx& tx, CaseId id) {
    std::vector<Event> all;
    for (const db::Row row :
         tx.run("SELECT e.number, e.at, e.step, e.from_state, e.to_state, e.round, e.party, "
                "e.account, e.unit, e.is_public, coalesce(t.text, '') FROM casework_event e "
                "LEFT JOIN casework_event_text t ON t.case_id = e.case_id AND t.number = e.number "
                "WHERE e.case_id = $1 ORDER BY e.number",
                {id})) {
        all.push_back({row.integer(0), row.instant(1), from_word<Step>(row.text(2)),
                       maybe_word<State>(row, 3), from_word<State>(row.text(4)), row.integer(5),
                       from_word<Party>(row.text(6)), row.maybe_id<AccountId>(7),
                       row.maybe_id<UnitId>(8), row.flag(9), row.text(10)});
    }
    return all;
}

void insert_clock(db::Tx& tx, CaseId id, const CaseClock& clock) {
    tx.run(
        "INSERT INTO casework_clock (case_id, stage, round, rule_version, deadline, very_late, "
        "started_at, due_at, very_late_at, missing_year, stopped_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
        "ON CONFLICT (case_id, stage, round, started_at) DO UPDATE SET "
        "rule_version = excluded.rule_version, deadline = excluded.deadline, "
        "very_late = excluded.very_late, due_at = excluded.due_at, "
        "very_late_at = excluded.very_late_at, missing_year = excluded.missing_year, "
        "stopped_at = excluded.stopped_at",
        {id, word_of(clock.stage), clock.round, clock.rule_version, clock.deadline, clock.very_late,
         clock.started_at, clock.due_at, clock.very_late_at, clock.missing_year, clock.stopped_at});
}

std::vector<CaseClock> clocks(db::Tx& tx, CaseId id) {
    std::vector<CaseClock> all;
    for (const db::Row row :
         tx.run("SELECT stage, round, rule_version, deadline, very_late, started_at, due_at, "
                "very_late_at, missing_year, stopped_at FROM casework_clock WHERE case_id = $1 "
                "ORDER BY started_at, stage",
                {id})) {
        all.push_back({from_word<Stage>(row.text(0)), row.integer(1), row.integer(2), row.text(3),
                       row.maybe_text(4), row.instant(5), row.maybe_instant(6),
                       row.maybe_instant(7), row.maybe_integer(8), row.maybe_instant(9)});
    }
    return all;
}

void save_clock(db::Tx& tx, CaseId id, const CaseClock& clock) {
    tx.run(
        "UPDATE casework_clock SET deadline = $1, very_late = $2, due_at = $3, very_late_at = $4, "
        "missing_year = $5, stopped_at = $6, rule_version = $7 "
        "WHERE case_id = $8 AND stage = $9 AND round = $10 AND started_at = $11",
        {clock.deadline, clock.very_late, clock.due_at, clock.very_late_at, clock.missing_year,
         clock.stopped_at, clock.rule_version, id, word_of(clock.stage), clock.round,
         clock.started_at});
}

void insert_reply(db::Tx& tx, const Reply& reply) {
    tx.run(
        "INSERT INTO casework_reply (id, case_id, round, unit, state, text, written_by, "
        "written_at, approved_by, published_at, version) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        {reply.id, reply.case_id, reply.round, reply.unit, word_of(reply.state), reply.text,
         reply.written_by, reply.written_at, reply.approved_by, reply.published_at, reply.version});
}

std::vector<Reply> replies(db::Tx& tx, CaseId id) {
    std::vector<Reply> all;
    for (const db::Row row :
         tx.run("SELECT id, round, unit, state, text, written_by, written_at, approved_by, "
                "published_at, version FROM casework_reply WHERE case_id = $1 ORDER BY round, id",
                {id})) {
        all.push_back({row.id<ReplyId>(0), id, row.integer(1), row.id<UnitId>(2),
                       from_word<ReplyState>(row.text(3)), row.text(4), row.maybe_id<AccountId>(5),
                       row.instant(6), row.maybe_id<AccountId>(7), row.maybe_instant(8),
                       row.integer(9)});
    }
    return all;
}

Result<> save_reply(db::Tx& tx, Reply& reply) {
    const auto changed = tx.run(
        "UPDATE casework_reply SET state = $1, text = $2, written_by = $3, written_at = $4, "
        "approved_by = $5, published_at = $6, version = $7 WHERE id = $8 AND version = $9 "
        "RETURNING id",
        {word_of(reply.state), reply.text, reply.written_by, reply.written_at, reply.approved_by,
         reply.published_at, reply.version + 1, reply.id, reply.version});
    if (changed.empty()) return fail(ErrorKind::conflict, "casework.changed_meanwhile");
    ++reply.version;
    return {};
}

std::vector<TimeRule> time_rules(db::Tx& tx, Day day) {
    std::vector<TimeRule> rules;
    for (const db::Row row : tx.run(
             "SELECT version, stage, kind, urgency, clock, amount, very_late_amount "
             "FROM casework_rule WHERE version = (SELECT max(version) FROM casework_rule_version "
             "WHERE valid_from <= $1) ORDER BY stage, kind, urgency",
             {day})) {
        TimeRule rule;
        rule.version = row.integer(0);
        rule.stage = from_word<Stage>(row.text(1));
        if (!row.text(2).empty()) rule.kind = from_word<Kind>(row.text(2));
        if (!row.text(3).empty()) rule.urgency = from_word<Urgency>(row.text(3));
        rule.rule = {from_word<DeadlineClock>(row.text(4)), row.integer(5)};
        rule.very_late_amount = row.maybe_integer(6);
        rules.push_back(rule);
    }
    return rules;
}

void mark_stale(db::Tx& tx, UnitId unit, std::string_view month) {
    tx.run("INSERT INTO casework_stale (unit, month) VALUES ($1, $2) ON CONFLICT DO NOTHING",
           {unit, month});
}

}  // namespace pingyi::casework::store
