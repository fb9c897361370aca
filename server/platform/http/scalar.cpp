// Single values: checks and stores text, numbers, ids, days; and makes samples of them.
#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "kernel/text.hpp"
#include "platform/http/engine.hpp"

namespace pingyi::http {

namespace {

bool is_plain_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::optional<Mistake> length_mistake(const Type& type, std::int64_t length) {
    if (!type.bounded) return std::nullopt;
    if (length == 0 && type.min > 0) return Mistake{"required"};
    if (length < type.min) return Mistake{"too_short", std::to_string(type.min)};
    if (length > type.max) return Mistake{"too_long", std::to_string(type.max)};
    return std::nullopt;
}

std::optional<Mistake> flaw_mistake(std::string_view text, text::Lines lines) {
    switch (text::flaw_of(text, lines)) {
        case text::Flaw::none: return std::nullopt;
        case text::Flaw::not_utf8: return Mistake{"not_utf8"};
        case text::Flaw::control_character: return Mistake{"control_character"};
        case text::Flaw::direction_override: return Mistake{"direction_override"};
    }
    return std::nullopt;
}

/// NFC and "\n" first, then without space at the ends, then the rules, then the count.
std::optional<Mistake> set_words(const Type& type, std::string& value, std::string_view sent) {
    std::int64_t length = 0;
    if (is_plain_ascii(sent)) {
        value = type.kind == Kind::secret ? sent : text::trimmed(sent);
        length = static_cast<std::int64_t>(value.size());
    } else {
        const std::optional<std::string> normal = text::normalised(sent);
        if (!normal) return Mistake{"not_utf8"};
        value = type.kind == Kind::secret ? std::string_view(*normal) : text::trimmed(*normal);
        const auto lines = type.kind == Kind::prose ? text::Lines::many : text::Lines::one;
        if (auto mistake = flaw_mistake(value, lines)) return mistake;
        length = static_cast<std::int64_t>(text::length(value));
    }
    if (auto mistake = length_mistake(type, length)) return mistake;
    if (type.pattern && !type.pattern->matches(value)) return Mistake{type.pattern->code};
    return std::nullopt;
}

template <class T>
std::optional<Mistake> store(void* value, const std::optional<T>& parsed, std::string_view code) {
    if (!parsed) return Mistake{code};
    *static_cast<T*>(value) = *parsed;
    return std::nullopt;
}

std::optional<Mistake> set_choice(const Type& type, void* value, std::string_view text) {
    std::string names;
    for (const Choice& choice : type.choices) {
        if (choice.name == text) {
            type.set_number(value, choice.value);
            return std::nullopt;
        }
        names.append(names.empty() ? "" : ", ").append(choice.name);
    }
    return Mistake{"not_a_choice", names};
}

std::optional<Mistake> set_digits(const Type& type, void* value, std::string_view text) {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, number);
    if (stop != end || problem == std::errc::invalid_argument) return Mistake{"not_whole"};
    if (problem == std::errc::result_out_of_range) {
        number = text.starts_with('-') ? -whole_max - 1 : whole_max + 1;
    }
    return set_integer(type, value, number);
}

}  // namespace

std::optional<Mistake> set_string(const Type& type, void* value, std::string_view text) {
    switch (type.kind) {
        case Kind::text:
        case Kind::prose:
        case Kind::secret: return set_words(type, *static_cast<std::string*>(value), text);
        case Kind::id: return store(value, uuid_from(text), "bad_id");
        case Kind::instant: return store(value, instant_from(text), "bad_instant");
        case Kind::day: return store(value, day_from(text), "bad_day");
        case Kind::cursor: return store(value, cursor_from(text), "bad_cursor");
        case Kind::choice: return set_choice(type, value, text);
        case Kind::integer: return Mistake{"wrong_type", "integer"};
        case Kind::boolean: return Mistake{"wrong_type", "boolean"};
        case Kind::real: return Mistake{"wrong_type", "number"};
        case Kind::list: return Mistake{"wrong_type", "array"};
        case Kind::object: return Mistake{"wrong_type", "object"};
        case Kind::optional:
        case Kind::change: break;
    }
    throw std::logic_error("set_string wants the type inside an optional");
}

std::optional<Mistake> set_integer(const Type& type, void* value, std::int64_t number) {
    const std::int64_t min = type.bounded ? type.min : -whole_max;
    const std::int64_t max = type.bounded ? type.max : whole_max;
    if (number < min) return Mistake{"too_small", std::to_string(min)};
    if (number > max) return Mistake{"too_large", std::to_string(max)};
    type.set_number(value, number);
    return std::nullopt;
}

std::optional<Mistake> set_text(const Type& type, void* value, std::string_view text) {
    if (type.kind == Kind::integer) return set_digits(type, value, text);
    if (type.kind != Kind::boolean) return set_string(type, value, text);
    if (text != "true" && text != "false") return Mistake{"not_a_choice", "true, false"};
    type.set_number(value, text == "true" ? 1 : 0);
    return std::nullopt;
}

std::string sample_text(const Type& type) {
    switch (type.kind) {
        case Kind::text:
            if (type.pattern) return std::string(type.pattern->sample);
            [[fallthrough]];
        case Kind::prose:
        case Kind::secret: return std::string(static_cast<std::size_t>(type.min), 'a');
        case Kind::integer: return std::to_string(type.min);
        case Kind::boolean: return "false";
        case Kind::real: return "0";
        case Kind::id: return "0190f3a2-0000-7000-8000-000000000001";
        case Kind::instant: return "2026-11-23T00:00:00.000Z";
        case Kind::day: return "2026-11-23";
        case Kind::cursor: return text_of(Cursor{"a", "a"});
        case Kind::choice: return std::string(type.choices.front().name);
        case Kind::optional:
        case Kind::change:
        case Kind::list: return sample_text(*type.item);
        case Kind::object: break;
    }
    throw std::logic_error("an object has no text form");
}

std::string sample_json(const Type& type) {
    switch (type.kind) {
        case Kind::integer:
        case Kind::boolean:
        case Kind::real: return sample_text(type);
        case Kind::optional:
        case Kind::change: return sample_json(*type.item);
        case Kind::list: {
            std::string items;
            for (std::int64_t i = 0; i < type.min; ++i) {
                items.append(i == 0 ? "" : ",").append(sample_json(*type.item));
            }
            return "[" + items + "]";
        }
        case Kind::object: {
            std::string fields;
            for (const Field& field : type.fields) {
                if (field.type->kind == Kind::optional || field.type->kind == Kind::change)
                    continue;
                if (!fields.empty()) fields += ',';
                append_quoted(fields, field.name);
                fields.append(":").append(sample_json(*field.type));
            }
            return "{" + fields + "}";
        }
        default: {
            std::string quoted;
            append_quoted(quoted, sample_text(type));
            return quoted;
        }
    }
}

}  // namespace pingyi::http
