// The decisions of rules.hpp.
#include "modules/contacts/rules.hpp"

#include <algorithm>

#include "kernel/text.hpp"

namespace pingyi::contacts {
namespace {

std::string_view code_of(text::Flaw flaw) {
    switch (flaw) {
        case text::Flaw::not_utf8: return "not_utf8";
        case text::Flaw::control_character: return "control_character";
        case text::Flaw::direction_override: return "direction_override";
        case text::Flaw::none: break;
    }
    return {};
}

/// The text in NFC and trimmed; what is wrong with it goes to `errors`.
std::string tidy(std::string_view input, std::string_view place, std::size_t limit,
                 text::Lines lines, std::vector<FieldError>& errors) {
    const auto normal = text::normalised(input);
    if (!normal) {
        errors.push_back({std::string(place), "not_utf8", ""});
        return {};
    }
    std::string trimmed{text::trimmed(*normal)};
    if (const auto flaw = text::flaw_of(trimmed, lines); flaw != text::Flaw::none) {
        errors.push_back({std::string(place), std::string(code_of(flaw)), ""});
    } else if (text::length(trimmed) > limit) {
        errors.push_back({std::string(place), "too_long", std::to_string(limit)});
    }
    return trimmed;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Digits with the signs that people put between them; a plus only in front.
bool is_phone(std::string_view text) {
    constexpr std::ptrdiff_t digits_min = 5;
    constexpr std::ptrdiff_t digits_max = 20;
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto digits = std::ranges::count_if(text, is_digit);
    return digits >= digits_min && digits <= digits_max && std::ranges::all_of(text, [](char c) {
               return is_digit(c) || std::string_view(" -()./#").contains(c);
           });
}

/// One "@" with something before it and a name with a dot behind it; the rest is for the mail
/// server to say.
bool is_email(std::string_view text) {
    const std::size_t at = text.find('@');
    if (at == std::string_view::npos || at == 0) return false;
    const std::string_view host = text.substr(at + 1);
    const std::size_t dot = host.rfind('.');
    return !host.contains('@') && dot != std::string_view::npos && dot > 0 &&
           dot + 1 < host.size() && text.find_first_of(" \t,;<>\"") == std::string_view::npos;
}

}  // namespace

Result<Plain> checked(std::string_view name, std::string_view contact, const Places& places) {
    std::vector<FieldError> errors;
    Plain plain{tidy(name, places.name, name_max, text::Lines::one, errors),
                tidy(contact, places.contact, contact_max, text::Lines::one, errors)};
    const std::string number = text::folded(plain.contact);
    if (is_phone(number)) {
        plain.contact = number;
    } else if (errors.empty() && plain.contact.empty()) {
        errors.push_back({std::string(places.contact), "required", ""});
    } else if (errors.empty() && !is_email(plain.contact)) {
        errors.push_back({std::string(places.contact), "contacts_not_reachable", ""});
    }
    if (!errors.empty()) return fail_fields(std::move(errors));
    return plain;
}

Result<std::string> checked_reason(std::string_view reason) {
    std::vector<FieldError> errors;
    std::string tidied = tidy(reason, "#/reason", reason_max, text::Lines::many, errors);
    if (errors.empty() && text::length(tidied) < reason_min) {
        errors.push_back({"#/reason", "too_short", std::to_string(reason_min)});
    }
    if (!errors.empty()) return fail_fields(std::move(errors));
    return tidied;
}

std::string text_of(const Plain& plain) {
    return plain.name + "\n" + plain.contact;
}

std::vector<PairId> orphaned(std::span<const Access> all, OfficerKeyId leaving) {
    std::vector<PairId> lost;
    for (const Access& mine : all) {
        if (mine.key != leaving) continue;
        const bool another = std::ranges::any_of(all, [&](const Access& other) {
            return other.pair == mine.pair && other.key != leaving;
        });
        if (!another) lost.push_back(mine.pair);
    }
    return lost;
}

}  // namespace pingyi::contacts
