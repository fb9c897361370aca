// For tests: a client that sends exactly the bytes it is told to, and a server on a free port.
#pragma once

#include <arpa/inet.h>
#include <chrono>
#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "platform/http/server.hpp"

namespace pingyi::http::testing {

struct Answer {
    int status = 0;  ///< 0: the connection closed, or nothing came in time
    std::string head;
    std::string body;

    /// Value of a field as the server spells its name, empty when absent.
    [[nodiscard]] std::string field(const std::string& name) const {
        const std::size_t at = head.find("\r\n" + name + ": ");
        if (at == std::string::npos) return {};
        const std::size_t begin = at + name.size() + 4;
        return head.substr(begin, head.find("\r\n", begin) - begin);
    }
};

class RawClient {
public:
    explicit RawClient(std::uint16_t port, int receive_buffer_bytes = 0)
        : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
        if (receive_buffer_bytes > 0) {
            ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes,
                         sizeof receive_buffer_bytes);
        }
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        is_open_ =
            ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    RawClient(RawClient&& other) noexcept
        : socket_{std::exchange(other.socket_, -1)},
          is_open_{other.is_open_},
          in_{std::move(other.in_)} {}
    RawClient& operator=(RawClient&&) = delete;
    ~RawClient() {
        if (socket_ >= 0) ::close(socket_);
    }

    [[nodiscard]] bool is_open() const { return is_open_; }
    /// False when the peer has closed.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void end_sending() { ::shutdown(socket_, SHUT_WR); }

    Answer answer(bool has_body = true, std::chrono::milliseconds patience = default_patience) {
        const auto last = std::chrono::steady_clock::now() + patience;
        Answer got;
        while (in_.find("\r\n\r\n") == std::string::npos) {
            if (!more(last)) return got;
        }
        const std::size_t end = in_.find("\r\n\r\n") + 4;
        got.head = in_.substr(0, end);
        in_.erase(0, end);
        got.status = std::stoi(got.head.substr(9, 3));
        const std::string length = got.field("Content-Length");
        const std::size_t bytes = has_body && !length.empty() ? std::stoul(length) : 0;
        while (in_.size() < bytes) {
            if (!more(last)) return {};
        }
        got.body = in_.substr(0, bytes);
        in_.erase(0, bytes);
        return got;
    }
    /// Sends and waits for one answer.
    Answer ask(std::string_view bytes) {
        send(bytes);
        return answer(!bytes.starts_with("HEAD"));
    }
    /// Whether the server closes within `patience`, having sent nothing more.
    bool is_closed_within(std::chrono::milliseconds patience) {
        const auto last = std::chrono::steady_clock::now() + patience;
        while (more(last)) {
        }
        return is_at_end_ && in_.empty();
    }

private:
    static constexpr std::chrono::milliseconds default_patience{10'000};

    bool more(std::chrono::steady_clock::time_point last) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            last - std::chrono::steady_clock::now());
        pollfd waiting{socket_, POLLIN, 0};
        if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) {
            return false;
        }
        std::string block(65536, '\0');
        const ssize_t got = ::recv(socket_, block.data(), block.size(), 0);
        if (got <= 0) {
            is_at_end_ = true;
            return false;
        }
        in_.append(block, 0, static_cast<std::size_t>(got));
        return true;
    }

    int socket_;
    bool is_open_ = false;
    bool is_at_end_ = false;
    std::string in_;
};

inline std::string get(std::string_view path, std::string_view fields = {}) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: test\r\n" + std::string(fields) +
           "\r\n";
}

inline std::string post(std::string_view path, std::string_view body,
                        std::string_view fields = {}) {
    return "POST " + std::string(path) + " HTTP/1.1\r\nHost: test\r\n" + std::string(fields) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

/// Options for a test: a free port, few threads with stacks that sanitizers fit into.
inline ServerOptions test_options() {
    ServerOptions options;
    options.port = 0;
    options.workers = 8;
    options.worker_stack_bytes = 2 * 1024 * 1024;
    return options;
}

/// Echoes what it understood: "POST /path?query from 127.0.0.1 [body]".
inline Response echo(const Request& request) {
    Response response;
    response.with("Content-Type", "text/plain");
    response.body = std::string(text_of(request.method)) + " " + request.path;
    if (!request.query.empty()) response.body += "?" + request.query;
    response.body += " from " + request.client + (request.secure ? " secure" : "");
    response.body += " [" + request.body + "]";
    return response;
}

inline std::unique_ptr<Server> start(const ServerOptions& options = test_options(),
                                     Handlers handlers = {}) {
    if (!handlers.handle) handlers.handle = echo;
    auto server = Server::start(options, std::move(handlers));
    if (!server) throw std::runtime_error(server.error().code + " " + server.error().detail);
    return std::move(*server);
}

}  // namespace pingyi::http::testing
