// A strict reader of the little that holiday calendars use of RFC 5545: whole-day events with a
// summary. Written by hand because the library tells neither the line of a mistake nor survives
// every hostile file (docs/adr/0007).
#include <algorithm>
#include <array>

#include "kernel/text.hpp"
#include "modules/calendar/notice.hpp"

namespace pingyi::calendar {
namespace {

using std::chrono::days;

constexpr std::size_t line_bytes_max = 4'000;
constexpr std::size_t nesting_max = 8;
constexpr days event_days_max{31};

/// Takes unfolded content lines from a file: a line that begins with a blank continues the last.
class Lines {
public:
    explicit Lines(std::string_view file) : rest_{file} {}
    bool next() {
        line_.clear();
        number_ = next_number_;
        bool any = false;
        while (!rest_.empty() && (!any || rest_.front() == ' ' || rest_.front() == '\t')) {
            const auto end = std::min(rest_.find('\n'), rest_.size());
            std::string_view physical = rest_.substr(any ? 1 : 0, end - (any ? 1 : 0));
            if (physical.ends_with('\r')) physical.remove_suffix(1);
            if (line_.size() <= line_bytes_max) line_ += physical;
            rest_.remove_prefix(std::min(end + 1, rest_.size()));
            ++next_number_;
            any = true;
        }
        return any;
    }
    [[nodiscard]] const std::string& line() const { return line_; }
    [[nodiscard]] std::string place() const { return "line " + std::to_string(number_); }

private:
    std::string_view rest_;
    std::string line_;
    std::size_t number_ = 1;
    std::size_t next_number_ = 1;
};

/// NAME;PARAMETER=VALUE:value, the name and parameters in capitals.
struct Property {
    std::string name;
    std::string parameters;
    std::string value;
};

std::string in_capitals(std::string_view text) {
    std::string out{text};
    for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return out;
}

std::optional<Property> property_of(std::string_view line) {
    bool quoted = false;
    std::size_t name_end = std::string_view::npos;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"') quoted = !quoted;
        if (quoted) continue;
        if ((line[i] == ';' || line[i] == ':') && name_end == std::string_view::npos) name_end = i;
        if (line[i] == ':') {
            return Property{in_capitals(line.substr(0, name_end)),
                            in_capitals(line.substr(name_end, i - name_end)),
                            std::string(line.substr(i + 1))};
        }
    }
    return std::nullopt;
}

std::string unescaped(std::string_view value) {
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\\' && i + 1 < value.size()) {
            ++i;
            out += value[i] == 'n' || value[i] == 'N' ? ' ' : value[i];
        } else {
            out += value[i];
        }
    }
    return out;
}

/// "20261001"
std::optional<Day> basic_day(std::string_view value) {
    if (value.size() != 8) return std::nullopt;
    return day_from(std::string(value.substr(0, 4)) + "-" + std::string(value.substr(4, 2)) + "-" +
                    std::string(value.substr(6, 2)));
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// "国庆节（休）" and "国庆节 假期 第1天/共7天" are both 国庆节.
std::string name_of(std::string_view summary) {
    constexpr std::array<std::string_view, 14> ends{" ",    "\u3000", "（",   "(",    "[",
                                                    "【",   "放假",   "假期", "假日", "补班",
                                                    "上班", "调休",   "休",   "班"};
    const std::string_view text = text::trimmed(summary);
    std::size_t end = text.size();
    for (const std::string_view mark : ends) end = std::min(end, text.find(mark));
    const std::string_view name = text::trimmed(text.substr(0, end));
    return std::string(name.empty() ? text : name);
}

std::optional<bool> is_off_by_mark(std::string_view summary) {
    if (contains(summary, "班")) return false;  // also 调休上班
    if (contains(summary, "休") || contains(summary, "放假") || contains(summary, "假期") ||
        contains(summary, "假日")) {
        return true;
    }
    return std::nullopt;
}

struct Event {
    std::string place;
    std::optional<Day> first;
    std::optional<Day> end;  ///< exclusive
    std::string summary;
    bool bad = false;
    bool cancelled = false;
};

void set_day(const Property& property, const std::string& place, std::optional<Day>& out,
             Event& event, Reading& reading) {
    out = basic_day(property.value);
    if (out) return;
    event.bad = true;
    const bool has_time = property.value.size() > 8 && property.value[8] == 'T';
    reading.mistake(place, has_time ? "calendar_ics_time" : "bad_day");
}

void set_property(const Property& property, const std::string& place, Event& event,
                  Reading& reading) {
    if (property.name == "DTSTART") {
        set_day(property, place, event.first, event, reading);
    } else if (property.name == "DTEND") {
        set_day(property, place, event.end, event, reading);
    } else if (property.name == "SUMMARY") {
        event.summary = unescaped(property.value);
    } else if (property.name == "STATUS") {
        event.cancelled = in_capitals(property.value) == "CANCELLED";
    } else if (property.name == "RRULE" || property.name == "RDATE" ||
               property.name == "DURATION") {
        event.bad = true;
        reading.mistake(place, "calendar_ics_repeats", property.name);
    }
}

void finish(const Event& event, const ReadOptions& options, Reading& reading) {
    if (event.bad || event.cancelled) return;
    if (!event.first) return reading.mistake(event.place, "calendar_ics_no_day");
    auto is_off = is_off_by_mark(event.summary);
    if (!is_off && options.unmarked == Unmarked::ignore) return;
    if (!is_off && options.unmarked == Unmarked::refuse) {
        return reading.mistake(event.place, "calendar_ics_unmarked");
    }
    const Day end = event.end.value_or(*event.first + days{1});
    if (end <= *event.first || end - *event.first > event_days_max) {
        return reading.mistake(event.place, "calendar_ics_length",
                               std::to_string(event_days_max.count()));
    }
    for (Day day = *event.first; day < end; day += days{1}) {
        reading.found.push_back({{day, is_off.value_or(true), name_of(event.summary)},
                                 options.year.value_or(year_of(day)),
                                 event.place});
    }
}

}  // namespace

void read_ics(std::string_view file, const ReadOptions& options, Reading& reading) {
    Lines lines{file};
    std::vector<std::string> open;  // names of the components around this line
    Event event;
    while (lines.next() && !reading.full()) {
        if (lines.line().empty()) continue;
        const auto property = property_of(lines.line());
        if (!property || lines.line().size() > line_bytes_max) {
            reading.mistake(lines.place(), "calendar_ics_line");
        } else if (property->name == "BEGIN") {
            open.push_back(in_capitals(property->value));
            if (open.size() > nesting_max) {
                return reading.mistake(lines.place(), "calendar_ics_nesting");
            }
            if (open.back() == "VEVENT") {
                event = Event{};
                event.place = lines.place();
            }
        } else if (property->name == "END") {
            if (open.empty() || open.back() != in_capitals(property->value)) {
                return reading.mistake(lines.place(), "calendar_ics_nesting");
            }
            if (open.back() == "VEVENT") finish(event, options, reading);
            open.pop_back();
        } else if (!open.empty() && open.back() == "VEVENT") {
            set_property(*property, lines.place(), event, reading);
        }
    }
    if (!open.empty() && !reading.full()) reading.mistake("file", "calendar_ics_unclosed");
}

}  // namespace pingyi::calendar
