// The decisions of policy.hpp, in terms of roles.
#include "modules/rounds/policy.hpp"

namespace pingyi::rounds::policy {
namespace {

using accounts::Account;
using accounts::has_role;
using accounts::Role;

std::unexpected<Error> not_allowed() {
    return fail(ErrorKind::forbidden, "rounds.not_allowed");
}

/// An API key acts for nobody here: each step is somebody's own.
bool is_in_person(const Account& account) {
    return account.api_key.empty();
}

}  // namespace

Result<> may_run(const Account& account) {
    if (is_in_person(account) && has_role(account, Role::programme_office)) return {};
    return not_allowed();
}

Result<> may_see(const Account& account) {
    const bool may = has_role(account, Role::programme_office) ||
                     has_role(account, Role::third_party_evaluator) ||
                     has_role(account, Role::auditor);
    if (may) return {};
    return not_allowed();
}

Result<> may_bring_tables(const Account& account) {
    const bool may =
        has_role(account, Role::programme_office) || has_role(account, Role::third_party_evaluator);
    if (may) return {};
    return not_allowed();
}

Result<> may_audit(const Account& account) {
    if (has_role(account, Role::auditor)) return {};
    return not_allowed();
}

std::optional<Party> party_of(const Account& account) {
    if (!is_in_person(account)) return std::nullopt;
    if (has_role(account, Role::programme_office)) return Party::office;
    if (has_role(account, Role::third_party_evaluator)) return Party::agency;
    if (has_role(account, Role::auditor)) return Party::checker;
    return std::nullopt;
}

Result<> may_verify(const Account& account, const StoredResult& result) {
    if (party_of(account) != Party::checker) return not_allowed();
    if (result.computed_by == account.id) {
        return fail(ErrorKind::forbidden, "rounds.computed_by_you");
    }
    return {};
}

Result<> may_appeal(const Account& account, UnitId unit, std::span<const UnitId> ancestors) {
    if (is_in_person(account) && has_role(account, Role::unit_head, unit, ancestors)) return {};
    return not_allowed();
}

Result<> may_decide(const Account& account, const StoredResult& result) {
    CHECK_OK(may_run(account));
    if (result.computed_by == account.id || result.verified_by == account.id) {
        return fail(ErrorKind::forbidden, "rounds.computed_by_you");
    }
    return {};
}

}  // namespace pingyi::rounds::policy
