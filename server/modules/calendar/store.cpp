// The SQL of the calendar.
#include "modules/calendar/store.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace pingyi::calendar::store {
namespace {

template <class E>
std::string word_of(E value) {
    return boost::describe::enum_to_string(value, "");
}

template <class E>
E enum_of(const std::string& word) {
    E value{};
    if (!boost::describe::enum_from_string(word.c_str(), value)) {
        throw db::Error(db::Fault::value, "a stored word is not one of ours");
    }
    return value;
}

std::string list_of(std::span<const int> years) {
    boost::json::array list;
    for (const int year : years) list.emplace_back(year);
    return boost::json::serialize(list);
}

std::string json_of(std::span<const NoticeYear> years) {
    boost::json::array list;
    for (const NoticeYear& year : years) {
        for (const SpecialDay& special : year.days) {
            list.push_back({{"year", year.year},
                            {"day", text_of(special.day)},
                            {"off", special.is_off ? 1 : 0},
                            {"name", special.name}});
        }
    }
    return boost::json::serialize(list);
}

std::optional<int> maybe_year(const db::Row& row, int column) {
    const auto year = row.maybe_integer(column);
    if (!year) return std::nullopt;
    return static_cast<int>(*year);
}

db::Param year_or_null(const std::optional<int>& year) {
    if (!year) return db::Null{db::Type::integer};
    return *year;
}

/// Columns from `column` on: start_at, clock, amount, calendar_version, due_at, missing_year.
Deadline deadline_from(const db::Row& row, int column) {
    return {row.instant(column),
            {enum_of<DeadlineClock>(row.text(column + 1)), row.integer(column + 2)},
            row.integer(column + 3),
            row.maybe_instant(column + 4),
            maybe_year(row, column + 5)};
}

YearState year_state_from(const db::Row& row) {
    return {static_cast<int>(row.integer(0)),
            row.integer(1),
            enum_of<Source>(row.text(2)),
            row.instant(3),
            row.integer(4),
            row.integer(5)};
}

std::vector<YearState> year_states_of(const db::Rows& rows) {
    std::vector<YearState> states;
    for (const db::Row row : rows) states.push_back(year_state_from(row));
    return states;
}

/// Rows of an import joined with its years, newest first.
std::vector<Import> imports_of(const db::Rows& rows) {
    std::vector<Import> all;
    for (const db::Row row : rows) {
        if (all.empty() || all.back().version != row.integer(0)) {
            all.push_back({row.id<ImportId>(1),
                           row.integer(0),
                           enum_of<Source>(row.text(4)),
                           row.instant(2),
                           row.maybe_id<AccountId>(3),
                           row.integer(5),
                           row.integer(6),
                           row.integer(7),
                           {}});
        }
        all.back().years.push_back(static_cast<int>(row.integer(8)));
    }
    return all;
}

}  // namespace

Newest newest(db::Tx& tx) {
    const db::Rows rows =
        tx.run("SELECT version, id FROM calendar_import ORDER BY version DESC LIMIT 1");
    if (rows.empty()) return {};
    return {rows[0].integer(0), rows[0].text(1)};
}

std::set<int> known_years(db::Tx& tx) {
    std::set<int> years;
    for (const db::Row row : tx.run("SELECT DISTINCT year FROM calendar_year")) {
        years.insert(static_cast<int>(row.integer(0)));
    }
    return years;
}

WorkCalendar calendar_at(db::Tx& tx, std::int64_t version) {
    std::set<int> years;
    for (const db::Row row :
         tx.run("SELECT DISTINCT year FROM calendar_year WHERE version <= $1", {version})) {
        years.insert(static_cast<int>(row.integer(0)));
    }
    std::vector<SpecialDay> days;
    for (const db::Row row :
         tx.run("SELECT d.day, d.is_off, d.name FROM calendar_day d JOIN "
                "(SELECT year, max(version) AS version FROM calendar_year WHERE version <= $1 "
                "GROUP BY year) y ON y.year = d.notice_year AND y.version = d.version "
                "ORDER BY d.notice_year, d.day",
                {version})) {
        days.push_back({row.day(0), row.flag(1), row.text(2)});
    }
    return WorkCalendar{version, std::move(years), days};
}

