// The list of rounds, and the page of one: what was evaluated, by which rules, step by step.
#include <algorithm>
#include <set>

#include "modules/rounds/results_pages.hpp"
#include "platform/db/words.hpp"
#include "platform/html/dates.hpp"

namespace pingyi::rounds {
namespace {

using html::Writer;

std::string name_of(const Sheet& sheet, const Round& round) {
    return round.name.in(sheet.language);
}

/// The name in the language that it is in.
void write_link(const Sheet& sheet, const Round& round) {
    const Language shown = round.name.shown_in(sheet.language);
    sheet.out.element("a",
                      {{"class", "govuk-link pingyi-list__link"},
                       {"href", address_of(round)},
                       {"lang", tag_of(shown), shown != sheet.language}},
                      name_of(sheet, round));
}

void write_dates(const Sheet& sheet, const Round& round) {
    Writer& out = sheet.out;
    out.text(sheet.say("rounds.public.months", {{"from", round.from}, {"until", round.until}}));
    if (is_published(round) && round.published_at) {
        out.text(sheet.say("rounds.public.between"));
        out.text(
            sheet.say("rounds.public.published_on", {{"day", sheet.day(*round.published_at)}}));
        return;
    }
    if (round.closes_on) {
        out.text(sheet.say("rounds.public.between"));
        out.text(sheet.say("rounds.public.closes_on",
                           {{"day", html::shown(*round.closes_on, sheet.language)}}));
    }
    if (round.appeals_until) {
        out.text(sheet.say("rounds.public.between"));
        out.text(sheet.say("rounds.public.appeals_until",
                           {{"day", html::shown(*round.appeals_until, sheet.language)}}));
    }
}

void write_group(const Sheet& sheet, const std::string& key, const std::vector<Round>& rounds) {
    if (rounds.empty()) return;
    Writer& out = sheet.out;
    open_section(sheet, key, sheet.say("rounds.public.list." + key));
    out.inside("ul", {{"class", "pingyi-list"}}, [&] {
        for (const Round& round : rounds) {
            out.open("li", {{"class", "pingyi-list__item"}});
            write_link(sheet, round);
            out.inside("p", {{"class", "pingyi-list__facts"}}, [&] {
                write_state(sheet, round);
                out.text(" ");
                write_dates(sheet, round);
            });
            out.close();
        }
    });
    out.close();
}

/// What the interval means and what cannot be said, before any number.
void write_how_to_read(const Sheet& sheet) {
    Writer& out = sheet.out;
    out.inside("div", {{"class", "govuk-inset-text"}}, [&] {
        out.element("p", {{"class", "govuk-body"}}, sheet.say("rounds.public.read.score"));
        out.element("p", {{"class", "govuk-body"}}, sheet.say("rounds.public.read.interval"));
        out.element("p", {{"class", "govuk-body"}}, sheet.say("rounds.public.read.group"));
    });
}

/// "9 bodies; the data can tell 3 groups apart".
std::string summary_of(const Sheet& sheet, const Loaded& loaded, const scoring::UnitClass& of) {
    std::set<int> groups;
    std::int64_t units = 0;
    std::int64_t withheld = 0;
    for (const scoring::UnitResult& result : loaded.outcome.units) {
        if (loaded.data.units[result.unit].unit_class != of.code) continue;
        ++units;
        if (result.withheld != scoring::Withheld::none) ++withheld;
        if (result.standing == scoring::Standing::ranked) groups.insert(result.ranks.group);
    }
    std::string text = sheet.say("rounds.public.class.units", {{"n", units}});
    if (!groups.empty()) {
        text += sheet.say("rounds.public.class.groups",
                          {{"n", static_cast<std::int64_t>(groups.size())}});
    }
    if (withheld > 0) text += sheet.say("rounds.public.class.withheld", {{"n", withheld}});
    return text;
}

void write_classes(const Sheet& sheet, const RoundDossier& view) {
    Writer& out = sheet.out;
    const Loaded& loaded = *view.loaded;
    open_section(sheet, "results", sheet.say("rounds.public.results"));
    write_how_to_read(sheet);
    out.inside("ul", {{"class", "pingyi-list"}}, [&] {
        for (const scoring::UnitClass& of : loaded.scheme.classes) {
            const bool has_units =
                std::ranges::find(loaded.data.units, of.code, &scoring::Unit::unit_class) !=
                loaded.data.units.end();
            if (!of.is_published || !has_units) continue;
            out.inside("li", {{"class", "pingyi-list__item"}}, [&] {
                out.element(
                    "a",
                    {{"class", "govuk-link pingyi-list__link"},
                     {"href", address_of(view.round) + "/classes/" + html::url_encoded(of.code)}},
                    sheet.say(of.words));
                out.element("p", {{"class", "pingyi-list__facts"}}, summary_of(sheet, loaded, of));
            });
        }
    });
    out.close();
}

void write_waiting(const Sheet& sheet, const RoundDossier& view) {
    Writer& out = sheet.out;
    open_section(sheet, "results", sheet.say("rounds.public.results"));
    out.element("p", {{"class", "pingyi-empty"}},
                sheet.say(view.round.state == State::voided ? "rounds.public.voided"
                                                            : "rounds.public.no_result_yet"));
    out.close();
}

void write_link(const Sheet& sheet, const std::string& address, std::string_view key) {
    sheet.out.element("a", {{"class", "govuk-link"}, {"href", address}}, sheet.say(key));
}

void write_ledger(const Sheet& sheet, const RoundDossier& view) {
    if (!view.entry) return;
    const std::string entry = "/ledger/entries/" + std::to_string(*view.entry);
    write_fact(sheet, "rounds.public.scheme.ledger", [&] {
        write_link(sheet, entry, "rounds.public.scheme.entry");
        if (!view.has_receipt) return;
        sheet.out.text(sheet.say("rounds.public.between"));
        write_link(sheet, entry + "/receipt", "rounds.public.scheme.receipt");
    });
}

void write_scheme(const Sheet& sheet, const RoundDossier& view) {
    Writer& out = sheet.out;
    open_section(sheet, "scheme", sheet.say("rounds.public.scheme"));
    out.open("dl", {{"class", "govuk-summary-list pingyi-dense"}});
    write_fact(sheet, "rounds.public.scheme.title", [&] {
        out.text(view.scheme.title.in(sheet.language)).text(sheet.say("rounds.public.between"));
        out.text(sheet.say("rounds.public.scheme.version",
                           {{"version", std::to_string(view.scheme.version)}}));
        if (!view.loaded) return;
        out.text(sheet.say("rounds.public.between"));
        write_link(sheet,
                   address_of(view.round) +
                       (sheet.language == Language::zh ? "/bundle/zh/" : "/bundle/en/") +
                       "scheme.html",
                   "rounds.public.scheme.rules");
    });
    if (!view.scheme.hash.empty()) {
        write_fact(sheet, "rounds.public.scheme.hash",
                   [&] { out.element("code", {{"class", "pingyi-hash"}}, view.scheme.hash); });
    }
    write_ledger(sheet, view);
    out.close().close();
}

/// What the public ledger says of the result, and whether its receipt lies in the bundle.
void write_receipt(const Sheet& sheet, const RoundDossier& view) {
    write_fact(sheet, "rounds.public.verify.ledger", [&] {
        if (view.result_entry) {
            write_link(sheet, "/ledger/entries/" + std::to_string(*view.result_entry),
                       "rounds.public.verify.entry");
            sheet.out.text(sheet.say("rounds.public.between"));
        }
        if (view.has_result_receipt) {
            write_link(sheet,
                       address_of(view.round) + "/bundle/" + std::string(scoring::receipt_file),
                       "rounds.public.verify.receipt");
            return;
        }
        sheet.out.text(sheet.say(view.stored.entry ? "rounds.public.verify.receipt_later"
                                                   : "rounds.public.verify.no_receipt"));
    });
}

void write_verify(const Sheet& sheet, const RoundDossier& view) {
    Writer& out = sheet.out;
    const std::string base = address_of(view.round);
    open_section(sheet, "verify", sheet.say("rounds.public.verify"));
    out.element("p", {{"class", "govuk-body"}}, sheet.say("rounds.public.verify.lead"));
    out.inside("ul", {{"class", "govuk-list govuk-list--bullet"}}, [&] {
        const auto item = [&](const std::string& address, std::string_view key) {
            out.inside("li", {}, [&] { write_link(sheet, address, key); });
        };
        item(base + (sheet.language == Language::zh ? "/bundle/zh/" : "/bundle/en/") + "index.html",
             "rounds.public.verify.pages");
        item(base + "/bundle.tar", "rounds.public.verify.archive");
        item("/api/rounds/public/" + view.round.code + "/result", "rounds.public.verify.json");
    });
    out.element("p", {{"class", "govuk-body"}}, sheet.say("rounds.public.verify.how"));
    const std::string name = "pingyi-" + view.round.code;
    out.element("pre", "tar -xf " + name + ".tar\npingyi verify " + name);
    out.open("dl", {{"class", "govuk-summary-list pingyi-dense"}});
    write_fact(sheet, "rounds.public.verify.id",
               [&] { out.element("code", {{"class", "pingyi-hash"}}, view.stored.public_id); });
    write_receipt(sheet, view);
    out.close().close();
}

void write_comparable(const Sheet& sheet, const RoundDossier& view) {
    if (view.earlier.empty() && view.earlier_ones.empty()) return;
    Writer& out = sheet.out;
    const std::string base = address_of(view.round) + "/compare";
    open_section(sheet, "compare", sheet.say("rounds.public.compare"));
    out.inside("ul", {{"class", "govuk-list govuk-list--bullet"}}, [&] {
        for (const Round& other : view.earlier) {
            out.inside("li", {}, [&] {
                out.element(
                    "a",
                    {{"class", "govuk-link"}, {"href", base + "/" + html::url_encoded(other.code)}},
                    sheet.say("rounds.public.compare.with_round",
                              {{"name", name_of(sheet, other)}}));
            });
        }
        for (const StoredResult& other : view.earlier_ones) {
            out.inside("li", {}, [&] {
                out.element("a",
                            {{"class", "govuk-link"},
                             {"href", base + "?with=" + std::to_string(other.number)}},
                            sheet.say("rounds.public.compare.with_number",
                                      {{"number", std::to_string(other.number)},
                                       {"day", sheet.day(other.computed_at)}}));
            });
        }
    });
    out.close();
}

void write_lines(const Sheet& sheet, const PublishedAppeal& appeal) {
    const auto line = [&](std::string_view key, const std::string& text) {
        if (text.empty()) return;
        sheet.out.inside("p", {{"class", "govuk-body-s"}},
                         [&] { sheet.out.text(sheet.say(key, {{"text", text}})); });
    };
    line(appeal.is_upheld ? "rounds.public.appeals.upheld" : "rounds.public.appeals.dismissed",
         appeal.reason);
    line("rounds.public.appeals.change", appeal.change);
}

/// What was decided, with the reasons, and without a name of a person.
void write_appeals(const Sheet& sheet, const RoundDossier& view) {
    if (view.appeals.items.empty()) return;
    Writer& out = sheet.out;
    open_section(sheet, "appeals", sheet.say("rounds.public.appeals"));
    out.element("p", {{"class", "govuk-body"}},
                sheet.say("rounds.public.appeals.counts", {{"dismissed", view.appeals.dismissed},
                                                           {"upheld", view.appeals.upheld}}));
    out.inside("ul", {{"class", "pingyi-list"}}, [&] {
        for (const PublishedAppeal& appeal : view.appeals.items) {
            out.inside("li", {{"class", "pingyi-list__item"}}, [&] {
                const auto body = view.appellants.find(appeal.unit);
                const Label name = body == view.appellants.end() ? Label{} : body->second;
                out.inside("p", {{"class", "govuk-body"}}, [&] {
                    out.element("strong", name.in(sheet.language)).text(" ");
                    out.text(appeal.number.in(sheet.language)).text(" ").text(appeal.before);
                });
                write_lines(sheet, appeal);
            });
        }
    });
    out.close();
}

void write_timeline(const Sheet& sheet, const RoundDossier& view) {
    Writer& out = sheet.out;
    open_section(sheet, "timeline", sheet.say("rounds.public.timeline"));
    out.open("ol", {{"class", "pingyi-timeline"}, {"reversed", {}}});
    for (auto step = view.steps.rbegin(); step != view.steps.rend(); ++step) {
        out.open("li", {{"class", "pingyi-timeline__item"}});
        out.element("h3", {{"class", "pingyi-timeline__title"}},
                    sheet.say("rounds.public.step." + word_of(step->step)));
        out.inside("p", {{"class", "pingyi-timeline__day"}},
                   [&] { html::write_day(out, sheet.zone.day_of(step->at), sheet.language); });
        if (!step->reason.empty()) {
            out.element("p", {{"class", "pingyi-timeline__text"}}, step->reason);
        }
        out.close();
    }
    out.close().close();
}

}  // namespace

void write_rounds(const Sheet& sheet, const RoundList& list) {
    Writer& out = sheet.out;
    out.element("h1", {{"class", "govuk-heading-l pingyi-title"}}, sheet.say("rounds.area.title"));
    out.element("p", {{"class", "pingyi-lead"}}, sheet.say("rounds.public.lead"));
    if (list.rounds.empty()) {
        out.element("p", {{"class", "pingyi-empty"}}, sheet.say("rounds.public.none"));
        return;
    }
    std::vector<Round> published;
    std::vector<Round> running;
    std::vector<Round> ended;
    for (const Round& round : list.rounds) {
        if (is_published(round)) {
            published.push_back(round);
        } else {
            (round.state == State::voided ? ended : running).push_back(round);
        }
    }
    write_group(sheet, "published", published);
    write_group(sheet, "running", running);
    write_group(sheet, "voided", ended);
    if (!list.next) return;
    out.inside("nav", {{"class", "pingyi-pager"}, {"aria-label", sheet.say("rounds.public.pager")}},
               [&] {
                   out.element("a",
                               {{"class", "govuk-link"},
                                {"rel", "next"},
                                {"href", "/rounds?after=" + html::url_encoded(*list.next)}},
                               sheet.say("rounds.public.pager.next"));
               });
}

void write_round(const Sheet& sheet, const RoundDossier& view) {
    Writer& out = sheet.out;
    const Language shown = view.round.name.shown_in(sheet.language);
    out.element("h1",
                {{"class", "govuk-heading-l pingyi-title"},
                 {"lang", tag_of(shown), shown != sheet.language}},
                name_of(sheet, view.round));
    out.inside("p", {{"class", "pingyi-facts"}}, [&] {
        write_state(sheet, view.round);
        out.text(" ");
        out.inside("span", {}, [&] { write_dates(sheet, view.round); });
    });
    if (view.loaded) {
        write_classes(sheet, view);
    } else {
        write_waiting(sheet, view);
    }
    write_scheme(sheet, view);
    if (view.loaded) {
        write_verify(sheet, view);
        write_comparable(sheet, view);
    }
    write_appeals(sheet, view);
    write_timeline(sheet, view);
}

}  // namespace pingyi::rounds
