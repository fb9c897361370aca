#include "platform/outbox/worker.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "platform/crypto/crypto.hpp"
#include "platform/log/log.hpp"
#include "platform/outbox/address.hpp"
#include "platform/outbox/mime.hpp"
#include "platform/outbox/store.hpp"

namespace pingyi::outbox {
namespace {

using Kind = Outcome::Kind;
using store::Ending;
using store::Leased;

constexpr std::chrono::milliseconds look_every{1000};
constexpr int settle_attempts = 3;

std::chrono::minutes pause_after(std::int64_t attempt) {
    constexpr std::array pauses{1, 5, 15, 60};
    const auto last = static_cast<std::int64_t>(pauses.size());
    return std::chrono::minutes{pauses.at(static_cast<std::size_t>(std::min(attempt, last) - 1))};
}

/// The same for ever, and tells nothing about the record.
std::string name_of(const Leased& leased) {
    return crypto::hex(crypto::sha256("outbox.message|" + leased.dedup_key)).substr(0, 32);
}

Ending ending_of(const Leased& leased, const Outcome& outcome, Instant now) {
    switch (outcome.kind) {
        case Kind::accepted: return {store::State::sent, now, "", false};
        case Kind::refused: return {store::State::failed, now, outcome.code, false};
        case Kind::dead: return {store::State::failed, now, outcome.code, true};
        case Kind::unknown: return {store::State::unknown, now, outcome.code, false};
        case Kind::later: break;
    }
    const Instant next = now + pause_after(leased.attempt);
    if (next >= leased.expires_at) return {store::State::failed, now, outcome.code, false};
    return {store::State::queued, next, outcome.code, false};
}

}  // namespace

struct Worker::State {
    db::Database& database;
    const Clock& clock;
    const Texts& texts;
    std::vector<Template> templates;
    Peers peers;
    WorkerOptions options;
    std::mutex mutex;
    std::condition_variable stop_came;
    bool is_stopping = false;
    std::thread thread;

