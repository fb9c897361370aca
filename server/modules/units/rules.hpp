// Decisions about bodies that need no storage: keys for search, the hierarchy, what a change does,
// what a profile may hold.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/units/types.hpp"

namespace pingyi::units {

/// "smzj" and "民政" and "minzheng" all find 青禾市民政局 in this.
[[nodiscard]] std::string search_text(const Unit& unit);
/// What a person typed as folded words, at most 5; a body is found when its text holds each of
/// them.
[[nodiscard]] std::vector<std::string> search_words(std::string_view typed);
[[nodiscard]] std::string sort_key(const Unit& unit);

/// [a-z0-9] and inner hyphens, 2 to 40 characters.
[[nodiscard]] bool is_code(std::string_view text);
inline constexpr Pattern code_pattern{&is_code, "^[a-z0-9][a-z0-9-]*[a-z0-9]$", "units_bad_code",
                                      "qh-minzheng"};

/// Applies the drafts to the register, all or none. The register must hold the bodies that the
/// drafts name, all above those, their successors, and all below the bodies that change.
/// errors   invalid_input with every mistake named: units_no_such_class, units_no_such_unit (parent
///          or successor), units_double_code, units_code_taken, units_cycle, units_too_deep,
///          units_ends_before_start, required, too_many (bodies, changes, other names)
[[nodiscard]] Result<Plan> plan(const Register& existing, std::span<const Draft> drafts);

/// English comes with its Chinese.
/// errors   invalid_input with every mistake named
[[nodiscard]] Result<> check(std::span<const Service> services);
[[nodiscard]] Result<> check(std::span<const Contact> contacts);

/// At most 8 values, one motto and one service brand, nothing said twice; a link is http(s).
/// errors   invalid_input with every mistake named
[[nodiscard]] Result<> check_profile(std::span<const ProfileItem> items);

}  // namespace pingyi::units
