// Measures the public ledger: entries appended in batches, receipts made, a full verification
// against the rate of the bare hashes, and the memory that all of it takes.
//
//   bench_ledger [--entries 1000000] [--database URL of an empty database] [--head FILE]
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "modules/ledger/module.hpp"
#include "modules/ledger/store.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/embedded.hpp"
#include "platform/db/migrate.hpp"
#include "platform/tlog/receipt.hpp"
#include "platform/tlog/verify.hpp"

namespace {

using namespace pingyi;          // NOLINT(google-build-using-namespace): one small program
using namespace pingyi::ledger;  // NOLINT(google-build-using-namespace)
using Time = std::chrono::steady_clock;

double seconds_since(Time::time_point begin) {
    return std::chrono::duration<double>(Time::now() - begin).count();
}

template <class T>
T required(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().code + " " + result.error().detail);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// A line of /proc/self/status in MiB: "VmHWM:" the most that ever was, mapped files included,
/// "RssAnon:" what is ours now.
double memory_mib(std::string_view name) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(name)) return std::stod(line.substr(name.size())) / 1024;
    }
    return -1;
}

struct Options {
    std::uint64_t entries = 1'000'000;
    std::string database = "sqlite:bench_ledger.db";
    std::string head = "bench_ledger.head";
};

/// Portions of ten thousand wait, then get their places: only the placing is timed.
void append_all(const Options& settings, db::Database& database, Ledger& ledger, Instant now) {
    constexpr std::uint64_t portion = 10'000;
    double placing = 0;
    double waiting = 0;
    for (std::uint64_t done = 0; done < settings.entries; done += portion) {
        const auto queued = Time::now();
        for (std::uint64_t i = 0; i < portion; i += 250) {
            now += std::chrono::milliseconds{1};
            required(database.append([&](db::Tx& tx) {
                for (int k = 0; k < 250; ++k) {
                    append(tx, now,
                           {"bench.counted",
                            {},
                            "auditor",
                            std::string(32, 'c'),
                            {{"n", done + i + static_cast<std::uint64_t>(k)}}});
                }
            }));
        }
        waiting += seconds_since(queued);
        const auto began = Time::now();
        required(ledger.appender.run(Log::operations, now));
        placing += seconds_since(began);
    }
    const auto count = static_cast<double>(settings.entries);
    std::printf("placed %.0f entries at %.0f/s (queued before at %.0f/s), peak %.0f MiB\n", count,
                count / placing, count / waiting, memory_mib("VmHWM:"));
}

void prove_some(const Options& settings, db::Database& database, const Ledger& ledger) {
    constexpr std::uint64_t proofs = 2'000;
    std::vector<EntryId> ids;
    required(database.read([&](db::Tx& tx) -> Result<> {
        for (std::uint64_t i = 0; i < proofs; ++i) {
            TRY(leaf, leaf_at(tx, Log::operations, i * 7919 % settings.entries));
            ids.push_back(leaf.id);
        }
        return {};
    }));
    const auto began = Time::now();
    for (const EntryId id : ids) {
        const auto text = required(database.read([&](db::Tx& tx) { return receipt(tx, id); }));
        const auto parsed = required(tlog::Receipt::parsed(text));
        required(tlog::verify_receipt(parsed, tlog::leaf_hash(parsed.extra),
                                      ledger.identity.policy(Log::operations)));
    }
    std::printf("made and verified receipts at %.0f/s\n",
                static_cast<double>(proofs) / seconds_since(began));
}

/// Entries of the real size, hashed and folded into a tree, nothing else.
double hash_rate() {
    constexpr int count = 500'000;
    const std::string entry =
        encoded({"bench.counted", {}, "auditor", std::string(32, 'c'), {{"n", std::uint64_t{7}}}});
    tlog::Frontier tree;
    const auto began = Time::now();
    for (int i = 0; i < count; ++i) tree.append(tlog::leaf_hash(entry));
    const double seconds = seconds_since(began);
    if (tree.root() == tlog::empty_root()) std::abort();
    return count / seconds;
}

void verify_all(db::Database& database, const Ledger& ledger) {
    const auto note = required(database.read([](db::Tx& tx) {
        const auto head = store::head(tx, Log::operations).value();
        return store::checkpoint(tx, Log::operations, head.size).value().note;
    }));
    const auto trusted =
        required(tlog::trusted_checkpoint(note, ledger.identity.policy(Log::operations)));
    const tlog::Source source = [&](const std::string& path) -> Result<std::optional<std::string>> {
        const auto id = tlog::tile_of_path(path);
        if (!id) return std::optional<std::string>{};
        TRY(tile, database.read([&](db::Tx& tx) {
            return store::tile(tx, Log::operations, id->level, id->index);
        }));
        if (!tile || tile->width != id->width) return std::optional<std::string>{};
        return std::optional{std::move(tile->octets)};
    };
    const double bare = hash_rate();
    const auto began = Time::now();
    required(tlog::verify_log(trusted.checkpoint, source, {},
                              {[](std::uint64_t, std::string_view) -> Result<> { return {}; },
                               [](const tlog::Verified&) {}}));
    const double rate = static_cast<double>(trusted.checkpoint.size) / seconds_since(began);
    std::printf(
        "verified all at %.0f/s, bare hashes %.0f/s: %.0f %%; peak %.0f MiB, %.0f of them ours\n",
        rate, bare, 100 * rate / bare, memory_mib("VmHWM:"), memory_mib("RssAnon:"));
}

}  // namespace

int main(int argc, char** argv) try {
    Options settings;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        if (name == "--entries") settings.entries = std::stoull(argv[i + 1]);
        if (name == "--database") settings.database = argv[i + 1];
        if (name == "--head") settings.head = argv[i + 1];
    }
    crypto::start();
    required(db::migrate(settings.database, {{"platform_db", db::embedded::migrations()},
                                             {"ledger", ledger::migrations()}}));
    const auto database = required(db::open(settings.database));
    Ledger ledger{*database,
                  required(Identity::of({"bench.example/ledger", "http://127.0.0.1/ledger", "", 0},
                                        std::string(32, 'k'))),
                  required(Zone::named("Asia/Shanghai")), settings.head};
    const Instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 25}};
    append_all(settings, *database, ledger, now);
    prove_some(settings, *database, ledger);
    verify_all(*database, ledger);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_ledger: %s\n", error.what());
    return 1;
}
