// What the pages of results share: addresses, the links of scoring's pages, sections, states.
#include "modules/rounds/results_pages.hpp"

#include "platform/db/words.hpp"
#include "platform/html/dates.hpp"

namespace pingyi::rounds {

std::string Sheet::day(Instant at) const {
    return html::shown(zone.day_of(at), language);
}

std::string address_of(const Round& round) {
    return "/rounds/" + html::url_encoded(round.code);
}

std::string address_of(const Round& round, std::string_view unit) {
    return address_of(round) + "/units/" + html::url_encoded(unit);
}

scoring::Site site_of(const Loaded& loaded, const Round& round, Language language) {
    const std::string base = address_of(round);
    const scoring::Data* const data = &loaded.data;
    return {loaded.scheme,
            loaded.data,
            loaded.outcome,
            loaded.stored.public_id,
            language,
            {[base](std::string_view code) { return base + "/classes/" + html::url_encoded(code); },
             [base, data](std::size_t unit) {
                 return base + "/units/" + html::url_encoded(data->units[unit].code);
             },
             [base](std::string_view name) { return base + "/bundle/" + std::string(name); }}};
}

void open_section(const Sheet& sheet, std::string_view id, const std::string& title) {
    html::Writer& out = sheet.out;
    out.open("section", {{"class", "pingyi-section"}, {"aria-labelledby", id}});
    out.inside("div", {{"class", "pingyi-section__head"}},
               [&] { out.element("h2", {{"class", "pingyi-section__title"}, {"id", id}}, title); });
}

void write_fact(const Sheet& sheet, std::string_view key, const std::function<void()>& value) {
    html::Writer& out = sheet.out;
    out.inside("div", {{"class", "govuk-summary-list__row"}}, [&] {
        out.element("dt", {{"class", "govuk-summary-list__key"}}, sheet.say(key));
        out.inside("dd", {{"class", "govuk-summary-list__value"}}, value);
    });
}

void write_state(const Sheet& sheet, const Round& round) {
    const bool is_over = round.state == State::voided || round.state == State::suspended;
    const std::string_view tag = is_published(round) ? "pingyi-tag pingyi-tag--done"
                                 : is_over           ? "pingyi-tag pingyi-tag--quiet"
                                                     : "pingyi-tag";
    sheet.out.element("span", {{"class", tag}}, sheet.say("rounds.state." + word_of(round.state)));
}

}  // namespace pingyi::rounds
