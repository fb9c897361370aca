// The SQL of figures.
#include "modules/casework/figures_store.hpp"

#include <boost/json.hpp>

#include "modules/casework/case_store.hpp"

namespace pingyi::casework::figures_store {
namespace {

/// A case that is the body's to answer; parameters $1 to $3 are body, first moment, moment behind
/// the last.
#define ITS_CASES                                                                         \
    "c.lead_unit = $1 AND c.submitted_at >= $2 AND c.submitted_at < $3 AND c.refusal IS " \
    "NULL AND c.state NOT IN ('submitted', 'merged', 'withdrawn')"
#define WAITS "c.state IN ('accepted', 'assigned', 'handling')"
/// 0, 1, 2 like Lateness, at the moment $4.
#define GRADE                             \
    "CASE WHEN c.lateness = 2 OR (" WAITS \
    " AND c.very_late_at <= $4) THEN 2 "  \
    "WHEN c.lateness = 1 OR (" WAITS " AND c.due_at <= $4) THEN 1 ELSE 0 END"
#define FIGURE_SUMS                                                               \
    "CAST(sum(f.received) AS BIGINT), CAST(sum(f.answered) AS BIGINT), "          \
    "CAST(sum(f.in_time) AS BIGINT), CAST(sum(f.late) AS BIGINT), "               \
    "CAST(sum(f.very_late) AS BIGINT), CAST(sum(f.extended) AS BIGINT), "         \
    "CAST(sum(f.returned) AS BIGINT), CAST(sum(f.asked) AS BIGINT), "             \
    "CAST(sum(f.reached) AS BIGINT), CAST(sum(f.solved) AS BIGINT), "             \
    "CAST(sum(f.satisfied) AS BIGINT), CAST(sum(f.self_answered) AS BIGINT), "    \
    "CAST(sum(f.self_solved) AS BIGINT), CAST(sum(f.self_satisfied) AS BIGINT), " \
    "CAST(sum(f.appeals) AS BIGINT), CAST(sum(f.appeals_upheld) AS BIGINT)"

/// The counts in the order of the table, beginning at `column`.
void read_counts(const db::Row& row, int column, Figures& into) {
    for (std::int64_t* count :
         {&into.received, &into.answered, &into.in_time, &into.late, &into.very_late,
          &into.extended, &into.returned, &into.asked, &into.reached, &into.solved, &into.satisfied,
          &into.self_answered, &into.self_solved, &into.self_satisfied, &into.appeals,
          &into.appeals_upheld}) {
        *count = row.integer(column++);
    }
}

std::string text_of(const std::map<std::int64_t, std::int64_t>& days) {
    boost::json::object counts;
    for (const auto& [day, n] : days) counts[std::to_string(day)] = n;
    return boost::json::serialize(counts);
}

std::map<std::int64_t, std::int64_t> days_of(const std::string& text) {
    std::map<std::int64_t, std::int64_t> days;
    const boost::json::value counts = boost::json::parse(text);
    for (const auto& entry : counts.as_object()) {
        days[std::stoll(std::string(entry.key()))] = entry.value().to_number<std::int64_t>();
    }
    return days;
}

/// The part that `visibility` names.
Figures& part_of(MonthFigures& month, const std::string& visibility) {
    return visibility == "everyone" ? month.everyone : month.body_only;
}

/// One body and one stretch of time being counted.
struct Count {
    db::Tx& tx;
    UnitId unit;
    Instant from, until, now;
    MonthFigures& month;

