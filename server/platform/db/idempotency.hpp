// A creating request that is repeated with the same key makes one record and gets one answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/result.hpp"
#include "kernel/time.hpp"
#include "platform/db/database.hpp"

namespace pingyi::db {

/// Where a key counts, the key as the client sent it, and the hash of key and body. Only hashes are
/// stored. `scope` names the use case and, where there is one, the account: "units.create/0190…".
struct RepeatKey {
    std::string_view scope;
    std::string_view key;
    std::string_view body_hash;
};

/// The record that an earlier request with this key made, if any. Call it first, in the same write
/// transaction that creates the record.
/// errors   conflict db.idempotency_key_reused: the key came before with another body
[[nodiscard]] Result<std::optional<std::string>> earlier(Tx& tx, const RepeatKey& key);
/// Notes what this request made.
void remember(Tx& tx, const RepeatKey& key, std::string_view record_id, Day today);
/// Forgets at most `rows_max` of the keys of days before `first_day_kept`. returns how many
std::int64_t forget_repeat_keys(Tx& tx, Day first_day_kept, std::int64_t rows_max);

}  // namespace pingyi::db
