// `pingyi serve`: the application behind a socket, until it is told to stop.
#include <csignal>
#include <cstdio>
#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/process.hpp"
#include "app/wiring.hpp"
#include "platform/http/server.hpp"
#include "platform/http/static_files.hpp"
#include "platform/log/log.hpp"

namespace pingyi::app {
namespace {

http::ServerOptions server_options(const config::Config& config) {
    http::ServerOptions options;
    options.address = config.address;
    options.port = config.port;
    options.metrics_address = config.metrics_address;
    options.metrics_port = config.metrics_port;
    options.workers = config.workers;
    options.proxies = config.proxies;
    options.certificate_file = config.certificate_file;
    options.key_file = config.tls_key_file;
    options.limits.connections_max = config.connections_max;
    return options;
}

/// The smallest lawful staffing is checked at every start; public pages say it too.
Result<> check_staffing(Base& base) {
    TRY(unmet, base.database->read([](db::Tx& tx) { return accounts::staffing(tx); }));
    for (const accounts::Role role : unmet) {
        log::warning("serve.role_unfilled",
                     {{"role", accounts::role_names[static_cast<std::size_t>(role)]}});
    }
    return {};
}

void wait_for_stop(const Signals& signals, http::Server& server) {
    while (signals.wait() == SIGHUP) {
        if (const auto loaded = server.reload_certificate(); !loaded) {
            log::warning("serve.certificate_kept", {{"code", loaded.error().code}});
        }
    }
}

}  // namespace

Result<> serve(const config::Config& config) {
    const Signals signals;
    set_log_level(config);
    // A commit whose outcome is unknown needs a restart, which recovers from the log.
    db::Options options;
    options.on_writer_stopped = [] { std::raise(SIGTERM); };
    TRY(base, Base::build(config, options));
    CHECK_OK(check_staffing(*base));
    TRY(application, Application::build(*base));
    TRY(files, http::StaticFiles::load(config.assets));
    http::Handlers handlers;
    handlers.handle = [&app = *application](const http::Request& request) {
        return app.service().handle(request);
    };
    handlers.ready = [&app = *application] { return app.is_ready(); };
    handlers.remarks = [&app = *application] { return app.remarks(); };
    handlers.body_bytes_max = [&app = *application](http::Method method, std::string_view path) {
        return app.service().body_bytes_max(method, path);
    };
    handlers.refused = [&app = *application](const http::Request& request,
                                             const http::Refusal& refusal, bool was_read) {
        return app.service().refused(request, refusal, was_read);
    };
    handlers.files = &files;
    handlers.metrics = &application->metrics();
    TRY(server, http::Server::start(server_options(config), handlers));
    application->runner().start();

    const std::string_view scheme = config.certificate_file.empty() ? "http" : "https";
    fmt::print(
        "Pingyi serves on {}://{}:{}\n", scheme,
        config.address == "0.0.0.0" || config.address == "127.0.0.1" ? "localhost" : config.address,
        server->port());
    std::fflush(stdout);
    log::info("serve.started", {{"port", std::int64_t{server->port()}}});
    wait_for_stop(signals, *server);
    log::info("serve.stopping");
    server->stop();
    application->runner().stop();
    return {};
}

}  // namespace pingyi::app
