// Reads the notice of a year from the files people have: a CSV table, yearly JSON, or an iCalendar
// file. Pure; every mistake is named by row, pointer or line, and one mistake refuses the file.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "modules/calendar/types.hpp"

namespace pingyi::calendar {

inline constexpr std::size_t file_bytes_max = 1'000'000;
inline constexpr std::size_t days_max = 2'000;
inline constexpr int year_min = 1949;
inline constexpr int year_max = 2999;
/// A year with fewer days off is taken for a damaged file: it would count as known.
inline constexpr std::int64_t off_days_min = 7;

/// What to do with an event of an iCalendar file that says neither 休 nor 班.
BOOST_DEFINE_ENUM_CLASS(Unmarked, refuse, off, ignore)

struct ReadOptions {
    std::optional<int> year;  ///< notice year of an iCalendar file; else the year of each day
    Unmarked unmarked = Unmarked::refuse;
};

/// A day as it stood in a file, and where.
struct Found {
    SpecialDay special;
    int notice_year = 0;
    std::string place;
};
struct Reading {
    std::vector<Found> found;
    std::vector<FieldError> errors;  ///< at most `errors_max`
    static constexpr std::size_t errors_max = 200;
    void mistake(std::string place, std::string_view code, std::string limit = {});
    [[nodiscard]] bool full() const {
        return errors.size() >= errors_max || found.size() > days_max;
    }
};

/// Recognises the format by how the file begins.
/// errors   invalid_input calendar.bad_file with every mistake, or csv.invalid
[[nodiscard]] Result<Notice> read_notice(std::string_view file, const ReadOptions& options = {});

/// date,name,is_off_day,notice_year. Mistakes at "row 12, date".
void read_csv(std::string_view file, Reading& reading);
/// {"year": 2026, "days": [{"name", "date", "isOffDay"}]}; other members are passed over. Mistakes
/// at "#/days/3/date".
void read_json(std::string_view file, Reading& reading);
/// VEVENTs of whole days; 班 in the summary marks a day of work, 休, 放假 or 假期 one off. Mistakes
/// at "line 12".
void read_ics(std::string_view file, const ReadOptions& options, Reading& reading);

/// Sorts what was read into years and checks what no single row can know: days given twice, days
/// far outside their year, years with hardly a day off.
[[nodiscard]] Result<std::vector<NoticeYear>> checked(Reading reading);

/// The product's own file: notice_year,holiday,off,worked with days and ranges between spaces.
[[nodiscard]] Result<std::vector<NoticeYear>> read_shipped(std::string_view file);

}  // namespace pingyi::calendar
