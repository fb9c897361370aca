#include "modules/ledger/witness_caller.hpp"

#include <span>
#include <vector>

#include "platform/log/log.hpp"
#include "platform/tlog/checkpoint.hpp"

namespace pingyi::ledger {
namespace {

constexpr std::chrono::seconds left_alone{10};
constexpr fetch::Limits limits{.connect = std::chrono::milliseconds{2'000},
                               .whole = std::chrono::milliseconds{5'000},
                               .bytes_max = std::size_t{64} * 1024};
constexpr int ok = 200;
constexpr int conflict = 409;

/// The size in a witness's answer 409: a decimal and a line feed.
std::optional<std::uint64_t> size_in(std::string_view body) {
    if (body.ends_with('\n')) body.remove_suffix(1);
    return tlog::number_of(body);
}

}  // namespace

WitnessCaller::WitnessCaller(db::Database& database, const Identity& identity)
    : database_{database}, identity_{identity}, client_{limits} {}

Result<> WitnessCaller::run(Log log, Instant now) {
    struct Newest {
        std::optional<store::Checkpoint> checkpoint;
        bool is_published = false;
        std::vector<const Witness*> missing;
    };
    TRY(newest, database_.read([&](db::Tx& tx) {
        Newest found;
        const auto head = store::head(tx, log);
        if (!head) return found;
        found.checkpoint = store::checkpoint(tx, log, head->size);
        found.is_published = head->published == head->size && head->size > 0;
        for (const Witness& witness : identity_.witnesses()) {
            if (!store::has_cosigned(tx, log, head->size, key_name(witness.key))) {
                found.missing.push_back(&witness);
            }
        }
        return found;
    }));
    if (!newest.checkpoint) return {};
    for (const Witness* witness : newest.missing) {
        const auto pause = not_before_.find(key_name(witness->key));
        if (pause != not_before_.end() && now < pause->second) continue;
        CHECK_OK(ask(log, *newest.checkpoint, *witness, now));
    }
    if (newest.is_published || identity_.witnesses().empty()) return {};
    return publish(log, *newest.checkpoint);
}

Result<> WitnessCaller::ask(Log log, const store::Checkpoint& checkpoint, const Witness& witness,
                            Instant now) {
    TRY(known, database_.read([&](db::Tx& tx) {
        return store::witness_size(tx, log, key_name(witness.key));
    }));
    std::uint64_t old_size = std::min(known, checkpoint.size);
    constexpr int attempts = 2;  // the second with the size that the witness named
    for (int attempt = 0; attempt < attempts; ++attempt) {
        auto answer = send(log, checkpoint, witness, old_size);
        if (!answer && answer.error().kind == ErrorKind::internal) {
            return std::unexpected(answer.error());
        }
        if (!answer) {
            leave_alone(witness, answer.error().code, 0, now);
            return {};
        }
        if (answer->status == ok) return keep(log, checkpoint, witness, answer->body, now);
        const auto named = answer->status == conflict ? size_in(answer->body) : std::nullopt;
        if (!named || *named > checkpoint.size || attempt + 1 == attempts) {
            leave_alone(witness, "ledger.witness_refuses", answer->status, now);
            return {};
        }
        old_size = *named;
        CHECK_OK(database_.write([&](db::Tx& tx) {
            store::set_witness_size(tx, log, key_name(witness.key), old_size);
        }));
    }
    return {};
}

Result<fetch::Answer> WitnessCaller::send(Log log, const store::Checkpoint& checkpoint,
                                          const Witness& witness, std::uint64_t old_size) {
    auto proof = database_.read([&](db::Tx& tx) {
        tlog::TileNodes nodes{checkpoint.size, store::tiles(tx, log)};
        return tlog::consistency_proof(old_size, checkpoint.size, nodes.reader());
    });
    if (!proof) return fail(ErrorKind::internal, proof.error().code, proof.error().detail);
    const std::string body =
        tlog::AddCheckpoint{old_size, std::move(*proof), checkpoint.note}.str();
    return client_.post(witness.url + "/add-checkpoint", "text/plain; charset=utf-8", body);
}

/// Keeps the cosignature if it is one: by the witness's key, over this very checkpoint.
Result<> WitnessCaller::keep(Log log, const store::Checkpoint& checkpoint, const Witness& witness,
                             std::string_view lines, Instant now) {
    const auto signatures = tlog::signatures_of(lines);
    auto note = tlog::Note::parsed(checkpoint.note);
    if (!note) return fail(ErrorKind::internal, "ledger.no_checkpoint");
    if (signatures) {
        for (const tlog::Signature& each : *signatures) {
            const tlog::Note alone{note->text, {each}};
            if (!tlog::verify(alone, std::span(&witness.key, 1))) continue;
            return database_.write([&](db::Tx& tx) {
                const std::string name = key_name(witness.key);
                store::add_cosignature(tx, log, checkpoint.size, name, each.line());
                store::set_witness_size(tx, log, name, checkpoint.size);
            });
        }
    }
    leave_alone(witness, "ledger.bad_cosignature", ok, now);
    return {};
}

Result<> WitnessCaller::publish(Log log, const store::Checkpoint& checkpoint) {
    TRY(cosigned, database_.read([&](db::Tx& tx) { return store::cosigned(tx, log, checkpoint); }));
    const auto trusted = tlog::trusted_checkpoint(cosigned, identity_.policy(log));
    if (!trusted) return {};
    return database_.write([&](db::Tx& tx) { store::publish(tx, log, checkpoint.size); });
}

void WitnessCaller::leave_alone(const Witness& witness, std::string_view why, std::int64_t status,
                                Instant now) {
    not_before_[key_name(witness.key)] = now + left_alone;
    log::warning("ledger.no_cosignature",
                 {{"witness", witness.name}, {"code", why}, {"status", status}});
}

}  // namespace pingyi::ledger
