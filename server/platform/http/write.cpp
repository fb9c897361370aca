// Writes a value as JSON by walking its type table.
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "platform/http/engine.hpp"
#include "platform/http/routes.hpp"

namespace pingyi::http {

namespace {

void append_number(std::string& out, auto number) {
    char digits[32];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
    out.append(std::begin(digits), end);
}

void append_plain_quoted(std::string& out, std::string_view text) {
    out.append("\"").append(text).append("\"");
}

std::string_view choice_name(const Type& type, std::int64_t value) {
    for (const Choice& choice : type.choices) {
        if (choice.value == value) return choice.name;
    }
    throw std::logic_error(
        "an answer holds a value outside its enumeration: an uninitialised one?");
}

void append(std::string& out, const Type& type, const void* value);

void append_object(std::string& out, const Type& type, const void* value) {
    char mark = '{';
    for (const Field& field : type.fields) {
        const void* part = field.in(const_cast<void*>(value));  // one accessor serves both ways
        const Type* kind = field.type;
        if (kind->kind == Kind::change && kind->number(part) == 0) continue;
        if (kind->kind == Kind::optional) {
            part = kind->at(part, 0);
            kind = kind->item;
            if (!part) continue;
        }
        out += mark;
        append_plain_quoted(out, field.name);
        out += ':';
        append(out, *kind, part);
        mark = ',';
    }
    out += mark == '{' ? "{}" : "}";
}

void append_list(std::string& out, const Type& type, const void* value) {
    out += '[';
    std::size_t i = 0;
    while (const void* item = type.at(value, i)) {
        if (i++ > 0) out += ',';
        append(out, *type.item, item);
    }
    out += ']';
}

void append_maybe(std::string& out, const Type& type, const void* value) {
    if (const void* inside = type.at(value, 0)) {
        append(out, *type.item, inside);
    } else {
        out += "null";
    }
}

void append_real(std::string& out, double number) {
    if (!std::isfinite(number)) throw std::logic_error("JSON has no infinity and no NaN");
    append_number(out, number);
}

void append(std::string& out, const Type& type, const void* value) {
    switch (type.kind) {
        case Kind::text:
        case Kind::prose: return append_quoted(out, *static_cast<const std::string*>(value));
        case Kind::secret: throw std::logic_error("a secret is never answered");
        case Kind::integer: return append_number(out, type.number(value));
        case Kind::boolean: out += type.number(value) != 0 ? "true" : "false"; return;
        case Kind::real: return append_real(out, *static_cast<const double*>(value));
        case Kind::id: return append_plain_quoted(out, uuid_text(*static_cast<const Uuid*>(value)));
        case Kind::instant:
            return append_plain_quoted(out, pingyi::text_of(*static_cast<const Instant*>(value)));
        case Kind::day:
            return append_plain_quoted(out, pingyi::text_of(*static_cast<const Day*>(value)));
        case Kind::cursor:
            return append_plain_quoted(out, pingyi::text_of(*static_cast<const Cursor*>(value)));
        case Kind::choice: return append_plain_quoted(out, choice_name(type, type.number(value)));
        case Kind::list: return append_list(out, type, value);
        case Kind::optional:
        case Kind::change: return append_maybe(out, type, value);
        case Kind::object: return append_object(out, type, value);
    }
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
        out.append(text.substr(from, i - from));
        from = i + 1;
        switch (text[i]) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\t': out += "\\t"; break;
            default: out.append("\\u00") += {hex[byte >> 4U], hex[byte & 15U]};
        }
    }
    out.append(text.substr(from)) += '"';
}

std::string written(const Type& type, const void* value) {
    std::string out;
    append(out, type, value);
    return out;
}

namespace detail {

Response json_answer(const Type& type, const void* value) {
    Response response{.headers = {{"Content-Type", "application/json"}},
                      .body = written(type, value)};
    return response;
}

Response created_answer(const Type& type, const void* value, std::string location) {
    Response response = json_answer(type, value);
    response.status = 201;
    response.headers.push_back({"Location", std::move(location)});
    return response;
}

}  // namespace detail
}  // namespace pingyi::http
