// The yearly JSON form of a notice.
#include <boost/json/parser.hpp>
#include <boost/json/value.hpp>

#include "modules/calendar/notice.hpp"

namespace pingyi::calendar {
namespace {

namespace json = boost::json;

std::string_view view(const json::string& text) {
    return {text.data(), text.size()};
}

void read_day(const json::value& item, int year, const std::string& place, Reading& reading) {
    const json::object* object = item.if_object();
    if (object == nullptr) return reading.mistake(place, "wrong_type", "object");
    const json::value* name = object->if_contains("name");
    const json::value* date = object->if_contains("date");
    const json::value* off = object->if_contains("isOffDay");
    const auto day =
        date != nullptr && date->is_string() ? day_from(view(date->get_string())) : std::nullopt;
    if (!day) reading.mistake(place + "/date", date == nullptr ? "required" : "bad_day");
    if (name == nullptr || !name->is_string()) {
        reading.mistake(place + "/name", name == nullptr ? "required" : "wrong_type", "string");
    }
    if (off == nullptr || !off->is_bool()) {
        reading.mistake(place + "/isOffDay", off == nullptr ? "required" : "wrong_type", "boolean");
    }
    if (day && name != nullptr && name->is_string() && off != nullptr && off->is_bool()) {
        reading.found.push_back(
            {{*day, off->get_bool(), std::string(view(name->get_string()))}, year, place});
    }
}

}  // namespace

void read_json(std::string_view file, Reading& reading) {
    json::parser parser;
    boost::system::error_code error;
    const std::size_t read = parser.write(file.data(), file.size(), error);
    if (error) return reading.mistake("file", "malformed_json", std::to_string(read));
    const json::value document = parser.release();
    const json::object* object = document.if_object();
    if (object == nullptr) return reading.mistake("#", "wrong_type", "object");
    const json::value* year = object->if_contains("year");
    const json::value* days = object->if_contains("days");
    const bool year_fits = year != nullptr && year->is_int64() && year->get_int64() >= year_min &&
                           year->get_int64() <= year_max;
    if (!year_fits) {
        reading.mistake("#/year", year == nullptr ? "required" : "calendar_bad_year",
                        std::to_string(year_min) + "–" + std::to_string(year_max));
    }
    if (days == nullptr || !days->is_array()) {
        return reading.mistake("#/days", days == nullptr ? "required" : "wrong_type", "array");
    }
    const int notice_year = year_fits ? static_cast<int>(year->get_int64()) : 0;
    std::size_t index = 0;
    for (const json::value& item : days->get_array()) {
        if (reading.full()) return;
        read_day(item, notice_year, "#/days/" + std::to_string(index++), reading);
    }
}

}  // namespace pingyi::calendar
