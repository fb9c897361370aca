// What casework measures of bodies, for whoever computes scores, and the records behind it.
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "kernel/measure.hpp"
#include "kernel/page.hpp"
#include "kernel/result.hpp"
#include "kernel/time.hpp"
#include "modules/accounts/api.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework {

/// Each is a share; the unit of all is cases, of `returned` times, of `rectified_and_satisfied`
/// rectifications.
BOOST_DEFINE_ENUM_CLASS(Measure,
                        received,                 ///< all of those received
                        answered,                 ///< of those received
                        in_time,                  ///< answered in time, of those answered or due
                        very_late,                ///< of those answered or due
                        returned,                 ///< times handed back, beside those received
                        extended,                 ///< of those received
                        solved,                   ///< of those reached in a call-back
                        satisfied,                ///< likewise
                        rectified_and_satisfied,  ///< of rectifications whose verifier asked
                        appeals_upheld)           ///< of appeals against a closing, decided

/// Whole months, both included: "2026-01" to "2026-12".
struct Window {
    std::string from, until;
};

/// Call-backs are a sample of those who wrote; everything else is a full count.
[[nodiscard]] Basis basis_of(Measure measure);

/// One cell a body that has anything to count, without stratum, cluster and option; an answer
/// weighs 1 and is 1 or 0. Public and private cases are counted alike: what is published of it is
/// the caller's to guard (at least 10).
[[nodiscard]] std::vector<Cell> cells(db::Tx& tx, Measure measure, const Window& window,
                                      const Zone& zone);

/// Counts what changed in these months since a job last did, so that `cells` gives what is true
/// now: the job runs every few seconds, and is late where much was imported.
[[nodiscard]] Result<> count_again(db::Database& database, const Window& window, const Zone& zone,
                                   Instant now);

/// A case that a figure counts.
struct Record {
    std::string number, subject;
    Instant submitted_at{};
    std::string answer;  ///< "in_time", "late", "very_late"; "waiting" before it is given
};
/// What the viewer may not see is counted by its reason; not even that where the count could tell
/// of single writers.
struct Hidden {
    std::string reason;  ///< "body_only"
    std::int64_t n = 0;
};
struct Evidence {
    std::vector<Record> records;
    std::vector<Hidden> hidden;  ///< of the whole window, on its first page
    std::optional<Cursor> next;
};
/// The cases of a body that came in during the window, newest first, 100 a page. `viewer` is null
/// for the public.
[[nodiscard]] Evidence records(db::Tx& tx, UnitId unit, const Window& window, const Zone& zone,
                               const accounts::Account* viewer, const std::optional<Cursor>& after);

}  // namespace pingyi::casework
