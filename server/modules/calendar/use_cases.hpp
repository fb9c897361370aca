// One function an intention: look at an import, make it, load the product's own file, bring open
// deadlines up to date, warn of missing years.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "modules/accounts/api.hpp"
#include "modules/calendar/api.hpp"
#include "modules/calendar/notice.hpp"
#include "modules/calendar/types.hpp"

namespace pingyi::calendar {

struct Preview {
    Source source = Source::csv;
    std::vector<NoticeYear> years;   ///< as they would be
    std::vector<int> new_years;      ///< of those, not known before
    std::vector<DayChange> changes;  ///< by notice year and day
};
[[nodiscard]] Preview preview(db::Tx& tx, const Notice& notice);

/// Who imports, when, and under which id.
struct Edit {
    ImportId id;
    Instant now;
    std::optional<AccountId> by;
    std::string file{};  ///< accounts::file_fact; empty for what is shipped
    std::optional<accounts::Role> as{};
};
/// Adds a version, notes it in the security log, and queues the revision of open deadlines.
/// errors   conflict calendar.nothing_new: the file says what the calendar says already
[[nodiscard]] Result<Import> import_notice(db::Tx& tx, const Notice& notice, const Edit& edit);

/// Brings every open deadline up to the newest version, 100 a transaction. returns how many changed
[[nodiscard]] Result<std::int64_t> revise_deadlines(db::Database& database,
                                                    const Calendar& calendar, Instant now);
/// Opens and resolves the warnings of missing years.
[[nodiscard]] Result<> watch_years(db::Database& database, const Zone& zone, Instant now);

}  // namespace pingyi::calendar
