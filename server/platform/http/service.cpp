// The request pipeline, step by step.
#include "platform/http/service.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "platform/crypto/crypto.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/request_parser.hpp"
#include "platform/log/log.hpp"

namespace pingyi::http {

/// What became of a request, for the log line and the metrics.
struct Service::Outcome {
    const Route* route = nullptr;
    std::string code;
    std::string log_name;
};

namespace {

bool is_unsafe(Method method) {
    return method != Method::get && method != Method::head && method != Method::options;
}

std::string lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

/// A browser says where a request comes from: by Sec-Fetch-Site, older ones by Origin. Programs
/// say neither, and hold no cookies that another site could use.
Result<> check_origin(const Request& request) {
    if (!is_unsafe(request.method)) return {};
    const std::string_view site = request.header("Sec-Fetch-Site");
    const std::string origin = lower_case(request.header("Origin"));
    const std::string host = lower_case(request.header("Host"));
    bool same = true;
    if (!site.empty()) {
        same = site == "same-origin" || site == "none";
    } else if (!origin.empty()) {
        same = !host.empty() && (origin == "http://" + host || origin == "https://" + host);
    }
    if (same) return {};
    return fail(ErrorKind::forbidden, "request.cross_site");
}

Result<> check_caller(const Route& route, const Caller& caller) {
    if (route.callers.intersects(caller.classes)) return {};
    if (!caller.identity) return fail(ErrorKind::unauthenticated, "request.sign_in_needed");
    return fail(ErrorKind::forbidden, "request.not_allowed");
}

Result<> check_body(const Route& route, const Request& request, std::size_t json_bytes_max) {
    if (!route.body_type && !route.takes_raw) return {};
    const std::string sent = lower_case(request.header("Content-Type"));
    const std::string_view wanted = route.takes_raw ? route.takes_media : "application/json";
    std::string_view media = std::string_view(sent).substr(0, sent.find(';'));
    while (media.ends_with(' ')) media.remove_suffix(1);
    if (wanted != "*/*" && media != wanted) {
        return fail(ErrorKind::invalid_input, "request.unsupported_media_type");
    }
    if (request.body.size() > (route.takes_raw ? route.takes_bytes_max : json_bytes_max)) {
        return fail(ErrorKind::invalid_input, "request.too_large");
    }
    return {};
}

/// errors   invalid_input request.idempotency_key
Result<IdempotencyKey> idempotency_key(const Request& request) {
    const std::string_view key = request.header("Idempotency-Key");
    const auto allowed = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '-' || c == '_';
    };
    const bool fits = key.size() >= 16 && key.size() <= 64 && std::ranges::all_of(key, allowed);
    if (!fits) {
        return fail_fields({{"Idempotency-Key", key.empty() ? "required" : "bad_key", ""}},
                           "request.idempotency_key");
    }
    std::string hashed(key);
    hashed.append("\n").append(text_of(request.method)).append(" ").append(request.path);
    hashed.append("\n").append(request.body);
    return IdempotencyKey{std::string(key), crypto::hex(crypto::sha256(hashed))};
}

/// errors   not_found request.not_found; invalid_input request.method_not_allowed
Result<Response> unmatched(const Request& request, const Router::Match& match) {
    if (match.allow.empty()) return fail(ErrorKind::not_found, "request.not_found");
    if (request.method != Method::options) {
        return fail(ErrorKind::invalid_input, "request.method_not_allowed");
    }
    Response response{.status = 204};
    return std::move(response).with("Allow", match.allow + ", OPTIONS");
}

bool takes_page(const Request& request) {
    return !request.path.starts_with("/api/") &&
           request.header("Accept").find("text/html") != std::string_view::npos;
}

/// An answer to GET that may be kept gets a weak ETag; a client that has it is told so.
void add_etag(const Request& request, Response& response) {
    const std::string hash = crypto::hex(crypto::sha256(response.body)).substr(0, 32);
    const std::string tag = "W/\"" + hash + "\"";
    response.with("ETag", tag);
    const std::string_view known = request.header("If-None-Match");
    if (known != "*" && known.find(hash) == std::string_view::npos) return;
    response.status = 304;
    response.body.clear();
}

void complete(const Context& context, const Route& route, Response& response) {
    for (Header& header : context.more_headers) response.headers.push_back(std::move(header));
    context.more_headers.clear();
    const bool keeps = !response.header("Cache-Control").empty();
    if (!keeps) response.with("Cache-Control", "no-store");
    if (route.answers_raw) {
        if (response.header("Content-Type").empty() && !route.answers_media.empty()) {
            response.with("Content-Type", route.answers_media);
        }
    } else if (keeps && route.method == Method::get && response.status == 200) {
        add_etag(context.request, response);
    }
}

}  // namespace

Preferences preferences_of(const Request& request) {
    Preferences preferences;
    preferences.elder = request.cookie("pingyi_text").value_or("").starts_with("elder");
    if (const auto chosen = request.cookie("pingyi_language"); chosen == "zh" || chosen == "en") {
        preferences.language = chosen == "en" ? Language::en : Language::zh;
        return preferences;
    }
    // Browsers list languages by preference, so the first of ours decides; "zh" is the house's.
    const std::string accepted = lower_case(request.header("Accept-Language"));
    const std::size_t en = accepted.find("en");
    const std::size_t zh = accepted.find("zh");
    if (en != std::string::npos && en < zh) preferences.language = Language::en;
    return preferences;
}

Service::Service(const Clock& clock, const Texts& texts, Authenticator& authenticator,
                 ServiceOptions options)
    : clock_{clock}, texts_{texts}, authenticator_{authenticator}, options_{std::move(options)} {}

