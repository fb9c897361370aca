// Head, header, breadcrumbs and footer, as README.md of this folder draws them.
#include "platform/html/frame.hpp"

#include <array>

#include "platform/html/mark.hpp"

namespace pingyi::html {
namespace {

constexpr std::array<std::string_view, 4> text_sizes{"standard", "elder", "elder-2", "elder-3"};

/// The way back to this page after a switch of language or text size.
std::string preference_address(const Frame& frame, std::string_view name, std::string_view value) {
    const http::Request& request = frame.context.request;
    const bool can_return = request.method == http::Method::get && is_own_address(request.path);
    std::string back = can_return ? request.path : "/";
    if (can_return && !request.query.empty()) back += "?" + request.query;
    std::string address = "/preferences?";
    address += name;
    address += "=";
    address += value;
    address += "&return=" + url_encoded(back);
    return address;
}

void write_size_bar(const Frame& frame, int step) {
    Writer& out = frame.out;
    const auto link = [&](int to, std::string_view key, bool standard) {
        const std::string_view value = text_sizes[static_cast<std::size_t>(to)];
        out.element("a",
                    {{"class", standard ? "pingyi-size__link pingyi-size__link--standard"
                                        : "pingyi-size__link"},
                     {"data-text", value},
                     {"rel", "nofollow"},
                     {"href", preference_address(frame, "text", value)}},
                    frame.say(key));
    };
    const auto end = [&](std::string_view key) {
        out.element("span", {{"class", "pingyi-size__end"}}, frame.say(key));
    };
    out.open("div", {{"class", "pingyi-size"},
                     {"role", "group"},
                     {"aria-label", frame.say("html.size.label")}});
    out.inside("div", {{"class", "pingyi-width pingyi-size__row"}}, [&] {
        if (step < 3) {
            link(step + 1, "html.size.larger", false);
        } else {
            end("html.size.largest");
        }
        if (step > 1) {
            link(step - 1, "html.size.smaller", false);
        } else {
            end("html.size.smallest");
        }
        link(0, "html.size.standard", true);
    });
    out.close();
}

void write_brand(const Frame& frame) {
    Writer& out = frame.out;
    out.inside("a", {{"class", "pingyi-brand"}, {"href", "/"}, {"lang", "zh-CN"}}, [&] {
        write_mark(out, "pingyi-brand__mark");
        out.element("span", {{"class", "pingyi-brand__zh"}}, "评议").text(" ");
        out.element("span", {{"class", "pingyi-brand__latin"}, {"lang", "en"}}, "Pingyi");
    });
}

void write_navigation(const Frame& frame) {
    if (frame.links.header.empty()) return;
    Writer& out = frame.out;
    out.open("nav", {{"class", "pingyi-nav"}, {"aria-label", frame.say("html.navigation")}});
    out.inside("ul", {{"class", "pingyi-nav__list"}}, [&] {
        for (const Link& link : frame.links.header) {
            const bool here = !frame.page.area.empty() && link.area == frame.page.area;
            out.inside("li", {{"class", "pingyi-nav__item"}}, [&] {
                out.element("a",
                            {{"class", "pingyi-nav__link"},
                             {"href", link.address},
                             {"aria-current", "true", here}},
                            frame.say(link.text_key));
            });
        }
    });
    out.close();
}

void write_tools(const Frame& frame, int step) {
    Writer& out = frame.out;
    const auto item = [&](auto&& body) {
        out.inside("li", {{"class", "pingyi-tools__item"}}, body);
    };
    const Language other = frame.context.language() == Language::zh ? Language::en : Language::zh;
    const std::string_view code = other == Language::zh ? "zh" : "en";
    const bool signed_in = frame.context.caller.identity != nullptr;
    out.open("ul", {{"class", "pingyi-tools"}});
    item([&] {
        out.element("a",
                    {{"class", "pingyi-tools__link"},
                     {"lang", tag_of(other)},
                     {"hreflang", tag_of(other)},
                     {"data-language", code},
                     {"rel", "nofollow"},
                     {"href", preference_address(frame, "language", code)}},
                    other == Language::zh ? "中文" : "English");
    });
    if (step == 0) {
        item([&] {
            out.element("a",
                        {{"class", "pingyi-tools__link pingyi-tools__link--elder"},
                         {"data-text", "elder"},
                         {"rel", "nofollow"},
                         {"href", preference_address(frame, "text", "elder")}},
                        frame.say("html.size.elder"));
        });
    }
    item([&] {
        out.element(
            "a", {{"class", "pingyi-tools__link"}, {"href", signed_in ? "/account" : "/sign-in"}},
            frame.say(signed_in ? "html.account" : "html.sign_in"));
    });
    out.close();
}

}  // namespace

int text_step(const http::Context& context) {
    if (!context.preferences.elder) return 0;
    const auto cookie = context.request.cookie("pingyi_text");
    for (int step = 1; cookie && step <= 3; ++step) {
        if (*cookie == text_sizes[static_cast<std::size_t>(step)]) return step;
    }
    return 1;
}

void write_head(const Frame& frame) {
    Writer& out = frame.out;
    const Language language = frame.context.language();
    const std::string title = frame.page.title + " - " + frame.say("html.name") + " " +
                              frame.installation.city.in(language);
    out.open("head");
    out.single("meta", {{"charset", "utf-8"}});
    out.element("title", title);
    out.single("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    out.single("meta", {{"name", "theme-color"}, {"content", "#faf8f3"}});
    out.single("meta", {{"name", "format-detection"}, {"content", "telephone=no"}});
    if (!frame.page.description.empty()) {
        out.single("meta", {{"name", "description"}, {"content", frame.page.description}});
    }
    out.single("link", {{"rel", "icon"}, {"type", "image/svg+xml"}, {"href", "/icon.svg"}});
    for (const auto& style : frame.assets.styles) {
        out.single("link", {{"rel", "stylesheet"}, {"href", style}});
    }
    for (const auto& script : frame.assets.scripts) {
        out.element("script", {{"type", "module"}, {"src", script}}, "");
    }
    if (frame.app) {
        for (const auto& style : frame.assets.app_styles) {
            out.single("link", {{"rel", "stylesheet"}, {"href", style}});
        }
        for (const auto& script : frame.assets.app_preloads) {
            out.single("link", {{"rel", "modulepreload"}, {"href", script}});
        }
        for (const auto& script : frame.assets.app_scripts) {
            out.element("script", {{"type", "module"}, {"src", script}}, "");
        }
    }
    if (!frame.page.json_ld.empty()) out.json_ld(frame.page.json_ld);
    out.close();
}

void write_top(const Frame& frame) {
    Writer& out = frame.out;
    const int step = text_step(frame.context);
    out.element("a", {{"class", "govuk-skip-link"}, {"href", frame.app ? "#app" : "#main"}},
                frame.say("html.skip"));
    out.inside("header", {{"class", "pingyi-header"}}, [&] {
        if (step > 0) write_size_bar(frame, step);
        if (frame.installation.demonstration) {
            out.inside("p", {{"class", "pingyi-demonstration"}}, [&] {
                out.element("span", {{"class", "pingyi-width"}}, frame.say("html.demonstration"));
            });
        }
        out.inside("div", {{"class", "pingyi-width pingyi-header__row"}}, [&] {
            write_brand(frame);
            write_navigation(frame);
            write_tools(frame, step);
        });
    });
}

void write_crumbs_and_notices(const Frame& frame) {
    Writer& out = frame.out;
    if (frame.context.request.path != "/") {
        const auto crumb = [&](std::string_view address, std::string_view text) {
            out.inside("li", {{"class", "govuk-breadcrumbs__list-item"}}, [&] {
                out.element("a", {{"class", "govuk-breadcrumbs__link"}, {"href", address}}, text);
            });
        };
        out.open("nav", {{"class", "govuk-breadcrumbs"}, {"aria-label", frame.say("html.crumbs")}});
        out.inside("ol", {{"class", "govuk-breadcrumbs__list"}}, [&] {
            crumb("/", frame.say("html.home"));
            for (const Crumb& one : frame.page.crumbs) crumb(one.address, one.text);
        });
        out.close();
    }
    for (const auto& notice : frame.page.notices) {
        out.inside("div", {{"class", "govuk-inset-text pingyi-notice"}, {"role", "note"}},
                   [&] { out.element("p", {{"class", "govuk-body"}}, notice); });
    }
}

void write_footer(const Frame& frame) {
    Writer& out = frame.out;
    const Language language = frame.context.language();
    const Installation& us = frame.installation;
    out.open("footer", {{"class", "pingyi-footer"}});
    out.open("div", {{"class", "pingyi-width pingyi-footer__row"}});
    out.inside("div", {{"class", "pingyi-footer__help"}}, [&] {
        out.element("p", frame.say("html.footer.help"));
        if (!us.phone.empty()) {
            out.inside("p", {{"class", "pingyi-footer__phone"}}, [&] {
                // "12345转6" is dialled as 12345.
                const std::string_view all = us.phone;
                const std::string_view dialled =
                    all.substr(0, all.find_first_not_of("0123456789 -+"));
                out.element("a", {{"href", "tel:" + std::string(dialled)}}, us.phone);
            });
        }
        if (!us.help.zh.empty()) {
            out.element("p", {{"lang", tag_of(us.help.shown_in(language))}}, us.help.in(language));
        }
    });
    out.inside("div", {{"class", "pingyi-footer__rest"}}, [&] {
        if (!frame.links.footer.empty()) {
            out.inside("ul", {{"class", "pingyi-footer__links"}}, [&] {
                for (const Link& link : frame.links.footer) {
                    out.inside("li", {}, [&] {
                        out.element("a", {{"class", "pingyi-footer__link"}, {"href", link.address}},
                                    frame.say(link.text_key));
                    });
                }
            });
        }
        out.element(
            "p", {{"class", "pingyi-footer__office"}},
            frame.texts.say(language, "html.footer.office", {{"office", us.office.in(language)}}));
    });
    out.close().close();
}

}  // namespace pingyi::html
