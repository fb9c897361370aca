// `pingyi ledger …` and `pingyi witness`: the keys of the public ledger, the ceremony after a
// restore, and a witness for the ledgers of others.
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/key_file.hpp"
#include "app/process.hpp"
#include "app/wiring.hpp"
#include "modules/ledger/witness.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/http/server.hpp"

namespace pingyi::app {
namespace {

Result<tlog::SignerKey> witness_key(const WitnessTask& task, const std::string& path) {
    TRY(made, make_key(path));
    TRY(seed, load_key(path));
    auto signer = tlog::SignerKey::of(task.name, tlog::KeyType::cosignature, seed);
    if (!signer) return fail(ErrorKind::invalid_input, "app.bad_witness_name", task.name);
    if (made) fmt::print(stderr, "made the key {}: keep a copy where nobody else reads it\n", path);
    return std::move(*signer);
}

Result<std::vector<tlog::VerifierKey>> known_logs(const WitnessTask& task) {
    std::vector<tlog::VerifierKey> logs;
    for (const std::string& vkey : task.logs) {
        const auto key = tlog::VerifierKey::parsed(vkey);
        if (!key || key->type() != tlog::KeyType::ed25519) {
            return fail(ErrorKind::invalid_input, "app.bad_log_key", vkey);
        }
        logs.push_back(*key);
    }
    if (logs.empty()) return fail(ErrorKind::invalid_input, "app.no_log_to_witness");
    return logs;
}

}  // namespace

Result<> witness(const WitnessTask& task) {
    const Signals signals;
    crypto::start();
    std::error_code failed;
    std::filesystem::create_directories(task.folder, failed);
    const std::string key_file = task.folder + "/witness.key";
    TRY(signer, witness_key(task, key_file));
    if (task.show_key) {
        fmt::print("{}\n", signer.verifier().text());
        return {};
    }
    const auto lock = KeyLock::take(key_file);
    if (!lock) return std::unexpected(lock.error());
    TRY(logs, known_logs(task));
    TRY(state, ledger::HeadFile::load(task.folder + "/witness.state"));
    const SystemClock clock;
    ledger::Witness witness{std::move(signer), std::move(logs), std::move(state), clock};
    http::ServerOptions options;
    options.address = task.address;
    options.port = task.port;
    options.workers = 4;
    http::Handlers handlers;
    handlers.handle = [&](const http::Request& request) { return witness.handle(request); };
    TRY(server, http::Server::start(options, handlers));
    fmt::print("Witness {} signs on http://{}:{}\n", task.name, task.address, server->port());
    std::fflush(stdout);
    while (signals.wait() == SIGHUP) {
    }
    server->stop();
    return {};
}

Result<> ledger_keys(const config::Config& config) {
    TRY(base, Base::build(config));
    TRY(identity, ledger_of(*base));
    for (const ledger::Log log : ledger::all_logs) {
        fmt::print("{}\n", identity.signer(log).verifier().text());
    }
    return {};
}

Result<> ledger_begin_again(const config::Config& config) {
    TRY(base, Base::build(config));
    TRY(key_file, ledger_key_path(config));
    TRY(made, make_key(key_file));
    if (made) fmt::print("made the key {}: back it up\n", key_file);
    TRY(identity, ledger_of(*base));
    TRY(head_file, ledger_head_path(config));
    CHECK_OK(ledger::begin_again(*base->database, identity, head_file, base->clock->now()));
    fmt::print("the ledger goes on as {}\n", identity.origin(ledger::Log::operations));
    return {};
}

}  // namespace pingyi::app