std::vector<NoticeYear> notices(db::Tx& tx, std::span<const int> years) {
    std::vector<NoticeYear> all;
    for (const db::Row row :
         tx.run("SELECT d.notice_year, d.day, d.is_off, d.name FROM calendar_day d JOIN "
                "(SELECT year, max(version) AS version FROM calendar_year WHERE year IN "
                "(SELECT CAST(value AS BIGINT) FROM json_each($1)) GROUP BY year) y "
                "ON y.year = d.notice_year AND y.version = d.version ORDER BY d.notice_year, d.day",
                {list_of(years)})) {
        const int year = static_cast<int>(row.integer(0));
        if (all.empty() || all.back().year != year) all.push_back({year, {}});
        all.back().days.push_back({row.day(1), row.flag(2), row.text(3)});
    }
    return all;
}

std::vector<YearState> year_states(db::Tx& tx) {
    return year_states_of(tx.run(
        "SELECT y.year, y.version, i.source, i.at, y.off_days, y.make_up_days "
        "FROM calendar_year y JOIN calendar_import i ON i.version = y.version "
        "WHERE y.version = (SELECT max(n.version) FROM calendar_year n WHERE n.year = y.year) "
        "ORDER BY y.year"));
}

std::vector<YearState> versions_of(db::Tx& tx, int year) {
    return year_states_of(
        tx.run("SELECT y.year, y.version, i.source, i.at, y.off_days, y.make_up_days "
               "FROM calendar_year y JOIN calendar_import i ON i.version = y.version "
               "WHERE y.year = $1 ORDER BY y.version DESC LIMIT 50",
               {year}));
}

void add_import(db::Tx& tx, const Import& import, std::span<const NoticeYear> years) {
    tx.run(
        "INSERT INTO calendar_import (version, id, at, by_account, source, added, changed, removed)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {import.version, import.id, import.at, import.by, word_of(import.source), import.added,
         import.changed, import.removed});
    for (const NoticeYear& year : years) {
        tx.run(
            "INSERT INTO calendar_year (year, version, off_days, make_up_days) "
            "VALUES ($1, $2, $3, $4)",
            {year.year, import.version, off_days(year), make_up_days(year)});
    }
    tx.run(
        "INSERT INTO calendar_day (notice_year, version, day, is_off, name) "
        "SELECT CAST(value ->> 'year' AS BIGINT), $1, value ->> 'day', "
        "CAST(value ->> 'off' AS BIGINT), value ->> 'name' FROM json_each($2) WHERE 1 = 1",
        {import.version, json_of(years)});
}

std::vector<Import> imports(db::Tx& tx, std::int64_t before, std::int64_t rows) {
    return imports_of(
        tx.run("SELECT i.version, i.id, i.at, i.by_account, i.source, i.added, i.changed, "
               "i.removed, y.year FROM calendar_import i "
               "JOIN calendar_year y ON y.version = i.version "
               "WHERE i.version IN (SELECT version FROM calendar_import WHERE version < $1 "
               "ORDER BY version DESC LIMIT $2) ORDER BY i.version DESC, y.year",
               {before, rows}));
}

Result<Import> find_import(db::Tx& tx, std::string_view id) {
    auto found =
        imports_of(tx.run("SELECT i.version, i.id, i.at, i.by_account, i.source, i.added, "
                          "i.changed, i.removed, y.year FROM calendar_import i "
                          "JOIN calendar_year y ON y.version = i.version WHERE i.id = $1 "
                          "ORDER BY y.year",
                          {id}));
    if (found.empty()) return fail(ErrorKind::not_found, "calendar.no_such_import");
    return std::move(found.front());
}

void add_deadline(db::Tx& tx, DeadlineId id, const Deadline& deadline, bool is_open) {
    tx.run(
        "INSERT INTO calendar_deadline "
        "(id, start_at, clock, amount, calendar_version, due_at, missing_year, is_open) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {id, deadline.start, word_of(deadline.rule.clock), deadline.rule.amount,
         deadline.calendar_version, deadline.due, year_or_null(deadline.missing_year), is_open});
}

