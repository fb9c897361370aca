// The pages of lots drawn in public: every draw, and one with its steps, what is missing, and how
// anybody works the result out again.
#include <boost/describe/enum_to_string.hpp>
#include <fmt/format.h>

#include "modules/ledger/pages.hpp"
#include "modules/ledger/sheet.hpp"
#include "platform/html/dates.hpp"

namespace pingyi::ledger {
namespace {

using html::Writer;

std::string address_of_draw(const Draw& draw) {
    return "/ledger/draws/" + crypto::hex(draw.id);
}

std::string size_of(const Sheet& sheet, const Draw& draw) {
    return sheet.say("ledger.draws.size", {{"items", std::to_string(draw.items)},
                                           {"places", std::to_string(draw.places)}});
}

std::string state_of(const Sheet& sheet, const Draw& draw) {
    return sheet.say(
        std::string("ledger.draws.state.") + boost::describe::enum_to_string(draw.state(), ""),
        {{"office", std::to_string(draw.failed.value_or(0))}});
}

void write_draw(const Sheet& sheet, const Draw& draw) {
    Writer& out = sheet.out;
    out.open("li", {{"class", "pingyi-list__item"}});
    out.element("a", {{"class", "govuk-link pingyi-list__link"}, {"href", address_of_draw(draw)}},
                sheet.say("ledger.draws.draw", {{"draw", crypto::hex(draw.id)}}));
    out.inside("p", {{"class", "pingyi-list__facts"}}, [&] {
        html::write_day(out, draw.steps.front().operation.day, sheet.language);
        out.text(sheet.say("ledger.between")).text(size_of(sheet, draw));
        out.text(sheet.say("ledger.between")).text(state_of(sheet, draw));
    });
    out.close();
}

/// Office and octets of a step: what was contributed.
void write_step_facts(const Sheet& sheet, const Operation& operation) {
    Writer& out = sheet.out;
    for (const Fact& fact : operation.facts) {
        if (fact.name == "office") {
            out.text(sheet.say("ledger.between"));
            out.text(sheet.say("ledger.draws.office", {{"office", value_of(fact)}}));
        }
    }
    for (const Fact& fact : operation.facts) {
        if (fact.name == "draw" || fact.name == "office" || fact.name == "items" ||
            fact.name == "places") {
            continue;
        }
        out.single("br");
        out.text(sheet.say("ledger.fact." + fact.name)).text(sheet.say("ledger.colon"));
        out.element("code", {{"class", "pingyi-hash"}}, value_of(fact));
    }
}

void write_steps(const Sheet& sheet, const Draw& draw) {
    Writer& out = sheet.out;
    open_section(sheet, "steps", sheet.say("ledger.draws.steps"));
    out.inside("ol", {{"class", "pingyi-list"}}, [&] {
        for (const DrawStep& step : draw.steps) {
            out.open("li", {{"class", "pingyi-list__item"}});
            out.element(
                "a", {{"class", "govuk-link pingyi-list__link"}, {"href", address_of(step.index)}},
                sheet.kind(step.operation.kind));
            out.inside("p", {{"class", "pingyi-list__facts"}}, [&] {
                html::write_day(out, step.operation.day, sheet.language);
                out.text(sheet.say("ledger.between"));
                out.text(sheet.say("ledger.number", {{"index", std::to_string(step.index)}}));
                write_step_facts(sheet, step.operation);
            });
            out.close();
        }
    });
    out.close();
}

void write_missing(const Sheet& sheet, const Draw& draw) {
    Writer& out = sheet.out;
    const auto awaited = draw.awaited();
    if (awaited.empty()) return;
    open_section(sheet, "missing", sheet.say("ledger.draws.missing"));
    const std::string_view key = draw.state() == DrawState::frozen
                                     ? "ledger.draws.missing_commitment"
                                     : "ledger.draws.missing_secret";
    out.inside("ul", {{"class", "govuk-list govuk-list--bullet"}}, [&] {
        for (const std::uint64_t office : awaited) {
            out.element("li", sheet.say(key, {{"office", std::to_string(office)}}));
        }
    });
    out.close();
}

void write_how(const Sheet& sheet, const DrawnPage& shown) {
    Writer& out = sheet.out;
    open_section(sheet, "how", sheet.say("ledger.draws.how"));
    out.element("p", {{"class", "govuk-body"}}, sheet.say("ledger.draws.how_lead"));
    out.inside("p", {{"class", "govuk-body"}}, [&] {
        out.element("code", {{"class", "pingyi-hash"}},
                    fmt::format("pingyi draw result {} list.txt --log {}",
                                crypto::hex(shown.draw.id), shown.log_address));
    });
    out.element("p", {{"class", "govuk-body"}}, sheet.say("ledger.draws.how_by_hand"));
    out.close();
}

}  // namespace

http::Response draws_page(const http::Context& context, const html::Shell& shell,
                          const DrawsPage& shown) {
    Writer out;
    const Sheet sheet{out, context.language(), shell.texts()};
    const std::string title = sheet.say("ledger.draws.title");
    out.element("h1", {{"class", "govuk-heading-l pingyi-title"}}, title);
    out.element("p", {{"class", "pingyi-lead"}}, sheet.say("ledger.draws.lead"));
    if (shown.draws.empty()) {
        out.element("p", {{"class", "govuk-body pingyi-empty"}}, sheet.say("ledger.draws.none"));
    } else {
        out.inside("ul", {{"class", "pingyi-list"}}, [&] {
            for (const Draw& draw : shown.draws) write_draw(sheet, draw);
        });
    }
    if (shown.next) {
        out.inside(
            "nav", {{"class", "pingyi-pager"}, {"aria-label", sheet.say("ledger.pager")}}, [&] {
                out.element("a",
                            {{"class", "govuk-link"},
                             {"rel", "next"},
                             {"href", "/ledger/draws?after=" + html::url_encoded(*shown.next)}},
                            sheet.say("ledger.draws.older"));
            });
    }
    return shell.page(context,
                      {.title = title,
                       .description = sheet.say("ledger.draws.lead"),
                       .area = "ledger",
                       .crumbs = {{sheet.say("ledger.title"), "/ledger"}},
                       .json_ld = {},
                       .notices = {}},
                      out);
}

http::Response draw_page(const http::Context& context, const html::Shell& shell,
                         const DrawnPage& shown) {
    Writer out;
    const Sheet sheet{out, context.language(), shell.texts()};
    const Draw& draw = shown.draw;
    const std::string title = sheet.say("ledger.draws.draw", {{"draw", crypto::hex(draw.id)}});
    out.element("h1", {{"class", "govuk-heading-l pingyi-title"}}, title);
    out.element("p", {{"class", "pingyi-lead"}}, state_of(sheet, draw));
    out.open("dl", {{"class", "govuk-summary-list pingyi-dense"}});
    write_fact(sheet, "ledger.fact.items", std::to_string(draw.items));
    write_fact(sheet, "ledger.fact.places", std::to_string(draw.places));
    write_hash(sheet, "ledger.fact.list", crypto::hex(draw.list->octets));
    out.close();
    write_missing(sheet, draw);
    write_steps(sheet, draw);
    if (!draw.failed) write_how(sheet, shown);
    return shell.page(context,
                      {.title = title,
                       .description = {},
                       .area = "ledger",
                       .crumbs = {{sheet.say("ledger.title"), "/ledger"},
                                  {sheet.say("ledger.draws.title"), "/ledger/draws"}},
                       .json_ld = {},
                       .notices = {}},
                      out);
}

}  // namespace pingyi::ledger
