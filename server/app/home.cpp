// The home page, from what the modules offer; nothing is linked that does not exist.
#include "app/home.hpp"

#include <array>

#include "modules/calendar/module.hpp"
#include "modules/casework/module.hpp"
#include "modules/units/module.hpp"
#include "platform/html/dates.hpp"

namespace pingyi::app {
namespace {

using html::Writer;
using http::Call;

constexpr std::int64_t profiles_shown = 4;
constexpr std::int64_t answers_shown = 3;

/// The home page being written.
struct Sheet {
    Writer& out;
    Language language;
    const Texts& texts;
    const Zone& zone;

    [[nodiscard]] std::string say(std::string_view key) const { return texts.say(language, key); }
};

void write_hero(const Sheet& sheet) {
    Writer& out = sheet.out;
    out.open("div", {{"class", "pingyi-hero"}});
    out.inside("div", {{"class", "pingyi-hero__words"}}, [&] {
        out.inside("h1", {{"class", "pingyi-home-title"}}, [&] {
            out.element("span", {{"class", "pingyi-clause"}}, sheet.say("app.home.title.first"));
            if (sheet.language == Language::en) out.text(" ");
            out.element("span", {{"class", "pingyi-clause"}}, sheet.say("app.home.title.second"));
        });
        out.element("p", {{"class", "pingyi-lead"}}, sheet.say("app.home.lead"));
        out.inside("p", {{"class", "govuk-body"}}, [&] {
            out.element("a", {{"class", "govuk-link"}, {"href", "/cases/track"}},
                        sheet.say("app.home.track"));
        });
    });
    units::write_search(out, sheet.language, sheet.texts);
    out.close();
}

struct Tile {
    std::string_view address, title, text, go;
};

void write_tiles(const Sheet& sheet) {
    const std::string_view calendar = calendar::area().address;
    const std::array<Tile, 4> tiles{
        {{"/cases/new", "app.home.report.title", "app.home.report.text", "app.home.report.go"},
         {"/cases", "app.home.letters.title", "app.home.letters.text", "app.home.letters.go"},
         {"/units", "app.home.units.title", "app.home.units.text", "app.home.units.go"},
         {calendar, "app.home.calendar.title", "app.home.calendar.text", "app.home.calendar.go"}}};
    Writer& out = sheet.out;
    out.inside("ul", {{"class", "pingyi-tiles"}}, [&] {
        for (const Tile& tile : tiles) {
            const bool first = &tile == tiles.data();
            out.open("li", {{"class", first ? "pingyi-tile pingyi-tile--main" : "pingyi-tile"}});
            out.inside("a", {{"class", "pingyi-tile__link"}, {"href", tile.address}}, [&] {
                out.element("span", {{"class", "pingyi-tile__title"}}, sheet.say(tile.title));
                out.element("span", {{"class", "pingyi-tile__text"}}, sheet.say(tile.text));
                out.element("span", {{"class", "pingyi-tile__go"}, {"aria-hidden", "true"}},
                            sheet.say(tile.go) + " →");
            });
            out.close();
        }
    });
}

/// A word at the right of a heading that leads to the whole list.
struct More {
    std::string_view key, address;
};

template <class Body>
void write_section(const Sheet& sheet, std::string_view id, std::string_view title,
                   const More& more, Body&& body) {
    Writer& out = sheet.out;
    out.open("section", {{"class", "pingyi-section"}, {"aria-labelledby", id}});
    out.inside("div", {{"class", "pingyi-section__head"}}, [&] {
        out.element("h2", {{"class", "pingyi-section__title"}, {"id", id}}, sheet.say(title));
        if (!more.key.empty()) {
            out.element("a", {{"class", "pingyi-section__more govuk-link"}, {"href", more.address}},
                        sheet.say(more.key));
        }
    });
    body();
    out.close();
}

/// The statement that a short list shows: the motto, else whatever comes first.
const units::ProfileItem& headline(const units::Profile& profile) {
    for (const auto& item : profile.items) {
        if (item.kind == units::ProfileKind::motto) return item;
    }
    return profile.items.front();
}

void write_profiles(const Sheet& sheet, const std::vector<units::Published>& newest) {
    Writer& out = sheet.out;
    write_section(
        sheet, "profiles", "app.home.profiles.title", {"app.home.profiles.more", "/units"}, [&] {
            if (newest.empty()) {
                out.element("p", {{"class", "govuk-body"}}, sheet.say("app.home.profiles.none"));
                return;
            }
            out.open("ul", {{"class", "pingyi-list"}});
            for (const auto& [unit, profile] : newest) {
                if (profile.items.empty()) continue;
                const Label& words = headline(profile).text;
                out.open("li", {{"class", "pingyi-list__item"}});
                out.element("a",
                            {{"class", "govuk-link pingyi-list__link"},
                             {"href", "/units/" + unit.code},
                             {"lang", tag_of(words.shown_in(sheet.language)),
                              words.shown_in(sheet.language) != sheet.language}},
                            words.in(sheet.language));
                out.inside("p", {{"class", "pingyi-list__facts"}}, [&] {
                    out.text(unit.name.in(sheet.language)).text(sheet.say("app.home.between"));
                    html::write_day(out, sheet.zone.day_of(profile.made_at), sheet.language);
                });
                out.close();
            }
            out.close();
        });
}

void write_answers(const Sheet& sheet, const Writer& answers) {
    if (answers.str().empty()) return;
    write_section(sheet, "answers", "app.home.answers.title", {"app.home.answers.more", "/cases"},
                  [&] { sheet.out.append(answers); });
}

void write_coming(const Sheet& sheet) {
    constexpr std::array<std::string_view, 1> coming{"app.home.coming.rate"};
    Writer& out = sheet.out;
    write_section(sheet, "coming", "app.home.coming.title", {}, [&] {
        out.inside("ul", {{"class", "govuk-list pingyi-plain-list"}}, [&] {
            for (const auto key : coming) out.element("li", sheet.say(key));
        });
    });
}

Result<http::Response> home(const Call<HomeDeps>& call) {
    const Texts& texts = call.deps.shell.texts();
    Writer answers;
    TRY(newest, call.deps.database.read([&](db::Tx& tx) {
        answers = casework::newest_answers(tx, call.deps.calendar, call.deps.directory, call, texts,
                                           answers_shown);
        return units::newest_profiles(tx, profiles_shown);
    }));
    Writer out;
    const Sheet sheet{out, call.language(), texts, call.deps.zone};
    write_hero(sheet);
    write_tiles(sheet);
    out.open("div", {{"class", "pingyi-columns"}});
    out.inside("div", {{"class", "pingyi-columns__main"}}, [&] {
        write_answers(sheet, answers);
        write_profiles(sheet, newest);
    });
    out.inside("div", {{"class", "pingyi-columns__side"}}, [&] { write_coming(sheet); });
    out.close();

    html::Page page;
    page.title = sheet.say("app.home.title");
    page.description = sheet.say("app.home.lead");
    page.notices = call.deps.staffing.notices(texts, call.language(), call.now);
    return call.deps.shell.page(call, page, out);
}

constexpr http::Row<HomeDeps> table[] = {
    http::page<home>("/", {"首页", "Home page"}),
};

}  // namespace

http::Routes<HomeDeps> home_routes() {
    return {"home", {"首页", "Home page"}, table};
}

}  // namespace pingyi::app
