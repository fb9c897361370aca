// Our server with the same small JSON answer as bare.cpp, and nothing behind it. served PORT
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

#include "platform/http/metrics.hpp"
#include "platform/http/server.hpp"

int main(int count, char** arguments) {
    using namespace pingyi;
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    http::Metrics metrics;
    http::ServerOptions options;
    options.port = static_cast<std::uint16_t>(count > 1 ? std::atoi(arguments[1]) : 18101);
    http::Handlers handlers;
    handlers.metrics = &metrics;
    handlers.handle = [](const http::Request&) {
        http::Response response;
        response.with("Content-Type", "application/json");
        response.body = R"({"id":"0190b6f2","name":"青禾市民政局","open":true})";
        return response;
    };
    auto server = http::Server::start(options, std::move(handlers));
    if (!server) {
        std::cerr << server.error().code << ": " << server.error().detail << '\n';
        return 1;
    }
    int signal = 0;
    sigwait(&signals, &signal);
    (*server)->stop();
}
