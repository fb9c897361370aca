// Recognising, checking and sorting notices, and the two table formats.
#include "modules/calendar/notice.hpp"

#include <algorithm>
#include <map>

#include "kernel/text.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::calendar {
namespace {

using std::chrono::days;

constexpr std::size_t name_length_max = 60;

std::string_view without_mark(std::string_view file) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    return file.starts_with(byte_order_mark) ? file.substr(byte_order_mark.size()) : file;
}

bool begins_with_calendar(std::string_view file) {
    constexpr std::string_view begin = "BEGIN:VCALENDAR";
    return file.size() >= begin.size() &&
           std::ranges::equal(file.substr(0, begin.size()), begin, [](char a, char b) {
               return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
           });
}

Source format_of(std::string_view file) {
    const std::string_view text = text::trimmed(file);
    if (text.starts_with('{')) return Source::json;
    return begins_with_calendar(text) ? Source::ics : Source::csv;
}

void add_errors(Error&& error, Reading& reading) {
    for (FieldError& field : error.fields) reading.errors.push_back(std::move(field));
    if (error.fields.empty()) reading.mistake("file", "calendar_unreadable");
}

void check_name(Found& found, Reading& reading) {
    const auto name = text::normalised(text::trimmed(found.special.name));
    if (!name) {
        reading.mistake(found.place, "not_utf8");
        return;
    }
    found.special.name = *name;
    switch (text::flaw_of(*name, text::Lines::one)) {
        case text::Flaw::none: break;
        case text::Flaw::not_utf8: reading.mistake(found.place, "not_utf8"); break;
        case text::Flaw::control_character:
            reading.mistake(found.place, "control_character");
            break;
        case text::Flaw::direction_override:
            reading.mistake(found.place, "direction_override");
            break;
    }
    if (name->empty()) reading.mistake(found.place, "required");
    if (text::length(*name) > name_length_max) {
        reading.mistake(found.place, "too_long", std::to_string(name_length_max));
    }
}

/// A notice may reach into December before and January after its year.
void check_year(const Found& found, Reading& reading) {
    using namespace std::chrono;
    if (found.notice_year < year_min || found.notice_year > year_max) {
        reading.mistake(found.place, "calendar_bad_year",
                        std::to_string(year_min) + "–" + std::to_string(year_max));
        return;
    }
    const year notice{found.notice_year};
    const Day first = sys_days{(notice - years{1}) / December / 1};
    const Day last = sys_days{(notice + years{1}) / January / 31};
    if (found.special.day < first || found.special.day > last) {
        reading.mistake(found.place, "calendar_outside_year", std::to_string(found.notice_year));
    }
}

/// "2026-10-01/2026-10-07 2026-10-10": days and ranges.
bool read_days(std::string_view cell, int year, std::string_view name, bool is_off,
               Reading& reading) {
    while (!cell.empty()) {
        const std::string_view word = cell.substr(0, cell.find(' '));
        cell.remove_prefix(std::min(cell.size(), word.size() + 1));
        const auto slash = word.find('/');
        const auto first = day_from(word.substr(0, slash));
        const auto last =
            slash == std::string_view::npos ? first : day_from(word.substr(slash + 1));
        if (!first || !last || *last < *first || *last - *first > days{31}) return false;
        for (Day day = *first; day <= *last; day += days{1}) {
            reading.found.push_back({{day, is_off, std::string(name)}, year, text_of(day)});
        }
    }
    return true;
}

}  // namespace

std::int64_t off_days(const NoticeYear& notice) {
    return std::ranges::count_if(notice.days, &SpecialDay::is_off);
}

std::int64_t make_up_days(const NoticeYear& notice) {
    return static_cast<std::int64_t>(notice.days.size()) - off_days(notice);
}

void Reading::mistake(std::string place, std::string_view code, std::string limit) {
    if (errors.size() < errors_max) {
        errors.push_back({std::move(place), std::string(code), std::move(limit)});
    }
}

