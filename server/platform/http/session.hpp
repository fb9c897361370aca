// One connection: read a request, have it answered, write the answer, again.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/core.hpp"
#include "platform/http/loop.hpp"
#include "platform/http/message.hpp"
#include "platform/http/request_parser.hpp"

namespace pingyi::http {

/// Lives on the thread of its loop. A worker touches it only between `handled` and `resume`.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(Core& core, Loop& loop, Socket socket, Door door);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// The whole life of a connection; keeps `self` alive.
    static Task<> run(std::shared_ptr<Session> self);

    void check_deadline(std::chrono::steady_clock::time_point now);
    void close_if_idle();
    void cut();  ///< ends the connection without another word
    void resume();

private:
    using Deadline = std::chrono::steady_clock::time_point;
    using Resumption =
        boost::asio::async_result<boost::asio::use_awaitable_t<Executor>, void()>::handler_type;
    enum class Phase : std::uint8_t { idle, reading, handling, writing, closing };
    class Ticket;

    Task<> serve();
    Task<bool> start_tls();
    Task<bool> read_request();
    Task<bool> read_more();
    Task<bool> send(std::string_view body);
    Task<> close_gently();
    Task<> handled();
    void begin_waiting();
    void prepare_request();
    void refuse(const Refusal& refusal);
    void trim();
    [[nodiscard]] std::chrono::milliseconds patience(std::size_t bytes) const;

    Core& core_;
    Loop& loop_;
    Socket socket_;
    Certificate certificate_;  // keeps the one this connection began with
    std::optional<boost::asio::ssl::stream<Socket&>> tls_;
    boost::asio::ip::address peer_;
    Door door_;
    Phase phase_ = Phase::reading;
    Deadline deadline_ = Deadline::max();
    bool is_expired_ = false;
    bool is_first_ = true;
    std::chrono::steady_clock::time_point body_began_;
    std::size_t body_bytes_ = 0;
    boost::beast::flat_buffer in_;
    std::optional<RequestParser> parser_;
    std::optional<Refusal> refusal_;
    std::optional<Response> response_;
    std::optional<Resumption> resumption_;
    std::string head_;
};

}  // namespace pingyi::http
