// Putting right what was found (整改), from whatever module found it: the body reports, somebody
// who is not of the body verifies, and the one concerned says whether it is enough.
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/page.hpp"
#include "modules/casework/api.hpp"
#include "modules/casework/staff_case.hpp"

namespace pingyi::casework {

BOOST_DEFINE_ENUM_CLASS(RectificationState, open, reported, verified)
/// A line of what became of it.
BOOST_DEFINE_ENUM_CLASS(RectificationStep, opened, reported, sent_back, verified, satisfaction,
                        reopened)

struct Rectification {
    RectificationId id;
    std::string source, source_id;
    UnitId unit;
    std::string task;
    RectificationState state = RectificationState::open;
    Instant opened_at{};
    std::string deadline;  ///< calendar::DeadlineId as text
    std::optional<Instant> due_at;
    std::optional<std::int64_t> missing_year;
    std::string report;
    std::optional<AccountId> reported_by;
    std::optional<Instant> reported_at;
    std::optional<AccountId> verified_by;
    std::optional<Instant> verified_at;
    std::string verdict;
    std::optional<bool> satisfied;
};

struct RectificationEvent {
    std::int64_t number = 0;
    Instant at{};
    RectificationStep what = RectificationStep::opened;
    std::optional<AccountId> account{};
    std::string text{};
};

// errors of all   not_found casework.no_such_rectification; forbidden casework.not_allowed;
//                 conflict casework.rectification_step

/// By the body.
[[nodiscard]] Result<> report_rectification(const Deps& deps, const Acting& acting,
                                            RectificationId id, std::string_view report);
/// By an inspector or the office who is not of the body; what is not enough goes back to it.
/// errors   forbidden casework.not_independent
[[nodiscard]] Result<> verify_rectification(const Deps& deps, const Acting& acting,
                                            RectificationId id, bool is_enough,
                                            std::string_view words);
/// What the one concerned says about a verified one.
[[nodiscard]] Result<> note_satisfaction(const Deps& deps, const Acting& acting, RectificationId id,
                                         bool is_satisfied);
/// It came back: the body has the time of `rule` again.
[[nodiscard]] Result<> reopen_rectification(const Deps& deps, const Acting& acting,
                                            RectificationId id, DeadlineRule rule,
                                            std::string_view reason);

namespace policy {
/// Verifies and reopens: inspectors and the office, unless they work for the body.
[[nodiscard]] Result<> may_verify(const accounts::Account& account, UnitId unit,
                                  std::span<const UnitId> ancestors);
}  // namespace policy

namespace store {

/// False when this source has one already.
[[nodiscard]] bool insert(db::Tx& tx, const Rectification& made);
[[nodiscard]] std::optional<RectificationId> rectification_of(db::Tx& tx, std::string_view source,
                                                              std::string_view source_id);
/// errors   not_found casework.no_such_rectification
[[nodiscard]] Result<Rectification> rectification(db::Tx& tx, RectificationId id);
void save(db::Tx& tx, const Rectification& changed);
/// Oldest first; those of `units`, or of every body.
[[nodiscard]] std::vector<Rectification> rectifications(
    db::Tx& tx, RectificationState state, const std::optional<std::vector<UnitId>>& units,
    const std::optional<Cursor>& after, std::int64_t limit);
void append(db::Tx& tx, RectificationId id, const RectificationEvent& event);
[[nodiscard]] std::vector<RectificationEvent> events(db::Tx& tx, RectificationId id);

}  // namespace store
}  // namespace pingyi::casework
