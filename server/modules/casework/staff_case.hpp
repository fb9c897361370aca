// Cases as staff read them, and who of the staff may read which.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "modules/accounts/api.hpp"
#include "modules/calendar/api.hpp"
#include "modules/casework/desk_lists_store.hpp"
#include "modules/casework/module.hpp"
#include "modules/casework/staff_wire.hpp"
#include "modules/casework/steps.hpp"

namespace pingyi::casework {

/// Who acts, when, and in which language answers name things.
struct Acting {
    const accounts::Account& account;
    Instant now;
    Language language = Language::zh;
};

/// The case that somebody acts on, and the version they have seen, where they say so.
struct OnCase {
    std::string_view number;
    std::optional<std::int64_t> version{};
};

/// What staff write where others may read it: what identifies people, and the names marked in this
/// case, are taken out. Reads, so it is called before the transaction.
/// errors   not_found casework.no_such_case
[[nodiscard]] Result<std::string> masked_for(db::Database& database, std::string_view number,
                                             std::string_view text);

/// Names of bodies and colleagues, looked up together.
class Directory {
public:
    Directory(db::Tx& tx, const std::vector<std::optional<UnitId>>& units,
              const std::vector<std::optional<AccountId>>& accounts);
    [[nodiscard]] std::optional<BodyRef> unit(const std::optional<UnitId>& id) const;
    [[nodiscard]] std::optional<std::string> account(const std::optional<AccountId>& id) const;

private:
    std::map<UnitId, BodyRef> units_;
    std::map<AccountId, std::string> accounts_;
};

/// The bodies that somebody handles or heads, with those below where the grant says so; nullopt for
/// every body. At most `units_max` of the register.
[[nodiscard]] std::optional<std::vector<UnitId>> bodies_of(db::Tx& tx,
                                                           const accounts::Account& account);

/// Intake, the office, auditors; the lead body and co-bodies of this case.
/// errors   not_found casework.no_such_case for everybody else, so that nothing is told
[[nodiscard]] Result<> may_see_case(db::Tx& tx, const accounts::Account& account, const Case& item);
/// The case of this number, if `account` may see it.
[[nodiscard]] Result<Case> seen_case(db::Tx& tx, const accounts::Account& account,
                                     std::string_view number);

[[nodiscard]] std::vector<CaseRow> rows_of(db::Tx& tx, std::span<const Case> cases, Instant now);
[[nodiscard]] StaffCase detail_of(db::Tx& tx, const calendar::Calendar& calendar,
                                  const Acting& acting, const Case& item);
[[nodiscard]] Stepped stepped_of(const Case& item);

/// Changes one case in one transaction: finds it, sees that it is as `on` says, and lets
/// `act(tx, moment, case)` do the rest.
/// errors   conflict casework.changed_meanwhile, those of seen_case and of `act`
template <class Act>
[[nodiscard]] Result<Stepped> change_case(const Deps& deps, const Acting& acting, const OnCase& on,
                                          Act&& act) {
    const Moment drawn = moment(acting.now);
    return deps.database.write([&](db::Tx& tx) -> Result<Stepped> {
        TRY(item, seen_case(tx, acting.account, on.number));
        if (on.version && *on.version != item.version) {
            return fail(ErrorKind::conflict, "casework.changed_meanwhile");
        }
        CHECK_OK(act(tx, drawn, item));
        return stepped_of(item);
    });
}

/// One page of a list: `limit` rows, and the cursor of the next.
template <class Filter>
[[nodiscard]] Page<CaseRow> page_of(db::Tx& tx, const Filter& filter,
                                    const std::optional<Cursor>& after, std::int64_t limit) {
    auto found = store::queue(tx, filter, after, limit + 1);
    Page<CaseRow> page;
    if (static_cast<std::int64_t>(found.size()) > limit) {
        found.pop_back();
        page.next = text_of(Cursor{std::to_string(found.back().key), found.back().item.id.text()});
    }
    std::vector<Case> cases;
    cases.reserve(found.size());
    for (InList& queued : found) cases.push_back(std::move(queued.item));
    page.items = rows_of(tx, cases, filter.now);
    return page;
}

// Records with the case they belong to, for lists; each in the order given.
[[nodiscard]] std::vector<PartView> views_of(db::Tx& tx, const Acting& acting,
                                             std::span<const Part> parts);
[[nodiscard]] std::vector<ExtensionView> views_of(db::Tx& tx, std::span<const Extension> asked);
/// `due_at` by the rule of reviews; `may_decide` of the reader.
[[nodiscard]] std::vector<AppealView> views_of(db::Tx& tx, const calendar::Calendar& calendar,
                                               const Acting& acting,
                                               std::span<const Appeal> appeals);

/// Who decided anything in this case before: may not decide an appeal about it.
[[nodiscard]] std::vector<AccountId> decided_before(db::Tx& tx, CaseId id);

}  // namespace pingyi::casework
