#include "modules/ledger/appender.hpp"

#include <algorithm>
#include <vector>

#include "modules/ledger/operation.hpp"
#include "modules/ledger/store.hpp"
#include "platform/tlog/checkpoint.hpp"

namespace pingyi::ledger {
namespace {

constexpr std::int64_t batch_entries_max = 1024;  // a closure of some 25 ms
constexpr std::size_t batch_octets_max = std::size_t{4} * 1024 * 1024;
constexpr int batches_max = 64;  // then others have their turn

std::size_t place_of(Log log) {
    return static_cast<std::size_t>(log);
}

store::Checkpoint signed_checkpoint(const Identity& identity, Log log, const Seen& seen,
                                    Instant now) {
    const std::string text =
        tlog::Checkpoint{identity.origin(log), seen.size, seen.root, {}}.text();
    tlog::Note note{text, {identity.signer(log).sign(text, now)}};
    return {seen.size, seen.root, note.str(), now};
}

/// Whether this log signed the note, and it says what the row says.
bool is_ours(const Identity& identity, Log log, const store::Checkpoint& checkpoint) {
    const auto note = tlog::Note::parsed(checkpoint.note);
    if (!note) return false;
    const auto said = tlog::Checkpoint::parsed(note->text);
    return said && said->origin == identity.origin(log) && said->size == checkpoint.size &&
           said->root == checkpoint.root &&
           tlog::verify(*note, std::span(&identity.signer(log).verifier(), 1)).has_value();
}

}  // namespace

/// The log as it is stored, and what waits.
struct Appender::State {
    bool exists = false;
    store::Checkpoint checkpoint;
    tlog::Growth growth;
    std::vector<store::Pending> waiting;

    [[nodiscard]] Seen seen() const { return {checkpoint.size, checkpoint.root}; }
};

Appender::Appender(db::Database& database, const Identity& identity, Zone zone,
                   std::string head_file)
    : database_{database},
      identity_{identity},
      zone_{std::move(zone)},
      head_file_{std::move(head_file)},
      batch_entries_{batch_entries_max} {}

Result<std::int64_t> Appender::run(Log log, Instant now) {
    const std::scoped_lock lock(run_mutex_);
    auto placed = run_locked(log, now);
    const std::scoped_lock trouble_lock(trouble_mutex_);
    trouble_[place_of(log)] = placed ? "" : placed.error().code;
    return placed;
}

std::string Appender::trouble(Log log) const {
    const std::scoped_lock lock(trouble_mutex_);
    return trouble_[place_of(log)];
}

Result<std::int64_t> Appender::run_locked(Log log, Instant now) {
    if (!remembered_) {
        TRY(file, HeadFile::load(head_file_));
        remembered_ = std::move(file);
    }
    std::int64_t placed = 0;
    for (int i = 0; i < batches_max; ++i) {
        TRY(state, read(log));
        if (!state.exists) {
            CHECK_OK(found(log, now));
            continue;
        }
        CHECK_OK(check(log, state));
        if (state.waiting.empty()) break;
        const auto count = static_cast<std::int64_t>(state.waiting.size());
        TRY(is_first, append(log, state, now));
        if (!is_first) break;
        placed += count;
    }
    return placed;
}

Result<Appender::State> Appender::read(Log log) {
    return database_.read([&](db::Tx& tx) -> Result<State> {
        State state;
        const auto head = store::head(tx, log);
        if (!head) return state;
        const auto checkpoint = store::checkpoint(tx, log, head->size);
        if (!checkpoint) return fail(ErrorKind::internal, "ledger.no_checkpoint");
        state.exists = true;
        state.checkpoint = *checkpoint;
        state.waiting = store::pending(tx, log, batch_entries_, batch_octets_max);
        if (state.waiting.empty() && sound_[place_of(log)] == state.seen()) return state;
        auto growth = tlog::Growth::of(head->size, store::tiles(tx, log));
        if (!growth) return fail(ErrorKind::internal, growth.error().code, growth.error().detail);
        state.growth = std::move(*growth);
        return state;
    });
}

/// The first checkpoint, of no entries.
Result<> Appender::found(Log log, Instant now) {
    if (const auto seen = remembered_->seen(identity_.origin(log)); seen && seen->size > 0) {
        return fail(ErrorKind::conflict, "ledger.rolled_back", identity_.origin(log));
    }
    const auto first = signed_checkpoint(identity_, log, {0, tlog::empty_root()}, now);
    return database_.write([&](db::Tx& tx) { store::add_first(tx, log, first); });
}

Result<> Appender::check(Log log, const State& state) {
    const Seen seen = state.seen();
    if (sound_[place_of(log)] != seen) {
        const auto remembered = remembered_->seen(identity_.origin(log));
        if (remembered) CHECK_OK(check_continues(log, state, *remembered));
        // Under another key or origin only where the ceremony said so: it wrote this very head.
        if (!is_ours(identity_, log, state.checkpoint) && remembered != seen) {
            return fail(ErrorKind::conflict, "ledger.other_log", identity_.origin(log));
        }
    } else if (state.waiting.empty()) {
        return {};
    }
    if (state.growth.size() != seen.size || state.growth.root() != seen.root) {
        return fail(ErrorKind::internal, "ledger.tiles_differ",
                    std::string(name_of(log)) + " " + std::to_string(seen.size));
    }
    return remember(log, seen);
}

Result<> Appender::check_continues(Log log, const State& state, const Seen& seen) {
    Result<tlog::Hash> root = state.checkpoint.root;
    if (seen.size < state.checkpoint.size) {
        root = database_.read([&](db::Tx& tx) {
            tlog::TileNodes nodes{state.checkpoint.size, store::tiles(tx, log)};
            return tlog::root_at(seen.size, nodes.reader());
        });
        if (!root) return fail(ErrorKind::internal, root.error().code, root.error().detail);
    }
    if (seen.size > state.checkpoint.size || *root != seen.root) {
        return fail(ErrorKind::conflict, "ledger.rolled_back",
                    identity_.origin(log) + " " + std::to_string(seen.size));
    }
    return {};
}

/// returns  false when another server was faster
Result<bool> Appender::append(Log log, State& state, Instant now) {
    store::Batch batch;
    batch.size_before = state.checkpoint.size;
    batch.is_published = identity_.witnesses().empty();
    for (store::Pending& each : state.waiting) {
        if (decoded(each.entry)) set_day(each.entry, zone_.day_of(each.at));
        CHECK_OK(state.growth.append(each.entry));
        batch.entries.push_back(each.id);
    }
    batch.tiles = state.growth.take_changed();
    const Seen seen{state.growth.size(), state.growth.root()};
    batch.checkpoint = signed_checkpoint(identity_, log, seen, now);
    const auto written = database_.write([&](db::Tx& tx) -> Result<> {
        if (store::add_batch(tx, log, batch)) return {};
        return fail(ErrorKind::conflict, "ledger.head_moved");
    });
    if (!written && written.error().code == "ledger.head_moved") return false;
    if (!written) {
        if (written.error().code == "db.timeout") {
            batch_entries_ = std::max<std::int64_t>(batch_entries_ / 2, 1);
        }
        return std::unexpected(written.error());
    }
    batch_entries_ = std::min(batch_entries_ * 2, batch_entries_max);
    CHECK_OK(remember(log, seen));
    return true;
}

Result<> Appender::remember(Log log, const Seen& seen) {
    if (sound_[place_of(log)] == seen) return {};
    CHECK_OK(remembered_->remember(identity_.origin(log), seen));
    sound_[place_of(log)] = seen;
    return {};
}

}  // namespace pingyi::ledger
