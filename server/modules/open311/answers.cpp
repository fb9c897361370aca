#include "modules/open311/answers.hpp"

#include <algorithm>
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

namespace pingyi::open311 {
namespace {

using casework::Kind;
using casework::PublicCase;
using casework::State;

/// Changes whenever what discovery says does.
constexpr std::string_view changeset = "2026-11-25T00:00:00Z";

std::string word_of(Kind kind) {
    return boost::describe::enum_to_string(kind, "");
}

/// Open while the body owes a reply.
std::string_view status_of(State state) {
    const bool is_open = state == State::submitted || state == State::accepted ||
                         state == State::assigned || state == State::handling;
    return is_open ? "open" : "closed";
}

/// The finer words of the extension for updates.
std::string_view update_status_of(State state) {
    switch (state) {
        case State::submitted:
        case State::accepted: return "OPEN";
        case State::assigned:
        case State::handling: return "IN_PROGRESS";  // answered before, then reopened
        case State::merged: return "DUPLICATE";
        case State::refused: return "NOT_COUNCILS_RESPONSIBILITY";
        case State::withdrawn: return "CANCELLED";
        case State::replied:
        case State::calling_back:
        case State::closed:
        case State::ended: break;
    }
    return "CLOSED";
}

void write_request(Output& out, const PublicCase& item, std::string_view agency,
                   const Words& words) {
    const std::string kind = word_of(item.kind);
    out.open_item("request");
    out.text("service_request_id", item.number);
    out.text("status", status_of(item.state));
    out.text("status_notes", item.reply);
    out.text("service_name", item.category ? item.category_name.in(words.language)
                                           : words.say("casework.kind." + kind));
    out.text("service_code", item.category ? *item.category : kind);
    out.text("description", item.subject + "\n" + item.body);
    out.text("agency_responsible", agency);
    out.text("service_notice",
             words.say("casework.state." +
                       std::string(boost::describe::enum_to_string(item.state, ""))));
    out.time("requested_datetime", item.submitted_at);
    out.time("updated_datetime", item.changed_at);
    out.time("expected_datetime", item.due_at);
    out.text("address", item.place);
    out.empty("address_id").empty("zipcode");
    out.degrees("lat", item.point ? std::optional{item.point->lat_e6} : std::nullopt);
    out.degrees("long", item.point ? std::optional{item.point->lon_e6} : std::nullopt);
    out.empty("media_url").close();
}

}  // namespace

std::vector<Service> services_of(std::span<const casework::CurrentCategory> all,
                                 const Words& words) {
    std::vector<Service> services;
    for (const casework::CurrentCategory& category : all) {
        Service service{category.code,
                        category.name.in(words.language),
                        category.parent_name.in(words.language),
                        {},
                        category.keywords,
                        false};
        std::ranges::replace(service.keywords, '|', ',');
        service.description = service.name;
        services.push_back(std::move(service));
    }
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Kind>>([&](auto each) {
        const std::string kind = word_of(each.value);
        services.push_back({kind,
                            words.say("casework.kind." + kind),
                            words.say("open311.group"),
                            words.say("open311.kind_description"),
                            {},
                            true});
    });
    return services;
}

std::optional<Kind> kind_of(std::string_view service_code) {
    Kind kind{};
    if (boost::describe::enum_from_string(std::string(service_code).c_str(), kind)) return kind;
    return std::nullopt;
}

std::string discovery(Format format, const Endpoint& endpoint, const Words& words) {
    Output out{format};
    out.open_item("discovery");
    out.text("changeset", changeset);
    out.text("contact", endpoint.contact);
    out.text("key_service", words.say("open311.key_service"));
    out.open_list("endpoints").open_item("endpoint");
    out.text("specification", "http://wiki.open311.org/GeoReport_v2");
    out.text("url", endpoint.url);
    out.text("changeset", changeset);
    out.text("type", "production");
    out.open_list("formats");
    out.value("format", "text/xml").value("format", "application/json");
    out.close().close().close().close();
    return std::move(out).done();
}

std::string service_list(Format format, std::span<const Service> services) {
    Output out{format};
    out.open_list("services");
    for (const Service& service : services) {
        out.open_item("service");
        out.text("service_code", service.code).text("service_name", service.name);
        out.text("description", service.description).flag("metadata", false);
        out.text("type", "realtime").text("keywords", service.keywords);
        out.text("group", service.group).close();
    }
    out.close();
    return std::move(out).done();
}

std::string service_definition(Format format, const Service& service) {
    Output out{format};
    out.open_item("service_definition").text("service_code", service.code);
    out.open_list("attributes").close().close();
    return std::move(out).done();
}

std::string request_list(Format format, std::span<const PublicCase> cases,
                         std::span<const std::string> agencies, const Words& words) {
    Output out{format};
    out.open_list("service_requests");
    for (std::size_t i = 0; i < cases.size(); ++i) write_request(out, cases[i], agencies[i], words);
    out.close();
    return std::move(out).done();
}

std::string update_list(Format format, std::span<const casework::CaseUpdate> replies) {
    Output out{format};
    out.open_list("service_request_updates");
    for (const casework::CaseUpdate& reply : replies) {
        out.open_item("request_update").text("update_id", reply.id.text());
        out.text("service_request_id", reply.number);
        out.text("status", update_status_of(reply.state));
        out.time("updated_datetime", reply.at).text("description", reply.text);
        out.empty("media_url").close();
    }
    out.close();
    return std::move(out).done();
}

std::string created(Format format, std::string_view number, std::string_view notice) {
    Output out{format};
    out.open_list("service_requests").open_item("request");
    out.text("service_request_id", number).text("service_notice", notice).empty("account_id");
    out.close().close();
    return std::move(out).done();
}

std::string token(Format format, std::string_view number) {
    Output out{format};
    out.open_list("service_requests").open_item("request");
    out.text("service_request_id", number).text("token", number).close().close();
    return std::move(out).done();
}

std::string errors(Format format, std::span<const Mistake> mistakes) {
    Output out{format};
    out.open_list("errors");
    for (const Mistake& mistake : mistakes) {
        out.open_item("error").number("code", mistake.code);
        out.text("description", mistake.description).close();
    }
    out.close();
    return std::move(out).done();
}

}  // namespace pingyi::open311
