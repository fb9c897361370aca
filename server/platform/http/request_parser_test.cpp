#include "platform/http/request_parser.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <string>
#include <string_view>

namespace pingyi::http {
namespace {

/// Feeds the bytes in steps, as a connection would; returns the status of the refusal, 200 when a
/// request was read whole, 0 when more is wanted.
int status_of(RequestParser& parser, std::string_view bytes, std::size_t step) {
    std::string waiting;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        waiting += bytes.substr(at, step);
        waiting.erase(0, parser.put(waiting));
        if (parser.refusal()) return parser.refusal()->status;
        if (parser.is_done()) return 200;
    }
    return 0;
}

/// Cut into pieces, a mistake may be noticed later, but never not at all and never differently.
bool is_same_reading(int at_once, int cut) {
    return cut == at_once || (at_once >= 400 && cut == 0);
}

int read(std::string_view bytes, const Limits& limits = {}) {
    const RequestParser::BodyLimit none;
    RequestParser whole{limits, none};
    RequestParser bytewise{limits, none};
    const int at_once = status_of(whole, bytes, bytes.size());
    const int cut = status_of(bytewise, bytes, 1);
    EXPECT_TRUE(is_same_reading(at_once, cut)) << at_once << " and " << cut << ": " << bytes;
    return at_once;
}

TEST(RequestParser, ReadsOrRefuses) {
    struct Row {
        const char* why;
        std::string_view bytes;
        int want;
    };
    const Row rows[] = {
        {"the smallest", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200},
        {"HTTP/1.0 needs no Host", "GET / HTTP/1.0\r\n\r\n", 200},
        {"not whole yet", "GET / HTTP/1.1\r\nHost: a\r\n", 0},
        {"absolute form", "GET http://a/b?c HTTP/1.1\r\nHost: a\r\n\r\n", 200},
        {"a body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok", 200},
        {"chunks",
         "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
         200},
        {"a trailer is dropped",
         "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n", 200},
        {"a trailer cannot bring a second Host",
         "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nHost: b\r\n\r\n",
         200},
        // the request line
        {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
        {"two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
        {"no target", "GET HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"asterisk", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"authority form", "GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"a fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"raw UTF-8", "GET /\xE5\xB8\x82 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"a space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 505},
        {"a control character", "GET /a\x01 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"an unknown method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
        {"OPTIONS is not offered", "OPTIONS / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
        {"TRACE neither", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
        {"a later version", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"a TLS client hello", "\x16\x03\x01\x02\x01\x01\xfc\x03\x03\r\n\r\n", 400},
        // fields
        {"a space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        {"a line without colon", "GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", 400},
        {"an empty name", "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n", 400},
        {"a NUL in a value", std::string_view("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 29), 400},
        {"bare line feeds", "GET / HTTP/1.1\nHost: a\n\n", 505},
        // smuggling shapes
        {"length and chunks",
         "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
         400},
        {"chunks and length",
         "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n",
         400},
        {"two equal lengths",
         "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok", 400},
        {"two lengths",
         "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok", 400},
        {"a list of lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2, 2\r\n\r\nok", 400},
        {"a signed length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +2\r\n\r\nok", 400},
        {"a negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -2\r\n\r\nok", 400},
        {"a hexadecimal length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x2\r\n\r\nok",
         400},
        {"a length past 64 bits",
         "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n", 400},
        {"another coding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
        {"chunked not last",
         "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n", 501},
        {"chunked twice",
         "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", 501},
        {"a disguised coding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
         501},
        {"two codings in two fields",
         "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
         "chunked\r\n\r\n",
         400},
        {"chunks under HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         400},
        {"a chunk size that is no number",
         "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n",
         400},
        {"a chunk size past 64 bits",
         "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
         "10000000000000002\r\nok\r\n0\r\n\r\n",
         400},
        {"a chunk longer than said",
         "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokay\r\n0\r\n\r\n",
         400},
        {"another expectation", "POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n", 417},
    };
    for (const Row& row : rows) EXPECT_EQ(read(row.bytes), row.want) << row.why;
}

TEST(RequestParser, Limits) {
    Limits limits;
    limits.url_bytes_max = 100;
    limits.header_bytes_max = 1000;
    limits.header_count_max = 10;
    limits.body_bytes_max = 20;
    const auto with = [](const std::string& target, const std::string& fields,
                         const std::string& body) {
        return "POST " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
    };
    const auto path = [](std::size_t bytes) { return "/" + std::string(bytes - 1, 'a'); };
    const auto many = [](int count) {
        std::string fields;
        for (int i = 0; i < count; ++i) fields += "x: y\r\n";
        return fields;
    };
    const auto length = [](std::size_t bytes) {
        return "Content-Length: " + std::to_string(bytes) + "\r\n";
    };
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    const std::string chunks = "a\r\n0123456789\r\na\r\n0123456789\r\n";
    EXPECT_EQ(read(with(path(100), "", ""), limits), 200);
    EXPECT_EQ(read(with(path(101), "", ""), limits), 414);
    EXPECT_EQ(read("GET /" + std::string(500, 'a'), limits), 414) << "without waiting for its end";
    EXPECT_EQ(read(with("/", many(9), ""), limits), 200);
    EXPECT_EQ(read(with("/", many(10), ""), limits), 431);
    EXPECT_EQ(read(with("/", "x: " + std::string(900, 'y') + "\r\n", ""), limits), 200);
    EXPECT_EQ(read(with("/", "x: " + std::string(1000, 'y') + "\r\n", ""), limits), 431);
    EXPECT_EQ(read(with("/", "x: " + std::string(5000, 'y'), ""), limits), 431);
    EXPECT_EQ(read(with("/", length(20), std::string(20, 'b')), limits), 200);
    EXPECT_EQ(read(with("/", length(21), ""), limits), 413) << "before the body is sent";
    EXPECT_EQ(read(with("/", chunked, chunks + "0\r\n\r\n"), limits), 200);
    EXPECT_EQ(read(with("/", chunked, chunks + "5\r\nxxxxx"), limits), 413);
    EXPECT_EQ(read(with("/", chunked, "ffffffff\r\n" + std::string(21, 'b')), limits), 413);
}

TEST(RequestParser, TakesThePartsApart) {
    const Limits limits;
    const RequestParser::BodyLimit none;
    RequestParser parser{limits, none};
    const std::string bytes =
        "PUT /units/%E5%B8%82?a=1&b=? HTTP/1.1\r\nHost: a\r\nX-Two: 1\r\nx-two:  2 \r\n"
        "Transfer-Encoding: Chunked\r\nConnection: close\r\n\r\n"
        "3;ext=\"1\"\r\nabc\r\n2\r\nde\r\n0\r\nX-Two: 3\r\n\r\nGET /next";
    EXPECT_EQ(parser.put(bytes), bytes.size() - 9) << "the next request stays";
    ASSERT_TRUE(parser.is_done());
    const Request& request = parser.request();
    EXPECT_EQ(request.method, Method::put);
    EXPECT_EQ(request.path, "/units/%E5%B8%82");
    EXPECT_EQ(request.query, "a=1&b=?");
    EXPECT_EQ(request.header("X-TWO"), "1");
    EXPECT_EQ(request.headers.at(2).value, "2");
    EXPECT_EQ(request.headers.size(), 5U) << "without the trailer";
    EXPECT_EQ(request.body, "abcde");
    EXPECT_FALSE(parser.keeps_alive());
}

TEST(RequestParser, AsksTheRouteForItsBodyLimit) {
    Limits limits;
    limits.body_bytes_max = 1;
    const RequestParser::BodyLimit by_path = [](Method method, std::string_view path) {
        return method == Method::post && path == "/import" ? std::size_t{10} : std::size_t{1};
    };
    const auto status = [&](const std::string& path) {
        RequestParser parser{limits, by_path};
        return status_of(
            parser, "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123456789",
            1000);
    };
    EXPECT_EQ(status("/import?x"), 200);
    EXPECT_EQ(status("/other"), 413);
}

TEST(RequestParser, AnyBytesEndInAnAnswerAndDoNotDependOnHowTheyAreCut) {
    rc::check([](const std::string& noise) {
        const std::string tails[] = {
            noise, "GET / HTTP/1.1\r\n" + noise + "\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + noise};
        for (const std::string& bytes : tails) {
            const Limits limits;
            const RequestParser::BodyLimit none;
            RequestParser whole{limits, none};
            RequestParser cut{limits, none};
            const int at_once = bytes.empty() ? 0 : status_of(whole, bytes, bytes.size());
            const int bytewise = status_of(cut, bytes, 1);
            RC_ASSERT(is_same_reading(at_once, bytewise));
        }
    });
}

}  // namespace
}  // namespace pingyi::http
