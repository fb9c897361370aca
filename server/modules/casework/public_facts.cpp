// What stands under the title of a case and in every list: body, day strip with its words, state.
#include <algorithm>
#include <array>

#include "kernel/text.hpp"
#include "modules/casework/public_pages.hpp"
#include "platform/db/words.hpp"
#include "platform/html/dates.hpp"

namespace pingyi::casework {
namespace {

/// More cells than this say nothing; the words beside them do.
constexpr std::int64_t cells_max = 30;

void write_strip(const Sheet& sheet, std::int64_t used, std::int64_t allowed) {
    const std::int64_t cells = std::max(used, allowed);
    if (cells > cells_max) return;
    sheet.out.inside("span", {{"class", "pingyi-strip"}, {"aria-hidden", "true"}}, [&] {
        for (std::int64_t i = 0; i < cells; ++i) {
            const std::string_view css = i >= allowed ? "pingyi-strip__over"
                                         : i < used   ? "pingyi-strip__used"
                                                      : "pingyi-strip__free";
            sheet.out.element("i", {{"class", css}}, "");
        }
    });
}

std::string_view tag_of(const Facts& facts) {
    switch (facts.state) {
        case Phase::replied:
        case Phase::closed: return "pingyi-tag pingyi-tag--done";
        case Phase::handling: return "pingyi-tag";
        case Phase::refused:
        case Phase::merged:
        case Phase::withdrawn: return "pingyi-tag pingyi-tag--quiet";
    }
    return "pingyi-tag";
}

}  // namespace

std::string Sheet::day(Instant at) const {
    return html::shown(zone.day_of(at), language);
}

std::string Sheet::due_day(Instant due) const {
    return html::shown(zone.day_of(due - std::chrono::milliseconds{1}), language);
}

void write_body_link(const Sheet& sheet, const PublicBody& body) {
    const Label name{body.name, body.name_en.value_or("")};
    const Language shown = name.shown_in(sheet.language);
    sheet.out.element("a",
                      {{"class", "govuk-link"},
                       {"href", "/units/" + body.code},
                       {"lang", pingyi::tag_of(shown), shown != sheet.language}},
                      name.in(sheet.language));
}

void write_facts(const Sheet& sheet, const Facts& facts) {
    html::Writer& out = sheet.out;
    if (facts.body) write_body_link(sheet, *facts.body);
    if (facts.used && facts.allowed) {
        const bool waits = facts.state == Phase::handling;
        out.inside("span", {{"class", "pingyi-days"}}, [&] {
            write_strip(sheet, *facts.used, *facts.allowed);
            out.text(sheet.say(waits ? "casework.public.days.waiting" : "casework.public.days.used",
                               {{"n", *facts.used}, {"allowed", *facts.allowed}}));
        });
    }
    out.element("span", {{"class", tag_of(facts)}},
                sheet.say("casework.public.state." + word_of(facts.state)));
    if (facts.reopened) {
        out.element("span", {{"class", "pingyi-tag"}}, sheet.say("casework.public.reopened"));
    }
    if (facts.lateness != Lateness::in_time) {
        out.element("span", {{"class", "pingyi-tag pingyi-tag--over"}},
                    sheet.say("casework.public.lateness." + word_of(facts.lateness)));
    }
}

std::string seal_of(std::string_view name) {
    constexpr std::array<std::string_view, 4> places{"市", "区", "县", "省"};
    constexpr std::size_t octets = 3;  // of one Chinese character
    // "青禾市东城区教育局" has the name proper behind the last place; "城市" and "市场" are no
    // places.
    for (std::size_t at = octets; at + octets <= name.size() && at <= 5 * octets; at += octets) {
        const std::string_view mark = name.substr(at - octets, octets);
        const bool is_place = std::ranges::find(places, mark) != places.end() &&
                              !name.substr(at).starts_with("场") &&
                              !name.substr(0, at).ends_with("城市");
        if (!is_place) continue;
        name.remove_prefix(at);
        at = 0;
    }
    std::string two;
    for (std::size_t i = 0, taken = 0; i < name.size() && taken < 2; ++taken) {
        const auto lead = static_cast<unsigned char>(name[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        two += name.substr(i, length);
        i += length;
    }
    return two;
}

}  // namespace pingyi::casework
