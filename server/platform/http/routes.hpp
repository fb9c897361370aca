// Routes as data: a row names method, path, callers and function; the function's signature declares
// what is read and answered. README.md beside this file has a worked example.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "kernel/result.hpp"
#include "platform/http/context.hpp"
#include "platform/http/engine.hpp"
#include "platform/http/message.hpp"
#include "platform/http/schema.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::http {

/// One sentence in both languages, for the API document.
struct Summary {
    std::string_view zh;
    std::string_view en;
};

/// Parts of a request, read and checked before the handler runs.
template <class T>
struct Path {
    T value;
    const T& operator*() const { return value; }
    const T* operator->() const { return &value; }
};
template <class T>
struct Query {
    T value;
    const T& operator*() const { return value; }
    const T* operator->() const { return &value; }
};
template <class T>
struct Body {
    T value;
    const T& operator*() const { return value; }
    const T* operator->() const { return &value; }
};
/// The bytes of a raw row (`.takes(media, bytes_max)`), an upload.
struct RawBody {
    std::string_view bytes;
};

/// Answered with 201 and Location. Rows that answer it need the header Idempotency-Key.
template <class T>
struct Created {
    T value;
    std::string location;
};

/// A row without its Deps: all that checks, documents and tests need.
struct Route {
    using Run = Result<Response> (*)(const Route& route, const Context& context, const void* deps,
                                     std::span<const std::string> segments);
    Method method = Method::get;
    std::string_view path;  ///< "/units/{unit}"
    Callers callers;
    Summary summary;
    std::string_view operation;  ///< name of the function, unique in the program
    const Type* path_type = nullptr;
    const Type* query_type = nullptr;
    const Type* body_type = nullptr;
    const Type* answer_type = nullptr;
    bool creates = false;          ///< answers Created<T>: needs an Idempotency-Key
    bool takes_raw = false;        ///< reads RawBody
    bool answers_raw = false;      ///< answers a Response of its own making
    std::string_view takes_media;  ///< of a raw body, e.g. "text/csv"; "*/*": the handler looks
    std::size_t takes_bytes_max = 0;
    std::string_view answers_media;  ///< of a raw answer, e.g. "text/html"
    bool logged = true;
    Run run = nullptr;
    /// Writes an error in the format of a standard; null: problem+json, or the error page.
    using Fails = Response (*)(const Texts& texts, const Context& context, const Error& error);
    Fails fails = nullptr;

    [[nodiscard]] constexpr bool is_page() const { return answers_media == "text/html"; }
};

