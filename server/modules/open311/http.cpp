// Open311 GeoReport v2 under /open311/v2/: three rows, and which document a
// name stands for.
#include <algorithm>

#include "modules/accounts/api.hpp"
#include "modules/open311/answers.hpp"
#include "modules/open311/embedded.hpp"
#include "modules/open311/form.hpp"
#include "modules/open311/module.hpp"
#include "modules/open311/request.hpp"
#include "modules/units/api.hpp"
#include "platform/http/problem.hpp"

namespace pingyi::open311 {

struct DocumentPath {
    Text<1, 80> document;
};
BOOST_DESCRIBE_STRUCT(DocumentPath, (), (document))
struct ItemPath {
    Text<1, 80> document;
    Text<1, 80> item;
};
BOOST_DESCRIBE_STRUCT(ItemPath, (), (document, item))

namespace {

using http::Call;
using http::Path;
using http::Response;

/// "services.xml" -> services in XML; anything else after the dot does not
/// exist.
struct Asked {
    std::string name;
    Format format = Format::xml;
};

Result<Asked> asked_of(std::string_view segment) {
    for (const auto& [ending, format] :
         {std::pair{".xml", Format::xml}, std::pair{".json", Format::json}}) {
        if (segment.ends_with(ending)) {
            segment.remove_suffix(std::string_view(ending).size());
            return Asked{std::string(segment), format};
        }
    }
    return fail(ErrorKind::not_found, "open311.no_such_document");
}

Format format_of(const http::Request& request) {
    return request.path.ends_with(".json") ? Format::json : Format::xml;
}

Response answer(Format format, std::string body) {
    Response response;
    response.with("Content-Type", media_of(format));
    response.body = std::move(body);
    return response;
}

/// GeoReport knows 403 for keys, 404, and 400 for everything else that the
/// client can mend.
int code_of(const Error& error) {
    switch (error.kind) {
        case ErrorKind::unauthenticated:
        case ErrorKind::forbidden: return 403;
        case ErrorKind::not_found: return 404;
        case ErrorKind::invalid_input:
        case ErrorKind::conflict: return 400;
        case ErrorKind::too_many:
        case ErrorKind::unavailable:
        case ErrorKind::internal: break;
    }
    return http::status_of(error);
}

Response error_answer(const Texts& texts, const http::Context& context, const Error& error) {
    const int code = code_of(error);
    const Language language = context.language();
    std::vector<Mistake> mistakes;
    for (const FieldError& field : error.fields) {
        mistakes.push_back(
            {code, field.place + ": " +
                       texts.say(language, "field." + field.code, {{"limit", field.limit}})});
    }
    if (mistakes.empty()) mistakes.push_back({code, texts.say(language, "error." + error.code)});
    const Format format = format_of(context.request);
    Response response = answer(format, errors(format, mistakes));
    response.status = code;
    if (error.retry_after.count() > 0) {
        response.with("Retry-After", std::to_string(error.retry_after.count()));
    }
    return response;
}

Words words_of(const Call<Deps>& call) {
    return {call.deps.texts, call.language()};
}

Result<std::vector<Service>> services(const Call<Deps>& call) {
    TRY(categories,
        call.deps.database.read([](db::Tx& tx) { return casework::current_categories(tx); }));
    return services_of(categories, words_of(call));
}

Result<Form> query_of(const Call<Deps>& call) {
    Form form;
    CHECK_OK(form.add_encoded(call.request.query));
    return form;
}

/// The address under which the client reached us; other signs than those of a
/// host are dropped.
Endpoint endpoint_of(const Call<Deps>& call) {
    std::string host;
    for (const char c : call.request.header("Host")) {
        const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || std::string_view(".-:[]").contains(c);
        if (fits && host.size() < 260) host += c;
    }
    Endpoint endpoint;
    endpoint.url = (call.request.secure ? "https://" : "http://") + host + "/open311/v2";
    endpoint.contact = call.deps.office.in(call.language());
    if (!call.deps.phone.empty()) endpoint.contact += ", " + call.deps.phone;
    return endpoint;
}

Result<std::string> requests(const Call<Deps>& call, Format format,
                             const casework::PublicFilter& filter) {
    return call.deps.database.read([&](db::Tx& tx) -> Result<std::string> {
        const auto cases = casework::public_cases(tx, filter);
        if (cases.empty() && filter.numbers) {
            return fail(ErrorKind::not_found, "open311.no_such_request");
        }
        const auto bodies = call.deps.directory.current(tx);
        std::vector<std::string> agencies;
        for (const casework::PublicCase& item : cases) {
            const units::Unit* unit = item.unit ? bodies->find(*item.unit) : nullptr;
            agencies.emplace_back(unit == nullptr ? "" : unit->name.in(call.language()));
        }
        return request_list(format, cases, agencies, words_of(call));
    });
}

Result<std::string> updates(const Call<Deps>& call, Format format, const Form& form) {
    TRY(span, span_of(form, call.now));
    TRY(replies, call.deps.database.read([&](db::Tx& tx) {
        return casework::case_updates(tx, span.from, span.before, requests_max);
    }));
    return update_list(format, replies);
}

/// discovery, services, requests, servicerequestupdates
Result<Response> get_open311(const Call<Deps>& call, const Path<DocumentPath>& path) {
    TRY(asked, asked_of(path->document.value));
    TRY(form, query_of(call));
    const auto with = [&](Result<std::string> body) -> Result<Response> {
        if (!body) return std::unexpected(std::move(body).error());
        return answer(asked.format, std::move(*body));
    };
    if (asked.name == "discovery") {
        return with(discovery(asked.format, endpoint_of(call), words_of(call)));
    }
    if (asked.name == "services") {
        TRY(all, services(call));
        return with(service_list(asked.format, all));
    }
    if (asked.name == "requests") {
        TRY(filter, filter_of(form, call.now));
        return with(requests(call, asked.format, filter));
    }
    if (asked.name == "servicerequestupdates") return with(updates(call, asked.format, form));
    return fail(ErrorKind::not_found, "open311.no_such_document");
}

/// services/{code}, requests/{id}, tokens/{id}
Result<Response> get_open311_item(const Call<Deps>& call, const Path<ItemPath>& path) {
    TRY(asked, asked_of(path->item.value));
    const std::string& document = path->document.value;
    if (document == "services") {
        TRY(all, services(call));
        const auto found = std::ranges::find(all, asked.name, &Service::code);
        if (found == all.end()) return fail(ErrorKind::not_found, "open311.no_such_service");
        return answer(asked.format, service_definition(asked.format, *found));
    }
    if (document != "requests" && document != "tokens") {
        return fail(ErrorKind::not_found, "open311.no_such_document");
    }
    casework::PublicFilter filter;
    filter.numbers = std::vector{asked.name};
    TRY(list, requests(call, asked.format, filter));
    if (document == "requests") return answer(asked.format, std::move(list));
    return answer(asked.format, token(asked.format, asked.name));
}

/// A key in the Authorization header was looked at before; here the parameter
/// of the standard.
Result<> check_key(const Call<Deps>& call, const Form& form) {
    http::Callers classes = call.caller.classes;
    if (!classes.intersects(accounts::key_may_write)) {
        if (!form.has("api_key")) return fail(ErrorKind::forbidden, "open311.key_needed");
        TRY(caller, call.deps.key_caller(form.get("api_key"), call.now));
        classes = caller.classes;
    }
    if (classes.intersects(accounts::key_may_write)) return {};
    return fail(ErrorKind::forbidden, "open311.key_may_not_write");
}

/// requests; updates come from the bodies themselves
Result<Response> post_open311(const Call<Deps>& call, const Path<DocumentPath>& path,
                              const http::RawBody& body) {
    TRY(asked, asked_of(path->document.value));
    if (asked.name == "servicerequestupdates") {
        return fail(ErrorKind::forbidden, "open311.updates_not_taken");
    }
    if (asked.name != "requests") return fail(ErrorKind::not_found, "open311.no_such_document");
    TRY(form, query_of(call));
    CHECK_OK(form.add_body(call.request.header("Content-Type"), body.bytes));
    CHECK_OK(check_key(call, form));
    TRY(all, services(call));
    TRY(filing, filing_of(form, all, call.language()));
    TRY(number, casework::file(call.deps.database, call.deps.calendar, call.now, filing));
    const bool drops =
        form.has_upload() || form.has("media_url") || form.has("email") || form.has("phone");
    const std::string notice =
        words_of(call).say(drops ? "open311.notice_without_contact" : "open311.notice");
    return answer(asked.format, created(asked.format, number, notice));
}

constexpr http::Row<Deps> table[] = {
    http::get<get_open311>("/open311/v2/{document}", http::anyone,
                           {"Open311：discovery、services、requests、servicerequestupdates，"
                            "后缀.xml或.json",
                            "Open311: discovery, services, requests, servicerequestupdates, as "
                            ".xml or .json"})
        .answers("text/xml")
        .fails_as(&error_answer),
    http::get<get_open311_item>("/open311/v2/{document}/{item}", http::anyone,
                                {"Open311：services、requests、tokens中的一项",
                                 "Open311: one of services, requests or tokens"})
        .answers("text/xml")
        .fails_as(&error_answer),
    http::post<post_open311>("/open311/v2/{document}", http::anyone,
                             {"Open311：提交（需要可以写入的程序密钥）",
                              "Open311: file a request (needs an API key that may write)"})
        .takes("*/*", form_bytes_max)
        .answers("text/xml")
        .fails_as(&error_answer)
        .unlogged(),
};

}  // namespace

http::Routes<Deps> routes() {
    return {"open311",
            {"Open311（GeoReport v2）：别的系统查公开的办件、提交新的",
             "Open311 (GeoReport v2): other systems read public cases and file "
             "new ones"},
            table};
}

EmbeddedFiles texts() {
    return embedded::texts();
}

}  // namespace pingyi::open311
