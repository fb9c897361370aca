#include "platform/http/server.hpp"

#include <algorithm>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <malloc.h>
#include <optional>
#include <utility>

#include "platform/http/core.hpp"
#include "platform/http/loop.hpp"
#include "platform/http/metrics.hpp"
#include "platform/http/session.hpp"
#include "platform/http/tls.hpp"
#include "platform/log/log.hpp"

namespace pingyi::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;

constexpr int refused_at_once_max = 64;  // connections past the limit that still hear why
constexpr int backlog = 1024;
constexpr std::chrono::milliseconds accept_pause{100};
constexpr asio::use_awaitable_t<Executor> awaiting;

/// glibc gives each thread an arena of its own and lets large blocks move into them; with a hundred
/// workers that keeps memory no one uses. Few arenas, and large blocks back to the system.
void keep_memory_small() {
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_MMAP_THRESHOLD, 256 * 1024);
    mallopt(M_TRIM_THRESHOLD, 1024 * 1024);
}

Result<Acceptor> listen(Loop& loop, const std::string& address, std::uint16_t port) {
    error_code ec;
    const asio::ip::address parsed = asio::ip::make_address(address, ec);
    if (ec) return fail(ErrorKind::invalid_input, "http.bad_address", address);
    const tcp::endpoint endpoint{parsed, port};
    Acceptor acceptor{loop.executor()};
    acceptor.open(endpoint.protocol(), ec);
    if (!ec) acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor.bind(endpoint, ec);
    if (!ec) acceptor.listen(backlog, ec);
    if (ec) {
        return fail(ErrorKind::unavailable, "http.cannot_listen",
                    address + " port " + std::to_string(port) + ": " + ec.message());
    }
    return acceptor;
}

}  // namespace

class Server::Impl {
public:
    Impl(const ServerOptions& options, Handlers handlers, Proxies proxies);
    ~Impl() { stop(); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    Result<> open();
    void stop();
    Result<> load_certificate();
    [[nodiscard]] std::uint16_t port(Door door) const {
        return door == Door::open ? port_ : metrics_port_;
    }

private:
    Task<> accept(std::shared_ptr<Acceptor> acceptor, Door door);
    void begin(Loop& loop, Socket socket, Door door);
    Result<std::uint16_t> open(const std::string& address, std::uint16_t port, Door door);
    void show_figures();

    Core core_;
    std::vector<std::unique_ptr<Loop>> loops_;
    std::vector<std::shared_ptr<Acceptor>> acceptors_;
    std::size_t next_loop_ = 0;
    std::uint16_t port_ = 0;
    std::uint16_t metrics_port_ = 0;
    bool is_stopped_ = false;
};

Server::Impl::Impl(const ServerOptions& options, Handlers handlers, Proxies proxies)
    : core_{options, std::move(handlers), std::move(proxies)} {
    for (int i = 0; i < std::max(1, options.io_threads); ++i) {
        loops_.push_back(std::make_unique<Loop>());
    }
    show_figures();
}

void Server::Impl::show_figures() {
    if (core_.handlers.metrics == nullptr) return;
    Metrics& metrics = *core_.handlers.metrics;
    metrics.gauge("pingyi_http_connections", "Open connections",
                  [this] { return static_cast<double>(core_.connections.load()); });
    metrics.gauge("pingyi_http_queue_depth", "Requests waiting for a worker",
                  [this] { return static_cast<double>(core_.pool.waiting()); });
    metrics.gauge("pingyi_http_workers_busy", "Workers running a request",
                  [this] { return static_cast<double>(core_.pool.busy()); });
}

Result<> Server::Impl::load_certificate() {
    const ServerOptions& options = core_.options;
    if (options.certificate_file.empty() && options.key_file.empty()) return {};
    TRY(context, tls_from(options.certificate_file, options.key_file));
    core_.use(std::move(context));
    return {};
}

Result<> Server::Impl::open() {
    const ServerOptions& options = core_.options;
    CHECK_OK(load_certificate());
    TRY(port, open(options.address, options.port, Door::open));
    port_ = port;
    if (options.metrics_address.empty()) return {};
    TRY(metrics_port, open(options.metrics_address, options.metrics_port, Door::metrics));
    metrics_port_ = metrics_port;
    return {};
}

Result<std::uint16_t> Server::Impl::open(const std::string& address, std::uint16_t port,
                                         Door door) {
    TRY(listening, listen(*loops_.front(), address, port));
    const std::uint16_t bound = listening.local_endpoint().port();
    auto acceptor = std::make_shared<Acceptor>(std::move(listening));
    acceptors_.push_back(acceptor);
    asio::co_spawn(loops_.front()->executor(), accept(acceptor, door), asio::detached);
    return bound;
}

Task<> Server::Impl::accept(std::shared_ptr<Acceptor> acceptor, Door door) {
    Timer pause{loops_.front()->executor()};
    while (acceptor->is_open()) {
        Loop& loop = *loops_[next_loop_++ % loops_.size()];
        error_code ec;
        Socket socket =
            co_await acceptor->async_accept(loop.executor(), asio::redirect_error(awaiting, ec));
        if (ec == asio::error::operation_aborted) co_return;
        if (!ec) {
            begin(loop, std::move(socket), door);
        } else if (ec != asio::error::connection_aborted) {  // out of file descriptors, mostly
            log::error("http.accept_failed", {{"reason", std::string_view(ec.message())}});
            pause.expires_after(accept_pause);
            co_await pause.async_wait(asio::redirect_error(awaiting, ec));
        }
    }
}

void Server::Impl::begin(Loop& loop, Socket socket, Door door) {
    const int most = core_.options.limits.connections_max;
    const int open = ++core_.connections;
    if (open > most + refused_at_once_max) {
        --core_.connections;
        core_.count(refusals::full);
        return;  // and the socket closes
    }
    const Door through = open > most ? Door::full : door;
    auto held = std::make_shared<Socket>(std::move(socket));
    loop.run([this, &loop, held, through] {
        auto session = std::make_shared<Session>(core_, loop, std::move(*held), through);
        asio::co_spawn(loop.executor(), Session::run(std::move(session)), asio::detached);
    });
}

void Server::Impl::stop() {
    if (std::exchange(is_stopped_, true)) return;
    core_.is_stopping = true;
    loops_.front()->run([acceptors = acceptors_] {
        error_code ignored;
        for (const auto& acceptor : acceptors) acceptor->close(ignored);
    });
    for (const auto& loop : loops_) loop->close_idle();
    const auto last = std::chrono::steady_clock::now() + core_.options.limits.stop_time;
    constexpr std::chrono::milliseconds look_again{10};
    while (core_.connections > 0 && std::chrono::steady_clock::now() < last) {
        std::this_thread::sleep_for(look_again);
    }
    for (const auto& loop : loops_) loop->cut_all();
    core_.pool.stop();
    for (const auto& loop : loops_) loop->finish();
    acceptors_.clear();
    loops_.clear();
}

Server::Server(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, Handlers handlers) {
    keep_memory_small();
    TRY(proxies, Proxies::from(options.proxies));
    auto impl = std::make_unique<Impl>(options, std::move(handlers), std::move(proxies));
    CHECK_OK(impl->open());
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const {
    return impl_->port(Door::open);
}
std::uint16_t Server::metrics_port() const {
    return impl_->port(Door::metrics);
}
void Server::stop() {
    impl_->stop();
}
Result<> Server::reload_certificate() {
    return impl_->load_certificate();
}

}  // namespace pingyi::http