void Service::mount_rows(const Module& module, const void* deps) {
    modules_.push_back({module.name, module.about, {}});
    for (const Route* route : module.rows) {
        const std::string name(route->operation);
        const bool raw_without_media = (route->takes_raw && route->takes_media.empty()) ||
                                       (route->answers_raw && route->answers_media.empty());
        if (raw_without_media) throw std::logic_error(name + " needs .takes() or .answers()");
        if (!route->is_page() && !operations_.insert(route->operation).second) {
            throw std::logic_error("two operations are called " + name);
        }
        router_.add({route, deps});
        modules_.back().rows.push_back(route);
    }
}

std::size_t Service::body_bytes_max(Method method, std::string_view raw_path) const {
    const auto segments = path_segments(raw_path);
    if (!segments) return options_.json_bytes_max;
    const Router::Match match = router_.find(method, *segments);
    if (!match.row || !match.row->route->takes_raw) return options_.json_bytes_max;
    return match.row->route->takes_bytes_max;
}

Result<Response> Service::run(Context& context, const Router::Match& match,
                              Outcome& outcome) const {
    const Request& request = context.request;
    const Route& route = *match.row->route;
    outcome.route = &route;
    CHECK_OK(check_origin(request));
    TRY(caller, authenticator_.identify(request, context.now));
    context.caller = std::move(caller);
    outcome.log_name = context.caller.log_name;
    CHECK_OK(check_caller(route, context.caller));
    if (route.creates) {
        TRY(key, idempotency_key(request));
        context.key = std::move(key);
    }
    CHECK_OK(check_body(route, request, options_.json_bytes_max));
    TRY(response, route.run(route, context, match.row->deps, match.segments));
    complete(context, route, response);
    return std::move(response);
}

Response Service::answered(const Request& request, Instant now, Outcome& outcome) const {
    std::vector<Header> more_headers;
    Context context{request, {}, now, preferences_of(request), std::nullopt, more_headers};
    const auto segments = path_segments(request.path);
    const Router::Match match =
        segments ? router_.find(request.method, *segments) : Router::Match{};
    Result<Response> result = [&]() -> Result<Response> {
        try {
            if (!segments) return fail(ErrorKind::invalid_input, "request.bad_path");
            return match.row ? run(context, match, outcome) : unmatched(request, match);
        } catch (const std::exception&) {
            return fail(ErrorKind::internal, "internal");
        }
    }();
    if (result) return std::move(*result);
    const Error& error = result.error();
    outcome.code = error.code;
    const bool page = outcome.route ? outcome.route->is_page()
                                    : !is_unsafe(request.method) && takes_page(request);
    Response response;
    try {
        if (outcome.route && outcome.route->fails) {
            response = outcome.route->fails(texts_, context, error);
        } else if (page && options_.error_page) {
            response = options_.error_page(context, error, status_of(error));
        } else {
            response = problem_answer(texts_, context.language(), error, request.request_id,
                                      outcome.route);
        }
    } catch (const std::exception&) {
        response = Response{.status = 500};
    }
    if (error.code == "request.method_not_allowed") {
        response.with("Allow", match.allow + ", OPTIONS");
    }
    for (Header& header : more_headers) {
        if (header.name == "Set-Cookie") response.headers.push_back(std::move(header));
    }
    const bool silent = outcome.route && !outcome.route->logged;
    if (error.kind == ErrorKind::internal && !silent) {
        log::error("http.failed", {{"request_id", std::string_view(request.request_id)},
                                   {"code", std::string_view(error.code)},
                                   {"detail", std::string_view(error.detail)},
                                   {"file", std::string_view(error.where.file_name())},
                                   {"line", std::int64_t{error.where.line()}}});
    }
    return response;
}

Response Service::refused(const Request& request, const Refusal& refusal, bool was_read) const {
    std::vector<Header> more_headers;
    const Context context{request,      {},          clock_.now(), preferences_of(request),
                          std::nullopt, more_headers};
    const ErrorKind kind = refusal.status < 500 ? ErrorKind::invalid_input : ErrorKind::unavailable;
    const Error error{kind, std::string(refusal.code), {}, {}, {}, {}};
    const auto language = was_read ? std::optional(context.language()) : std::nullopt;
    Response response = was_read && takes_page(request) && options_.error_page
                            ? options_.error_page(context, error, refusal.status)
                            : problem_answer(texts_, language, error, request.request_id);
    if (refusal.status == 503 && response.header("Retry-After").empty()) {
        response.with("Retry-After", "1");
    }
    add_security_headers(response, request.secure);
    return response;
}

Response Service::handle(const Request& request) const {
    const auto started = std::chrono::steady_clock::now();
    Outcome outcome;
    Response response = answered(request, clock_.now(), outcome);
    add_security_headers(response, request.secure);
    finish(request, outcome, response.status, std::chrono::steady_clock::now() - started);
    return response;
}

void Service::finish(const Request& request, const Outcome& outcome, int status,
                     std::chrono::steady_clock::duration took) const {
    std::string route(text_of(request.method));
    route.append(" ").append(outcome.route ? outcome.route->path : "-");
    const double seconds = std::chrono::duration<double>(took).count();
    if (options_.observed) options_.observed(route, status, seconds);
    if (outcome.route && !outcome.route->logged) return;
    log::info("http.request", {{"request_id", std::string_view(request.request_id)},
                               {"route", std::string_view(route)},
                               {"status", std::int64_t{status}},
                               {"code", std::string_view(outcome.code)},
                               {"who", std::string_view(outcome.log_name)},
                               {"took_ms", std::round(seconds * 1e5) / 100}});
}

}  // namespace pingyi::http
