#include "modules/appraisals/use_cases.hpp"

#include <algorithm>

#include "modules/appraisals/policy.hpp"
#include "modules/appraisals/store.hpp"

namespace pingyi::appraisals {

Result<> set_responsible(const Records& deps, const OnPart& on,
                         const std::vector<std::string>& login_names) {
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        CHECK_OK(policy::may_run(on.account));
        TRY(part, found_part(tx, on, deps.zone.day_of(on.now)));
        std::vector<AccountId> named;
        std::vector<FieldError> errors;
        for (std::size_t i = 0; i < login_names.size(); ++i) {
            const auto found = accounts::account_named(tx, login_names[i]);
            if (!found) {
                errors.push_back(
                    {"#/names/" + std::to_string(i), "appraisals_no_such_account", login_names[i]});
            } else if (std::ranges::find(named, *found) == named.end()) {
                named.push_back(*found);
            }
        }
        if (!errors.empty()) return fail_fields(std::move(errors));
        store::set_responsible(tx, part.round.id, on.part, named);
        accounts::note(tx, on.now, "appraisals.responsible", on.account.id, part.round.id.text(),
                       facts_of(on, named.size()), accounts::Role::programme_office);
        return {};
    });
}

Result<> set_leaders(const Records& deps, const OnPart& on, std::string_view unit,
                     const std::vector<Leader>& leaders) {
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        CHECK_OK(policy::may_run(on.account));
        TRY(found, appraisal_named(tx, on.round, deps.zone.day_of(on.now)));
        TRY(body, units::find_by_code(tx, unit));
        store::set_leaders(tx, found.round.id, body.id, leaders);
        accounts::note(tx, on.now, "appraisals.leaders", on.account.id, body.id.text(),
                       "round=" + on.round + " rows=" + std::to_string(leaders.size()),
                       accounts::Role::programme_office);
        return {};
    });
}

}  // namespace pingyi::appraisals