namespace detail {

/// 200 with JSON, 201 with Location, or 204 when `type` is null.
[[nodiscard]] Response json_answer(const Type& type, const void* value);
[[nodiscard]] Response created_answer(const Type& type, const void* value, std::string location);

template <class T>
struct Answered {
    static constexpr const Type* type = &type_of<T>;
    static constexpr bool creates = false;
    static Response response(T&& value) { return json_answer(*type, &value); }
};
template <class T>
struct Answered<Created<T>> {
    static constexpr const Type* type = &type_of<T>;
    static constexpr bool creates = true;
    static Response response(Created<T>&& made) {
        return created_answer(*type, &made.value, std::move(made.location));
    }
};
template <>
struct Answered<Response> {
    static constexpr const Type* type = nullptr;
    static constexpr bool creates = false;
    static Response response(Response&& made) { return std::move(made); }
};

/// What cannot be read is told field by field; a page whose address holds no id does not exist.
[[nodiscard]] std::unexpected<Error> refusal(const Route& route, FieldErrors errors);

struct Incoming {
    const Route& route;
    const Context& context;
    std::span<const std::string> segments;
};
enum class Place : std::uint8_t { path, query, body };
template <class T>
struct Reading {
    static_assert(sizeof(T) == 0, "a handler reads Path<T>, Query<T>, Body<T> or RawBody");
};
template <class T>
struct Reading<Path<T>> {
    static constexpr Place place = Place::path;
    static consteval void declare(Route& route) { route.path_type = &type_of<T>; }
    static void read(const Incoming& in, Path<T>& part, FieldErrors& errors) {
        read_path(type_of<T>, &part.value, in.route.path, in.segments, errors);
    }
};
template <class T>
struct Reading<Query<T>> {
    static constexpr Place place = Place::query;
    static consteval void declare(Route& route) { route.query_type = &type_of<T>; }
    static void read(const Incoming& in, Query<T>& part, FieldErrors& errors) {
        read_query(type_of<T>, &part.value, in.context.request.query, in.route.is_page(), errors);
    }
};
template <class T>
struct Reading<Body<T>> {
    static_assert(is_bounded(type_of<T>),
                  "whatever is read has limits: use Text, Prose, Int, List … of kernel/fields.hpp");
    static constexpr Place place = Place::body;
    static consteval void declare(Route& route) { route.body_type = &type_of<T>; }
    static void read(const Incoming& in, Body<T>& part, FieldErrors& errors) {
        read_json(type_of<T>, &part.value, in.context.request.body, errors);
    }
};
template <>
struct Reading<RawBody> {
    static constexpr Place place = Place::body;
    static consteval void declare(Route& route) { route.takes_raw = true; }
    static void read(const Incoming& in, RawBody& part, FieldErrors&) {
        part.bytes = in.context.request.body;
    }
};

template <class>
struct Signature {
    static_assert(sizeof(Signature*) == 0,
                  "a handler is Result<T> f(const Call<Deps>&, const Path<P>&, const Query<Q>&, "
                  "const Body<B>& or const RawBody&), with any of the last three left out");
};
template <class Out, class D, class... Parts>
struct Signature<Result<Out> (*)(const Call<D>&, const Parts&...)> {
    using Deps = D;
    static consteval bool reads([[maybe_unused]] Place place) {
        return ((Reading<Parts>::place == place) || ...);
    }

    template <auto f>
    static Result<Response> run(const Route& route, const Context& context, const void* deps,
                                std::span<const std::string> segments) {
        std::tuple<Parts...> parts{};
        [[maybe_unused]] const Incoming in{route, context, segments};
        FieldErrors errors;
        (Reading<Parts>::read(in, std::get<Parts>(parts), errors), ...);
        if (!errors.empty()) return refusal(route, std::move(errors));
        const Call<Deps> call{context, *static_cast<const Deps*>(deps)};
        Result<Out> out = f(call, std::get<Parts>(parts)...);
        if (!out) return std::unexpected(std::move(out).error());
        if constexpr (std::is_void_v<Out>) {
            return Response{.status = 204};
        } else {
            return Answered<Out>::response(std::move(*out));
        }
    }
    static consteval void declare(Route& route) {
        (Reading<Parts>::declare(route), ...);
        route.answers_raw = std::same_as<Out, Response>;
        if constexpr (!std::is_void_v<Out>) {
            route.answer_type = Answered<Out>::type;
            route.creates = Answered<Out>::creates;
        }
    }
};

template <auto f>
consteval std::string_view function_name() {
    std::string_view name = __PRETTY_FUNCTION__;
    name = name.substr(name.find("f = ") + 4);
    const std::size_t semicolon = name.find(';');
    name = name.substr(0, semicolon == std::string_view::npos ? name.rfind(']') : semicolon);
    return name.substr(name.find_last_of(":& ") + 1);
}

/// Throws, which the compiler shows, where a path's {names} and the struct's members differ.
consteval void check_path(const Route& route, bool has_path) {
    std::size_t names = 0;
    std::string_view rest = route.path;
    if (!rest.starts_with('/')) throw "a path starts with /";
    while (rest.find('{') != std::string_view::npos) {
        rest.remove_prefix(rest.find('{') + 1);
        const std::string_view name = rest.substr(0, rest.find('}'));
        bool found = false;
        if (has_path) {
            for (const Field& field : route.path_type->fields) found |= field.name == name;
        }
        if (!found) throw "a {name} in the path has no member in Path<…>";
        ++names;
    }
    if (has_path && names != route.path_type->fields.size()) {
        throw "a member of Path<…> has no {name} in the path";
    }
}
consteval void check_scalars(const Type& type, bool in_query) {
    for (const Field& field : type.fields) {
        const Kind kind = field.type->kind;
        const bool wrapped = in_query && (kind == Kind::optional || kind == Kind::list);
        if (!is_scalar(wrapped ? *field.type->item : *field.type)) {
            throw "paths hold single values, queries also optionals and lists of them";
        }
        if (!is_bounded(*field.type)) throw "whatever is read has limits (kernel/fields.hpp)";
    }
}

}  // namespace detail

