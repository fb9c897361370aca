// The HTTP/1.1 server: sockets, limits and time-outs around one plain function from request to
// answer (docs/adr/0006-http-server.md).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "platform/http/message.hpp"

namespace pingyi::http {

class Metrics;
class StaticFiles;
struct Refusal;

/// What one client may ask of the server. A limit that is broken is answered with the status named
/// here and closes the connection; silence past a time is answered with 408, or just closed.
struct Limits {
    std::size_t header_bytes_max = 16 * 1024;  ///< 431; request line and header fields
    std::size_t header_count_max = 100;        ///< 431
    std::size_t url_bytes_max = 8 * 1024;      ///< 414
    std::size_t body_bytes_max = 1024 * 1024;  ///< 413; a route may allow more, see Handlers
    int connections_max = 2000;                ///< 503 with Retry-After
    std::chrono::milliseconds header_time{
        10'000};                                   ///< from first byte (or TLS start) to last of it
    std::chrono::milliseconds idle_time{60'000};   ///< between two requests of a connection
    std::chrono::milliseconds grace_time{10'000};  ///< for a body or answer before the rate counts
    std::size_t bytes_per_second_min = 1024;       ///< of a body being sent, an answer being read
    std::chrono::milliseconds stop_time{20'000};   ///< for requests in flight when stopping
};

struct ServerOptions {
    std::string address = "127.0.0.1";  ///< numeric, IPv4 or IPv6
    std::uint16_t port = 8080;          ///< 0: any free one, see Server::port
    std::string metrics_address;  ///< a second address, only for /metrics, /healthz and /readyz
    std::uint16_t metrics_port = 0;
    int io_threads = 1;  ///< accept, parse and write; one core each
    int workers = 128;   ///< threads that run the handler; many, since they wait for commits
    std::size_t worker_stack_bytes = 256 * 1024;
    std::size_t queue_max = 1024;      ///< requests waiting for a worker; more get 503
    std::vector<std::string> proxies;  ///< "10.0.0.0/8" or "::1": peers whose X-Forwarded-* count
    std::string certificate_file;      ///< PEM chain; with `key_file` turns TLS on
    std::string key_file;
    Limits limits;
};

/// What the server asks of the application. `handle` and `ready` run on worker threads, many at a
/// time; `body_bytes_max` runs on an I/O thread and must only look things up.
struct Handlers {
    std::function<Response(const Request&)> handle;
    std::function<bool()> ready;  ///< for /readyz; may be empty
    /// Lines that /readyz says besides, of what is wrong and does not hold up requests; may be
    /// empty.
    std::function<std::string()> remarks;
    std::function<std::size_t(Method, std::string_view path)> body_bytes_max;  ///< may be empty
    /// Words for what is refused before `handle` sees it; `was_read` is false when the header was
    /// not read whole. Runs on I/O threads and must not wait. May be empty: then only the code is
    /// said.
    std::function<Response(const Request&, const Refusal&, bool was_read)> refused;
    const StaticFiles* files = nullptr;  ///< answered on the I/O thread, before `handle`
    Metrics* metrics = nullptr;
};

/// A running server. It answers by itself: files of `Handlers::files`, /healthz (alive), /readyz
/// (`ready` and not stopping), /metrics (only on `metrics_address`, or to a client on this machine
/// that came through no proxy).
class Server {
public:
    /// errors   invalid_input http.bad_address, http.bad_certificate; unavailable
    /// http.cannot_listen
    [[nodiscard]] static Result<std::unique_ptr<Server>> start(const ServerOptions& options,
                                                               Handlers handlers);
    ~Server();  ///< stops
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::uint16_t metrics_port() const;
    /// Stops accepting, closes idle connections, finishes what is in flight within
    /// `Limits::stop_time`, cuts off the rest. Blocks; a second call does nothing.
    void stop();
    /// Reads certificate and key again; connections made from now on use them. On failure the old
    /// ones stay. errors   invalid_input http.bad_certificate
    [[nodiscard]] Result<> reload_certificate();

private:
    class Impl;
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace pingyi::http
