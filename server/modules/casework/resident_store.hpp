// What residents add to their cases, and the lists their forms need. A transaction is always the
// caller's.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/casework/resident_rules.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework::store {

/// Current ones, parents before children.
[[nodiscard]] std::vector<FilingCategory> categories(db::Tx& tx);
[[nodiscard]] bool is_current_category(db::Tx& tx, std::string_view code);
/// Current ones in their order.
[[nodiscard]] std::vector<FilingReason> refusal_reasons(db::Tx& tx);
[[nodiscard]] std::optional<FilingReason> refusal_reason(db::Tx& tx, std::string_view code);

/// A number of casework_setting; `otherwise` when it is not set.
[[nodiscard]] std::int64_t setting(db::Tx& tx, std::string_view name, std::int64_t otherwise);

[[nodiscard]] Attempts attempts(db::Tx& tx, std::string_view key);
void keep_attempts(db::Tx& tx, std::string_view key, const Attempts& attempts);
/// returns how many series it forgot
std::int64_t forget_attempts(db::Tx& tx, Instant before, std::int64_t limit);

/// Who a number belongs to, for proving a receipt.
struct Claimed {
    CaseId id;
    std::string receipt;  ///< its HMAC, empty for a case without one
};
[[nodiscard]] std::optional<Claimed> claimed(db::Tx& tx, std::string_view number);

struct Addition {
    AdditionId id;
    Instant at{};
    std::string text, original;
};
void insert_addition(db::Tx& tx, CaseId id, const Addition& addition);
/// Masked, oldest first.
[[nodiscard]] std::vector<TrackedAddition> additions(db::Tx& tx, CaseId id);

/// False when the round was answered before.
[[nodiscard]] bool insert_answer(db::Tx& tx, CaseId id, const TrackedAnswer& answer, Day day);
[[nodiscard]] std::vector<TrackedAnswer> answers(db::Tx& tx, CaseId id);

/// False when there was one about the same thing.
[[nodiscard]] bool insert_appeal(db::Tx& tx, CaseId id, AppealId appeal, AppealAbout about,
                                 std::string_view grounds, Instant now);
[[nodiscard]] std::vector<TrackedAppeal> appeals(db::Tx& tx, CaseId id);

struct FollowRequest {
    std::string token;  ///< keyed hash
    CaseId case_id;
    std::string contact;  ///< keyed hash
    std::string address;  ///< id of the sealed address
    Instant ends_at{};
    bool wanted = true;
};
void insert_follow_request(db::Tx& tx, const FollowRequest& request);
[[nodiscard]] bool has_follow_request(db::Tx& tx, CaseId id, std::string_view contact, Instant now);
/// Removes it.
[[nodiscard]] std::optional<FollowRequest> take_follow_request(db::Tx& tx, std::string_view token);
/// returns how many it forgot
std::int64_t forget_follow_requests(db::Tx& tx, Instant now, std::int64_t limit);

/// Cases that ended before and still have what the resident wrote.
[[nodiscard]] std::vector<CaseId> to_erase(db::Tx& tx, Instant ended_before, std::int64_t limit);
/// Erases the original, the originals of additions, the resident's words on the timeline (their
/// hashes stay) and the receipt.
void erase_written(db::Tx& tx, CaseId id);

/// Those of `ids` that the public may see.
[[nodiscard]] std::vector<Case> public_cases(db::Tx& tx, std::span<const std::string> ids);

}  // namespace pingyi::casework::store
