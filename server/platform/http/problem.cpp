// Error kinds become statuses, codes become sentences.
#include "platform/http/problem.hpp"

#include <algorithm>
#include <array>
#include <boost/describe/class.hpp>
#include <utility>

#include "platform/http/request_parser.hpp"

namespace pingyi::http {

/// One mistake as the wire shows it.
struct ProblemField {
    std::string in;                      ///< body, query, path, header or file
    std::optional<std::string> pointer;  ///< into the body
    std::optional<std::string> parameter;
    std::optional<std::string> place;  ///< row and column of a file
    std::string code;
    std::optional<std::string> limit;
    std::string message;
};
BOOST_DESCRIBE_STRUCT(ProblemField, (), (in, pointer, parameter, place, code, limit, message))
struct Problem {
    std::string type;
    std::string title;
    std::int64_t status = 500;
    std::string detail;
    std::string code;
    std::optional<std::vector<ProblemField>> errors;
    std::string request_id;
};
BOOST_DESCRIBE_STRUCT(Problem, (), (type, title, status, detail, code, errors, request_id))

namespace {

/// What only HTTP knows of, by code.
constexpr std::array<std::pair<std::string_view, int>, 7> statuses{{
    {"request.malformed_json", 400},
    {"request.bad_path", 400},
    {"request.bad_request", 400},
    {"request.idempotency_key", 400},
    {"request.method_not_allowed", 405},
    {"request.too_large", 413},
    {"request.unsupported_media_type", 415},
}};

bool has_field(const Type* type, std::string_view name) {
    return type && std::ranges::any_of(type->fields,
                                       [&](const Field& field) { return field.name == name; });
}

ProblemField shown(const Texts& texts, Language language, const FieldError& error,
                   const Route* route) {
    ProblemField field;
    if (error.place.starts_with('#')) {
        field.in = "body";
        field.pointer = error.place;
    } else if (error.place == "Idempotency-Key") {
        field.in = "header";
        field.parameter = error.place;
    } else if (route && has_field(route->path_type, error.place)) {
        field.in = "path";
        field.parameter = error.place;
    } else if (route && route->takes_raw && !has_field(route->query_type, error.place)) {
        field.in = "file";
        field.place = error.place;
    } else {
        field.in = "query";
        field.parameter = error.place;
    }
    field.code = error.code;
    if (!error.limit.empty()) field.limit = error.limit;
    const std::string key = "field." + error.code;
    field.message = texts.say(language, texts.has(key) ? key : "field.invalid",
                              {Argument{"limit", error.limit}});
    return field;
}

}  // namespace

int status_of(const Error& error) {
    for (const auto& [code, status] : statuses) {
        if (error.code == code) return status;
    }
    for (const Refusal& refusal : refusals::all) {
        if (error.code == refusal.code) return refusal.status;
    }
    switch (error.kind) {
        case ErrorKind::invalid_input: return 422;
        case ErrorKind::unauthenticated: return 401;
        case ErrorKind::forbidden: return 403;
        case ErrorKind::not_found: return 404;
        case ErrorKind::conflict: return 409;
        case ErrorKind::too_many: return 429;
        case ErrorKind::unavailable: return 503;
        case ErrorKind::internal: return 500;
    }
    return 500;
}

std::unexpected<Error> detail::refusal(const Route& route, FieldErrors errors) {
    if (route.is_page() && route.path_type) {
        for (const Field& field : route.path_type->fields) {
            if (errors.all().front().place == field.name) {
                return fail(ErrorKind::not_found, "request.not_found");
            }
        }
    }
    return std::move(errors).failure();
}

const Type& problem_type() {
    return type_of<Problem>;
}

Response problem_answer(const Texts& texts, std::optional<Language> language, const Error& error,
                        std::string_view request_id, const Route* route) {
    const auto say = [&](std::string_view key) {
        if (language) return texts.say(*language, key);
        return texts.say(Language::zh, key) + " " + texts.say(Language::en, key);
    };
    Problem problem;
    problem.status = status_of(error);
    problem.type = "/problems/" + error.code;
    problem.title = say("http.problem." + std::to_string(problem.status));
    const std::string key = "error." + error.code;
    problem.detail = texts.has(key) ? say(key) : problem.title;
    problem.code = error.code;
    problem.request_id = request_id;
    if (!error.fields.empty()) {
        auto& fields = problem.errors.emplace();
        for (const FieldError& field : error.fields) {
            fields.push_back(shown(texts, language.value_or(Language::zh), field, route));
        }
    }
    Response response{.status = static_cast<int>(problem.status), .body = to_json(problem)};
    response.with("Content-Type", "application/problem+json")
        .with("Content-Language", language ? tag_of(*language) : "zh-CN, en")
        .with("Cache-Control", "no-store");
    if (problem.status == 401) response.with("WWW-Authenticate", "Bearer");
    if (problem.status == 429 || problem.status == 503) {
        const auto wait =
            std::max<std::chrono::seconds>(error.retry_after, std::chrono::seconds{1});
        response.with("Retry-After", std::to_string(wait.count()));
    }
    return response;
}

void add_security_headers(Response& response, bool secure) {
    static const std::string policy = content_policy(Scripts::own);
    const std::array<std::pair<std::string_view, std::string_view>, 5> all{{
        {"Content-Security-Policy", policy},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
    }};
    for (const auto& [name, value] : all) {
        if (response.header(name).empty()) response.with(name, value);
    }
    if (secure) response.with("Strict-Transport-Security", "max-age=31536000");
}

}  // namespace pingyi::http