void save_deadline(db::Tx& tx, DeadlineId id, const Deadline& deadline) {
    tx.run(
        "UPDATE calendar_deadline SET calendar_version = $1, due_at = $2, missing_year = $3 "
        "WHERE id = $4",
        {deadline.calendar_version, deadline.due, year_or_null(deadline.missing_year), id});
}

void close_deadline(db::Tx& tx, DeadlineId id) {
    tx.run("UPDATE calendar_deadline SET is_open = 0 WHERE id = $1", {id});
}

std::optional<Deadline> find_deadline(db::Tx& tx, DeadlineId id) {
    const db::Rows rows = tx.run(
        "SELECT start_at, clock, amount, calendar_version, due_at, missing_year "
        "FROM calendar_deadline WHERE id = $1",
        {id});
    if (rows.empty()) return std::nullopt;
    return deadline_from(rows[0], 0);
}

std::vector<Open> outdated(db::Tx& tx, std::int64_t version, DeadlineId after, std::int64_t rows) {
    std::vector<Open> all;
    for (const db::Row row :
         tx.run("SELECT id, start_at, clock, amount, calendar_version, due_at, missing_year "
                "FROM calendar_deadline WHERE is_open = 1 AND clock = 'working_days' "
                "AND calendar_version < $1 AND id > $2 ORDER BY id LIMIT $3",
                {version, after, rows})) {
        all.push_back({row.id<DeadlineId>(0), deadline_from(row, 1)});
    }
    return all;
}

void add_event(db::Tx& tx, DeadlineId id, const DeadlineEvent& event) {
    std::optional<std::string> change;
    if (event.change) change = word_of(*event.change);
    tx.run(
        "INSERT INTO calendar_deadline_event (deadline, number, at, change, calendar_version, "
        "due_at, missing_year, without_promise) "
        "SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7 "
        "FROM calendar_deadline_event WHERE deadline = $8",
        {id, event.at, change, event.calendar_version, event.due, year_or_null(event.missing_year),
         event.without_promise, id});
}

std::vector<DeadlineEvent> events(db::Tx& tx, DeadlineId id) {
    std::vector<DeadlineEvent> all;
    for (const db::Row row :
         tx.run("SELECT at, change, calendar_version, due_at, missing_year, without_promise "
                "FROM calendar_deadline_event WHERE deadline = $1 ORDER BY number",
                {id})) {
        DeadlineEvent event{row.instant(0),       std::nullopt,       row.integer(2),
                            row.maybe_instant(3), maybe_year(row, 4), row.maybe_instant(5)};
        if (const auto change = row.maybe_text(1)) event.change = enum_of<DeadlineChange>(*change);
        all.push_back(event);
    }
    return all;
}

void add_missing_year(db::Tx& tx, int year, Instant now) {
    tx.run(
        "INSERT INTO calendar_missing_year (year, since) VALUES ($1, $2) "
        "ON CONFLICT (year) DO NOTHING",
        {year, now});
}

void resolve_missing_years(db::Tx& tx, Instant now) {
    tx.run(
        "UPDATE calendar_missing_year SET resolved_at = $1 WHERE resolved_at IS NULL "
        "AND year IN (SELECT year FROM calendar_year)",
        {now});
}

std::vector<MissingYear> missing_years(db::Tx& tx) {
    std::vector<MissingYear> all;
    for (const db::Row row :
         tx.run("SELECT m.year, m.since, (SELECT count(*) FROM calendar_deadline d "
                "WHERE d.is_open = 1 AND d.missing_year = m.year) AS waiting "
                "FROM calendar_missing_year m WHERE m.resolved_at IS NULL ORDER BY m.year")) {
        all.push_back({static_cast<int>(row.integer(0)), row.instant(1), row.integer(2)});
    }
    return all;
}

}  // namespace pingyi::calendar::store
