// `pingyi mail`: the process that sends notices, the only one that can open their addresses.
#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

#include "app/catalogue.hpp"
#include "app/commands.hpp"
#include "app/installation_store.hpp"
#include "app/key_file.hpp"
#include "app/process.hpp"
#include "app/wiring.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/outbox/worker.hpp"

namespace pingyi::app {
namespace {

constexpr std::string_view folder_scheme = "file:";

Result<std::unique_ptr<db::Database>> open_database(const config::Config& config) {
    TRY(pending, db::pending(config.database, all_migrations()));
    if (!pending.empty()) {
        return fail(ErrorKind::conflict, "app.migrations_pending", pending.front());
    }
    db::Options options;
    options.on_writer_stopped = [] { std::raise(SIGTERM); };
    options.pool_max = std::min(config.pool_max, 2);
    TRY(database, db::open(config.database, options));
    TRY(demonstration, database->read([](db::Tx& tx) { return is_demonstration(tx); }));
    if (config.clock && !demonstration) {
        return fail(ErrorKind::invalid_input, "app.clock_needs_demonstration");
    }
    return std::move(database);
}

Result<outbox::Peers> peers_of(const config::Config& config) {
    outbox::Peers peers;
    if (config.mail_server.starts_with(folder_scheme)) {
        TRY(folder, outbox::folder(config.mail_server.substr(folder_scheme.size()), ".eml"));
        peers.mail = std::move(folder);
    } else if (!config.mail_server.empty()) {
        TRY(password, load_secret(config.mail_password_file));
        peers.mail = outbox::mail_server(
            {config.mail_server, config.mail_from, config.mail_user, std::move(password)});
    }
    if (config.sms_gateway.starts_with(folder_scheme)) {
        TRY(folder, outbox::folder(config.sms_gateway.substr(folder_scheme.size()), ".txt"));
        peers.sms = std::move(folder);
    } else if (!config.sms_gateway.empty()) {
        TRY(key, load_secret(config.sms_key_file));
        peers.sms = outbox::sms_gateway(config.sms_gateway, std::move(key));
    }
    return peers;
}

/// The same whenever this worker starts on this machine: it takes back what it had begun before.
std::string holder_of(std::string_view private_key) {
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    const std::string key = crypto::sha256(crypto::public_key_of(private_key));
    return std::string(host.data()) + ":" + crypto::hex(key).substr(0, 16);
}

Result<> work(const config::Config& config, bool replace_key) {
    const Signals signals;
    set_log_level(config);
    TRY(path, mail_key_path(config));
    TRY(database, open_database(config));
    TRY(made, make_key(path));
    const auto lock = KeyLock::take(path);
    if (!lock) return std::unexpected(lock.error());
    TRY(key, load_key(path));
    TRY(peers, peers_of(config));
    const bool sends = peers.mail != nullptr || peers.sms != nullptr;
    const Texts texts = all_texts();
    const auto clock = clock_of(config);
    outbox::Worker worker{*database,
                          *clock,
                          texts,
                          all_templates(texts),
                          std::move(peers),
                          {.private_key = key,
                           .holder = holder_of(key),
                           .base_address = config.public_address,
                           .from = config.mail_from,
                           .from_name = config.office}};
    CHECK_OK(worker.enter(replace_key));  // without a peer: no more addresses are accepted
    if (!sends) return fail(ErrorKind::invalid_input, "app.nothing_to_send_by");
    if (made) fmt::print("made the key {}: back it up, nobody else can open the addresses\n", path);
    worker.start();
    fmt::print("Pingyi sends notices\n");
    std::fflush(stdout);
    log::info("mail.started");
    while (signals.wait() == SIGHUP) {
    }
    log::info("mail.stopping");
    worker.stop();
    return {};
}

Result<> hold(const config::Config& config, bool paused) {
    TRY(database, open_database(config));
    const Instant now = clock_of(config)->now();
    CHECK_OK(database->write([&](db::Tx& tx) {
        if (paused) {
            outbox::pause(tx, now);
        } else {
            outbox::resume(tx);
        }
    }));
    TRY(counts, database->read([](db::Tx& tx) { return outbox::counts(tx); }));
    fmt::print("{}: {} notices wait\n", paused ? "Paused" : "Resumed", counts.waiting);
    return {};
}

/// What the server does when it queues a notice, for an address that ends after a day.
Result<> queue_test(const config::Config& config, const std::string& typed) {
    using outbox::Channel;
    const Channel channel = typed.contains('@') ? Channel::mail : Channel::sms;
    const auto address = outbox::address_from(channel, typed);
    if (!address) return fail(ErrorKind::invalid_input, "app.bad_address");
    TRY(base, Base::build(config));
    TRY(public_key,
        base->database->read([&](db::Tx& tx) { return outbox::public_key(tx, channel); }));
    if (!public_key) return fail(ErrorKind::conflict, "app.mail_is_closed");
    TRY(sealed, outbox::seal(*public_key, base->accounts.installation_key, *address));
    const Instant now = base->clock->now();
    outbox::Message message;
    message.id = crypto::random_id<outbox::MessageId>();
    message.template_name = "outbox.test";
    message.address = sealed.id;
    message.dedup_key = "outbox.test|" + message.id.text();
    message.due = now;
    message.valid = std::chrono::days{1};
    CHECK_OK(base->database->write([&](db::Tx& tx) {
        outbox::keep_address(tx, sealed, base->zone.day_of(now), now + message.valid);
        outbox::enqueue(tx, message);
    }));
    fmt::print("queued a test message: see whether it arrives\n");
    return {};
}

}  // namespace

Result<> mail(const config::Config& config, const MailTask& task) {
    crypto::start();
    if (task.pause || task.resume) return hold(config, task.pause);
    if (!task.test.empty()) return queue_test(config, task.test);
    return work(config, task.replace_key);
}

}  // namespace pingyi::app
