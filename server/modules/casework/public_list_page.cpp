// The list of letters and replies: words, filters in the address, 25 a page.
#include <array>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include "modules/casework/public_pages.hpp"
#include "platform/db/words.hpp"
#include "platform/html/dates.hpp"

namespace pingyi::casework {
namespace {

using html::Writer;

struct Choice {
    std::string value, text;
};

template <class E>
std::vector<Choice> choices(const Sheet& sheet, std::string_view key) {
    std::vector<Choice> all;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto one) { all.push_back({one.name, sheet.say(std::string(key) + one.name)}); });
    return all;
}

void write_select(const Sheet& sheet, std::string_view name, std::string_view label_key,
                  const std::vector<Choice>& all, std::string_view chosen) {
    Writer& out = sheet.out;
    out.inside("div", {{"class", "pingyi-filters__field"}}, [&] {
        out.element("label", {{"class", "govuk-label"}, {"for", name}}, sheet.say(label_key));
        out.open("select", {{"class", "govuk-select"}, {"id", name}, {"name", name}});
        out.element("option", {{"value", ""}}, sheet.say("casework.public.filter.any"));
        for (const Choice& choice : all) {
            out.element("option",
                        {{"value", choice.value}, {"selected", {}, choice.value == chosen}},
                        choice.text);
        }
        out.close();
    });
}

void write_date(const Sheet& sheet, std::string_view name, std::string_view label_key,
                const std::optional<Day>& value) {
    Writer& out = sheet.out;
    out.inside("div", {{"class", "pingyi-filters__field"}}, [&] {
        out.element("label", {{"class", "govuk-label"}, {"for", name}}, sheet.say(label_key));
        out.single("input", {{"class", "govuk-input"},
                             {"id", name},
                             {"name", name},
                             {"type", "date"},
                             {"value", value ? text_of(*value) : std::string{}}});
    });
}

bool has_filter(const CaseFilter& filter) {
    return filter.unit || filter.kind || filter.state || filter.lateness || filter.from ||
           filter.until;
}

void write_filters(const Sheet& sheet, const CaseFilter& filter,
                   std::span<const units::Unit> bodies) {
    Writer& out = sheet.out;
    std::vector<Choice> offered;
    for (const units::Unit& body : bodies) {
        offered.push_back({body.code, body.name.in(sheet.language)});
    }
    std::vector<Choice> states = choices<Phase>(sheet, "casework.public.state.");
    std::erase_if(states, [](const Choice& choice) { return choice.value == "withdrawn"; });
    out.open("details", {{"class", "govuk-details"}, {"open", {}, has_filter(filter)}});
    out.inside("summary", {{"class", "govuk-details__summary"}}, [&] {
        out.element("span", {{"class", "govuk-details__summary-text"}},
                    sheet.say("casework.public.filter.title"));
    });
    out.open("div", {{"class", "govuk-details__text pingyi-filters"}});
    write_select(sheet, "unit", "casework.public.filter.unit", offered,
                 filter.unit ? filter.unit->value : "");
    write_select(sheet, "kind", "casework.public.filter.kind",
                 choices<Kind>(sheet, "casework.kind."), filter.kind ? word_of(*filter.kind) : "");
    write_select(sheet, "state", "casework.public.filter.state", states,
                 filter.state ? word_of(*filter.state) : "");
    write_select(sheet, "lateness", "casework.public.filter.lateness",
                 choices<Lateness>(sheet, "casework.public.lateness."),
                 filter.lateness ? word_of(*filter.lateness) : "");
    write_date(sheet, "from", "casework.public.filter.from", filter.from);
    write_date(sheet, "until", "casework.public.filter.until", filter.until);
    out.close().close();
}

void write_form(const Sheet& sheet, const CaseFilter& filter, std::span<const units::Unit> bodies) {
    Writer& out = sheet.out;
    out.open(
        "form",
        {{"class", "pingyi-search"}, {"role", "search"}, {"method", "get"}, {"action", "/cases"}});
    out.element("label", {{"class", "govuk-label pingyi-search__label"}, {"for", "q"}},
                sheet.say("casework.public.search.label"));
    out.inside("div", {{"class", "pingyi-search__row"}}, [&] {
        out.single("input", {{"class", "govuk-input pingyi-search__input"},
                             {"id", "q"},
                             {"name", "q"},
                             {"type", "search"},
                             {"maxlength", "200"},
                             {"autocomplete", "off"},
                             {"aria-describedby", "q-hint"},
                             {"value", filter.q ? filter.q->value : std::string{}}});
        out.element("button", {{"class", "govuk-button pingyi-search__button"}, {"type", "submit"}},
                    sheet.say("casework.public.search.button"));
    });
    out.element("div", {{"class", "govuk-hint"}, {"id", "q-hint"}},
                sheet.say("casework.public.search.hint"));
    write_filters(sheet, filter, bodies);
    out.close();
}

