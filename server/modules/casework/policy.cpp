// The decisions of policy.hpp, in terms of roles.
#include "modules/casework/policy.hpp"

#include <algorithm>

namespace pingyi::casework::policy {
namespace {

using accounts::has_role;
using accounts::Role;

Result<> allowed(bool yes) {
    if (yes) return {};
    return fail(ErrorKind::forbidden, "casework.not_allowed");
}

bool works_for(const accounts::Account& account, UnitId unit, std::span<const UnitId> ancestors) {
    return has_role(account, Role::unit_handler, unit, ancestors) ||
           has_role(account, Role::unit_head, unit, ancestors);
}

}  // namespace

Result<> may_screen(const accounts::Account& account) {
    return allowed(has_role(account, Role::intake_officer));
}

Result<> may_see(const accounts::Account& account, const std::optional<UnitId>& unit,
                 std::span<const UnitId> ancestors) {
    const bool sees_all = has_role(account, Role::intake_officer) ||
                          has_role(account, Role::programme_office) ||
                          has_role(account, Role::auditor);
    return allowed(sees_all || (unit && works_for(account, *unit, ancestors)));
}

Result<> may_handle(const accounts::Account& account, UnitId unit,
                    std::span<const UnitId> ancestors) {
    return allowed(works_for(account, unit, ancestors));
}

Result<> may_approve(const accounts::Account& account, const Reply& reply,
                     std::span<const UnitId> ancestors) {
    return allowed(has_role(account, Role::unit_head, reply.unit, ancestors) &&
                   reply.written_by != account.id);
}

Result<> may_supervise(const accounts::Account& account) {
    return allowed(has_role(account, Role::programme_office));
}

Result<> may_review(const accounts::Account& account, std::span<const AccountId> decided_before) {
    return allowed(has_role(account, Role::programme_office) &&
                   std::ranges::find(decided_before, account.id) == decided_before.end());
}

Result<> may_call_back(const accounts::Account& account) {
    return allowed(has_role(account, Role::call_back_officer));
}

bool everybody_may_read(const Case& item, const Attachment& attachment) {
    return item.is_public() && item.state != State::withdrawn && !attachment.is_of_draft &&
           attachment.verdict == Verdict::shown;
}

bool is_kept(const Case& item, const Attachment& attachment) {
    const bool went_out = attachment.reply && !attachment.is_of_draft;
    return everybody_may_read(item, attachment) ||
           (went_out && attachment.verdict != Verdict::withheld);
}

bool writer_may_read(const Attachment& attachment) {
    return !attachment.is_of_draft;
}

bool staff_may_read(const accounts::Account& account, const Case& item,
                    const Attachment& attachment, std::span<const UnitId> ancestors) {
    if (!attachment.is_of_draft || may_screen(account)) return true;
    return item.lead_unit && works_for(account, *item.lead_unit, ancestors);
}

}  // namespace pingyi::casework::policy
