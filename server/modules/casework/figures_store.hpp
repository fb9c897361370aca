// Figures in the database: which are stale, how they are counted, where they stand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "modules/casework/figures.hpp"
#include "modules/casework/measures.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework::figures_store {

struct Stale {
    UnitId unit;
    std::string month;
};
[[nodiscard]] std::vector<Stale> stale(db::Tx& tx, const Window& window, std::int64_t limit);

/// A due date that passed makes a waiting case late without any step.
struct Passed {
    UnitId unit;
    Instant submitted_at;
};
[[nodiscard]] std::vector<Passed> became_late(db::Tx& tx, Instant after, Instant until);
[[nodiscard]] std::optional<Instant> counted_until(db::Tx& tx);
void set_counted_until(db::Tx& tx, Instant until);

/// Counts the cases of a body that came in from `from` until before `until`.
[[nodiscard]] MonthFigures count(db::Tx& tx, UnitId unit, Instant from, Instant until, Instant now,
                                 const Zone& zone);
/// Replaces what stands there, and forgets that it was stale.
void save(db::Tx& tx, const Stale& of, const MonthFigures& figures);

/// Stored months of a body from "2026-01" to "2026-12", oldest first.
[[nodiscard]] std::vector<MonthFigures> months(db::Tx& tx, UnitId unit, std::string_view from,
                                               std::string_view until);
/// Sums of every body over some months, without the days; public and private together.
struct UnitFigures {
    UnitId unit;
    Figures figures;
};
[[nodiscard]] std::vector<UnitFigures> all_units(db::Tx& tx, std::string_view from,
                                                 std::string_view until);

/// Rectifications verified in a stretch of time whose source was asked: how many were satisfied.
struct UnitShare {
    UnitId unit;
    Proportion share;
};
[[nodiscard]] std::vector<UnitShare> rectified(db::Tx& tx, Instant from, Instant until);

/// The cases that figures count for a body, newest first; without the private ones unless
/// `with_private`.
struct RecordPlace {
    Instant at;
    CaseId id;
};
struct RecordRow {
    CaseId id;
    std::string number, subject;
    Instant submitted_at;
    std::optional<Instant> replied_at;
    Lateness lateness = Lateness::in_time;
};
[[nodiscard]] std::vector<RecordRow> records(db::Tx& tx, UnitId unit, Instant from, Instant until,
                                             bool with_private,
                                             const std::optional<RecordPlace>& after,
                                             std::int64_t limit);
[[nodiscard]] std::int64_t hidden_records(db::Tx& tx, UnitId unit, Instant from, Instant until);

}  // namespace pingyi::casework::figures_store
