// The SQL of the calendar. The transaction is always the caller's; faults throw db::Error.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "modules/calendar/api.hpp"
#include "modules/calendar/types.hpp"

namespace pingyi::calendar::store {

struct Newest {
    std::int64_t version = 0;  ///< 0 before the first import
    std::string import;        ///< its id
};
[[nodiscard]] Newest newest(db::Tx& tx);
[[nodiscard]] std::set<int> known_years(db::Tx& tx);
/// The calendar as it stood at a version.
[[nodiscard]] WorkCalendar calendar_at(db::Tx& tx, std::int64_t version);
/// Years in their current version; only those named, when `years` is not empty.
[[nodiscard]] std::vector<NoticeYear> notices(db::Tx& tx, std::span<const int> years);
[[nodiscard]] std::vector<YearState> year_states(db::Tx& tx);
/// Every version of a year, newest first, at most 50.
[[nodiscard]] std::vector<YearState> versions_of(db::Tx& tx, int year);

void add_import(db::Tx& tx, const Import& import, std::span<const NoticeYear> years);
/// Newest first, versions below `before`.
[[nodiscard]] std::vector<Import> imports(db::Tx& tx, std::int64_t before, std::int64_t rows);
/// errors   not_found calendar.no_such_import
[[nodiscard]] Result<Import> find_import(db::Tx& tx, std::string_view id);

void add_deadline(db::Tx& tx, DeadlineId id, const Deadline& deadline, bool is_open);
void save_deadline(db::Tx& tx, DeadlineId id, const Deadline& deadline);
void close_deadline(db::Tx& tx, DeadlineId id);
[[nodiscard]] std::optional<Deadline> find_deadline(db::Tx& tx, DeadlineId id);
struct Open {
    DeadlineId id;
    Deadline deadline;
};
/// Open deadlines on working days that an older version than `version` computed, by id after
/// `after`.
[[nodiscard]] std::vector<Open> outdated(db::Tx& tx, std::int64_t version, DeadlineId after,
                                         std::int64_t rows);
void add_event(db::Tx& tx, DeadlineId id, const DeadlineEvent& event);
[[nodiscard]] std::vector<DeadlineEvent> events(db::Tx& tx, DeadlineId id);

void add_missing_year(db::Tx& tx, int year, Instant now);
/// Marks years as in whose notice has come.
void resolve_missing_years(db::Tx& tx, Instant now);
[[nodiscard]] std::vector<MissingYear> missing_years(db::Tx& tx);

}  // namespace pingyi::calendar::store
