// The mail worker: takes messages one at a time, opens the address, has the words written, hands
// them over, and writes down how it ended. Only this process knows the private key.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kernel/label.hpp"
#include "platform/clock/clock.hpp"
#include "platform/outbox/outbox.hpp"
#include "platform/outbox/peer.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::outbox {

/// Null where messages of that channel cannot be sent.
struct Peers {
    Peer mail;
    Peer sms;
};
struct WorkerOptions {
    std::string private_key;   ///< 32 octets
    std::string holder;        ///< differs between workers that run at the same time
    std::string base_address;  ///< of links, without a slash at the end
    std::string from;
    Label from_name;
    std::chrono::seconds lease{300};
};

/// Retries come after 1, 5, 15 and 60 minutes, then hourly while the message is valid.
class Worker {
public:
    /// What is passed by reference must outlive it.
    Worker(db::Database& database, const Clock& clock, const Texts& texts,
           std::vector<Template> templates, Peers peers, WorkerOptions options);
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    /// Makes its key known, so that addresses are accepted, and takes back what an earlier process
    /// of the same `holder` had begun.
    /// errors   conflict outbox.other_key (without `replace_key`)
    Result<> enter(bool replace_key);
    /// Sends until `stop`, on a thread of its own; what is under way is finished first.
    void start();
    void stop();
    /// Sends whatever is due, on the caller's thread; for tests. returns how many were taken
    int run_due();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The message of `pingyi mail --test`: "this is how notices arrive". Its name is "outbox.test".
[[nodiscard]] Template test_template(const Texts& texts);

}  // namespace pingyi::outbox
