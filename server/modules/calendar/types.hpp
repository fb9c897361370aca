// The values of the calendar: notices, imports, stored deadlines and what became of them.
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "kernel/ids.hpp"
#include "kernel/working_days.hpp"

namespace pingyi::calendar {

using ImportId = Id<struct ImportEntity>;

/// Where a version came from: the product's own file, or a file that the office imported.
BOOST_DEFINE_ENUM_CLASS(Source, shipped, csv, json, ics)

/// The special days that the notice of one year sets; a few may lie in the neighbouring years.
struct NoticeYear {
    int year = 0;
    std::vector<SpecialDay> days;  ///< rising
    bool operator==(const NoticeYear&) const = default;
};
[[nodiscard]] std::int64_t off_days(const NoticeYear& notice);
[[nodiscard]] std::int64_t make_up_days(const NoticeYear& notice);

/// A file as it was read: at least one year, each year once.
struct Notice {
    Source source = Source::csv;
    std::vector<NoticeYear> years;  ///< rising
};

/// A version of the calendar: whole years replaced at once, never edited.
struct Import {
    ImportId id;
    std::int64_t version = 0;
    Source source = Source::csv;
    Instant at;
    std::optional<AccountId> by;  ///< absent for the product's own file and the command line
    std::int64_t added = 0, changed = 0, removed = 0;  ///< days, against the version before
    std::vector<int> years;                            ///< rising
};

/// One year in its current version.
struct YearState {
    int year = 0;
    std::int64_t version = 0;
    Source source = Source::csv;
    Instant at;
    std::int64_t off_days = 0, make_up_days = 0;
};

/// A day that an import adds (no `before`), removes (no `after`) or changes.
struct DayChange {
    int notice_year = 0;
    Day day;
    std::optional<SpecialDay> before;
    std::optional<SpecialDay> after;
};

/// The office is told that the notice of `year` is not in yet.
struct MissingYear {
    int year = 0;
    Instant since;
    std::int64_t waiting_deadlines = 0;
};

}  // namespace pingyi::calendar
