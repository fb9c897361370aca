// The table behind repeat keys.
#include "platform/crypto/crypto.hpp"
#include "platform/db/idempotency.hpp"

namespace pingyi::db {
namespace {

std::string hash_of(std::string_view text) {
    return crypto::hex(crypto::sha256(text));
}

}  // namespace

Result<std::optional<std::string>> earlier(Tx& tx, const RepeatKey& key) {
    const Rows rows =
        tx.run("SELECT body_hash, record_id FROM db_idempotency WHERE scope = $1 AND key_hash = $2",
               {key.scope, hash_of(key.key)});
    if (rows.empty()) return std::nullopt;
    if (rows[0].text(0) != hash_of(key.body_hash)) {
        return fail(ErrorKind::conflict, "db.idempotency_key_reused");
    }
    return rows[0].text(1);
}

void remember(Tx& tx, const RepeatKey& key, std::string_view record_id, Day today) {
    tx.run(
        "INSERT INTO db_idempotency (scope, key_hash, body_hash, record_id, day) "
        "VALUES ($1, $2, $3, $4, $5)",
        {key.scope, hash_of(key.key), hash_of(key.body_hash), record_id, today});
}

std::int64_t forget_repeat_keys(Tx& tx, Day first_day_kept, std::int64_t rows_max) {
    return tx
        .run(
            "DELETE FROM db_idempotency WHERE (scope, key_hash) IN (SELECT scope, key_hash "
            "FROM db_idempotency WHERE day < $1 ORDER BY day LIMIT $2)",
            {first_day_kept, rows_max})
        .changed;
}

}  // namespace pingyi::db
