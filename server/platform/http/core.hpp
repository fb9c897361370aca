// What all connections of one server share: options, the handler with its worker threads, counts.
#pragma once

#include <atomic>
#include <boost/asio/ssl/context.hpp>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

#include "platform/http/message.hpp"
#include "platform/http/proxies.hpp"
#include "platform/http/request_parser.hpp"
#include "platform/http/server.hpp"
#include "platform/http/worker_pool.hpp"

namespace pingyi::http {

/// The way a connection came in, which decides what it may ask.
enum class Door : std::uint8_t {
    open,     ///< the public address
    metrics,  ///< the separate address for figures
    full,     ///< too many connections: one 503, then closed
};

using Certificate = std::shared_ptr<boost::asio::ssl::context>;

struct Core {
    Core(const ServerOptions& the_options, Handlers the_handlers, Proxies the_proxies);

    /// Answers that need no worker: files and /healthz.
    [[nodiscard]] std::optional<Response> answer_at_once(const Request& request, Door door) const;
    /// Runs on a worker thread; never throws. `is_local`: from this machine, through no proxy.
    [[nodiscard]] Response answer(const Request& request, Door door, bool is_local) const;
    /// Never throws, see Handlers::refused.
    [[nodiscard]] Response refused(const Request& request, const Refusal& refusal,
                                   bool was_read) const;
    void count(const Refusal& refusal) const;
    [[nodiscard]] Certificate certificate() const;  ///< null without TLS
    void use(Certificate certificate);

    const ServerOptions options;
    const Handlers handlers;
    const Proxies proxies;
    std::atomic<int> connections{0};
    std::atomic<bool> is_stopping{false};
    WorkerPool pool;  // its threads use what stands above

private:
    mutable std::mutex mutex_;
    Certificate certificate_;
};

}  // namespace pingyi::http
