// Head, header and footer of every page of a bundle, and the one mark of its charts.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "modules/scoring/bundle_pages.hpp"
#include "modules/scoring/bundle_words.hpp"
#include "platform/html/mark.hpp"

namespace pingyi::scoring {
namespace {

using html::Writer;

void write_header(Writer& out, const Site& site, const Frame& frame) {
    const bool is_zh = site.language == Language::zh;
    out.element("a", {{"class", "skip"}, {"href", "#main"}},
                site.say({"跳到正文", "Skip to main content"}));
    out.inside("header", {{"class", "head"}}, [&] {
        out.inside("a", {{"class", "brand"}, {"href", "index.html"}}, [&] {
            html::write_mark(out, "mark");
            out.element("span", {{"class", "zh"}, {"lang", "zh-CN"}}, "评议").text(" ");
            out.element("span", {{"class", "latin"}, {"lang", "en"}}, "Pingyi");
        });
        out.inside("nav", {{"aria-label", site.say({"栏目", "Sections"})}}, [&] {
            const auto link = [&](std::string_view file, const Words& words) {
                out.element("a", {{"href", file}, {"aria-current", "page", file == frame.file}},
                            site.say(words));
            };
            link("index.html", {"结果", "Results"});
            link("scheme.html", {"规则", "Rules"});
            link("verify.html", {"核对", "Verify"});
            const std::string other = (is_zh ? "../en/" : "../zh/") + frame.file;
            out.element("a",
                        {{"href", other},
                         {"lang", is_zh ? "en" : "zh-CN"},
                         {"hreflang", is_zh ? "en" : "zh-CN"}},
                        is_zh ? "English" : "中文");
        });
    });
}

void write_footer(Writer& out, const Site& site) {
    out.inside("footer", {}, [&] {
        out.inside("p", {}, [&] {
            out.text(site.say({"结果编号：", "Result id: "}));
            out.element("code", site.result_id);
        });
        out.inside("p", {}, [&] {
            out.text(site.say({"每个数都可以自己核对：", "Every number can be checked: "}));
            out.element("a", {{"href", "verify.html"}}, site.say({"怎样核对", "how to verify"}));
        });
    });
}

std::string percent(double value, const Axis& axis) {
    constexpr double whole = 100;
    const double share = (value - axis.low) / (axis.high - axis.low) * whole;
    return fmt::format("{:.2f}%", std::clamp(share, 0.0, whole));
}

void write_line(Writer& out, std::string_view name, std::string_view from, std::string_view to) {
    out.element("line", {{"class", name}, {"x1", from}, {"x2", to}, {"y1", "12"}, {"y2", "12"}},
                "");
}

}  // namespace

std::string framed(const Site& site, const Frame& frame, const Writer& main) {
    const std::string& title = site.say(frame.title);
    Writer out;
    out.inside("html", {{"lang", tag_of(site.language)}}, [&] {
        out.inside("head", {}, [&] {
            out.single("meta", {{"charset", "utf-8"}});
            out.single("meta",
                       {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
            out.element("title", title + " – " + site.say({"评议", "Pingyi"}));
            out.single("link", {{"rel", "stylesheet"}, {"href", "../style.css"}});
        });
        out.inside("body", {}, [&] {
            write_header(out, site, frame);
            out.inside("main", {{"id", "main"}}, [&] {
                if (!frame.back.empty()) {
                    out.inside("p", {{"class", "back"}}, [&] {
                        out.element("a", {{"href", frame.back}}, site.say({"返回", "Back"}));
                    });
                }
                out.append(main);
            });
            write_footer(out, site);
        });
    });
    return "<!doctype html>\n" + out.str() + "\n";
}

Axis axis_of(const Site& site, std::string_view unit_class) {
    constexpr double step = 5;
    std::optional<double> low;
    std::optional<double> high;
    for (const UnitResult& result : site.outcome.units) {
        if (site.data.units[result.unit].unit_class != unit_class || !result.value) continue;
        const double value = as_double(*result.value);
        const bool has_ends = has_interval(site.outcome, result);
        const double from = has_ends ? std::min(value, result.interval->low) : value;
        const double to = has_ends ? std::max(value, result.interval->high) : value;
        low = std::min(low.value_or(from), from);
        high = std::max(high.value_or(to), to);
    }
    if (!low) return {};
    Axis axis{std::floor(*low / step) * step, std::ceil(*high / step) * step};
    if (axis.high - axis.low < step) axis.high = axis.low + step;
    return axis;
}

void write_bar(Writer& out, const Site& site, const UnitResult& result, const Axis& axis) {
    if (!result.value) return;
    const bool has_ends = has_interval(site.outcome, result);
    out.inside("svg",
               {{"class", "bar"},
                {"width", "100%"},
                {"height", "24"},
                {"aria-hidden", "true"},
                {"focusable", "false"}},
               [&] {
                   write_line(out, "axis", "0%", "100%");
                   if (has_ends) {
                       write_line(out, "range", percent(result.interval->low, axis),
                                  percent(result.interval->high, axis));
                   }
                   out.element("circle",
                               {{"class", has_ends ? "dot" : "dot hollow"},
                                {"cx", percent(as_double(*result.value), axis)},
                                {"cy", "12"},
                                {"r", "5"}},
                               "");
               });
}

}  // namespace pingyi::scoring