void read_csv(std::string_view file, Reading& reading) {
    constexpr csv::Column columns[] = {
        {"date", true}, {"name", true}, {"is_off_day", true}, {"notice_year", true}};
    auto table = csv::read(file, columns, {.bytes_max = file_bytes_max, .rows_max = days_max});
    if (!table) return add_errors(std::move(table).error(), reading);
    for (const csv::Row& row : table->rows) {
        const std::size_t errors_before = reading.errors.size();
        csv::Record record{*table, row, reading.errors};
        Found found;
        Text<1, 60> name;
        Int<year_min, year_max> year;
        record.set("date", found.special.day);
        record.set("name", name);
        record.set("is_off_day", found.special.is_off);
        record.set("notice_year", year);
        found.special.name = name.value;
        found.notice_year = static_cast<int>(year.value);
        found.place = csv::place_of(row.number, "date");
        if (reading.errors.size() == errors_before) reading.found.push_back(std::move(found));
        if (reading.full()) return;
    }
}

Result<std::vector<NoticeYear>> checked(Reading reading) {
    std::map<Day, std::string> places;
    std::map<int, NoticeYear> years;
    if (reading.found.size() > days_max) {
        reading.mistake("file", "calendar_too_many_days", std::to_string(days_max));
        reading.found.clear();
    } else if (reading.found.empty() && reading.errors.empty()) {
        reading.mistake("file", "calendar_no_days");
    }
    for (Found& found : reading.found) {
        check_name(found, reading);
        check_year(found, reading);
        const auto [first, fresh] = places.emplace(found.special.day, found.place);
        if (!fresh) reading.mistake(found.place, "calendar_double_day", first->second);
        NoticeYear& year = years[found.notice_year];
        year.year = found.notice_year;
        year.days.push_back(std::move(found.special));
    }
    std::vector<NoticeYear> all;
    for (auto& [number, year] : years) {
        std::ranges::sort(year.days, {}, &SpecialDay::day);
        if (reading.errors.empty() && off_days(year) < off_days_min) {
            reading.mistake(std::to_string(number), "calendar_year_too_short",
                            std::to_string(off_days_min));
        }
        all.push_back(std::move(year));
    }
    if (!reading.errors.empty()) {
        return fail_fields(std::move(reading.errors), "calendar.bad_file");
    }
    return all;
}

Result<Notice> read_notice(std::string_view file, const ReadOptions& options) {
    Reading reading;
    if (file.size() > file_bytes_max) {
        reading.mistake("file", "calendar_file_too_large", std::to_string(file_bytes_max));
        return fail_fields(std::move(reading.errors), "calendar.bad_file");
    }
    const std::string_view content = without_mark(file);
    const Source source = format_of(content);
    switch (source) {
        case Source::json: read_json(content, reading); break;
        case Source::ics: read_ics(content, options, reading); break;
        case Source::csv:
        case Source::shipped: read_csv(content, reading); break;
    }
    TRY(years, checked(std::move(reading)));
    return Notice{source, std::move(years)};
}

Result<std::vector<NoticeYear>> read_shipped(std::string_view file) {
    constexpr csv::Column columns[] = {
        {"notice_year", true}, {"holiday", true}, {"off", true}, {"worked", true}};
    TRY(table, csv::read(file, columns));
    Reading reading;
    for (const csv::Row& row : table.rows) {
        const csv::Record record{table, row, reading.errors};
        const auto new_year = day_from(std::string(record.cell("notice_year")) + "-01-01");
        const std::string_view name = record.cell("holiday");
        if (!new_year || !read_days(record.cell("off"), year_of(*new_year), name, true, reading) ||
            !read_days(record.cell("worked"), year_of(*new_year), name, false, reading)) {
            reading.mistake(csv::place_of(row.number, "off"), "bad_day");
        }
    }
    return checked(std::move(reading));
}

}  // namespace pingyi::calendar