void write_none(const Sheet& sheet, const CaseFilter& filter) {
    Writer& out = sheet.out;
    const bool narrowed = has_filter(filter) || filter.q;
    out.inside("div", {{"class", "pingyi-empty"}}, [&] {
        out.element("p", sheet.say(narrowed ? "casework.public.none.matching"
                                            : "casework.public.none.yet"));
        if (!narrowed) return;
        out.inside("p", {}, [&] {
            out.element("a", {{"class", "govuk-link"}, {"href", "/cases"}},
                        sheet.say("casework.public.none.all"));
        });
    });
}

void write_pager(const Sheet& sheet, const CaseFilter& filter, const CaseList& list) {
    if (!list.next && !filter.after) return;
    Writer& out = sheet.out;
    out.open("nav", {{"class", "pingyi-pager"}, {"aria-label", sheet.say("html.form.pages")}});
    if (filter.after) {
        out.element("a", {{"class", "govuk-link"}, {"href", address_of("/cases", filter)}},
                    sheet.say("casework.public.pager.first"));
    }
    if (list.next) {
        out.element("a",
                    {{"class", "govuk-link"},
                     {"rel", "next"},
                     {"href", address_of("/cases", filter, *list.next)}},
                    sheet.say(list.more_unsearched ? "casework.public.pager.go_on"
                                                   : "casework.public.pager.next"));
    }
    out.close();
}

void write_feeds(const Sheet& sheet, const CaseFilter& filter) {
    constexpr std::array<std::array<std::string_view, 2>, 3> feeds{
        {{"/cases.atom", "casework.public.feed.atom"},
         {"/cases.json", "casework.public.feed.json"},
         {"/cases.csv", "casework.public.feed.csv"}}};
    Writer& out = sheet.out;
    out.inside("p", {{"class", "govuk-body-s pingyi-feeds"}}, [&] {
        for (const auto& [path, key] : feeds) {
            out.element("a", {{"class", "govuk-link"}, {"href", address_of(path, filter)}},
                        sheet.say(key));
            out.text(" ");
        }
    });
}

}  // namespace

std::string address_of(std::string_view path, const CaseFilter& filter, std::string_view after) {
    std::string query;
    const auto add = [&](std::string_view name, std::string_view value) {
        if (value.empty()) return;
        query += query.empty() ? "?" : "&";
        query += std::string(name) + "=" + html::url_encoded(value);
    };
    if (filter.q) add("q", filter.q->value);
    if (filter.unit) add("unit", filter.unit->value);
    if (filter.kind) add("kind", word_of(*filter.kind));
    if (filter.state) add("state", word_of(*filter.state));
    if (filter.lateness) add("lateness", word_of(*filter.lateness));
    if (filter.from) add("from", text_of(*filter.from));
    if (filter.until) add("until", text_of(*filter.until));
    add("after", after);
    return std::string(path) + query;
}

void write_items(const Sheet& sheet, const std::vector<CaseSummary>& items) {
    Writer& out = sheet.out;
    out.open("ul", {{"class", "pingyi-list"}});
    for (const CaseSummary& item : items) {
        out.open("li", {{"class", "pingyi-list__item"}});
        out.element("a",
                    {{"class", "govuk-link pingyi-list__link"}, {"href", "/cases/" + item.number}},
                    item.subject.empty() ? sheet.say("casework.public.title.none") : item.subject);
        out.element("p", {{"class", "pingyi-list__text"}}, item.excerpt);
        out.inside("p", {{"class", "pingyi-list__facts pingyi-case-facts"}}, [&] {
            html::write_day(out, sheet.zone.day_of(item.submitted_at), sheet.language);
            write_facts(sheet, {item.body, item.state, item.lateness, item.reopened, item.days_used,
                                item.days_allowed});
        });
        out.close();
    }
    out.close();
}

html::Writer list_main(const http::Context& context, const Texts& texts, const Zone& zone,
                       const CaseFilter& filter, const CaseList& list,
                       std::span<const units::Unit> bodies) {
    Writer out;
    const Sheet sheet{out, context.language(), texts, zone, context.now};
    out.element("h1", {{"class", "govuk-heading-l pingyi-title"}},
                sheet.say("casework.public.title"));
    out.element("p", {{"class", "pingyi-lead"}}, sheet.say("casework.public.lead"));
    write_form(sheet, filter, bodies);
    out.open("section", {{"aria-label", sheet.say("casework.public.results")}});
    if (list.items.empty() && !list.more_unsearched) {
        write_none(sheet, filter);
    } else {
        write_items(sheet, list.items);
    }
    if (list.more_unsearched) {
        out.element("p", {{"class", "govuk-body"}}, sheet.say("casework.public.unsearched"));
    }
    write_pager(sheet, filter, list);
    out.close();
    write_feeds(sheet, filter);
    return out;
}

}  // namespace pingyi::casework
