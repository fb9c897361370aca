// The yardstick: Beast with nothing around it, tuned as our server is (concrete executor, one write
// buffer, narrow includes), answering every request with one small JSON text. bare PORT
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdlib>
#include <string>
#include <utility>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<tcp, Executor>;
constexpr asio::use_awaitable_t<Executor> awaiting;

asio::awaitable<void, Executor> serve(Socket socket) {
    boost::beast::flat_buffer in;
    std::string out;
    boost::system::error_code ec;
    socket.set_option(tcp::no_delay(true), ec);
    while (true) {
        http::request_parser<http::string_body> parser;
        co_await http::async_read(socket, in, parser, asio::redirect_error(awaiting, ec));
        if (ec) co_return;
        const std::string body = R"({"id":"0190b6f2","name":"青禾市民政局","open":true})";
        out = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";
        out += std::to_string(body.size());
        out += "\r\n\r\n";
        out += body;
        co_await asio::async_write(socket, asio::buffer(out), asio::redirect_error(awaiting, ec));
        if (ec || !parser.get().keep_alive()) co_return;
    }
}

asio::awaitable<void, Executor> listen(Executor executor, unsigned short port) {
    asio::basic_socket_acceptor<tcp, Executor> acceptor{executor, {tcp::v4(), port}};
    while (true) {
        Socket socket = co_await acceptor.async_accept(awaiting);
        asio::co_spawn(executor, serve(std::move(socket)), asio::detached);
    }
}

}  // namespace

int main(int count, char** arguments) {
    const int port = count > 1 ? std::atoi(arguments[1]) : 18100;
    asio::io_context context{1};
    asio::co_spawn(context.get_executor(),
                   listen(context.get_executor(), static_cast<unsigned short>(port)),
                   asio::detached);
    context.run();
}
