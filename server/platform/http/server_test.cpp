#include "platform/http/server.hpp"

#include <atomic>
#include <future>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

#include "platform/http/encoding.hpp"
#include "platform/http/metrics.hpp"
#include "platform/http/raw_client.hpp"
#include "platform/http/request_parser.hpp"

namespace pingyi::http {
namespace {

using namespace std::chrono_literals;
using testing::Answer;
using testing::get;
using testing::post;
using testing::RawClient;
using testing::start;
using testing::test_options;

/// Handlers that wait until the test lets them go.
class Gate {
public:
    Response pass(const Request& request) {
        ++inside_;
        opened_.wait();
        return testing::echo(request);
    }
    void open() {
        if (!std::exchange(is_open_, true)) open_.set_value();
    }
    void wait_for(int count) const {
        while (inside_ < count) std::this_thread::sleep_for(1ms);
    }
    ~Gate() { open(); }

private:
    std::atomic<int> inside_{0};
    bool is_open_ = false;
    std::promise<void> open_;
    std::shared_future<void> opened_{open_.get_future()};
};

TEST(Server, AnswersAndKeepsTheConnection) {
    const auto server = start();
    RawClient client{server->port()};
    for (int i = 0; i < 3; ++i) {
        const Answer answer = client.ask(post("/a?b=c", "hello"));
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, "POST /a?b=c from 127.0.0.1 [hello]");
        EXPECT_EQ(answer.field("X-Request-Id").size(), 22U);
        EXPECT_TRUE(answer.field("Date").ends_with(" GMT"));
        EXPECT_EQ(answer.field("Connection"), "");
    }
}

TEST(Server, HttpOneZeroClosesUnlessAsked) {
    const auto server = start();
    RawClient once{server->port()};
    EXPECT_EQ(once.ask("GET / HTTP/1.0\r\n\r\n").field("Connection"), "close");
    EXPECT_TRUE(once.is_closed_within(5s));
    RawClient kept{server->port()};
    const std::string request = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    EXPECT_EQ(kept.ask(request).field("Connection"), "keep-alive");
    EXPECT_EQ(kept.ask(request).status, 200);
}

TEST(Server, HeadHasTheLengthButNoBody) {
    const auto server = start();
    RawClient client{server->port()};
    const Answer head = client.ask("HEAD /a HTTP/1.1\r\nHost: test\r\n\r\n");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.field("Content-Length"),
              std::to_string(std::string("HEAD /a from 127.0.0.1 []").size()));
    EXPECT_EQ(client.ask(get("/b")).body, "GET /b from 127.0.0.1 []")
        << "the stream is still in step";
}

TEST(Server, NoBodyAfter204And304) {
    Handlers handlers;
    handlers.handle = [](const Request& request) {
        Response response;
        response.status = request.path == "/204" ? 204 : 304;
        response.body = "must not be sent";
        return response;
    };
    const auto server = start(test_options(), std::move(handlers));
    RawClient client{server->port()};
    for (const char* path : {"/204", "/304", "/204"}) {
        const Answer answer = client.ask(get(path));
        EXPECT_EQ("/" + std::to_string(answer.status), path);
        EXPECT_EQ(answer.field("Content-Length"), "");
    }
}

TEST(Server, PipelinedRequestsAreAnsweredInOrder) {
    const auto server = start();
    RawClient client{server->port()};
    std::string requests;
    constexpr int count = 50;
    for (int i = 0; i < count; ++i) {
        requests += i % 2 == 0 ? get("/" + std::to_string(i)) : post("/" + std::to_string(i), "x");
    }
    client.send(requests);
    for (int i = 0; i < count; ++i) {
        EXPECT_NE(client.answer().body.find("/" + std::to_string(i) + " "), std::string::npos);
    }
}

TEST(Server, AClientThatStopsSendingStillGetsItsAnswer) {
    const auto server = start();
    RawClient client{server->port()};
    client.send(post("/a", "b"));
    client.end_sending();
    EXPECT_EQ(client.answer().status, 200);
    EXPECT_TRUE(client.is_closed_within(5s));
}

TEST(Server, SaysContinueBeforeABodyItWants) {
    auto options = test_options();
    options.limits.body_bytes_max = 10;
    const auto server = start(options);
    RawClient client{server->port()};
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n";
    EXPECT_EQ(client.ask(head + "Content-Length: 2\r\n\r\n").status, 100);
    EXPECT_EQ(client.ask("ok").body, "POST / from 127.0.0.1 [ok]");
    EXPECT_EQ(client.ask(head + "Content-Length: 11\r\n\r\n").status, 413) << "and no 100 before";
    EXPECT_TRUE(client.is_closed_within(5s));
}

