#include "platform/http/core.hpp"

#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "platform/http/encoding.hpp"
#include "platform/http/metrics.hpp"
#include "platform/http/static_files.hpp"
#include "platform/http/wire.hpp"
#include "platform/log/log.hpp"

namespace pingyi::http {
namespace {

bool is_read(const Request& request) {
    return request.method == Method::get || request.method == Method::head;
}

}  // namespace

Core::Core(const ServerOptions& the_options, Handlers the_handlers, Proxies the_proxies)
    : options{the_options},
      handlers{std::move(the_handlers)},
      proxies{std::move(the_proxies)},
      pool{options.workers, options.worker_stack_bytes, options.queue_max} {}

void Core::count(const Refusal& refusal) const {
    if (handlers.metrics != nullptr) handlers.metrics->refused(refusal.code);
}

Certificate Core::certificate() const {
    const std::scoped_lock lock{mutex_};
    return certificate_;
}

void Core::use(Certificate certificate) {
    const std::scoped_lock lock{mutex_};
    certificate_ = std::move(certificate);
}

std::optional<Response> Core::answer_at_once(const Request& request, Door door) const {
    if (!is_read(request)) return std::nullopt;
    if (request.path == "/healthz") return plain_answer(200, "ok\n");
    if (door != Door::open || handlers.files == nullptr) return std::nullopt;
    std::optional<Response> file = handlers.files->answer(request);
    if (file && handlers.metrics != nullptr) handlers.metrics->observe("files", file->status, 0);
    return file;
}

Response Core::answer(const Request& request, Door door, bool is_local) const {
    try {
        if (is_read(request) && request.path == "/readyz") {
            const bool is_ready = !is_stopping && (!handlers.ready || handlers.ready());
            const std::string remarks = handlers.remarks ? handlers.remarks() : std::string{};
            return is_ready ? plain_answer(200, "ready\n" + remarks)
                            : plain_answer(503, "not ready\n" + remarks);
        }
        const bool may_see_metrics = door == Door::metrics || is_local;
        if (is_read(request) && request.path == "/metrics" && may_see_metrics &&
            handlers.metrics != nullptr) {
            return plain_answer(200, handlers.metrics->text());
        }
        if (door == Door::metrics) return plain_answer(404, "only figures here\n");
        Response response = handlers.handle(request);
        compress(request, response);
        return response;
    } catch (const std::exception& error) {
        log::error("http.failed", {{"reason", std::string_view(error.what())},
                                   {"request_id", std::string_view(request.request_id)}});
    } catch (...) {
        log::error("http.failed", {{"request_id", std::string_view(request.request_id)}});
    }
    return refused(request, refusals::failed, true);
}

Response Core::refused(const Request& request, const Refusal& refusal, bool was_read) const {
    try {
        if (handlers.refused) return handlers.refused(request, refusal, was_read);
    } catch (const std::exception& error) {
        log::error("http.failed", {{"reason", std::string_view(error.what())}});
    }
    return wordless(refusal);
}

}  // namespace pingyi::http