    [[nodiscard]] std::optional<Leased> take() const;
    [[nodiscard]] Ending deliver(const Leased& leased) const;
    [[nodiscard]] Result<Outcome> hand_over(const Leased& leased, Channel channel,
                                            const Opened& opened) const;
    [[nodiscard]] Result<Rendered> render(const Leased& leased, Channel channel,
                                          const Opened& opened) const;
    [[nodiscard]] Letter letter_of(const Leased& leased, Channel channel, const Opened& opened,
                                   const Rendered& rendered) const;
    void settle(const Leased& leased, const Ending& ending) const;
    bool run_one() const;
    void work();
};

// Looking is a cheap read; only when something is due does it write.
std::optional<Leased> Worker::State::take() const {
    const Instant now = clock.now();
    const auto due = database.read([&](db::Tx& tx) { return store::is_due(tx, now); });
    if (!due) log::warning("outbox.look_failed", {{"code", due.error().code}});
    if (!due || !*due) return std::nullopt;
    auto taken = database.write(
        [&](db::Tx& tx) { return store::take(tx, options.holder, now, now + options.lease); });
    if (!taken) log::warning("outbox.take_failed", {{"code", taken.error().code}});
    return taken ? std::move(*taken) : std::nullopt;
}

Result<Rendered> Worker::State::render(const Leased& leased, Channel channel,
                                       const Opened& opened) const {
    const auto found = std::ranges::find(templates, leased.template_name, &Template::name);
    if (found == templates.end()) return fail(ErrorKind::internal, "outbox.no_template");
    const Rendering rendering{leased.record, leased.language, channel, opened.secret,
                              options.base_address};
    return database.read([&](db::Tx& tx) { return found->render(tx, rendering); });
}

Letter Worker::State::letter_of(const Leased& leased, Channel channel, const Opened& opened,
                                const Rendered& rendered) const {
    Letter letter{opened.address, name_of(leased), rendered.text};
    if (channel == Channel::sms) return letter;
    const std::string page = options.base_address + "/unsubscribe";
    Mail mail;
    mail.message_id = letter.name + options.from.substr(options.from.find('@'));
    mail.from_name = options.from_name.in(leased.language);
    mail.from = options.from;
    mail.to = opened.address;
    mail.subject = rendered.subject;
    mail.text = rendered.text + "\n\n" +
                texts.say(leased.language, "outbox.mail.unsubscribe",
                          {{"link", page + "#" + opened.unsubscribe_token}}) +
                "\n";
    mail.post_link = page + "/" + opened.unsubscribe_token;
    mail.language = tag_of(leased.language);
    mail.at = clock.now();
    letter.content = mime_of(mail);
    return letter;
}

Result<Outcome> Worker::State::hand_over(const Leased& leased, Channel channel,
                                         const Opened& opened) const {
    const Peer& peer = channel == Channel::mail ? peers.mail : peers.sms;
    if (!peer) return Outcome{Kind::later, "outbox.no_peer"};
    TRY(rendered, render(leased, channel, opened));
    return peer(letter_of(leased, channel, opened, rendered));
}

Ending Worker::State::deliver(const Leased& leased) const {
    const Instant now = clock.now();
    if (leased.expires_at <= now) return {store::State::failed, now, "outbox.expired", false};
    const auto box = database.read([&](db::Tx& tx) { return store::find_box(tx, leased.address); });
    if (!box) return ending_of(leased, {Kind::later, box.error().code}, now);
    if (!*box) return {store::State::suppressed, now, "outbox.erased", false};
    const auto opened = open_box(options.private_key, (*box)->box);
    if (!opened) return {store::State::failed, now, "outbox.not_opened", false};
    const auto outcome = hand_over(leased, (*box)->channel, *opened);
    if (outcome) return ending_of(leased, *outcome, clock.now());
    const bool is_for_good = outcome.error().kind != ErrorKind::unavailable;
    return ending_of(leased, {is_for_good ? Kind::refused : Kind::later, outcome.error().code},
                     now);
}

void Worker::State::settle(const Leased& leased, const Ending& ending) const {
    const std::string id = leased.id.text();
    for (int attempt = 0; attempt < settle_attempts; ++attempt) {
        const auto settled = database.write(
            [&](db::Tx& tx) { return store::settle(tx, leased, options.holder, ending); });
        if (settled && *settled) return;
        if (settled) break;
    }
    // The lease runs out; a mail is then sent again under the same Message-ID.
    log::warning("outbox.not_settled", {{"message", id}, {"attempt", leased.attempt}});
}

bool Worker::State::run_one() const {
    const auto leased = take();
    if (!leased) return false;
    Ending ending{store::State::failed, clock.now(), "outbox.exception", false};
    try {
        ending = deliver(*leased);
    } catch (const std::exception&) {  // of a template: it takes down its message, not the worker
    }
    const std::string id = leased->id.text();
    log::write(ending.code.empty() ? log::Level::info : log::Level::warning, "outbox.attempt",
               {{"message", id}, {"attempt", leased->attempt}, {"code", ending.code}});
    settle(*leased, ending);
    return true;
}

void Worker::State::work() {
    std::unique_lock lock(mutex);
    while (!is_stopping) {
        lock.unlock();
        const bool did_something = run_one();
        lock.lock();
        if (!did_something) stop_came.wait_for(lock, look_every, [this] { return is_stopping; });
    }
}

Worker::Worker(db::Database& database, const Clock& clock, const Texts& texts,
               std::vector<Template> templates, Peers peers, WorkerOptions options)
    : state_{new State{database,
                       clock,
                       texts,
                       std::move(templates),
                       std::move(peers),
                       std::move(options),
                       {},
                       {},
                       false,
                       {}}} {}

Worker::~Worker() {
    stop();
}

Result<> Worker::enter(bool replace_key) {
    const std::string key = crypto::public_key_of(state_->options.private_key);
    const store::Channels channels{state_->peers.mail != nullptr, state_->peers.sms != nullptr};
    const Instant now = state_->clock.now();
    return state_->database.write([&](db::Tx& tx) -> Result<> {
        CHECK_OK(store::register_key(tx, key, channels, replace_key));
        store::release(tx, state_->options.holder, now);
        return {};
    });
}

void Worker::start() {
    state_->thread = std::thread{[this] { state_->work(); }};
}

void Worker::stop() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->is_stopping = true;
        state_->stop_came.notify_all();
    }
    if (state_->thread.joinable()) state_->thread.join();
}

int Worker::run_due() {
    int count = 0;
    while (state_->run_one()) ++count;
    return count;
}

Template test_template(const Texts& texts) {
    return {"outbox.test", [&texts](db::Tx&, const Rendering& what) -> Result<Rendered> {
                return Rendered{
                    texts.say(what.language, "outbox.test.subject"),
                    texts.say(what.language, "outbox.test.text", {{"address", what.base_address}})};
            }};
}

}  // namespace pingyi::outbox
