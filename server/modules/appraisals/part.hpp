// One part of one round as use cases and views see it: what it asks, of whom, and who is
// responsible for it.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "modules/accounts/api.hpp"
#include "modules/appraisals/rules.hpp"
#include "modules/units/api.hpp"
#include "platform/db/database.hpp"

namespace pingyi::appraisals {

/// A round with what its scheme asks for.
struct Appraisal {
    rounds::Round round;
    scoring::Scheme scheme;
    std::vector<PartTable> parts;
    std::vector<units::Unit> bodies;  ///< those that take part, by code
};
/// errors   not_found rounds.no_such_round | appraisals.no_such_appraisal (nothing in it is
/// entered)
[[nodiscard]] Result<Appraisal> appraisal_named(db::Tx& tx, std::string_view round, Day today);

/// The bodies that an account belongs to by any of its roles, with those below where the role
/// reaches there.
[[nodiscard]] std::set<UnitId> own_bodies(db::Tx& tx, const accounts::Account& account);

/// Who acts on which part of which round.
struct OnPart {
    const accounts::Account& account;
    Instant now{};
    std::string round{};  ///< code
    std::string part{};   ///< code
};
/// "round=2026 part=targets rows=3": what the security log tells of an act on a part.
[[nodiscard]] std::string facts_of(const OnPart& on, std::size_t rows);

/// What entries of a part are checked against.
struct Part {
    rounds::Round round{};
    scoring::Scheme scheme{};
    PartTable table{};
    std::vector<units::Unit> bodies{};
    std::vector<AccountId> responsible{};
    std::int64_t revision = 0;  ///< rises with every change of its entries
};
/// errors   those of appraisal_named; not_found appraisals.no_such_part
[[nodiscard]] Result<Part> found_part(db::Tx& tx, const OnPart& on, Day today);
/// A part that takes figures of this account now.
/// errors   also: forbidden appraisals.not_allowed; conflict appraisals.not_open
[[nodiscard]] Result<Part> open_part(db::Tx& tx, const OnPart& on, Day today);
/// Looks again, in a transaction of its own, at all of an open part that may have changed.
[[nodiscard]] Result<> look_again(db::Tx& tx, const OnPart& on, Part& part);

}  // namespace pingyi::appraisals
