// What answers to residents and to staff say alike: a body by its name, a day of a clock's proof.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/time.hpp"
#include "kernel/working_days.hpp"
#include "modules/units/api.hpp"

namespace pingyi::casework {

struct BodyRef {
    std::string code;
    std::string name;
    std::optional<std::string> name_en;
};
BOOST_DESCRIBE_STRUCT(BodyRef, (), (code, name, name_en))
[[nodiscard]] BodyRef ref_of(const units::Unit& unit);

struct ClockDay {
    Day day;
    std::optional<std::int64_t> number;  ///< absent on a skipped day
    DayReason reason = DayReason::counted;
    std::optional<std::string> name;  ///< of the holiday
};
BOOST_DESCRIBE_STRUCT(ClockDay, (), (day, number, reason, name))
[[nodiscard]] std::vector<ClockDay> clock_days(std::span<const DeadlineDay> proof);

}  // namespace pingyi::casework