/// A row of a module's table; the functions below make it.
template <class Deps>
struct Row : Route {
    /// Explicit, or a row of other Deps would slip into a table as its base.
    consteval explicit Row(const Route& route) : Route{route} {}

    /// Writes no log line: casting, rating and filing must not be told apart by their times.
    [[nodiscard]] consteval Row unlogged() const {
        Row row = *this;
        row.logged = false;
        return row;
    }
    /// Media type of a handler's own Response.
    [[nodiscard]] consteval Row answers(std::string_view media) const {
        if (!answers_raw) throw "answers() is for handlers that return Result<Response>";
        Row row = *this;
        row.answers_media = media;
        return row;
    }
    /// Every error of this row, also those that come before its handler, in a format of its own.
    [[nodiscard]] consteval Row fails_as(Route::Fails f) const {
        Row row = *this;
        row.fails = f;
        return row;
    }
    /// Media type ("*/*" for a handler that looks itself) and largest size of a RawBody.
    [[nodiscard]] consteval Row takes(std::string_view media, std::size_t bytes_max) const {
        if (!takes_raw) throw "takes() is for handlers that read RawBody";
        Row row = *this;
        row.takes_media = media;
        row.takes_bytes_max = bytes_max;
        return row;
    }
};

namespace detail {

template <auto f>
consteval auto row(Method method, std::string_view path, Callers callers, Summary summary) {
    using Its = Signature<decltype(f)>;
    Route made;
    made.method = method;
    made.path = path;
    made.callers = callers;
    made.summary = summary;
    made.operation = function_name<f>();
    made.run = &Its::template run<f>;
    Its::declare(made);
    check_path(made, Its::reads(Place::path));
    if (Its::reads(Place::path)) check_scalars(*made.path_type, false);
    if (Its::reads(Place::query)) check_scalars(*made.query_type, true);
    if (summary.zh.empty() || summary.en.empty()) throw "a row says in both languages what it does";
    if (callers.bits == 0) throw "a row that nobody may call";
    if (method == Method::get && (Its::reads(Place::body) || made.creates)) {
        throw "GET reads no body and creates nothing";
    }
    return Row<typename Its::Deps>{made};
}

}  // namespace detail

template <auto f>
consteval auto get(std::string_view path, Callers callers, Summary summary) {
    return detail::row<f>(Method::get, path, callers, summary);
}
template <auto f>
consteval auto post(std::string_view path, Callers callers, Summary summary) {
    return detail::row<f>(Method::post, path, callers, summary);
}
template <auto f>
consteval auto put(std::string_view path, Callers callers, Summary summary) {
    return detail::row<f>(Method::put, path, callers, summary);
}
template <auto f>
consteval auto patch(std::string_view path, Callers callers, Summary summary) {
    return detail::row<f>(Method::patch, path, callers, summary);
}
template <auto f>
consteval auto del(std::string_view path, Callers callers, Summary summary) {
    return detail::row<f>(Method::del, path, callers, summary);
}
/// An HTML page that anyone may read; not part of the API document. Its query may hold names that
/// we do not know: messengers and search engines add theirs to links.
template <auto f>
consteval auto page(std::string_view path, Summary summary) {
    return detail::row<f>(Method::get, path, anyone, summary).answers("text/html");
}

/// The rows of one module, without their Deps.
struct Module {
    std::string_view name;  ///< tag in the API document
    Summary about;
    std::vector<const Route*> rows;
};

/// The rows of one module: `Routes<Deps> routes() { return {"units", {"单位", "…"}, table}; }` with
/// `constexpr Row<Deps> table[]` in static storage.
template <class Deps>
struct Routes : Module {
    template <std::size_t N>
    Routes(std::string_view module, Summary about_it, const Row<Deps> (&table)[N])
        : Module{module, about_it, {}} {
        for (const Row<Deps>& row : table) rows.push_back(&row);
    }
};

}  // namespace pingyi::http