    void cases() const {
        for (const db::Row row :
             tx.run("SELECT x.visibility, count(*), count(*) FILTER (WHERE x.is_answered = 1), "
                    "count(*) FILTER (WHERE x.is_answered = 1 AND x.grade = 0), "
                    "count(*) FILTER (WHERE x.grade = 1), count(*) FILTER (WHERE x.grade = 2), "
                    "count(*) FILTER (WHERE x.extensions > 0) FROM (SELECT c.visibility, "
                    "c.extensions, CASE WHEN c.replied_at IS NULL THEN 0 ELSE 1 END AS "
                    "is_answered, " GRADE " AS grade FROM casework_case c WHERE " ITS_CASES ") x "
                    "GROUP BY x.visibility",
                    {unit, from, until, now})) {
            Figures& figures = part_of(month, row.text(0));
            figures.received = row.integer(1);
            figures.answered = row.integer(2);
            figures.in_time = row.integer(3);
            figures.late = row.integer(4);
            figures.very_late = row.integer(5);
            figures.extended = row.integer(6);
        }
    }
    void days(const Zone& zone) const {
        for (const db::Row row :
             tx.run("SELECT c.visibility, c.submitted_at, c.replied_at FROM casework_case c "
                    "WHERE " ITS_CASES " AND c.replied_at IS NOT NULL",
                    {unit, from, until})) {
            const auto taken = zone.day_of(row.instant(2)) - zone.day_of(row.instant(1));
            ++part_of(month, row.text(0)).days_to_reply[taken.count()];
        }
    }
    void returned() const {
        for (const db::Row row :
             tx.run("SELECT c.visibility, count(*) FROM casework_event e JOIN casework_case c ON "
                    "c.id = e.case_id WHERE e.unit = $1 AND e.step = 'return_to_intake' AND "
                    "c.submitted_at >= $2 AND c.submitted_at < $3 GROUP BY c.visibility",
                    {unit, from, until})) {
            part_of(month, row.text(0)).returned = row.integer(1);
        }
    }
    /// The last call-back of each case that has ended, whether somebody answered or not.
    void call_backs() const {
        for (const db::Row row : tx.run(
                 "SELECT c.visibility, count(*), count(*) FILTER (WHERE b.solved IS NOT NULL), "
                 "count(*) FILTER (WHERE b.solved = 1), count(*) FILTER (WHERE b.satisfied = 1) "
                 "FROM casework_case c JOIN casework_call_back b ON b.case_id = c.id "
                 "WHERE " ITS_CASES " AND b.ended_at IS NOT NULL AND b.round = (SELECT "
                 "max(o.round) FROM casework_call_back o WHERE o.case_id = c.id AND o.ended_at IS "
                 "NOT NULL) GROUP BY c.visibility",
                 {unit, from, until})) {
            Figures& figures = part_of(month, row.text(0));
            figures.asked = row.integer(1);
            figures.reached = row.integer(2);
            figures.solved = row.integer(3);
            figures.satisfied = row.integer(4);
        }
    }
    void self_answers() const {
        for (const db::Row row :
             tx.run("SELECT c.visibility, count(*), count(*) FILTER (WHERE a.solved = 1), "
                    "count(*) FILTER (WHERE a.satisfied = 1) FROM casework_case c JOIN "
                    "casework_answer a ON a.case_id = c.id WHERE " ITS_CASES " AND a.round = "
                    "(SELECT max(o.round) FROM casework_answer o WHERE o.case_id = c.id) "
                    "GROUP BY c.visibility",
                    {unit, from, until})) {
            Figures& figures = part_of(month, row.text(0));
            figures.self_answered = row.integer(1);
            figures.self_solved = row.integer(2);
            figures.self_satisfied = row.integer(3);
        }
    }
    void appeals() const {
        for (const db::Row row :
             tx.run("SELECT c.visibility, count(*), count(*) FILTER (WHERE a.state = 'upheld') "
                    "FROM casework_case c JOIN casework_appeal a ON a.case_id = c.id "
                    "WHERE " ITS_CASES " AND a.about = 'closing' AND a.state <> 'open' "
                    "GROUP BY c.visibility",
                    {unit, from, until})) {
            Figures& figures = part_of(month, row.text(0));
            figures.appeals = row.integer(1);
            figures.appeals_upheld = row.integer(2);
        }
    }
};

void save_part(db::Tx& tx, const Stale& of, std::string_view visibility, const Figures& it) {
    if (it == Figures{}) return;
    tx.run(
        "INSERT INTO casework_figure (unit, month, visibility, received, answered, in_time, late, "
        "very_late, extended, returned, asked, reached, solved, satisfied, self_answered, "
        "self_solved, self_satisfied, appeals, appeals_upheld, days_to_reply) VALUES ($1, $2, $3, "
        "$4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        {of.unit,           of.month,     visibility,        it.received,
         it.answered,       it.in_time,   it.late,           it.very_late,
         it.extended,       it.returned,  it.asked,          it.reached,
         it.solved,         it.satisfied, it.self_answered,  it.self_solved,
         it.self_satisfied, it.appeals,   it.appeals_upheld, text_of(it.days_to_reply)});
}

constexpr std::string_view counted_until_name = "figures.counted_until";

}  // namespace

std::vector<Stale> stale(db::Tx& tx, const Window& window, std::int64_t limit) {
    std::vector<Stale> all;
    for (const db::Row row :
         tx.run("SELECT unit, month FROM casework_stale WHERE month >= $1 AND month <= $2 "
                "ORDER BY unit, month LIMIT $3",
                {window.from, window.until, limit})) {
        all.push_back({row.id<UnitId>(0), row.text(1)});
    }
    return all;
}

std::vector<Passed> became_late(db::Tx& tx, Instant after, Instant until) {
    std::vector<Passed> all;
    for (const db::Row row :
         tx.run("SELECT c.lead_unit, c.submitted_at FROM casework_case c WHERE " WAITS
                " AND c.lead_unit IS NOT NULL AND ((c.due_at > $1 AND c.due_at <= $2) OR "
                "(c.very_late_at > $1 AND c.very_late_at <= $2))",
                {after, until})) {
        all.push_back({row.id<UnitId>(0), row.instant(1)});
    }
    return all;
}