TEST(Server, RefusalsAreProblemDetailsAndCloseTheConnection) {
    auto options = test_options();
    options.limits.body_bytes_max = 1000;
    Metrics metrics;
    Handlers handlers;
    handlers.metrics = &metrics;
    const auto server = start(options, std::move(handlers));
    struct Row {
        std::string bytes;
        int status;
        std::string code;
    };
    const Row rows[] = {
        {"nonsense\r\n\r\n", 400, "http.malformed"},
        {post("/", std::string(300'000, 'x')), 413, "http.body_too_large"},  // sent before it hears
        {get("/" + std::string(9'000, 'a')), 414, "http.url_too_long"},
        {get("/", "X: " + std::string(20'000, 'a') + "\r\n"), 431, "http.header_too_large"},
        {"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501, "http.method_unknown"},
        {"GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505, "http.version_unknown"},
    };
    for (const Row& row : rows) {
        RawClient client{server->port()};
        const Answer answer = client.ask(row.bytes);
        EXPECT_EQ(answer.status, row.status);
        EXPECT_EQ(answer.field("Content-Type"), "application/problem+json");
        EXPECT_EQ(answer.field("Connection"), "close");
        EXPECT_NE(answer.body.find("\"code\":\"" + row.code + "\""), std::string::npos)
            << answer.body;
        client.end_sending();
        EXPECT_TRUE(client.is_closed_within(5s)) << row.code;
        EXPECT_NE(metrics.text().find("{code=\"" + row.code + "\"} 1"), std::string::npos);
    }
}

TEST(Server, RefusalsAreWordedByTheApplicationWhichHearsWhetherTheHeadWasRead) {
    auto options = test_options();
    options.limits.body_bytes_max = 1000;
    Handlers handlers;
    handlers.handle = [](const Request&) -> Response { throw std::runtime_error("away"); };
    handlers.refused = [](const Request& request, const Refusal& refusal, bool was_read) {
        if (refusal.status == 501) throw std::runtime_error("no words");
        Response response{.status = refusal.status};
        response.body = std::string(was_read ? request.header("Accept") : "unread") + " " +
                        std::to_string(request.request_id.size());
        return response;
    };
    const auto server = start(options, std::move(handlers));
    const auto ask = [&](const std::string& bytes) {
        RawClient client{server->port()};
        return client.ask(bytes);
    };
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nAccept: page\r\n";
    EXPECT_EQ(ask(head + "Content-Length: 1001\r\n\r\n").body, "page 22");
    EXPECT_EQ(ask(head + "Content-Length: 2\r\n\r\nok").body, "page 22") << "the handler failed";
    EXPECT_EQ(ask(head + "X: " + std::string(20'000, 'a') + "\r\n").body, "unread 22");
    EXPECT_EQ(ask("nonsense\r\n\r\n").body, "unread 22");
    const Answer wordless = ask("BREW / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(wordless.status, 501);
    EXPECT_NE(wordless.body.find("http.method_unknown"), std::string::npos) << wordless.body;
}

TEST(Server, NothingAfterARefusalIsRead) {  // a request hidden in the body of a refused one
    std::atomic<int> handled{0};
    Handlers handlers;
    handlers.handle = [&](const Request& request) {
        ++handled;
        return testing::echo(request);
    };
    const auto server = start(test_options(), std::move(handlers));
    RawClient client{server->port()};
    const Answer answer = client.ask(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
        "0\r\n\r\n" +
        get("/hidden"));
    EXPECT_EQ(answer.status, 400);
    client.end_sending();
    EXPECT_TRUE(client.is_closed_within(5s));
    EXPECT_EQ(handled, 0);
}

TEST(Server, AHandlerThatThrowsIsAnswered500) {
    Handlers handlers;
    handlers.handle = [](const Request& request) -> Response {
        if (request.path == "/strange") throw 7;
        throw std::runtime_error("secret detail");
    };
    const auto server = start(test_options(), std::move(handlers));
    RawClient client{server->port()};
    const Answer answer = client.ask(get("/"));
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.body.find("secret"), std::string::npos);
    EXPECT_EQ(client.ask(get("/strange")).status, 500);
}

TEST(Server, AFieldWithALineBreakIsNotSent) {
    Handlers handlers;
    handlers.handle = [](const Request&) {
        return Response{}
            .with("X-Good", "1")
            .with("X-Bad", "a\r\nSet-Cookie: b=c")
            .with("Content-Length", "9");
    };
    const auto server = start(test_options(), std::move(handlers));
    RawClient client{server->port()};
    const Answer answer = client.ask(get("/"));
    EXPECT_EQ(answer.field("X-Good"), "1");
    EXPECT_EQ(answer.head.find("Set-Cookie"), std::string::npos);
    EXPECT_EQ(answer.field("Content-Length"), "0");
}

TEST(Server, AFullQueueIsAnswered503) {
    Gate gate;
    Metrics metrics;
    auto options = test_options();
    options.workers = 2;
    options.queue_max = 3;
    Handlers handlers;
    handlers.metrics = &metrics;
    handlers.handle = [&](const Request& request) { return gate.pass(request); };
    const auto server = start(options, std::move(handlers));
    std::vector<RawClient> working;
    for (int i = 0; i < 2; ++i) {  // one by one, so that both workers have theirs
        working.emplace_back(server->port()).send(get("/"));
        gate.wait_for(i + 1);
    }
    for (int i = 0; i < 3; ++i) working.emplace_back(server->port()).send(get("/"));
    while (metrics.text().find("pingyi_http_queue_depth 3\n") == std::string::npos) {
        std::this_thread::sleep_for(1ms);
    }
    RawClient late{server->port()};
    const Answer answer = late.ask(get("/"));
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.field("Retry-After"), "1");
    EXPECT_EQ(answer.field("Connection"), "") << "the connection is not to blame";
    EXPECT_EQ(late.ask(get("/healthz")).status, 200) << "needs no worker";
    gate.open();
    for (RawClient& client : working) EXPECT_EQ(client.answer().status, 200);
    EXPECT_EQ(late.ask(get("/")).status, 200);
}

TEST(Server, ConnectionsPastTheLimitHear503) {
    auto options = test_options();
    options.limits.connections_max = 5;
    const auto server = start(options);
    {
        std::vector<RawClient> inside;
        for (int i = 0; i < 5; ++i) {
            EXPECT_EQ(inside.emplace_back(server->port()).ask(get("/")).status, 200);
        }
        RawClient late{server->port()};
        const Answer answer = late.answer();
        EXPECT_EQ(answer.status, 503);
        EXPECT_EQ(answer.field("Retry-After"), "1");
        late.end_sending();
        EXPECT_TRUE(late.is_closed_within(5s));
        EXPECT_EQ(inside.front().ask(get("/")).status, 200);
    }
    int status = 0;
    for (int i = 0; i < 500 && status != 200; ++i) {  // the server notices that they are gone
        std::this_thread::sleep_for(10ms);
        status = RawClient{server->port()}.ask(get("/")).status;
    }
    EXPECT_EQ(status, 200);
}

TEST(Server, AThousandIdleConnectionsDoNotSlowTheOthers) {
    const auto server = start();
    std::vector<RawClient> idle;
    for (int i = 0; i < 1000; ++i) {
        idle.emplace_back(server->port());
        ASSERT_TRUE(idle.back().is_open());
    }
    RawClient client{server->port()};
    for (int i = 0; i < 200; ++i) ASSERT_EQ(client.ask(get("/")).status, 200);
    EXPECT_EQ(idle.front().ask(get("/")).status, 200);
    EXPECT_EQ(idle.back().ask(get("/")).status, 200);
}

TEST(Server, HealthReadinessAndFigures) {
    std::atomic<bool> is_ready{false};
    Metrics metrics;
    auto options = test_options();
    options.metrics_address = "127.0.0.1";
    Handlers handlers;
    handlers.ready = [&] { return is_ready.load(); };
    handlers.remarks = [] { return std::string("something: is wrong\n"); };
    handlers.metrics = &metrics;
    const auto server = start(options, std::move(handlers));
    RawClient client{server->port()};
    EXPECT_EQ(client.ask(get("/healthz")).body, "ok\n");
    EXPECT_EQ(client.ask(get("/readyz")).status, 503);
    is_ready = true;
    EXPECT_EQ(client.ask(get("/readyz")).status, 200);
    EXPECT_EQ(client.ask(get("/readyz")).body, "ready\nsomething: is wrong\n");
    const Answer figures = client.ask(get("/metrics"));
    EXPECT_NE(figures.body.find("pingyi_http_connections 1\n"), std::string::npos) << figures.body;
    EXPECT_NE(
        client.ask(get("/metrics", "X-Forwarded-For: 203.0.113.9\r\n")).body.find("GET /metrics"),
        std::string::npos)
        << "a proxy brought it: handled like any unknown path";
    RawClient inner{server->metrics_port()};
    EXPECT_EQ(inner.ask(get("/metrics", "X-Forwarded-For: 203.0.113.9\r\n")).status, 200);
    EXPECT_EQ(inner.ask(get("/readyz")).status, 200);
    EXPECT_EQ(inner.ask(get("/units")).status, 404);
}

TEST(Server, BelievesOnlyConfiguredProxies) {
    const std::string fields =
        "X-Forwarded-For: 198.51.100.7, 203.0.113.9, 10.1.2.3\r\nX-Forwarded-Proto: https\r\n"
        "X-Request-Id: abcdef_-0123\r\n";
    {
        const auto server = start();
        RawClient client{server->port()};
        const Answer answer = client.ask(get("/", fields));
        EXPECT_EQ(answer.body, "GET / from 127.0.0.1 []");
        EXPECT_EQ(answer.field("X-Request-Id").size(), 22U);
    }
    auto options = test_options();
    options.proxies = {"127.0.0.0/8", "10.0.0.0/8"};
    const auto server = start(options);
    RawClient client{server->port()};
    const Answer answer = client.ask(get("/", fields));
    EXPECT_EQ(answer.body, "GET / from 203.0.113.9 secure []")
        << "the last that is no proxy of ours";
    EXPECT_EQ(answer.field("X-Request-Id"), "abcdef_-0123");
    EXPECT_EQ(client.ask(get("/", "X-Forwarded-For: nonsense\r\n")).body,
              "GET / from 127.0.0.1 []");
    EXPECT_EQ(client.ask(get("/", "X-Forwarded-For: [2001:db8::1]:80\r\n")).body,
              "GET / from 2001:db8::1 []");
    EXPECT_EQ(client.ask(get("/", "X-Request-Id: short\r\n")).field("X-Request-Id").size(), 22U);
    EXPECT_EQ(client.ask(get("/", "X-Request-Id: bad value!\r\n")).field("X-Request-Id").size(),
              22U);
}

TEST(Server, CompressesOnlyWhatEverybodyMayRead) {
    Handlers handlers;
    handlers.handle = [](const Request& request) {
        Response response;
        response.with("Content-Type", "text/html; charset=utf-8").with("ETag", "\"1\"");
        response.with("Cache-Control",
                      request.path == "/public" ? "public, max-age=60" : "private");
        response.body.assign(5000, 'a');
        return response;
    };
    const auto server = start(test_options(), std::move(handlers));
    RawClient client{server->port()};
    const std::string gzip = "Accept-Encoding: br, gzip;q=0.5\r\n";
    const Answer small = client.ask(get("/public", gzip));
    EXPECT_EQ(small.field("Content-Encoding"), "gzip");
    EXPECT_EQ(small.field("ETag"), "W/\"1\"");
    EXPECT_LT(small.body.size(), 200U);
    EXPECT_EQ(client.ask(get("/public")).body.size(), 5000U);
    EXPECT_EQ(client.ask(get("/public", "Accept-Encoding: gzip;q=0\r\n")).body.size(), 5000U);
    EXPECT_EQ(client.ask(get("/private", gzip)).body.size(), 5000U);
}

TEST(Server, RefusesToStartWithBadOptions) {
    const auto code_of = [](const ServerOptions& options) {
        Handlers handlers;
        handlers.handle = testing::echo;
        const auto server = Server::start(options, std::move(handlers));
        return server ? std::string("started") : server.error().code;
    };
    auto options = test_options();
    options.address = "localhost";
    EXPECT_EQ(code_of(options), "http.bad_address");
    options = test_options();
    options.proxies = {"10.0.0.0/33"};
    EXPECT_EQ(code_of(options), "http.bad_address");
    options = test_options();
    options.certificate_file = options.key_file = "/nowhere";
    EXPECT_EQ(code_of(options), "http.bad_certificate");
    options = test_options();
    const auto first = start(options);
    options.port = first->port();
    EXPECT_EQ(code_of(options), "http.cannot_listen");
}

}  // namespace
}  // namespace pingyi::http
