#include "modules/scoring/bundle_pages.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>

#include "kernel/stable_order.hpp"
#include "modules/scoring/bundle_words.hpp"

namespace pingyi::scoring {
namespace {

using html::Writer;
using Units = std::vector<const UnitResult*>;

Units units_of(const Site& site, std::string_view unit_class) {
    Units units;
    for (const UnitResult& result : site.outcome.units) {
        if (site.data.units[result.unit].unit_class == unit_class) units.push_back(&result);
    }
    return units;
}

const Words none{"没有", "none"};

std::string interval_of(const Site& site, const UnitResult& result) {
    if (!result.value) return site.say(none);
    const auto interval = interval_text(site.scheme, site.outcome, result);
    return interval ? *interval : site.say(doubt_words(site.outcome.nodes[result.score].doubt));
}

std::string ballots_of(const Site& site, const UnitResult& result) {
    if (site.outcome.nodes[result.score].counts) return std::to_string(result.ballots);
    return site.say(result.value ? Words{"不是投票", "no vote"} : none);
}

/// The band with what the interval and rounding say of it.
void write_band(Writer& out, const Site& site, const UnitResult& result) {
    out.text(site.say(band_words(site.scheme, result.band)));
    for (const Words& words : band_remarks(site.scheme, site.outcome, result)) {
        out.text(" ").element("span", {{"class", "remark"}}, site.say(words));
    }
}

/// One row of a tie group.
void write_row(Writer& out, const Site& site, const UnitResult& result, const Axis& axis) {
    const auto cell = [&](const Words& label, std::string_view content) {
        out.element("td", {{"data-label", site.say(label)}}, content);
    };
    out.inside("tr", {}, [&] {
        out.inside("th", {{"scope", "row"}}, [&] {
            out.element("a", {{"href", site.links.of_unit(result.unit)}},
                        site.say(site.data.units[result.unit].words));
        });
        cell({"得分", "Score"},
             result.value ? shown(*result.value, site.scheme.rounding.places) : site.say(none));
        out.inside("td", {{"class", "chart"}}, [&] { write_bar(out, site, result, axis); });
        cell({"区间", "Interval"}, interval_of(site, result));
        cell({"位次范围", "Rank range"}, site.say(rank_words(result)));
        out.inside("td", {{"class", "band"}, {"data-label", site.say({"等次", "Band"})}}, [&] {
            if (result.band.empty()) {
                out.text(site.say(none));
            } else {
                write_band(out, site, result);
            }
        });
        cell({"有效票", "Ballots"}, ballots_of(site, result));
    });
}

constexpr std::string_view columns = "7";

void write_heading(Writer& out, const Words& words, const Site& site) {
    out.inside("tr", {{"class", "group"}}, [&] {
        out.element("th", {{"scope", "rowgroup"}, {"colspan", columns}}, site.say(words));
    });
}

void write_group(Writer& out, const Site& site, const Units& units, const Words& heading,
                 const Axis& axis) {
    if (units.empty()) return;
    out.inside("tbody", {}, [&] {
        write_heading(out, heading, site);
        for (const UnitResult* result : units) write_row(out, site, *result, axis);
    });
}

void write_table_head(Writer& out, const Site& site, const Axis& axis) {
    out.inside("thead", {}, [&] {
        out.inside("tr", {}, [&] {
            const auto column = [&](const Words& words) {
                out.element("th", {{"scope", "col"}}, site.say(words));
            };
            column({"单位", "Body"});
            column({"得分", "Score"});
            out.inside("th", {{"scope", "col"}, {"class", "chart"}}, [&] {
                out.text(site.say({"得分和区间的位置", "Where score and interval lie"}));
                out.inside("span", {{"class", "ends"}}, [&] {
                    out.element("span", fmt::format("{:.0f}", axis.low)).text(" ");
                    out.element("span", fmt::format("{:.0f}", axis.high));
                });
            });
            column({"区间", "Interval"});
            column({"位次范围", "Rank range"});
            column({"等次", "Band"});
            column({"有效票", "Ballots"});
        });
    });
}

/// "过程区间（95%）…" once for each kind that occurs.
void write_kinds(Writer& out, const Site& site, const Units& units) {
    std::vector<Doubt> seen;
    for (const UnitResult* result : units) {
        const Doubt doubt = site.outcome.nodes[result->score].doubt;
        if (result->value && std::ranges::find(seen, doubt) == seen.end()) seen.push_back(doubt);
    }
    for (const Doubt doubt : seen) {
        out.element("p", {{"class", "label"}}, site.say(doubt_words(doubt)));
    }
}

void write_lines(Writer& out, const Site& site, const std::vector<Line>& lines, std::size_t& at,
                 int depth) {
    out.inside("ul", {}, [&] {
        while (at < lines.size() && lines[at].depth >= depth) {
            out.inside("li", {}, [&] {
                out.text(site.say(lines[at++].words));
                if (at < lines.size() && lines[at].depth > depth) {
                    write_lines(out, site, lines, at, depth + 1);
                }
            });
        }
    });
}

void write_downloads(Writer& out, const Site& site) {
    out.element("h2", site.say({"数据下载", "Data"}));
    out.inside("ul", {}, [&] {
        const auto file = [&](std::string_view name, const Words& words) {
            out.inside("li", {}, [&] {
                out.element("a", {{"href", site.links.of_file(name)}}, name);
                out.text(site.say({"：", ": "})).text(site.say(words));
            });
        };
        file("units.csv", {"每个单位一行", "a row for each body"});
        file("result.json", {"全部数字及其来历", "every number and how it came about"});
        file("inputs/units.groups.csv",
             {"每项指标、每个单位、每组评议人的票数、合计和误差",
              "ballots, sums and errors of each indicator, body and group of evaluators"});
        file("scheme.yaml", {"评议方案原文", "the scheme as it was written"});
        file("manifest.json", {"全部文件的校验值", "the hash of every file"});
    });
}

std::string chooser(const Scheme& scheme) {
    Writer out;
    out.inside("html", {{"lang", "zh-CN"}}, [&] {
        out.inside("head", {}, [&] {
            out.single("meta", {{"charset", "utf-8"}});
            out.single("meta",
                       {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
            out.element("title", scheme.title.zh + " – 评议");
            out.single("link", {{"rel", "stylesheet"}, {"href", "style.css"}});
        });
        out.inside("body", {}, [&] {
            out.inside("main", {}, [&] {
                out.element("h1", scheme.title.zh);
                out.inside("p", {{"class", "lead"}},
                           [&] { out.element("a", {{"href", "zh/index.html"}}, "查看结果"); });
                out.inside("p", {{"class", "lead"}, {"lang", "en"}}, [&] {
                    out.text(scheme.title.en + ": ");
                    out.element("a", {{"href", "en/index.html"}}, "see the results");
                });
            });
        });
    });
    return "<!doctype html>\n" + out.str() + "\n";
}

}  // namespace

Links links_in_bundle(const Scheme& scheme) {
    return {[&scheme](std::string_view code) {
                const auto of = std::ranges::find(scheme.classes, code, &UnitClass::code);
                return fmt::format("class-{}.html", of - scheme.classes.begin() + 1);
            },
            [](std::size_t unit) { return fmt::format("unit-{}.html", unit + 1); },
            [](std::string_view name) { return "../" + std::string(name); }};
}

void write_index(Writer& out, const Site& site) {
    out.element("h1", site.say(site.scheme.title));
    out.element("p", {{"class", "lead"}}, site.scheme.source);
    out.element("p",
                site.say({"只在同一类单位之间比较。每个得分都带误差区间；误差分不开的单位归为一组，"
                          "组内分不出先后。",
                          "Bodies are compared inside their class only. Every score has its "
                          "interval; bodies that the data cannot separate form a group."}));
    out.element("h2", site.say({"各类结果", "Results by class"}));
    out.inside("ul", {{"class", "classes"}}, [&] {
        for (const UnitClass& of : site.scheme.classes) {
            const std::size_t number = units_of(site, of.code).size();
            if (!of.is_published || number == 0) continue;
            out.inside("li", {}, [&] {
                out.element("a", {{"href", site.links.of_class(of.code)}}, site.say(of.words));
                out.text(site.say(
                    {fmt::format("，{}个单位", number), fmt::format(", {} bodies", number)}));
            });
        }
    });
    write_downloads(out, site);
}

void write_class(Writer& out, const Site& site, const UnitClass& of) {
    const Units units = units_of(site, of.code);
    const Axis axis = axis_of(site, of.code);
    std::map<int, Units> groups;
    Units others;
    Units withheld;
    for (const UnitResult* result : units) {
        if (result->withheld != Withheld::none) {
            withheld.push_back(result);
        } else if (result->standing == Standing::ranked) {
            groups[result->ranks.group].push_back(result);
        } else {
            others.push_back(result);
        }
    }
    const std::size_t number = groups.size();
    out.element("h1", site.say(of.words));
    if (number > 0) {
        out.element(
            "p", {{"class", "lead"}},
            site.say({fmt::format("数据分得出{}组。组内分不出先后。", number),
                      fmt::format("The data can tell {} apart. Inside a group they cannot "
                                  "say who is ahead.",
                                  number == 1 ? "one group" : fmt::format("{} groups", number))}));
    }
    write_kinds(out, site, units);
    if (number > 0 || !site.scheme.bands.empty()) {
        out.element("p", {{"class", "label"}}, site.say(rounding_words(site.scheme)));
    }
    out.inside("table", {{"class", "results"}}, [&] {
        out.element("caption", site.say({of.words.zh + "的得分、区间和位次范围",
                                         "Scores, intervals and rank ranges: " + of.words.en}));
        write_table_head(out, site, axis);
        for (auto& [group, members] : groups) {
            sort_stably(members, [](const UnitResult* result) { return result->ranks.rank; });
            Words heading{fmt::format("第{}组", group), fmt::format("Group {}", group)};
            if (members.size() > 1) {
                heading.zh += "：组内分不出先后";
                heading.en += ": cannot be separated";
            }
            write_group(out, site, members, heading, axis);
        }
        write_group(out, site, others, {"不排位次，按编码列出", "Not ranked, in order of code"},
                    axis);
    });
    if (withheld.empty()) return;
    out.element("h2", site.say({"不公布得分的单位", "Bodies without a published score"}));
    out.inside("ul", {}, [&] {
        for (const UnitResult* result : withheld) {
            out.inside("li", {}, [&] {
                out.text(site.say(site.data.units[result->unit].words));
                out.text(site.say({"：", ": "}));
                out.text(site.say(withheld_words(site.scheme, *result)));
            });
        }
    });
}

void write_scheme(Writer& out, const Site& site) {
    out.element("h1", site.say({"评议规则", "The rules"}));
    out.inside("p", {{"class", "lead"}}, [&] {
        out.text(site.say(site.scheme.title)).text(site.say({"。原文：", ". As written: "}));
        out.element("a", {{"href", site.links.of_file("scheme.yaml")}}, "scheme.yaml");
    });
    const std::vector<Line> lines = outline(site.scheme);
    std::size_t at = 0;
    out.inside("div", {{"class", "outline"}}, [&] { write_lines(out, site, lines, at, 0); });
}

Files pages_of(const Scheme& scheme, const Data& data, const Outcome& outcome,
               std::string_view result_id) {
    Files files;
    for (const Language language : {Language::zh, Language::en}) {
        const Site site{scheme, data, outcome, result_id, language, links_in_bundle(scheme)};
        const std::string folder = language == Language::zh ? "zh/" : "en/";
        const auto put = [&](const Frame& frame, const std::function<void(Writer&)>& write) {
            Writer main;
            write(main);
            files[folder + frame.file] = framed(site, frame, main);
        };
        put({"index.html", scheme.title, ""}, [&](Writer& out) { write_index(out, site); });
        put({"scheme.html", {"评议规则", "The rules"}},
            [&](Writer& out) { write_scheme(out, site); });
        put({"verify.html", {"怎样核对", "How to verify"}},
            [&](Writer& out) { write_verify(out, site); });
        for (const UnitClass& of : scheme.classes) {
            if (!of.is_published || units_of(site, of.code).empty()) continue;
            put({site.links.of_class(of.code), of.words},
                [&](Writer& out) { write_class(out, site, of); });
        }
        for (const UnitResult& result : outcome.units) {
            const Unit& unit = data.units[result.unit];
            put({site.links.of_unit(result.unit), unit.words, site.links.of_class(unit.unit_class)},
                [&](Writer& out) { write_unit(out, site, result); });
        }
    }
    files["index.html"] = chooser(scheme);
    files["style.css"] = style();
    return files;
}

}  // namespace pingyi::scoring
