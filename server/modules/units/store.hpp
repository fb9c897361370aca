// Bodies, services, contacts and profiles in the database: the only place with their SQL.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "kernel/page.hpp"
#include "modules/units/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::units::store {

/// The whole register (bounded by units_max), bodies in the order of their codes.
[[nodiscard]] Register load_register(db::Tx& tx);
/// Rises with every change of the register.
[[nodiscard]] std::int64_t revision(db::Tx& tx);
/// What `plan` needs of it to check these drafts.
[[nodiscard]] Register load_around(db::Tx& tx, std::span<const Draft> drafts);
/// Takes the turn to change the register: nothing else has changed it since `revision` was read.
/// errors   conflict units.changed_meanwhile
[[nodiscard]] Result<> claim(db::Tx& tx, std::int64_t revision);
/// Puts bodies aside under an import; nobody sees them yet. A chunk of a few hundred is quick.
void stage(db::Tx& tx, ImportId import, std::span<const Keyed> units, Instant now);
/// Creates and changes, by code, everything staged under `import`, in one statement.
void publish(db::Tx& tx, ImportId import);
/// Forgets what was staged under `import`, and by any import begun before `abandoned_before`.
void sweep(db::Tx& tx, ImportId import, Instant abandoned_before);

[[nodiscard]] Result<Unit> find(db::Tx& tx, UnitId id);
[[nodiscard]] Result<Unit> find_by_code(db::Tx& tx, std::string_view code);
/// Those of `ids` that exist, in no order.
[[nodiscard]] std::vector<Unit> find_many(db::Tx& tx, std::span<const UnitId> ids);
[[nodiscard]] std::vector<UnitId> ancestors(db::Tx& tx, UnitId id);
/// The body itself and all below it.
[[nodiscard]] std::vector<UnitId> subtree(db::Tx& tx, UnitId id);
[[nodiscard]] std::vector<Class> classes(db::Tx& tx);

/// A page of the directory in pinyin order, with the parents' names looked up by the caller.
[[nodiscard]] std::vector<Keyed> search(db::Tx& tx, const Search& search,
                                        const std::optional<Cursor>& after, std::int64_t limit);
[[nodiscard]] std::int64_t count(db::Tx& tx, const Search& search);
/// Every class, with the bodies of it that `search` (its class left aside) would show.
[[nodiscard]] std::vector<ClassCount> class_counts(db::Tx& tx, const Search& search);

/// errors   not_found units.no_such_unit
[[nodiscard]] Result<Dossier> dossier(db::Tx& tx, std::string_view code, Day today);

void replace(db::Tx& tx, UnitId unit, std::span<const Service> services);
void replace(db::Tx& tx, UnitId unit, std::span<const Contact> contacts);

/// Newest first.
[[nodiscard]] std::vector<Profile> profiles(db::Tx& tx, UnitId unit);
/// Bodies whose profile was published last, newest first.
[[nodiscard]] std::vector<UnitId> newest_profiles(db::Tx& tx, std::int64_t limit);
/// The next version. returns its number
std::int64_t add_profile(db::Tx& tx, UnitId unit, std::span<const ProfileItem> items, Instant now,
                         const std::optional<AccountId>& made_by);

}  // namespace pingyi::units::store
