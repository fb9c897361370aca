// Values of this module: entries of a part, leaders of a body.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "kernel/ids.hpp"
#include "kernel/time.hpp"
#include "modules/rounds/api.hpp"

namespace pingyi::appraisals {

using EntryId = Id<struct AppraisalEntryEntity>;

BOOST_DEFINE_ENUM_CLASS(EntryState, waiting, confirmed, refused, replaced)

/// One figure of one body: proposed by one person, confirmed by another.
struct Entry {
    EntryId id{};
    rounds::RoundId round{};
    std::string part{};  ///< code of the table
    UnitId unit{};
    std::string field{};  ///< column of the table
    std::string value{};  ///< a decimal, "n/a" (no such duty) or "not_reported"
    std::string evidence{};
    std::string reason{};  ///< for a change of a confirmed figure
    EntryState state = EntryState::waiting;
    AccountId entered_by{};
    Instant entered_at{};
    std::optional<AccountId> decided_by{};
    std::optional<Instant> decided_at{};
    std::string refusal{};  ///< why it was refused
};

/// A member of the leading body with the role in it; persons have no score.
struct Leader {
    std::string name, role;
};
BOOST_DESCRIBE_STRUCT(Leader, (), (name, role))

inline constexpr std::int64_t figures_max = 1'000;  ///< that one act enters or decides
inline constexpr std::int64_t words_max = 500;      ///< of evidence and reasons
inline constexpr std::int64_t leaders_max = 30;
inline constexpr std::string_view no_duty = "n/a";
inline constexpr std::string_view not_reported = "not_reported";

}  // namespace pingyi::appraisals
