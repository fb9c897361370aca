// What the calendar API reads and answers. README.md lists the endpoints.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "kernel/fields.hpp"
#include "kernel/page.hpp"
#include "modules/calendar/notice.hpp"
#include "modules/calendar/types.hpp"

namespace pingyi::calendar {

using YearNumber = Int<year_min, year_max>;

struct YearPath {
    YearNumber year;
};
BOOST_DESCRIBE_STRUCT(YearPath, (), (year))

struct YearRow {
    int year = 0;
    std::int64_t version = 0;
    Source source = Source::csv;
    Instant imported_at;
    std::int64_t off_days = 0;
    std::int64_t make_up_days = 0;
};
BOOST_DESCRIBE_STRUCT(YearRow, (), (year, version, source, imported_at, off_days, make_up_days))
struct YearList {
    std::vector<YearRow> items;
};
BOOST_DESCRIBE_STRUCT(YearList, (), (items))

struct DayView {
    Day day;
    bool is_off_day = false;
    std::string name;
    std::optional<std::string> name_en;
};
BOOST_DESCRIBE_STRUCT(DayView, (), (day, is_off_day, name, name_en))
struct YearView {
    YearRow year;
    std::vector<DayView> days;
    std::vector<YearRow> versions;  ///< newest first
};
BOOST_DESCRIBE_STRUCT(YearView, (), (year, days, versions))

/// The clocks that count days; minutes need no calendar.
BOOST_DEFINE_ENUM_CLASS(DayClock, working_days, calendar_days)

struct DeadlineQuery {
    Day start;
    Int<1, 366> days;
    std::optional<DayClock> clock;  ///< working_days when absent
};
BOOST_DESCRIBE_STRUCT(DeadlineQuery, (), (start, days, clock))

BOOST_DEFINE_ENUM_CLASS(DeadlineState, computed, year_missing)

struct ProofDay {
    Day day;
    std::optional<std::int64_t> number;  ///< absent on a skipped day
    DayReason reason = DayReason::counted;
    std::optional<std::string> name;
    std::optional<std::string> name_en;
};
BOOST_DESCRIBE_STRUCT(ProofDay, (), (day, number, reason, name, name_en))

struct DeadlineView {
    Day start;
    std::int64_t days = 0;
    DayClock clock = DayClock::working_days;
    DeadlineState state = DeadlineState::computed;
    std::optional<Day> due_day;  ///< due at the end (24:00) of this day
    std::optional<Instant> due;
    std::optional<int> missing_year;
    std::string text;  ///< the answer as a sentence, in the reader's language
    std::int64_t skipped = 0;
    std::int64_t calendar_version = 0;
    std::vector<ProofDay> proof;  ///< every day from the one after the start
};
BOOST_DESCRIBE_STRUCT(DeadlineView, (),
                      (start, days, clock, state, due_day, due, missing_year, text, skipped,
                       calendar_version, proof))

struct ImportQuery {
    std::optional<YearNumber> year;    ///< notice year of an iCalendar file
    std::optional<Unmarked> unmarked;  ///< refuse when absent
};
BOOST_DESCRIBE_STRUCT(ImportQuery, (), (year, unmarked))

struct ImportsQuery {
    std::optional<Cursor> after;
};
BOOST_DESCRIBE_STRUCT(ImportsQuery, (), (after))

struct ImportView {
    ImportId id;
    std::int64_t version = 0;
    Source source = Source::csv;
    Instant imported_at;
    std::optional<AccountId> by;
    std::vector<int> years;
    std::int64_t added = 0;
    std::int64_t changed = 0;
    std::int64_t removed = 0;
};
BOOST_DESCRIBE_STRUCT(ImportView, (),
                      (id, version, source, imported_at, by, years, added, changed, removed))

struct PreviewYear {
    int year = 0;
    bool is_new = false;
    std::int64_t off_days = 0;
    std::int64_t make_up_days = 0;
};
BOOST_DESCRIBE_STRUCT(PreviewYear, (), (year, is_new, off_days, make_up_days))
struct ChangeView {
    int notice_year = 0;
    Day day;
    std::optional<DayView> before;
    std::optional<DayView> after;
};
BOOST_DESCRIBE_STRUCT(ChangeView, (), (notice_year, day, before, after))
struct PreviewView {
    Source source = Source::csv;
    std::vector<PreviewYear> years;
    std::vector<ChangeView> changes;  ///< empty: the file says what the calendar says already
};
BOOST_DESCRIBE_STRUCT(PreviewView, (), (source, years, changes))

struct NoticeView {
    int year = 0;
    Instant since;
    std::int64_t waiting_deadlines = 0;
    std::string text;  ///< what to do, in the reader's language
};
BOOST_DESCRIBE_STRUCT(NoticeView, (), (year, since, waiting_deadlines, text))
struct NoticeList {
    std::vector<NoticeView> items;
};
BOOST_DESCRIBE_STRUCT(NoticeList, (), (items))

}  // namespace pingyi::calendar
