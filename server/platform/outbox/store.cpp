// The SQL of the outbox. A lease is a row whose next_at lies ahead: nobody else finds it due.
#include "platform/outbox/store.hpp"

#include <algorithm>
#include <array>

namespace pingyi::outbox {
namespace {

constexpr std::chrono::hours quiet_max{2};
constexpr std::chrono::days ended_kept{90};

std::string_view text_of(Channel channel) {
    return channel == Channel::mail ? "mail" : "sms";
}
std::string_view text_of(Language language) {
    return language == Language::zh ? "zh" : "en";
}

void suppress_waiting(db::Tx& tx, AddressId address, std::string_view code) {
    tx.run(
        "UPDATE outbox_message SET state = 'suppressed', last_code = $1"
        " WHERE address = $2 AND state = 'queued'",
        {code, address});
}

std::string debounce_of(const Message& message) {
    if (message.quiet.count() == 0) return {};
    const std::string_view group =
        std::string_view(message.template_name).substr(0, message.template_name.find('.'));
    return std::string(group) + "|" + message.record + "|" + message.address.text();
}

/// Puts away what waits under the same key. returns when the first of it was to go
Instant fold(db::Tx& tx, std::string_view debounce, Instant due) {
    const db::Rows folded = tx.run(
        "UPDATE outbox_message SET state = 'suppressed', last_code = 'outbox.folded'"
        " WHERE debounce = $1 AND state = 'queued' AND attempts = 0 RETURNING next_at",
        {debounce});
    for (const db::Row row : folded) due = std::min(due, row.instant(0));
    return due;
}

}  // namespace

std::optional<std::string> public_key(db::Tx& tx, Channel channel) {
    const db::Rows rows = tx.run("SELECT public_key, mail, sms FROM outbox_key");
    if (rows.empty() || !rows[0].flag(channel == Channel::mail ? 1 : 2)) return std::nullopt;
    return rows[0].blob(0);
}

bool is_open(db::Tx& tx, Channel channel) {
    return public_key(tx, channel).has_value();
}

void keep_address(db::Tx& tx, const Sealed& sealed, Day today, std::optional<Instant> ends_at) {
    tx.run("INSERT INTO outbox_address (id, kind, box, day, ends_at) VALUES ($1, $2, $3, $4, $5)",
           {sealed.id, text_of(sealed.channel), db::Blob{sealed.box}, today, ends_at});
}

bool confirm_address(db::Tx& tx, AddressId id) {
    return tx.run("UPDATE outbox_address SET ends_at = NULL WHERE id = $1", {id}).changed == 1;
}

void erase_address(db::Tx& tx, AddressId id) {
    tx.run("DELETE FROM outbox_address WHERE id = $1", {id});
    suppress_waiting(tx, id, "outbox.erased");
}

bool has_address(db::Tx& tx, AddressId id) {
    return store::find_box(tx, id).has_value();
}

bool enqueue(db::Tx& tx, const Message& message) {
    const bool is_known =
        !tx.run("SELECT 1 FROM outbox_message WHERE dedup_key = $1", {message.dedup_key}).empty();
    if (is_known || !has_address(tx, message.address)) return false;
    const std::string debounce = debounce_of(message);
    Instant due = message.due;
    if (!debounce.empty()) {
        due = fold(tx, debounce, due + std::min<std::chrono::seconds>(message.quiet, quiet_max));
    }
    tx.run(
        "INSERT INTO outbox_message (id, template, record, address, language, dedup_key, debounce,"
        " state, next_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', $8, $9)",
        {message.id, message.template_name, message.record, message.address,
         text_of(message.language), message.dedup_key, debounce, due, message.due + message.valid});
    return true;
}

void pause(db::Tx& tx, Instant now) {
    tx.run("INSERT INTO outbox_pause (place, since) VALUES (1, $1) ON CONFLICT (place) DO NOTHING",
           {now});
}

void resume(db::Tx& tx) {
    tx.run("DELETE FROM outbox_pause");
}

Counts counts(db::Tx& tx) {
    Counts found;
    const db::Rows rows = tx.run(
        "SELECT state, count(*) FROM outbox_message"
        " WHERE state IN ('queued', 'leased', 'failed', 'unknown') GROUP BY state");
    for (const db::Row row : rows) {
        const std::string& state = row.text(0);
        if (state == "queued" || state == "leased") found.waiting += row.integer(1);
        if (state == "failed") found.failed = row.integer(1);
        if (state == "unknown") found.unknown = row.integer(1);
    }
    found.paused = !tx.run("SELECT 1 FROM outbox_pause").empty();
    return found;
}

bool sweep(db::Tx& tx, Instant now, std::int64_t rows_max) {
    const db::Rows over = tx.run(
        "SELECT id FROM outbox_address WHERE ends_at IS NOT NULL AND ends_at <= $1"
        " ORDER BY ends_at, id LIMIT $2",
        {now, rows_max});
    for (const db::Row row : over) erase_address(tx, row.id<AddressId>(0));
    const auto forgotten =
        tx.run(
              "DELETE FROM outbox_message WHERE id IN (SELECT id FROM outbox_message"
              " WHERE state IN ('sent', 'failed', 'unknown', 'suppressed') AND next_at <= $1"
              " ORDER BY next_at, id LIMIT $2)",
              {now - ended_kept, rows_max})
            .changed;
    return static_cast<std::int64_t>(over.size()) == rows_max || forgotten == rows_max;
}

namespace store {

Result<> register_key(db::Tx& tx, std::string_view public_key, Channels channels, bool replace) {
    const db::Rows rows = tx.run("SELECT public_key FROM outbox_key");
    if (!rows.empty() && rows[0].blob(0) != public_key) {
        if (!replace) return fail(ErrorKind::conflict, "outbox.other_key");
        tx.run("DELETE FROM outbox_address");
        tx.run(
            "UPDATE outbox_message SET state = 'suppressed', last_code = 'outbox.key_replaced'"
            " WHERE state IN ('queued', 'leased')");
    }
    tx.run(
        "INSERT INTO outbox_key (public_key, mail, sms, place) VALUES ($1, $2, $3, 1)"
        " ON CONFLICT (place) DO UPDATE SET public_key = excluded.public_key,"
        " mail = excluded.mail, sms = excluded.sms",
        {db::Blob{std::string(public_key)}, channels.mail, channels.sms});
    return {};
}

bool is_due(db::Tx& tx, Instant now) {
    return !tx.run(
                  "SELECT 1 FROM outbox_message WHERE state IN ('queued', 'leased')"
                  " AND next_at <= $1 AND NOT EXISTS (SELECT 1 FROM outbox_pause) LIMIT 1",
                  {now})
                .empty();
}

std::optional<Leased> take(db::Tx& tx, std::string_view holder, Instant now, Instant lease_end) {
    if (!tx.run("SELECT 1 FROM outbox_pause").empty()) return std::nullopt;
    tx.run(
        "UPDATE outbox_message SET state = 'unknown', last_code = 'outbox.worker_lost'"
        " WHERE state = 'leased' AND next_at <= $1"
        " AND address IN (SELECT id FROM outbox_address WHERE kind = 'sms')",
        {now});
    const db::Rows rows = tx.run(
        "UPDATE outbox_message SET state = 'leased', holder = $1, next_at = $2,"
        " attempts = outbox_message.attempts + 1"
        " WHERE id IN (SELECT id FROM outbox_message WHERE state IN ('queued', 'leased')"
        " AND next_at <= $3 ORDER BY next_at, id LIMIT 1)"
        " RETURNING id, template, record, address, language, dedup_key, attempts, expires_at",
        {holder, lease_end, now});
    if (rows.empty()) return std::nullopt;
    const db::Row row = rows[0];
    return Leased{row.id<MessageId>(0),
                  row.text(1),
                  row.text(2),
                  row.id<AddressId>(3),
                  row.text(4) == "en" ? Language::en : Language::zh,
                  row.text(5),
                  row.integer(6),
                  row.instant(7)};
}

void release(db::Tx& tx, std::string_view holder, Instant now) {
    tx.run("UPDATE outbox_message SET next_at = $1 WHERE state = 'leased' AND holder = $2",
           {now, holder});
}

std::optional<Box> find_box(db::Tx& tx, AddressId id) {
    const db::Rows rows =
        tx.run("SELECT kind, box FROM outbox_address WHERE id = $1 AND dead = 0", {id});
    if (rows.empty()) return std::nullopt;
    return Box{rows[0].text(0) == "sms" ? Channel::sms : Channel::mail, rows[0].blob(1)};
}

bool settle(db::Tx& tx, const Leased& leased, std::string_view holder, const Ending& ending) {
    constexpr std::array<std::string_view, 5> names{"queued", "sent", "failed", "unknown",
                                                    "suppressed"};
    const auto changed =
        tx.run(
              "UPDATE outbox_message SET state = $1, next_at = $2, last_code = $3, holder = ''"
              " WHERE id = $4 AND state = 'leased' AND holder = $5 AND attempts = $6",
              {names.at(static_cast<std::size_t>(ending.state)), ending.next_at, ending.code,
               leased.id, holder, leased.attempt})
            .changed;
    if (changed != 1) return false;
    if (ending.is_dead) {
        tx.run("UPDATE outbox_address SET dead = 1 WHERE id = $1", {leased.address});
        suppress_waiting(tx, leased.address, "outbox.dead");
    }
    return true;
}

}  // namespace store
}  // namespace pingyi::outbox
