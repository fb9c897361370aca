// Reading what is public: one case, a list by filters or words, the newest replies. Each in the
// caller's transaction, which is one `read` a page.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "modules/calendar/api.hpp"
#include "modules/casework/public_wire.hpp"
#include "modules/units/api.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework {

/// errors   not_found casework.no_such_case, alike for unknown, private and unpublished numbers
[[nodiscard]] Result<CaseDetail> public_case(db::Tx& tx, const calendar::Calendar& calendar,
                                             const units::Bodies& directory,
                                             std::string_view number, Instant now);

inline constexpr std::int64_t list_rows = 25;  ///< of a page, where the address names no limit
/// Newest first. With words, the search walks at most `portions_max` portions and then says that
/// there may be more.
/// errors   not_found units.no_such_unit
[[nodiscard]] Result<CaseList> public_list(db::Tx& tx, const calendar::Calendar& calendar,
                                           const units::Bodies& directory, const CaseFilter& filter,
                                           Instant now, std::int64_t rows_default = list_rows);

/// The letters answered last, newest first.
[[nodiscard]] std::vector<CaseSummary> newest_answered(db::Tx& tx,
                                                       const calendar::Calendar& calendar,
                                                       const units::Bodies& directory, Instant now,
                                                       std::int64_t limit);

/// What a search may find of a case, nullopt when nobody may find it (any more). Its text is made
/// into an entry outside the transaction.
struct Findable {
    std::string text;
    Instant at{};
    std::vector<std::string> facets;
};
[[nodiscard]] std::optional<Findable> findable(db::Tx& tx, CaseId id);

inline constexpr std::string_view search_kind = "casework.case";

}  // namespace pingyi::casework
