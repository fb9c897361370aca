#include "modules/casework/refs.hpp"

namespace pingyi::casework {

BodyRef ref_of(const units::Unit& unit) {
    return {unit.code, unit.name.zh,
            unit.name.en.empty() ? std::nullopt : std::optional{unit.name.en}};
}

std::vector<ClockDay> clock_days(std::span<const DeadlineDay> proof) {
    std::vector<ClockDay> days;
    for (const DeadlineDay& day : proof) {
        days.push_back({day.day, day.number > 0 ? std::optional{day.number} : std::nullopt,
                        day.reason, day.name.empty() ? std::nullopt : std::optional{day.name}});
    }
    return days;
}

}  // namespace pingyi::casework
