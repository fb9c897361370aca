// The timeline of a case as everybody may read it.
#include "modules/casework/public_pages.hpp"
#include "platform/db/words.hpp"
#include "platform/html/dates.hpp"

namespace pingyi::casework {
namespace {

void write_text(const Sheet& sheet, std::string_view text) {
    if (text.empty()) return;
    sheet.out.element("p", {{"class", "pingyi-timeline__text"}}, text);
}

void write_event(const Sheet& sheet, const PublicEvent& event) {
    html::Writer& out = sheet.out;
    out.open("li", {{"class", "pingyi-timeline__item"}});
    out.element("h3", {{"class", "pingyi-timeline__title"}},
                sheet.say("casework.public.step." + word_of(event.step)));
    out.inside("p", {{"class", "pingyi-timeline__day"}},
               [&] { html::write_day(out, sheet.zone.day_of(event.at), sheet.language); });
    if (event.body) {
        out.inside("p", {{"class", "pingyi-timeline__text"}},
                   [&] { write_body_link(sheet, *event.body); });
    }
    write_text(sheet, event.text);
    out.close();
}

/// What is still to come: the reply, by its due date.
void write_promise(const Sheet& sheet, const CaseDetail& detail) {
    if (detail.state != Phase::handling || !detail.due_at) return;
    html::Writer& out = sheet.out;
    const bool over = detail.lateness != Lateness::in_time && *detail.due_at <= sheet.now;
    out.open("li", {{"class", "pingyi-timeline__item pingyi-timeline__item--promised"}});
    out.element("h3", {{"class", "pingyi-timeline__title"}},
                sheet.say("casework.public.timeline.promised"));
    out.element("p", {{"class", "pingyi-timeline__day"}},
                sheet.say(over ? "casework.public.timeline.over" : "casework.public.timeline.by",
                          {{"day", sheet.due_day(*detail.due_at)}}));
    out.close();
}

}  // namespace

void write_timeline(const Sheet& sheet, const CaseDetail& detail) {
    html::Writer& out = sheet.out;
    out.open("section", {{"class", "pingyi-section"}, {"aria-labelledby", "timeline"}});
    out.inside("div", {{"class", "pingyi-section__head"}}, [&] {
        out.element("h2", {{"class", "pingyi-section__title"}, {"id", "timeline"}},
                    sheet.say("casework.public.timeline.title"));
    });
    out.open("ol", {{"class", "pingyi-timeline"}, {"reversed", {}}});
    write_promise(sheet, detail);
    for (auto event = detail.timeline.rbegin(); event != detail.timeline.rend(); ++event) {
        write_event(sheet, *event);
    }
    out.close().close();
}

}  // namespace pingyi::casework
