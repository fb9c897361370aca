// What the pages of the ledger share: words for kinds and roles, rows of facts, sections.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "modules/ledger/types.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/html/writer.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::ledger {

/// One page being written.
struct Sheet {
    html::Writer& out;
    Language language;
    const Texts& texts;

    [[nodiscard]] std::string say(std::string_view key,
                                  std::initializer_list<Argument> arguments = {}) const {
        return texts.say(language, key, arguments);
    }
    /// "accounts.grants_changed" reads accounts.log.grants_changed; a kind without words stays.
    [[nodiscard]] std::string kind(const std::string& kind) const {
        const std::size_t dot = kind.find('.');
        const std::string key = kind.substr(0, dot) + ".log." + kind.substr(dot + 1);
        return texts.has(key) ? say(key) : kind;
    }
    [[nodiscard]] std::string role(const std::string& role) const {
        if (role.empty()) return say("ledger.no_role");
        const std::string key = "accounts.role." + role;
        return texts.has(key) ? say(key) : role;
    }
};

inline std::string value_of(const Fact& fact) {
    if (const auto* number = std::get_if<std::uint64_t>(&fact.value)) {
        return std::to_string(*number);
    }
    return crypto::hex(std::get<std::string>(fact.value));
}

inline std::string address_of(std::uint64_t index) {
    return "/ledger/entries/" + std::to_string(index);
}

template <class Value>
void write_row(const Sheet& sheet, std::string_view key, Value value) {
    sheet.out.inside("div", {{"class", "govuk-summary-list__row"}}, [&] {
        sheet.out.element("dt", {{"class", "govuk-summary-list__key"}}, sheet.say(key));
        sheet.out.inside("dd", {{"class", "govuk-summary-list__value"}}, value);
    });
}
inline void write_fact(const Sheet& sheet, std::string_view key, const std::string& value) {
    write_row(sheet, key, [&] { sheet.out.text(value); });
}
inline void write_hash(const Sheet& sheet, std::string_view key, const std::string& hash) {
    write_row(sheet, key, [&] { sheet.out.element("code", {{"class", "pingyi-hash"}}, hash); });
}

inline void open_section(const Sheet& sheet, std::string_view id, std::string_view title) {
    sheet.out.open("section", {{"class", "pingyi-section"}, {"aria-labelledby", id}});
    sheet.out.inside("div", {{"class", "pingyi-section__head"}}, [&] {
        sheet.out.element("h2", {{"class", "pingyi-section__title"}, {"id", id}}, title);
    });
}

}  // namespace pingyi::ledger
