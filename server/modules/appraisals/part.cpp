#include "modules/appraisals/part.hpp"

#include <algorithm>

#include "modules/appraisals/policy.hpp"
#include "modules/appraisals/store.hpp"

namespace pingyi::appraisals {

Result<Appraisal> appraisal_named(db::Tx& tx, std::string_view code, Day today) {
    TRY(round, rounds::round_named(tx, code));
    auto scheme = rounds::scheme_of(tx, round);
    auto parts = scheme ? parts_of(*scheme) : std::vector<PartTable>{};
    if (parts.empty()) return fail(ErrorKind::not_found, "appraisals.no_such_appraisal");
    auto bodies = rounds::bodies_of(tx, *scheme, today);
    return Appraisal{std::move(round), std::move(*scheme), std::move(parts), std::move(bodies)};
}

std::set<UnitId> own_bodies(db::Tx& tx, const accounts::Account& account) {
    std::set<UnitId> own;
    for (const accounts::Grant& grant : account.grants) {
        if (!grant.unit) continue;
        own.insert(*grant.unit);
        if (!grant.subtree) continue;
        const auto below = units::subtree(tx, *grant.unit);
        own.insert(below.begin(), below.end());
    }
    return own;
}

std::string facts_of(const OnPart& on, std::size_t rows) {
    return "round=" + on.round + " part=" + on.part + " rows=" + std::to_string(rows);
}

Result<Part> found_part(db::Tx& tx, const OnPart& on, Day today) {
    TRY(all, appraisal_named(tx, on.round, today));
    const auto found = std::ranges::find(all.parts, on.part, &PartTable::code);
    if (found == all.parts.end()) return fail(ErrorKind::not_found, "appraisals.no_such_part");
    const rounds::RoundId round = all.round.id;
    return Part{.round = std::move(all.round),
                .scheme = std::move(all.scheme),
                .table = std::move(*found),
                .bodies = std::move(all.bodies),
                .responsible = store::responsible(tx, round, on.part),
                .revision = store::revision(tx, round, on.part)};
}

Result<Part> open_part(db::Tx& tx, const OnPart& on, Day today) {
    TRY(part, found_part(tx, on, today));
    CHECK_OK(policy::may_enter(on.account, part.responsible));
    if (!takes_figures(part.round.state)) return fail(ErrorKind::conflict, "appraisals.not_open");
    return std::move(part);
}

Result<> look_again(db::Tx& tx, const OnPart& on, Part& part) {
    TRY(round, rounds::round_named(tx, on.round));
    part.round = std::move(round);
    part.responsible = store::responsible(tx, part.round.id, on.part);
    part.revision = store::revision(tx, part.round.id, on.part);
    CHECK_OK(policy::may_enter(on.account, part.responsible));
    if (!takes_figures(part.round.state)) return fail(ErrorKind::conflict, "appraisals.not_open");
    return {};
}

}  // namespace pingyi::appraisals
