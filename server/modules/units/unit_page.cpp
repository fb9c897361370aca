// The page of one body: state, culture profile with its history, services, contacts, sections of
// other modules.
#include <boost/json.hpp>

#include "modules/units/pages.hpp"
#include "platform/html/dates.hpp"

namespace pingyi::units {
namespace {

using html::Writer;

struct Sheet {
    Writer& out;
    Language language;
    const Texts& texts;
    const Dossier& dossier;
    const Zone& zone;
    Day today;

    [[nodiscard]] std::string say(std::string_view key,
                                  std::initializer_list<Argument> arguments = {}) const {
        return texts.say(language, key, arguments);
    }
    void label(const Label& label) const { out.text(label.in(language)); }
    [[nodiscard]] std::string_view tag(const Label& label) const {
        return tag_of(label.shown_in(language));
    }
    [[nodiscard]] bool foreign(const Label& label) const {
        return label.shown_in(language) != language;
    }
};

template <class Body>
void write_section(const Sheet& sheet, std::string_view id, std::string_view title, Body&& body) {
    Writer& out = sheet.out;
    out.open("section", {{"class", "pingyi-section"}, {"aria-labelledby", id}});
    out.inside("div", {{"class", "pingyi-section__head"}},
               [&] { out.element("h2", {{"class", "pingyi-section__title"}, {"id", id}}, title); });
    body();
    out.close();
}

void write_state(const Sheet& sheet) {
    Writer& out = sheet.out;
    const Dossier& dossier = sheet.dossier;
    const State state = state_of(dossier.unit, sheet.today);
    if (state == State::current) return;
    out.inside("div", {{"class", "govuk-inset-text pingyi-notice"}, {"role", "note"}}, [&] {
        out.open("p", {{"class", "govuk-body"}});
        if (state == State::planned) {
            out.text(sheet.say("units.page.planned",
                               {{"day", html::shown(*dossier.unit.valid_from, sheet.language)}}));
        } else {
            out.text(sheet.say("units.page.ended",
                               {{"day", html::shown(*dossier.unit.valid_to, sheet.language)}}));
            if (dossier.successor) {
                out.text(" ").text(sheet.say("units.page.successor")).text(" ");
                write_link(out, *dossier.successor, sheet.language);
            }
        }
        out.close();
    });
}

void write_head(const Sheet& sheet) {
    Writer& out = sheet.out;
    const Dossier& dossier = sheet.dossier;
    const Unit& unit = dossier.unit;
    out.element("h1",
                {{"class", "govuk-heading-l pingyi-title"},
                 {"lang", sheet.tag(unit.name), sheet.foreign(unit.name)}},
                unit.name.in(sheet.language));
    out.inside("p", {{"class", "pingyi-facts"}}, [&] {
        out.element("a",
                    {{"class", "govuk-link"},
                     {"href", "/units?class=" + html::url_encoded(unit.class_code)}},
                    dossier.unit_class.name.in(sheet.language));
        if (!dossier.ancestors.empty()) {
            out.inside("span", {}, [&] {
                out.text(sheet.say("units.page.under")).text(" ");
                write_link(out, dossier.ancestors.front(), sheet.language);
            });
        }
        if (state_of(unit, sheet.today) == State::ended) {
            out.text(" ").element("strong", {{"class", "govuk-tag govuk-tag--grey"}},
                                  sheet.say("units.state.ended"));
        }
    });
    write_state(sheet);
}

void write_evidence(const Sheet& sheet, const ProfileItem& item) {
    if (item.evidence.zh.empty() && item.evidence_link.empty()) return;
    Writer& out = sheet.out;
    out.inside("p",
               {{"class", "pingyi-value__evidence"},
                {"lang", sheet.tag(item.evidence), sheet.foreign(item.evidence)}},
               [&] {
                   sheet.label(item.evidence);
                   if (item.evidence_link.empty()) return;
                   out.text(" ").element("a",
                                         {{"class", "govuk-link"},
                                          {"href", item.evidence_link},
                                          {"rel", "noopener nofollow"},
                                          {"lang", tag_of(sheet.language)}},
                                         sheet.say("units.profile.evidence_link"));
               });
}

void write_profile_items(const Sheet& sheet, const Profile& profile) {
    Writer& out = sheet.out;
    bool has_values = false;
    for (const ProfileItem& item : profile.items) {
        if (item.kind == ProfileKind::value) has_values = true;
        if (item.kind != ProfileKind::motto) continue;
        out.inside("blockquote", {{"class", "pingyi-motto"}}, [&] {
            out.element("p",
                        {{"class", "pingyi-motto__text"},
                         {"lang", sheet.tag(item.text), sheet.foreign(item.text)}},
                        item.text.in(sheet.language));
            write_evidence(sheet, item);
        });
    }
    if (has_values) {
        out.element("h3", {{"class", "govuk-heading-s"}}, sheet.say("units.profile.values"));
        out.inside("ul", {{"class", "pingyi-values"}}, [&] {
            for (const ProfileItem& item : profile.items) {
                if (item.kind != ProfileKind::value) continue;
                out.inside("li", {{"class", "pingyi-value"}}, [&] {
                    out.element("strong",
                                {{"class", "pingyi-value__text"},
                                 {"lang", sheet.tag(item.text), sheet.foreign(item.text)}},
                                item.text.in(sheet.language));
                    write_evidence(sheet, item);
                });
            }
        });
    }
    for (const ProfileItem& item : profile.items) {
        if (item.kind != ProfileKind::service_brand) continue;
        out.element("h3", {{"class", "govuk-heading-s"}}, sheet.say("units.profile.brand"));
        out.element("p",
                    {{"class", "pingyi-brand-name"},
                     {"lang", sheet.tag(item.text), sheet.foreign(item.text)}},
                    item.text.in(sheet.language));
        write_evidence(sheet, item);
    }
}

std::string since(const Sheet& sheet, const Profile& profile) {
    return sheet.say("units.profile.since",
                     {{"day", html::shown(sheet.zone.day_of(profile.made_at), sheet.language)},
                      {"version", std::to_string(profile.version)}});
}

/// Newest version open, older ones under one line that opens.
void write_profile(const Sheet& sheet) {
    const auto& profiles = sheet.dossier.profiles;
    Writer& out = sheet.out;
    write_section(sheet, "culture", sheet.say("units.profile.title"), [&] {
        if (profiles.empty()) {
            out.element("p", {{"class", "govuk-body"}}, sheet.say("units.profile.none"));
            return;
        }
        write_profile_items(sheet, profiles.front());
        out.element("p", {{"class", "govuk-body-s"}}, since(sheet, profiles.front()));
        if (profiles.size() < 2) return;
        out.open("details", {{"class", "govuk-details"}});
        out.inside("summary", {{"class", "govuk-details__summary"}}, [&] {
            out.element("span", {{"class", "govuk-details__summary-text"}},
                        sheet.say("units.profile.history",
                                  {{"n", static_cast<std::int64_t>(profiles.size() - 1)}}));
        });
        out.open("div", {{"class", "govuk-details__text"}});
        for (std::size_t i = 1; i < profiles.size(); ++i) {
            out.element("p", {{"class", "govuk-body-s"}}, since(sheet, profiles[i]));
            write_profile_items(sheet, profiles[i]);
        }
        out.close().close();
    });
}

/// A term and its value, left out when there is none.
void write_fact(const Sheet& sheet, std::string_view key, const Label& value) {
    if (value.zh.empty()) return;
    Writer& out = sheet.out;
    out.inside("div", {{"class", "govuk-summary-list__row"}}, [&] {
        out.element("dt", {{"class", "govuk-summary-list__key"}}, sheet.say(key));
        out.element("dd",
                    {{"class", "govuk-summary-list__value"},
                     {"lang", sheet.tag(value), sheet.foreign(value)}},
                    value.in(sheet.language));
    });
}

/// One tap calls; what stands behind the number ("转6") is not dialled.
void write_phone(const Sheet& sheet, std::string_view phone) {
    if (phone.empty()) return;
    Writer& out = sheet.out;
    std::string dialled{phone.substr(0, phone.find_first_not_of("0123456789 -+"))};
    std::erase(dialled, ' ');
    out.inside("div", {{"class", "govuk-summary-list__row"}}, [&] {
        out.element("dt", {{"class", "govuk-summary-list__key"}},
                    sheet.say("units.contacts.phone"));
        out.open("dd", {{"class", "govuk-summary-list__value"}});
        if (dialled.empty()) {
            out.text(phone);
        } else {
            out.element("a", {{"class", "govuk-link"}, {"href", "tel:" + dialled}}, phone);
        }
        out.close();
    });
}

void write_services(const Sheet& sheet) {
    Writer& out = sheet.out;
    write_section(sheet, "services", sheet.say("units.services.title"), [&] {
        if (sheet.dossier.services.empty()) {
            out.element("p", {{"class", "govuk-body"}}, sheet.say("units.services.none"));
            return;
        }
        for (const Service& service : sheet.dossier.services) {
            out.element("h3",
                        {{"class", "govuk-heading-s"},
                         {"lang", sheet.tag(service.name), sheet.foreign(service.name)}},
                        service.name.in(sheet.language));
            if (!service.description.zh.empty()) {
                out.element(
                    "p",
                    {{"class", "govuk-body"},
                     {"lang", sheet.tag(service.description), sheet.foreign(service.description)}},
                    service.description.in(sheet.language));
            }
            if (service.location.zh.empty() && service.hours.zh.empty()) continue;
            out.open("dl", {{"class", "govuk-summary-list pingyi-dense"}});
            write_fact(sheet, "units.services.where", service.location);
            write_fact(sheet, "units.services.when", service.hours);
            out.close();
        }
    });
}

void write_contacts(const Sheet& sheet) {
    Writer& out = sheet.out;
    write_section(sheet, "contacts", sheet.say("units.contacts.title"), [&] {
        if (sheet.dossier.contacts.empty()) {
            out.element("p", {{"class", "govuk-body"}}, sheet.say("units.contacts.none"));
            return;
        }
        for (const Contact& contact : sheet.dossier.contacts) {
            out.element("h3",
                        {{"class", "govuk-heading-s"},
                         {"lang", sheet.tag(contact.name), sheet.foreign(contact.name)}},
                        contact.name.in(sheet.language));
            out.open("dl", {{"class", "govuk-summary-list pingyi-dense"}});
            write_phone(sheet, contact.phone);
            write_fact(sheet, "units.contacts.address", contact.address);
            write_fact(sheet, "units.contacts.hours", contact.hours);
            out.close();
        }
    });
}

void write_links(const Sheet& sheet, std::string_view id, std::string_view title,
                 const std::vector<Unit>& units) {
    if (units.empty()) return;
    Writer& out = sheet.out;
    write_section(sheet, id, sheet.say(title), [&] {
        out.inside("ul", {{"class", "govuk-list pingyi-plain-list"}}, [&] {
            for (const Unit& unit : units) {
                out.inside("li", {}, [&] { write_link(out, unit, sheet.language); });
            }
        });
    });
}

/// How people call the body; by-names have no language of their own and are taken for Chinese.
void write_names(const Sheet& sheet) {
    const Unit& unit = sheet.dossier.unit;
    std::vector<Label> names;
    if (!unit.short_name.zh.empty()) names.push_back(unit.short_name);
    for (const std::string& name : unit.other_names) names.push_back({name, {}});
    if (names.empty()) return;
    write_section(sheet, "names", sheet.say("units.page.names"), [&] {
        sheet.out.inside("ul", {{"class", "govuk-list pingyi-plain-list"}}, [&] {
            for (const Label& name : names) {
                sheet.out.element("li", {{"lang", sheet.tag(name), sheet.foreign(name)}},
                                  name.in(sheet.language));
            }
        });
    });
}

}  // namespace

Result<Writer> unit_main(const http::Context& context, const Texts& texts, const Dossier& dossier,
                         const Deps& deps) {
    Writer out;
    const Sheet sheet{out,     context.language(), texts,
                      dossier, deps.zone,          deps.zone.day_of(context.now)};
    write_head(sheet);
    out.open("div", {{"class", "pingyi-columns"}});
    out.open("div", {{"class", "pingyi-columns__main"}});
    write_profile(sheet);
    write_services(sheet);
    for (const Part& part : deps.parts) CHECK_OK(part.write(context, dossier.unit, out));
    out.close();
    out.inside("div", {{"class", "pingyi-columns__side"}}, [&] {
        write_contacts(sheet);
        write_names(sheet);
        write_links(sheet, "below", "units.page.children", dossier.children);
        write_links(sheet, "before", "units.page.predecessors", dossier.predecessors);
    });
    out.close();
    return out;
}

std::string json_ld_of(const Dossier& dossier, Language language) {
    namespace json = boost::json;
    const Unit& unit = dossier.unit;
    json::object all{{"@context", "https://schema.org"},
                     {"@type", "GovernmentOrganization"},
                     {"name", unit.name.in(language)},
                     {"identifier", unit.code},
                     {"url", address_of(unit)}};
    json::array names;
    for (const std::string& name : {unit.name.zh, unit.name.en, unit.short_name.zh}) {
        if (!name.empty() && name != unit.name.in(language)) names.emplace_back(name);
    }
    for (const std::string& name : unit.other_names) names.emplace_back(name);
    if (!names.empty()) all["alternateName"] = std::move(names);
    if (unit.valid_from) all["foundingDate"] = text_of(*unit.valid_from);
    if (unit.valid_to) all["dissolutionDate"] = text_of(*unit.valid_to);
    if (!dossier.ancestors.empty()) {
        const Unit& parent = dossier.ancestors.front();
        all["parentOrganization"] = json::object{{"@type", "GovernmentOrganization"},
                                                 {"name", parent.name.in(language)},
                                                 {"url", address_of(parent)}};
    }
    json::array points;
    for (const Contact& contact : dossier.contacts) {
        json::object point{{"@type", "ContactPoint"}, {"name", contact.name.in(language)}};
        if (!contact.phone.empty()) point["telephone"] = contact.phone;
        if (!contact.hours.zh.empty()) point["hoursAvailable"] = contact.hours.in(language);
        points.push_back(std::move(point));
    }
    if (!points.empty()) all["contactPoint"] = std::move(points);
    return json::serialize(all);
}

}  // namespace pingyi::units
