// What intake does with letters: screen, refuse, merge, route, mark names.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/casework/routing.hpp"
#include "modules/casework/staff_case.hpp"

namespace pingyi::casework {

// errors of all   forbidden casework.not_allowed; not_found casework.no_such_case;
//                 conflict casework.changed_meanwhile, casework.step_not_allowed

/// What intake finds other than the letter came with.
struct Screening {
    std::optional<Kind> kind;
    std::optional<Urgency> urgency;
    std::optional<std::string> category;
};
/// errors   invalid_input #/category casework_no_such_category
[[nodiscard]] Result<Stepped> accept_case(const Deps& deps, const Acting& acting, const OnCase& on,
                                          const Screening& screening);

/// errors   invalid_input #/reason casework_no_such_reason
[[nodiscard]] Result<Stepped> refuse_case(const Deps& deps, const Acting& acting, const OnCase& on,
                                          std::string_view reason, std::string_view words);

/// Into a case that is screened and open, and that everybody may read or is as hidden as this one.
/// Both timelines say so.
/// errors   invalid_input #/into casework_not_itself, casework_merge_into_open,
///          casework_merge_hidden, casework_merge_chain; not_found casework.no_such_case
[[nodiscard]] Result<Stepped> merge_case(const Deps& deps, const Acting& acting, const OnCase& on,
                                         std::string_view into);
[[nodiscard]] Result<Stepped> unmerge_case(const Deps& deps, const Acting& acting,
                                           const OnCase& on);

/// errors   invalid_input #/unit casework_no_such_unit, casework_unit_ended (limit: its successor),
///          casework_unit_planned; #/category casework_no_such_category
[[nodiscard]] Result<Stepped> assign_case(const Deps& deps, const Acting& acting, const OnCase& on,
                                          std::string_view unit_code,
                                          const std::optional<std::string>& category,
                                          std::string_view words);

/// Which body should have it, with reasons; nothing follows by itself.
[[nodiscard]] Result<std::vector<Guess>> guess_body(const Deps& deps, const Acting& acting,
                                                    std::string_view number);

/// The letter as written, with what was added. The reading is in the security log before the text
/// leaves the database.
struct FullOriginal {
    Original letter;
    std::vector<std::string> additions;
};
[[nodiscard]] Result<FullOriginal> read_original(const Deps& deps, const Acting& acting,
                                                 std::string_view number);

/// Marks further names: the stored texts are masked again, and the text of a timeline's line that
/// holds one is erased.
[[nodiscard]] Result<Stepped> mark_names(const Deps& deps, const Acting& acting, const OnCase& on,
                                         const std::vector<std::string>& names);

/// A body that exists today.
/// errors   invalid_input as for assign_case
[[nodiscard]] Result<UnitId> current_body(db::Tx& tx, std::string_view code, Day today,
                                          Language language);

}  // namespace pingyi::casework
