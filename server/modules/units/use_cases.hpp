// What people do with bodies, one function an intention.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/accounts/api.hpp"
#include "modules/units/types.hpp"
#include "platform/db/database.hpp"
#include "platform/db/idempotency.hpp"

namespace pingyi::units {

/// Who changes something, and when; nobody for the demonstration and the command line.
struct Edit {
    Instant now{};
    std::optional<AccountId> by{};
    std::string file{};  ///< of an import: accounts::file_fact
};

/// What `save` would do.
[[nodiscard]] Result<Plan> preview(db::Database& database, std::span<const Draft> drafts);

/// Creates and changes bodies by code, all or none. It is planned on a snapshot, outside the
/// writer; when somebody else changed the register meanwhile it is planned again, three times at
/// most. `also` runs in the same transaction, before anything is written.
/// errors   as `plan`; conflict units.changed_meanwhile
[[nodiscard]] Result<Plan> save(db::Database& database, const Edit& edit,
                                std::span<const Draft> drafts,
                                const std::function<Result<>(db::Tx&)>& also = {});

/// Creates one body; a repetition under the same key makes nothing and answers alike.
/// returns  the id of the body
/// errors   as `save`; conflict db.idempotency_key_reused
[[nodiscard]] Result<UnitId> create(db::Database& database, const Edit& edit, const Draft& draft,
                                    const db::RepeatKey& key, Day today);

/// Replaces the services or the contact points of a body.
/// errors   not_found units.no_such_unit; forbidden units.not_allowed; as `check`
[[nodiscard]] Result<> replace(db::Tx& tx, const accounts::Account& account, Instant now,
                               std::string_view code, std::span<const Service> services);
[[nodiscard]] Result<> replace(db::Tx& tx, const accounts::Account& account, Instant now,
                               std::string_view code, std::span<const Contact> contacts);
/// A new version of the culture profile; the old ones stay. A repetition under the same key makes
/// nothing and answers alike.
/// errors   those, and as `check_profile`; conflict db.idempotency_key_reused
[[nodiscard]] Result<Profile> publish_profile(db::Tx& tx, const accounts::Account& account,
                                              Instant now, std::string_view code,
                                              std::span<const ProfileItem> items,
                                              const db::RepeatKey& key, Day today);

}  // namespace pingyi::units
