// Stored schemes: written as drafts whatever is wrong with them, and issued for good once nothing
// is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "modules/rounds/module.hpp"
#include "modules/rounds/steps.hpp"
#include "modules/rounds/types.hpp"
#include "modules/scoring/api.hpp"
#include "platform/db/idempotency.hpp"

namespace pingyi::rounds {

/// What a scheme is called by.
struct Head {
    std::string code = "scheme";
    std::int64_t version = 1;
    Label title;  ///< may be empty
};
/// Of a text that cannot be read, what stands at the beginning of its lines; else the defaults.
[[nodiscard]] Head head_of(std::string_view yaml);

/// A scheme that comes with the program, from the folder schemes/.
struct Shipped {
    std::string name;  ///< "hangzhou-2005"
    std::string yaml;
};
/// By name.
[[nodiscard]] std::vector<Shipped> shipped_schemes();

/// A new draft, with all of its mistakes.
/// errors   forbidden rounds.not_allowed; invalid_input rounds.scheme_not_text,
///          rounds.scheme_too_long; conflict db.idempotency_key_reused
[[nodiscard]] Result<StoredScheme> write_scheme(db::Database& database, const Acting& by,
                                                std::string_view yaml, const db::RepeatKey& key,
                                                Day today);
/// Saves a draft over the revision that was read.
/// errors   those of write_scheme; not_found rounds.no_such_scheme; conflict
///          rounds.scheme_is_issued, rounds.changed_meanwhile
[[nodiscard]] Result<StoredScheme> save_scheme(db::Database& database, const Acting& by,
                                               SchemeId id, std::int64_t revision,
                                               std::string_view yaml);
/// Locks this revision and notes its hash in the public ledger.
/// errors   those of save_scheme; invalid_input rounds.scheme_has_errors; conflict
///          rounds.version_issued
[[nodiscard]] Result<StoredScheme> issue_scheme(db::Database& database, const Acting& by,
                                                SchemeId id, std::int64_t revision);

/// The scheme that a text holds.
/// errors   invalid_input rounds.scheme_has_errors
[[nodiscard]] Result<scoring::Scheme> sound_scheme(std::string_view yaml);

}  // namespace pingyi::rounds
