// Asks a server on 127.0.0.1 over kept connections, one request after another (RATE 0) or so many a
// second whatever the server does; then the time of an answer counts from when it was due.
//
//   bench_casework_load PORT CONNECTIONS SECONDS RATE FILE
//
// FILE has a request a line: a path to GET, or a JSON body to POST to /api/cases as a new letter.
// Prints: answers a second, p50, p95, p99 in ms, how many were not 2xx.
#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Time = std::chrono::steady_clock;

struct Load {
    unsigned short port = 0;
    double rate = 0;
    Time::time_point begin, end;
    std::vector<std::string> requests;
    std::mt19937_64 chance{std::random_device{}()};
    std::uint64_t next = 0;
    std::vector<double> times;  ///< ms
    std::uint64_t refused = 0;
};

std::string request_of(const std::string& line) {
    if (line.starts_with('/')) {
        return "GET " + line + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n";
    }
    return "POST /api/cases HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
           "Content-Length: " +
           std::to_string(line.size()) + "\r\nIdempotency-Key: ";
}

/// A letter has its own key each time.
std::string with_key(const std::string& request, const std::string& body, std::mt19937_64& chance) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string all = request;
    for (int i = 0; i < 2; ++i) {
        for (std::uint64_t bits = chance(), n = 0; n < 16; ++n, bits >>= 4U) {
            all += digits[bits & 15U];
        }
    }
    return all + "\r\n\r\n" + body;
}

struct Head {
    int status = 0;
    std::size_t body = 0;
    bool closes = false;
};
Head head_of(std::string_view text) {
    Head head;
    std::from_chars(text.data() + 9, text.data() + 12, head.status);
    constexpr std::string_view length = "\r\nContent-Length: ";
    if (const auto at = text.find(length); at != std::string_view::npos) {
        std::from_chars(text.data() + at + length.size(), text.data() + text.size(), head.body);
    }
    head.closes = text.find("\r\nConnection: close") != std::string_view::npos;
    return head;
}

asio::awaitable<Head> ask(Tcp::socket& socket, const std::string& request, std::string& buffer) {
    co_await asio::async_write(socket, asio::buffer(request), asio::use_awaitable);
    buffer.clear();
    const std::size_t end = co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer),
                                                            "\r\n\r\n", asio::use_awaitable);
    const Head head = head_of(std::string_view(buffer).substr(0, end));
    if (const std::size_t all = end + head.body; buffer.size() < all) {
        const std::size_t have = buffer.size();
        buffer.resize(all);
        co_await asio::async_read(socket, asio::buffer(buffer.data() + have, all - have),
                                  asio::use_awaitable);
    }
    co_return head;
}

asio::awaitable<void> client(Load& load) {
    const auto executor = co_await asio::this_coro::executor;
    Tcp::socket socket{executor};
    asio::steady_timer timer{executor};
    std::string buffer;
    const Tcp::endpoint server{asio::ip::address_v4::loopback(), load.port};
    while (Time::now() < load.end) {
        if (!socket.is_open()) {
            co_await socket.async_connect(server, asio::use_awaitable);
            socket.set_option(Tcp::no_delay{true});
        }
        const std::uint64_t number = load.next++;
        auto due = Time::now();
        if (load.rate > 0) {
            due = load.begin +
                  std::chrono::duration_cast<Time::duration>(
                      std::chrono::duration<double>(static_cast<double>(number) / load.rate));
            if (due >= load.end) break;
            if (due > Time::now()) {
                timer.expires_at(due);
                co_await timer.async_wait(asio::use_awaitable);
            }
        }
        const std::string& line = load.requests[load.chance() % load.requests.size()];
        std::string request = request_of(line);
        if (!line.starts_with('/')) request = with_key(request, line, load.chance);
        const Head head = co_await ask(socket, request, buffer);
        load.times.push_back(std::chrono::duration<double, std::milli>(Time::now() - due).count());
        if (head.status < 200 || head.status > 299) ++load.refused;
        if (head.closes) socket.close();
    }
}

void print(Load& load) {
    if (load.times.empty()) throw std::runtime_error("no answer");
    std::ranges::sort(load.times);
    const auto share = [&](std::size_t percent) {
        return load.times[(load.times.size() - 1) * percent / 100];
    };
    const std::chrono::duration<double> took = Time::now() - load.begin;
    std::printf("%.0f %.1f %.1f %.1f %lu\n", static_cast<double>(load.times.size()) / took.count(),
                share(50), share(95), share(99), static_cast<unsigned long>(load.refused));
}

std::vector<std::string> lines_of(const char* path) {
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    if (lines.empty()) throw std::runtime_error(std::string("nothing to ask in ") + path);
    return lines;
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 6) {
        std::fprintf(stderr, "bench_casework_load PORT CONNECTIONS SECONDS RATE FILE\n");
        return 2;
    }
    Load load;
    load.port = static_cast<unsigned short>(std::stoi(argv[1]));
    load.rate = std::stod(argv[4]);
    load.requests = lines_of(argv[5]);
    asio::io_context loop{1};
    load.begin = Time::now();
    load.end = load.begin + std::chrono::milliseconds{static_cast<int>(std::stod(argv[3]) * 1000)};
    for (int i = 0; i < std::stoi(argv[2]); ++i) {
        asio::co_spawn(loop, client(load), [](const std::exception_ptr& problem) {
            if (problem) std::rethrow_exception(problem);
        });
    }
    loop.run();
    print(load);
    return 0;
} catch (const std::exception& problem) {
    std::fprintf(stderr, "bench_casework_load: %s\n", problem.what());
    return 1;
}
