// Figures of a body by month, counted from its cases, and what of them may be published.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/ids.hpp"
#include "kernel/proportion.hpp"
#include "kernel/time.hpp"
#include "modules/calendar/api.hpp"
#include "modules/casework/types.hpp"
#include "platform/db/database.hpp"
#include "platform/html/writer.hpp"
#include "platform/http/context.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::casework {

/// Counts of the cases that came in during a month and are a body's to answer (not those refused,
/// merged or withdrawn).
struct Figures {
    std::int64_t received = 0, answered = 0;
    std::int64_t in_time = 0;    ///< answered in time
    std::int64_t late = 0;       ///< answered late, or late and still waiting
    std::int64_t very_late = 0;  ///< likewise
    std::int64_t extended = 0;   ///< cases with a longer due date
    std::int64_t returned = 0;   ///< times a case was handed back to intake
    std::int64_t asked = 0;      ///< call-backs made
    std::int64_t reached = 0;    ///< of those, answered
    std::int64_t solved = 0, satisfied = 0;
    std::int64_t self_answered = 0, self_solved = 0, self_satisfied = 0;
    std::int64_t appeals = 0, appeals_upheld = 0;        ///< decided ones
    std::map<std::int64_t, std::int64_t> days_to_reply;  ///< calendar days -> cases

    Figures& operator+=(const Figures& other);
    bool operator==(const Figures&) const = default;
};
/// Half the replies took at most so many calendar days; nullopt without replies.
[[nodiscard]] std::optional<double> median_days(const Figures& figures);

/// A month as it is stored: what is public, and what only the body sees.
struct MonthFigures {
    std::string month;  ///< "2026-11"
    Figures everyone, body_only;
};

/// Below this, outcomes and private cases would tell of single writers.
inline constexpr std::int64_t published_from = 10;

/// One month of a share of answers; not shown where too few answered.
struct TrendPoint {
    std::string month;
    Proportion solved;
    bool is_shown = false;
};
struct PublishedFigures {
    Figures total;
    std::int64_t private_cases = 0;  ///< of those received; 0 also when there were too few to say
    std::vector<TrendPoint> trend;   ///< oldest first
};
/// What may be published of some months. Private cases are added where there are at least
/// `published_from`. A month with fewer answers is left out, and so is one more where the total
/// would let a reader work it out.
[[nodiscard]] PublishedFigures published(const std::vector<MonthFigures>& months);

/// Counts again what changed: first notes which cases became late since the last run.
[[nodiscard]] Result<> count_stale(db::Database& database, const Zone& zone, Instant now);

/// The twelve months that end with the one of `today`, oldest first; months without cases too.
[[nodiscard]] std::vector<MonthFigures> year_of_figures(db::Tx& tx, UnitId unit, Day today);

/// The section of a body's page.
void write_figures(const http::Context& context, const Texts& texts, const std::string& unit_code,
                   const PublishedFigures& figures, html::Writer& out);

}  // namespace pingyi::casework
