// Clients that are slow on purpose, and what happens when the server stops.
#include <atomic>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

#include "platform/http/metrics.hpp"
#include "platform/http/raw_client.hpp"
#include "platform/http/server.hpp"

namespace pingyi::http {
namespace {

using namespace std::chrono_literals;
using testing::Answer;
using testing::get;
using testing::post;
using testing::RawClient;
using testing::start;
using testing::test_options;

/// Options with little patience, so that the tests are quick.
ServerOptions impatient() {
    auto options = test_options();
    options.limits.header_time = 300ms;
    options.limits.idle_time = 600ms;
    options.limits.grace_time = 400ms;
    options.limits.bytes_per_second_min = 100'000;
    return options;
}

/// Sends byte after byte until the server answers or closes; the answer, if any.
Answer drip(RawClient& client, const std::string& bytes) {
    for (const char byte : bytes) {
        if (!client.send(std::string(1, byte))) break;
        const Answer answer = client.answer(true, 20ms);
        if (answer.status != 0) return answer;
    }
    return client.answer(true, 2s);
}

TEST(SlowClients, AHeadThatDripsIsCutOff) {
    const auto server = start(impatient());
    RawClient client{server->port()};
    const auto began = std::chrono::steady_clock::now();
    const Answer answer = drip(client, get("/" + std::string(500, 'a')));
    EXPECT_EQ(answer.status, 408);
    EXPECT_NE(answer.body.find("http.too_slow"), std::string::npos);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 3s);
    client.end_sending();
    EXPECT_TRUE(client.is_closed_within(5s));
}

TEST(SlowClients, ASilentConnectionIsClosedWithoutAWord) {
    const auto server = start(impatient());
    RawClient client{server->port()};
    EXPECT_TRUE(client.is_closed_within(3s));
}

TEST(SlowClients, AnIdleConnectionIsClosedWithoutAWord) {
    const auto server = start(impatient());
    RawClient client{server->port()};
    EXPECT_EQ(client.ask(get("/")).status, 200);
    std::this_thread::sleep_for(400ms);  // longer than a head may take, less than idle
    EXPECT_EQ(client.ask(get("/")).status, 200);
    EXPECT_TRUE(client.is_closed_within(3s));
}

TEST(SlowClients, ABodyThatDripsIsCutOff) {
    const auto server = start(impatient());
    RawClient client{server->port()};
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
    EXPECT_EQ(drip(client, std::string(1000, 'b')).status, 408);
}

TEST(SlowClients, ChunksThatDripAreCutOff) {
    const auto server = start(impatient());
    RawClient client{server->port()};
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    std::string chunks;
    for (int i = 0; i < 100; ++i) chunks += "1\r\nb\r\n";
    EXPECT_EQ(drip(client, chunks).status, 408);
}

TEST(SlowClients, ABodyAboveTheMinimumRateMayTakeLong) {
    auto options = impatient();
    options.limits.bytes_per_second_min = 1000;
    const auto server = start(options);
    RawClient client{server->port()};
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n");
    for (int i = 0; i < 10; ++i) {  // 1 s in all, more than the grace of 0.4 s
        std::this_thread::sleep_for(100ms);
        ASSERT_TRUE(client.send(std::string(1000, 'b')));
    }
    EXPECT_EQ(client.answer().status, 200);
}

TEST(SlowClients, AnAnswerThatNobodyReadsIsCutOff) {
    Handlers handlers;
    handlers.handle = [](const Request&) {
        Response response;
        response.body.assign(20'000'000, 'x');
        return response;
    };
    Metrics metrics;
    handlers.metrics = &metrics;
    const auto server = start(impatient(), std::move(handlers));
    RawClient client{server->port(), 4096};
    client.send(get("/"));
    const auto last = std::chrono::steady_clock::now() + 8s;
    for (const char* count : {"1", "0"}) {
        const std::string line = std::string("pingyi_http_connections ") + count + "\n";
        while (metrics.text().find(line) == std::string::npos &&
               std::chrono::steady_clock::now() < last) {
            std::this_thread::sleep_for(10ms);
        }
    }
    EXPECT_LT(std::chrono::steady_clock::now(), last);
    EXPECT_EQ(client.answer(true, 2s).status, 0) << "never whole";
}

TEST(Stopping, FinishesWhatIsInFlightAndClosesTheRest) {
    std::atomic<int> inside{0};
    Handlers handlers;
    handlers.handle = [&](const Request& request) {
        ++inside;
        std::this_thread::sleep_for(500ms);
        return testing::echo(request);
    };
    const auto server = start(test_options(), std::move(handlers));
    RawClient idle{server->port()};
    EXPECT_EQ(idle.ask(get("/healthz")).status, 200);
    RawClient untouched{server->port()};
    std::vector<RawClient> busy;
    for (int i = 0; i < 8; ++i) busy.emplace_back(server->port()).send(get("/"));
    while (inside < 8) std::this_thread::sleep_for(1ms);
    std::thread stopping{[&] { server->stop(); }};
    EXPECT_TRUE(idle.is_closed_within(5s));
    EXPECT_TRUE(untouched.is_closed_within(5s));
    for (RawClient& client : busy) {
        const Answer answer = client.answer();
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.field("Connection"), "close");
        client.end_sending();
    }
    stopping.join();
    EXPECT_FALSE(RawClient{server->port()}.is_open());
}

TEST(Stopping, UnderLoadNoRequestThatWasHandledGoesUnanswered) {
    std::atomic<int> handled{0};
    Handlers handlers;
    handlers.handle = [&](const Request& request) {
        std::this_thread::sleep_for(2ms);
        ++handled;
        return testing::echo(request);
    };
    const auto server = start(test_options(), std::move(handlers));
    std::atomic<int> answered{0};
    std::vector<std::thread> clients;
    for (int i = 0; i < 16; ++i) {
        clients.emplace_back([&] {
            RawClient client{server->port()};
            while (client.ask(get("/")).status == 200) ++answered;
        });
    }
    while (answered < 200) std::this_thread::sleep_for(1ms);
    server->stop();
    for (auto& client : clients) client.join();
    EXPECT_EQ(answered, handled);
}

TEST(Stopping, DoesNotWaitForEver) {
    std::atomic<bool> may_go{false};
    Handlers handlers;
    handlers.handle = [&](const Request& request) {
        while (!may_go) std::this_thread::sleep_for(1ms);
        return testing::echo(request);
    };
    auto options = test_options();
    options.limits.stop_time = 200ms;
    options.workers = 2;
    const auto server = start(options, std::move(handlers));
    std::vector<RawClient> clients;
    for (int i = 0; i < 5; ++i) clients.emplace_back(server->port()).send(get("/"));  // 3 wait
    RawClient unread{server->port()};
    unread.send("GET /half HTTP/1.1\r\n");
    std::this_thread::sleep_for(100ms);
    std::thread release{[&] {
        std::this_thread::sleep_for(600ms);
        may_go = true;
    }};
    const auto began = std::chrono::steady_clock::now();
    server->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
    release.join();
    for (RawClient& client : clients) EXPECT_NE(client.answer(true, 2s).status, 200);
}

}  // namespace
}  // namespace pingyi::http
