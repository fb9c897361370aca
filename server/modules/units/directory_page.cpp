// The directory: search by name or pinyin, filter by class, tree.
#include <algorithm>
#include <map>
#include <set>

#include "modules/units/pages.hpp"
#include "platform/html/dates.hpp"

namespace pingyi::units {
namespace {

using html::Writer;

/// One directory being written.
struct Sheet {
    Writer& out;
    Language language;
    const Texts& texts;
    const Directory& directory;

    [[nodiscard]] std::string say(std::string_view key,
                                  std::initializer_list<Argument> arguments = {}) const {
        return texts.say(language, key, arguments);
    }
    /// The address of this search with another class or cursor.
    [[nodiscard]] std::string address(std::string_view class_code, std::string_view after) const {
        std::string query;
        const auto add = [&](std::string_view name, std::string_view value) {
            if (value.empty()) return;
            query += query.empty() ? "?" : "&";
            query += name;
            query += "=" + html::url_encoded(value);
        };
        add("q", directory.search.words);
        add("class", class_code);
        add("after", after);
        return "/units" + query;
    }
};

void write_filter(const Sheet& sheet) {
    Writer& out = sheet.out;
    const Directory& directory = sheet.directory;
    std::int64_t all = 0;
    for (const ClassCount& count : directory.counts) all += count.units;
    const auto item = [&](std::string_view code, const Label& name, std::int64_t units) {
        out.inside("li", {{"class", "pingyi-filter__item"}}, [&] {
            out.open("a", {{"class", "pingyi-filter__link"},
                           {"href", sheet.address(code, {})},
                           {"lang", tag_of(name.shown_in(sheet.language)),
                            name.shown_in(sheet.language) != sheet.language},
                           {"aria-current", "true", code == directory.search.class_code}});
            out.text(name.in(sheet.language)).text(" ");
            out.element("span", {{"class", "pingyi-filter__count"}}, std::to_string(units));
            out.close();
        });
    };
    out.open("nav", {{"aria-label", sheet.say("units.filter.label")}});
    out.inside("ul", {{"class", "pingyi-filter"}}, [&] {
        const std::string every = sheet.say("units.filter.all");
        item({}, {every, every}, all);
        for (const ClassCount& count : directory.counts) {
            const bool here = count.unit_class.code == directory.search.class_code;
            if (count.units > 0 || here)
                item(count.unit_class.code, count.unit_class.name, count.units);
        }
    });
    out.close();
}

const Class* class_of(const Directory& directory, std::string_view code) {
    for (const ClassCount& count : directory.counts) {
        if (count.unit_class.code == code) return &count.unit_class;
    }
    return nullptr;
}

void write_item(const Sheet& sheet, const Unit& unit) {
    Writer& out = sheet.out;
    out.open("li", {{"class", "pingyi-list__item"}});
    out.element("a",
                {{"class", "govuk-link pingyi-list__link"},
                 {"href", address_of(unit)},
                 {"lang", tag_of(unit.name.shown_in(sheet.language)),
                  unit.name.shown_in(sheet.language) != sheet.language}},
                unit.name.in(sheet.language));
    const State state = state_of(unit, sheet.directory.search.today);
    if (state != State::current) {
        out.text(" ").element(
            "strong", {{"class", "govuk-tag govuk-tag--grey"}},
            sheet.say(state == State::ended ? "units.state.ended" : "units.state.planned"));
    }
    out.inside("p", {{"class", "pingyi-list__facts"}}, [&] {
        const Class* its_class = class_of(sheet.directory, unit.class_code);
        if (its_class != nullptr) out.text(its_class->name.in(sheet.language));
        const auto parent = unit.parent ? sheet.directory.related.find(*unit.parent)
                                        : sheet.directory.related.end();
        if (parent != sheet.directory.related.end()) {
            out.text(sheet.say("units.facts.between")).text(parent->second.name.in(sheet.language));
        }
        if (!unit.short_name.zh.empty() && sheet.language == Language::zh) {
            out.text(sheet.say("units.facts.between"))
                .text(sheet.say("units.facts.short", {{"name", unit.short_name.zh}}));
        }
    });
    out.close();
}

void write_results(const Sheet& sheet) {
    Writer& out = sheet.out;
    const Directory& directory = sheet.directory;
    out.open("section", {{"class", "pingyi-section"}, {"aria-labelledby", "found"}});
    out.inside("div", {{"class", "pingyi-section__head"}}, [&] {
        out.element("h2", {{"class", "pingyi-section__title"}, {"id", "found"}},
                    sheet.say("units.found", {{"n", directory.total}}));
        out.element("a",
                    {{"class", "pingyi-section__more govuk-link"}, {"href", "/units?view=tree"}},
                    sheet.say("units.tree.link"));
    });
    if (directory.units.empty()) {
        out.element("p", {{"class", "govuk-body"}}, sheet.say("units.none"));
        out.inside("p", {{"class", "govuk-body"}}, [&] {
            out.element("a", {{"class", "govuk-link"}, {"href", "/units"}},
                        sheet.say("units.show_all"));
        });
    } else {
        out.inside("ul", {{"class", "pingyi-list"}}, [&] {
            for (const Unit& unit : directory.units) write_item(sheet, unit);
        });
    }
    if (directory.next || !directory.first) {
        out.inside(
            "nav", {{"class", "pingyi-pager"}, {"aria-label", sheet.say("units.pager")}}, [&] {
                if (!directory.first) {
                    out.element("a",
                                {{"class", "govuk-link"},
                                 {"href", sheet.address(directory.search.class_code, {})}},
                                sheet.say("units.pager.first"));
                    out.text(" ");
                }
                if (directory.next) {
                    out.element(
                        "a",
                        {{"class", "govuk-link"},
                         {"rel", "next"},
                         {"href", sheet.address(directory.search.class_code, *directory.next)}},
                        sheet.say("units.pager.next"));
                }
            });
    }
    out.close();
}

/// One body and those below it.
class Tree {
public:
    Tree(Writer& out, Language language, const Directory& directory)
        : out_{out}, language_{language} {
        for (const Unit& unit : directory.units) {
            if (unit.parent) children_.emplace(*unit.parent, &unit);
        }
    }
    void write(const Unit& unit) {
        out_.open("li", {{"class", "pingyi-tree__item"}});
        write_link(out_, unit, language_);
        const auto [first, last] = children_.equal_range(unit.id);
        if (first != last) {
            out_.open("ul", {{"class", "pingyi-tree"}});
            for (auto child = first; child != last; ++child) write(*child->second);
            out_.close();
        }
        out_.close();
    }

private:
    Writer& out_;
    Language language_;
    std::multimap<UnitId, const Unit*> children_;
};

}  // namespace

void write_search(Writer& out, Language language, const Texts& texts, const Search& search) {
    const auto say = [&](std::string_view key) { return texts.say(language, key); };
    out.open(
        "form",
        {{"class", "pingyi-search"}, {"role", "search"}, {"method", "get"}, {"action", "/units"}});
    out.element("label", {{"class", "govuk-label pingyi-search__label"}, {"for", "q"}},
                say("units.search.label"));
    out.inside("div", {{"class", "pingyi-search__row"}}, [&] {
        out.single("input", {{"class", "govuk-input pingyi-search__input"},
                             {"id", "q"},
                             {"name", "q"},
                             {"type", "search"},
                             {"maxlength", "100"},
                             {"autocomplete", "off"},
                             {"spellcheck", "false"},
                             {"aria-describedby", "q-hint"},
                             {"value", search.words, !search.words.empty()}});
        if (!search.class_code.empty()) {
            out.single("input",
                       {{"type", "hidden"}, {"name", "class"}, {"value", search.class_code}});
        }
        out.element("button", {{"class", "govuk-button pingyi-search__button"}, {"type", "submit"}},
                    say("units.search.button"));
    });
    out.element("div", {{"class", "govuk-hint"}, {"id", "q-hint"}}, say("units.search.hint"));
    out.close();
}

std::string address_of(const Unit& unit) {
    return "/units/" + unit.code;
}

void write_link(Writer& out, const Unit& unit, Language language) {
    const Language shown = unit.name.shown_in(language);
    out.element("a",
                {{"class", "govuk-link"},
                 {"href", address_of(unit)},
                 {"lang", tag_of(shown), shown != language}},
                unit.name.in(language));
}

void write_tree(Writer& out, const http::Context& context, const Texts& texts,
                const Directory& directory) {
    const Language language = context.language();
    Tree tree{out, language, directory};
    std::set<UnitId> shown;
    for (const Unit& unit : directory.units) shown.insert(unit.id);
    for (const ClassCount& count : directory.counts) {
        const std::string& code = count.unit_class.code;
        const auto is_root = [&](const Unit& unit) {
            return unit.class_code == code && !(unit.parent && shown.contains(*unit.parent));
        };
        if (std::ranges::none_of(directory.units, is_root)) continue;
        out.open("section", {{"class", "pingyi-section"}, {"aria-labelledby", code}});
        out.inside("div", {{"class", "pingyi-section__head"}}, [&] {
            out.element("h2", {{"class", "pingyi-section__title"}, {"id", code}},
                        count.unit_class.name.in(language));
            out.element("a",
                        {{"class", "pingyi-section__more govuk-link"},
                         {"href", "/units?class=" + html::url_encoded(code)}},
                        texts.say(language, "units.tree.class", {{"n", count.units}}));
        });
        out.inside("ul", {{"class", "pingyi-tree"}}, [&] {
            for (const Unit& unit : directory.units) {
                if (is_root(unit)) tree.write(unit);
            }
        });
        out.close();
    }
}

Writer directory_main(const http::Context& context, const Texts& texts,
                      const Directory& directory) {
    Writer out;
    const Sheet sheet{out, context.language(), texts, directory};
    out.element("h1", {{"class", "govuk-heading-l pingyi-title"}}, sheet.say("units.title"));
    out.element("p", {{"class", "pingyi-lead"}}, sheet.say("units.lead"));
    write_search(out, sheet.language, texts, directory.search);
    if (directory.tree) {
        out.inside("p", {{"class", "govuk-body"}}, [&] {
            out.element("a", {{"class", "govuk-link"}, {"href", "/units"}},
                        sheet.say("units.tree.back"));
        });
        write_tree(out, context, texts, directory);
    } else {
        write_filter(sheet);
        write_results(sheet);
    }
    out.inside("p", {{"class", "govuk-body-s"}}, [&] {
        out.element("a", {{"class", "govuk-link"}, {"href", "/units.csv"}}, sheet.say("units.csv"));
    });
    return out;
}

}  // namespace pingyi::units
