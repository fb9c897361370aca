// Tables that the server makes itself: the bodies of the classes of a scheme, and what casework
// measures of them.
#pragma once

#include <string>
#include <vector>

#include "kernel/result.hpp"
#include "kernel/time.hpp"
#include "modules/rounds/contents_store.hpp"
#include "modules/scoring/api.hpp"
#include "modules/units/api.hpp"
#include "platform/db/database.hpp"

namespace pingyi::rounds {

/// What is counted: whole months, both included, as they stand.
struct Counting {
    std::string from, until;  ///< "2026-01"
    Day today{};              ///< bodies that exist on this day take part
};

/// The bodies of the scheme's classes that exist on this day, by code.
[[nodiscard]] std::vector<units::Unit> bodies_of(db::Tx& tx, const scoring::Scheme& scheme,
                                                 Day today);

/// "units.csv" with the bodies of the scheme's classes, and a table "casework-in-time.csv" for each
/// measure of the scheme whose code begins with `server_prefix`: counts of the answers `yes` and
/// `no`, under the column that the scheme reads. The names behind the prefix are those of
/// casework::Measure with "-" for "_".
/// errors   invalid_input rounds.no_such_measure (the code); rounds.measure_not_counts
///          (the code: the scheme says that it is no measure of counts)
[[nodiscard]] Result<store::Contents> server_tables(db::Tx& tx, const scoring::Scheme& scheme,
                                                    const Counting& counting, const Zone& zone);

}  // namespace pingyi::rounds