std::optional<Instant> counted_until(db::Tx& tx) {
    const auto rows =
        tx.run("SELECT value FROM casework_setting WHERE name = $1", {counted_until_name});
    if (rows.empty()) return std::nullopt;
    return Instant{std::chrono::milliseconds{std::stoll(rows[0].text(0))}};
}

void set_counted_until(db::Tx& tx, Instant until) {
    tx.run(
        "INSERT INTO casework_setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE "
        "SET value = excluded.value",
        {counted_until_name, std::to_string(until.time_since_epoch().count())});
}

MonthFigures count(db::Tx& tx, UnitId unit, Instant from, Instant until, Instant now,
                   const Zone& zone) {
    MonthFigures month;
    const Count it{tx, unit, from, until, now, month};
    it.cases();
    it.days(zone);
    it.returned();
    it.call_backs();
    it.self_answers();
    it.appeals();
    return month;
}

void save(db::Tx& tx, const Stale& of, const MonthFigures& figures) {
    tx.run("DELETE FROM casework_figure WHERE unit = $1 AND month = $2", {of.unit, of.month});
    save_part(tx, of, "everyone", figures.everyone);
    save_part(tx, of, "body_only", figures.body_only);
    tx.run("DELETE FROM casework_stale WHERE unit = $1 AND month = $2", {of.unit, of.month});
}

std::vector<MonthFigures> months(db::Tx& tx, UnitId unit, std::string_view from,
                                 std::string_view until) {
    std::vector<MonthFigures> all;
    for (const db::Row row :
         tx.run("SELECT f.month, f.visibility, f.days_to_reply, f.received, f.answered, f.in_time, "
                "f.late, f.very_late, f.extended, f.returned, f.asked, f.reached, f.solved, "
                "f.satisfied, f.self_answered, f.self_solved, f.self_satisfied, f.appeals, "
                "f.appeals_upheld FROM casework_figure f WHERE f.unit = $1 AND f.month >= $2 AND "
                "f.month <= $3 ORDER BY f.month",
                {unit, from, until})) {
        if (all.empty() || all.back().month != row.text(0)) all.push_back({row.text(0), {}, {}});
        Figures& figures = part_of(all.back(), row.text(1));
        figures.days_to_reply = days_of(row.text(2));
        read_counts(row, 3, figures);
    }
    return all;
}

std::vector<UnitFigures> all_units(db::Tx& tx, std::string_view from, std::string_view until) {
    std::vector<UnitFigures> all;
    for (const db::Row row :
         tx.run("SELECT f.unit, " FIGURE_SUMS " FROM casework_figure f WHERE f.month >= $1 AND "
                "f.month <= $2 GROUP BY f.unit ORDER BY f.unit",
                {from, until})) {
        UnitFigures one{row.id<UnitId>(0), {}};
        read_counts(row, 1, one.figures);
        all.push_back(std::move(one));
    }
    return all;
}

std::vector<UnitShare> rectified(db::Tx& tx, Instant from, Instant until) {
    std::vector<UnitShare> all;
    for (const db::Row row :
         tx.run("SELECT unit, count(*) FILTER (WHERE satisfied = 1), count(*) FROM "
                "casework_rectification WHERE verified_at >= $1 AND verified_at < $2 AND satisfied "
                "IS NOT NULL GROUP BY unit ORDER BY unit",
                {from, until})) {
        all.push_back({row.id<UnitId>(0), {row.integer(1), row.integer(2)}});
    }
    return all;
}

std::vector<RecordRow> records(db::Tx& tx, UnitId unit, Instant from, Instant until,
                               bool with_private, const std::optional<RecordPlace>& after,
                               std::int64_t limit) {
    std::string sql =
        "SELECT c.id, c.number, c.subject, c.submitted_at, c.replied_at, c.lateness "
        "FROM casework_case c WHERE " ITS_CASES;
    std::vector<db::Param> values{unit, from, until, limit};
    if (!with_private) sql += " AND c.visibility = 'everyone' AND c.published_at IS NOT NULL";
    if (after) {
        sql += " AND (c.submitted_at, c.id) < ($5, $6)";
        values.emplace_back(after->at);
        values.emplace_back(after->id);
    }
    std::vector<RecordRow> all;
    for (const db::Row row :
         tx.run(sql + " ORDER BY c.submitted_at DESC, c.id DESC LIMIT $4", values)) {
        all.push_back({row.id<CaseId>(0), row.text(1), row.text(2), row.instant(3),
                       row.maybe_instant(4), static_cast<Lateness>(row.integer(5))});
    }
    return all;
}

std::int64_t hidden_records(db::Tx& tx, UnitId unit, Instant from, Instant until) {
    return tx
        .run("SELECT count(*) FROM casework_case c WHERE " ITS_CASES
             " AND (c.visibility <> 'everyone' OR c.published_at IS NULL)",
             {unit, from, until})[0]
        .integer(0);
}

}  // namespace pingyi::casework::figures_store
