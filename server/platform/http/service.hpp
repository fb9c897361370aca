// The pipeline from a request to its answer: find the row, refuse cross-site writes, ask who is
// calling and whether they may, read every part, run the handler, answer, log one line.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "platform/clock/clock.hpp"
#include "platform/http/context.hpp"
#include "platform/http/router.hpp"
#include "platform/http/routes.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::http {

/// Says who is asking, from a session cookie or a key; implemented by accounts.
class Authenticator {
public:
    virtual ~Authenticator() = default;
    /// Somebody unknown is no error; a refused or throttled credential is. Called on many threads.
    [[nodiscard]] virtual Result<Caller> identify(const Request& request, Instant now) = 0;
};

struct ServiceOptions {
    /// Renders an error of a page row, and of an unknown path asked for as HTML.
    std::function<Response(const Context&, const Error&, int status)> error_page;
    /// Told of every answer: "GET /units/{unit}", status, seconds. For the metrics.
    std::function<void(std::string_view route, int status, double seconds)> observed;
    std::size_t json_bytes_max = 256 * 1024;
};

struct Refusal;

class Service {
public:
    Service(const Clock& clock, const Texts& texts, Authenticator& authenticator,
            ServiceOptions options = {});

    /// Before the first request only. `deps` must outlive the service. Throws std::logic_error for
    /// two rows with one method and path, two with one operation name, or a raw row without its
    /// media type.
    template <class Deps>
    void mount(const Routes<Deps>& routes, const Deps& deps) {
        mount_rows(routes, &deps);
    }

    /// Answers one request; thread safe, never throws. HEAD is answered like GET, with the body:
    /// the socket layer leaves it out and keeps its length.
    [[nodiscard]] Response handle(const Request& request) const;

    /// Answers what the server refuses before a row is known (Handlers::refused): in the reader's
    /// language, as a page for who takes one; in both languages when the header was not read.
    [[nodiscard]] Response refused(const Request& request, const Refusal& refusal,
                                   bool was_read) const;

    /// Largest body to accept for a request whose head has arrived.
    [[nodiscard]] std::size_t body_bytes_max(Method method, std::string_view raw_path) const;

    /// Every row with its module, for the API document and for the tests that call every row.
    [[nodiscard]] const std::vector<Module>& modules() const { return modules_; }

private:
    struct Outcome;
    void mount_rows(const Module& module, const void* deps);
    [[nodiscard]] Response answered(const Request& request, Instant now, Outcome& outcome) const;
    [[nodiscard]] Result<Response> run(Context& context, const Router::Match& match,
                                       Outcome& outcome) const;
    void finish(const Request& request, const Outcome& outcome, int status,
                std::chrono::steady_clock::duration took) const;

    const Clock& clock_;
    const Texts& texts_;
    Authenticator& authenticator_;
    ServiceOptions options_;
    Router router_;
    std::vector<Module> modules_;
    std::set<std::string_view> operations_;
};

/// Language and 长辈版: cookies `pingyi_language` (zh, en) and `pingyi_text` (elder), else
/// Accept-Language.
[[nodiscard]] Preferences preferences_of(const Request& request);

}  // namespace pingyi::http
