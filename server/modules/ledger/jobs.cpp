// Work outside requests: appending what waits, asking the witnesses; and the ceremony of beginning
// again.
#include "modules/ledger/embedded.hpp"
#include "modules/ledger/module.hpp"
#include "modules/ledger/store.hpp"
#include "platform/log/log.hpp"
#include "platform/tlog/checkpoint.hpp"

namespace pingyi::ledger {
namespace {

constexpr std::chrono::seconds every{1};

Result<> append_all(Ledger& ledger, Instant now) {
    for (const Log log : all_logs) {
        const std::string before = ledger.appender.trouble(log);
        const auto placed = ledger.appender.run(log, now);
        if (!placed) {
            // Tried again each second: a refusal must not wait for hours once it is settled. It is
            // logged once; /readyz and the page tell it all the time.
            if (placed.error().code == before) continue;
            log::error("ledger.not_appended", {{"log", name_of(log)},
                                               {"code", placed.error().code},
                                               {"detail", placed.error().detail}});
        } else if (*placed > 0) {
            log::info("ledger.appended", {{"log", name_of(log)}, {"count", *placed}});
        }
    }
    return {};
}

Result<> ask_all(Ledger& ledger, Instant now) {
    for (const Log log : all_logs) CHECK_OK(ledger.caller.run(log, now));
    return {};
}

/// Of the newest checkpoint, whoever signed it.
std::optional<tlog::Checkpoint> newest(db::Tx& tx, Log log) {
    const auto head = store::head(tx, log);
    const auto row = head ? store::checkpoint(tx, log, head->size) : std::nullopt;
    const auto note =
        row ? std::optional(tlog::Note::parsed(row->note)) : std::optional<Result<tlog::Note>>{};
    if (!note || !*note) return std::nullopt;
    const auto checkpoint = tlog::Checkpoint::parsed((*note)->text);
    return checkpoint ? std::optional(*checkpoint) : std::nullopt;
}

}  // namespace

std::vector<jobs::Kind> job_kinds(Ledger& ledger, const Clock& clock) {
    return {
        {.name = "ledger.append",
         .work = [&ledger, &clock](const jobs::Job&) { return append_all(ledger, clock.now()); },
         .every = every},
        {.name = "ledger.witness",
         .work = [&ledger, &clock](const jobs::Job&) { return ask_all(ledger, clock.now()); },
         .every = every},
    };
}

std::optional<std::string> stored_origin(db::Tx& tx) {
    const auto checkpoint = newest(tx, Log::operations);
    const std::string end = "/" + std::string(name_of(Log::operations));
    if (!checkpoint || !checkpoint->origin.ends_with(end)) return std::nullopt;
    return checkpoint->origin.substr(0, checkpoint->origin.size() - end.size());
}

Result<> note_key(db::Database& database, const Identity& identity, Instant now) {
    const std::string& key = identity.signer(Log::operations).verifier().key();
    return database.append(
        [&](db::Tx& tx) { append(tx, now, {"ledger.key_made", {}, "", "", {{"key", key}}}); });
}

Result<> begin_again(db::Database& database, const Identity& identity, const std::string& head_file,
                     Instant now) {
    TRY(file, HeadFile::load(head_file));
    for (const Log log : all_logs) {
        TRY(last, database.read([&](db::Tx& tx) { return newest(tx, log); }));
        if (!last) continue;
        if (last->origin == identity.origin(log) || file.seen(identity.origin(log))) {
            return fail(ErrorKind::conflict, "ledger.origin_not_new", identity.origin(log));
        }
        CHECK_OK(file.remember(identity.origin(log), {last->size, last->root}));
        if (log != Log::operations) continue;
        const auto before = file.seen(last->origin);
        CHECK_OK(database.append([&](db::Tx& tx) {
            append(tx, now,
                   {std::string(begun_again),
                    {},
                    "",
                    "",
                    {{"size_signed_before", before ? before->size : last->size},
                     {"size_continued", last->size},
                     {"key", identity.signer(log).verifier().key()}}});
        }));
    }
    return {};
}

EmbeddedFiles migrations() {
    return embedded::migrations();
}
EmbeddedFiles texts() {
    return embedded::texts();
}

}  // namespace pingyi::ledger
