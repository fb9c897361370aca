// The public page of a year: months of day cells, the holidays in a table, the versions.
#pragma once

#include <memory>
#include <vector>

#include "kernel/working_days.hpp"
#include "modules/calendar/types.hpp"
#include "platform/html/writer.hpp"
#include "platform/http/context.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::calendar {

struct YearPage {
    int year = 0;
    std::shared_ptr<const WorkCalendar> calendar;
    NoticeYear notice;                ///< empty for a year without one
    std::vector<YearState> versions;  ///< newest first; empty for a year without notice
    std::vector<int> missing;         ///< years that the office is asked for
};

[[nodiscard]] html::Writer year_main(const http::Context& context, const Texts& texts,
                                     const YearPage& page, const Zone& zone);

}  // namespace pingyi::calendar
