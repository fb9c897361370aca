// What the public may read of cases, in the database: every statement asks for published cases
// that everybody may see, so that no caller can forget it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "modules/casework/public_wire.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework::public_store {

/// Unknown, private and unpublished numbers answer alike.
/// errors   not_found casework.no_such_case
[[nodiscard]] Result<Case> find(db::Tx& tx, std::string_view number);

/// Which cases a list shows; withdrawn ones never.
struct Filter {
    std::optional<UnitId> unit;
    std::optional<Kind> kind;
    std::optional<Phase> phase;
    std::optional<Lateness> lateness;
    std::optional<Instant> from, until;  ///< first moment, and the moment behind the last
};
/// The newest by the time they came in, at most `limit`, beginning behind the case named by its
/// time and id. Bodies are cut to their beginning.
struct Place {
    Instant at;
    CaseId id;
};
[[nodiscard]] std::vector<Case> list(db::Tx& tx, const Filter& filter,
                                     const std::optional<Place>& after, Instant now,
                                     std::int64_t limit);
/// Those of the ids that are public (and not withdrawn), in any order.
[[nodiscard]] std::vector<Case> find_many(db::Tx& tx, const std::vector<std::string>& ids);
/// The newest by their reply.
[[nodiscard]] std::vector<Case> newest_replies(db::Tx& tx, std::int64_t limit);

/// The beginning of the newest published reply of each case.
struct ReplyStart {
    CaseId case_id;
    std::string text;
};
[[nodiscard]] std::vector<ReplyStart> reply_starts(db::Tx& tx, const std::vector<Case>& cases);

/// Oldest first.
[[nodiscard]] std::vector<Reply> replies(db::Tx& tx, CaseId id);
[[nodiscard]] std::vector<PublicExtension> extensions(db::Tx& tx, CaseId id);
[[nodiscard]] std::vector<PublicSupervision> supervisions(db::Tx& tx, CaseId id);
/// The unit is told apart, since its name is another module's.
struct PartRow {
    UnitId unit;
    PublicPart part;
};
[[nodiscard]] std::vector<PartRow> parts(db::Tx& tx, CaseId id);
/// Public cases merged into this one.
[[nodiscard]] std::vector<OtherCase> merged_into(db::Tx& tx, CaseId id);
/// nullopt when that case is not public.
[[nodiscard]] std::optional<OtherCase> other(db::Tx& tx, CaseId id);
[[nodiscard]] std::optional<PublicRefusal> refusal(db::Tx& tx, std::string_view code);

/// Cases that casework.index has to look at again.
struct Queued {
    CaseId id;
    std::int64_t version = 0;
};
[[nodiscard]] std::vector<Queued> queued(db::Tx& tx, std::int64_t limit);
/// Forgets the entry unless the case changed again meanwhile.
void forget(db::Tx& tx, const Queued& entry);

}  // namespace pingyi::casework::public_store
