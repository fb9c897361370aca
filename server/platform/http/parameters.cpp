// Reads what stands in an address: percent escapes, queries, and the {names} of a path.
#include "platform/http/engine.hpp"

namespace pingyi::http {

namespace {

constexpr std::string_view digits = "0123456789ABCDEF";

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

/// Cuts `rest` at `mark` and returns what stood before it.
std::string_view take_until(std::string_view& rest, char mark) {
    const std::size_t end = rest.find(mark);
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return part;
}

const Field* field_named(const Type& type, std::string_view name) {
    for (const Field& field : type.fields) {
        if (field.name == name) return &field;
    }
    return nullptr;
}

/// Names sent to us are echoed only as far as they can be names of ours.
std::string echoed(std::string_view name) {
    return percent_encoded(name.substr(0, 64));
}

class QueryReader {
public:
    QueryReader(const Type& type, void* object, FieldErrors& errors)
        : type_{type}, object_{object}, errors_{errors} {}

    void take(const Field& field, std::string_view text) {
        const std::string name(field.name);
        std::int64_t& count = counts_[static_cast<std::size_t>(&field - type_.fields.data())];
        const Kind kind = field.type->kind;
        if (kind == Kind::optional && text.empty()) return;
        ++count;
        if (kind != Kind::list && count > 1) return errors_.add(name, "duplicate_field");
        if (kind == Kind::list && count > field.type->max) {
            if (count > field.type->max + 1) return;
            return errors_.add(name, "too_many", std::to_string(field.type->max));
        }
        void* value = field.in(object_);
        const bool single = is_scalar(*field.type);
        auto mistake = single ? set_text(*field.type, value, text)
                              : set_text(*field.type->item, field.type->grow(value), text);
        if (mistake) errors_.add(name, mistake->code, std::move(mistake->limit));
    }
    void finish() {
        for (std::size_t i = 0; i < type_.fields.size(); ++i) {
            const Field& field = type_.fields[i];
            if (field.type->kind == Kind::list && counts_[i] < field.type->min) {
                errors_.add(std::string(field.name), "too_few", std::to_string(field.type->min));
            }
            if (is_scalar(*field.type) && counts_[i] == 0) {
                errors_.add(std::string(field.name), "required");
            }
        }
    }

private:
    const Type& type_;
    void* object_;
    FieldErrors& errors_;
    std::array<std::int64_t, 64> counts_{};
};

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, Plus plus) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus == Plus::space) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_value(text[i + 1]);
            const int low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return out;
}

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                           (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.' || c == '~';
        if (plain) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += {'%', digits[byte >> 4U], digits[byte & 15U]};
        }
    }
    return out;
}

void read_query(const Type& type, void* object, std::string_view query, bool unknown_allowed,
                FieldErrors& errors) {
    QueryReader reader(type, object, errors);
    while (!query.empty()) {
        std::string_view value = take_until(query, '&');
        if (value.empty()) continue;
        const std::string_view raw_name = take_until(value, '=');
        const auto name = percent_decoded(raw_name, Plus::space);
        const Field* field = name ? field_named(type, *name) : nullptr;
        const auto text = percent_decoded(value, Plus::space);
        if (!field) {
            if (!unknown_allowed) errors.add(echoed(name.value_or("%")), "unknown_field");
        } else if (!text) {
            errors.add(*name, "bad_escape");
        } else {
            reader.take(*field, *text);
        }
    }
    reader.finish();
}

void read_path(const Type& type, void* object, std::string_view pattern,
               std::span<const std::string> segments, FieldErrors& errors) {
    for (const std::string& segment : segments) {
        take_until(pattern, '{');
        const std::string_view name = take_until(pattern, '}');
        const Field* field = field_named(type, name);
        if (!field) continue;  // the row was checked when it was compiled
        auto mistake = set_text(*field->type, field->in(object), segment);
        if (mistake) errors.add(std::string(name), mistake->code, std::move(mistake->limit));
    }
}

}  // namespace pingyi::http
