// Reads a JSON body against its type table, by events: no tree is built, so a repeated key is seen
// and depth ends where the type ends.
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <cmath>

#include "kernel/text.hpp"
#include "platform/http/engine.hpp"

namespace pingyi::http {

namespace json = boost::json;

void FieldErrors::add(std::string place, std::string_view code, std::string limit) {
    if (all_.size() < max) all_.push_back({std::move(place), std::string(code), std::move(limit)});
}

std::unexpected<Error> FieldErrors::failure() && {
    const bool malformed = !all_.empty() && all_.back().code == "malformed_json";
    return fail_fields(std::move(all_), malformed ? "request.malformed_json" : "request.invalid");
}

namespace {

constexpr int spare_depth = 4;  // so that a nesting mistake is told as a field error, with a place
constexpr std::size_t echoed_key_bytes_max = 64;

std::string_view expected(const Type& type) {
    switch (type.kind) {
        case Kind::integer: return "integer";
        case Kind::boolean: return "boolean";
        case Kind::real: return "number";
        case Kind::list: return "array";
        case Kind::object: return "object";
        default: return "string";
    }
}

/// A JSON pointer's part; names of ours need no escape, a key sent to us may.
std::string pointer_part(std::string_view key) {
    std::string out;
    for (const char c : key) {
        if (c == '~') {
            out += "~0";
        } else if (c == '/') {
            out += "~1";
        } else {
            out += percent_encoded({&c, 1});
        }
    }
    return out;
}

std::string_view cut(std::string_view key) {
    if (key.size() <= echoed_key_bytes_max) return key;
    std::size_t end = echoed_key_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(key[end]) & 0xC0U) == 0x80U) --end;
    return key.substr(0, end);
}

class Reader {
public:
    // Limits of the parser: the body is bounded already, and each type says the rest.
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    Reader(const Type& type, void* object, FieldErrors& errors)
        : root_{&type, object}, errors_{errors} {}

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }
    bool on_number_part(json::string_view, json::error_code&) { return true; }

    bool on_object_begin(json::error_code&) { return begin(Kind::object); }
    bool on_array_begin(json::error_code&) { return begin(Kind::list); }
    bool on_object_end(std::size_t, json::error_code&) {
        if (skipped_ > 0) return end_skipped();
        Frame& frame = frames_[depth_ - 1];
        for (std::size_t i = 0; i < frame.type->fields.size(); ++i) {
            frame.field = &frame.type->fields[i];
            const Kind kind = frame.field->type->kind;
            const bool seen = (frame.seen >> i & 1U) != 0;
            if (!seen && kind != Kind::optional && kind != Kind::change) refuse({"required"});
        }
        --depth_;
        return true;
    }
    bool on_array_end(std::size_t, json::error_code&) {
        if (skipped_ > 0) return end_skipped();
        const Frame& frame = frames_[--depth_];
        if (frame.items < frame.type->min) refuse({"too_few", std::to_string(frame.type->min)});
        return true;
    }

    bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
        buffer_.append(part.data(), part.size());
        return true;
    }
    bool on_key(json::string_view part, std::size_t, json::error_code&) {
        const std::string_view key = joined(part);
        if (skipped_ == 0) choose_field(key);
        buffer_.clear();
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
        buffer_.append(part.data(), part.size());
        return true;
    }
    bool on_string(json::string_view part, std::size_t, json::error_code&) {
        const std::string_view text = joined(part);
        if (const Target target = next()) settle(set_string(*target.type, target.value, text));
        buffer_.clear();
        return true;
    }
    bool on_int64(std::int64_t number, json::string_view, json::error_code&) {
        if (const Target target = next()) settle(take_integer(target, number));
        return true;
    }
    bool on_uint64(std::uint64_t, json::string_view, json::error_code&) {
        return on_int64(whole_max + 1, {}, unused_);  // beyond every limit
    }
    bool on_double(double number, json::string_view, json::error_code&) {
        if (const Target target = next()) settle(take_double(target, number));
        return true;
    }
    bool on_bool(bool flag, json::error_code&) {
        const Target target = next();
        if (!target) return true;
        if (target.type->kind == Kind::boolean) {
            target.type->set_number(target.value, flag ? 1 : 0);
        } else {
            refuse({"wrong_type", std::string(expected(*target.type))});
        }
        return true;
    }
    bool on_null(json::error_code&) {
        null_ = true;
        if (const Target target = next()) {
            refuse({"wrong_type", std::string(expected(*target.type))});
        }
        null_ = false;
        return true;
    }

private:
    struct Target {
        const Type* type = nullptr;  // null: the value is not wanted, or settled already
        void* value = nullptr;
        explicit operator bool() const { return type != nullptr; }
    };
    /// An object or list being read, and where in it we are.
    struct Frame {
        const Type* type = nullptr;
        void* value = nullptr;
        const Field* field = nullptr;
        bool wanted = true;  // the value of the current key
        std::uint64_t seen = 0;
        std::int64_t items = 0;
    };

    [[nodiscard]] std::string_view joined(json::string_view part) {
        if (buffer_.empty()) return {part.data(), part.size()};
        buffer_.append(part.data(), part.size());
        return buffer_;
    }

    void choose_field(std::string_view key) {
        Frame& frame = frames_[depth_ - 1];
        frame.wanted = false;
        for (std::size_t i = 0; i < frame.type->fields.size(); ++i) {
            if (frame.type->fields[i].name != key) continue;
            frame.field = &frame.type->fields[i];
            const std::uint64_t bit = std::uint64_t{1} << i;
            frame.wanted = (frame.seen & bit) == 0;
            frame.seen |= bit;
            if (!frame.wanted) refuse({"duplicate_field"});
            return;
        }
        errors_.add(pointer(depth_ - 1) + "/" + pointer_part(cut(key)), "unknown_field");
    }

    /// Where the value that starts now belongs.
    [[nodiscard]] Target next() {
        if (skipped_ > 0) return {};
        if (depth_ == 0) return opened(root_);
        Frame& frame = frames_[depth_ - 1];
        if (frame.type->kind == Kind::object) {
            if (!frame.wanted) return {};
            return opened({frame.field->type, frame.field->in(frame.value)});
        }
        ++frame.items;
        if (frame.items > frame.type->max) {
            if (frame.items == frame.type->max + 1) {
                errors_.add(pointer(depth_ - 1), "too_many", std::to_string(frame.type->max));
            }
            return {};
        }
        return opened({frame.type->item, frame.type->grow(frame.value)});
    }
    /// The value inside an optional or change; null settles a change.
    [[nodiscard]] Target opened(Target target) const {
        while (target.type->kind == Kind::optional || target.type->kind == Kind::change) {
            if (target.type->kind == Kind::change) {
                target.type->set_number(target.value, 1);
                if (null_) return {};
            }
            target = {target.type->item, target.type->grow(target.value)};
        }
        return target;
    }

    bool begin(Kind kind) {
        if (const Target target = next()) {
            if (target.type->kind == kind && depth_ < frames_.size()) {
                frames_[depth_++] = {target.type, target.value};
                return true;
            }
            refuse({"wrong_type", std::string(expected(*target.type))});
        }
        ++skipped_;
        return true;
    }
    bool end_skipped() {
        --skipped_;
        return true;
    }

    [[nodiscard]] static std::optional<Mistake> take_integer(const Target& target,
                                                             std::int64_t number) {
        if (target.type->kind == Kind::integer) {
            return set_integer(*target.type, target.value, number);
        }
        return Mistake{"wrong_type", std::string(expected(*target.type))};
    }
    [[nodiscard]] static std::optional<Mistake> take_double(const Target& target, double number) {
        // Boost.JSON 1.81 reads 0E999 as 0 times infinity, which is no number; it means zero.
        if (std::isnan(number)) return take_integer(target, 0);
        constexpr auto beyond = static_cast<double>(whole_max + 1);
        if (std::abs(number) >= beyond) {
            return take_integer(target, number > 0 ? whole_max + 1 : -whole_max - 1);
        }
        if (target.type->kind == Kind::integer && std::trunc(number) != number) {
            return Mistake{"not_whole"};
        }
        return take_integer(target, static_cast<std::int64_t>(number));
    }

    void settle(std::optional<Mistake> mistake) {
        if (mistake) refuse(std::move(*mistake));
    }
    void refuse(Mistake mistake) {
        errors_.add(pointer(depth_), mistake.code, std::move(mistake.limit));
    }
    /// "#/contact/phones/0": the current place in each of the first `depth` frames.
    [[nodiscard]] std::string pointer(std::size_t depth) const {
        std::string out = "#";
        for (std::size_t i = 0; i < depth; ++i) {
            const Frame& frame = frames_[i];
            out += '/';
            if (frame.type->kind == Kind::list) {
                out += std::to_string(frame.items - 1);
            } else if (frame.field) {
                out += frame.field->name;
            }
        }
        return out;
    }

    Target root_;
    FieldErrors& errors_;
    std::array<Frame, nesting_max + spare_depth> frames_{};
    std::size_t depth_ = 0;
    std::size_t skipped_ = 0;
    bool null_ = false;
    std::string buffer_;  // a key or string that came in parts, because of its escapes
    json::error_code unused_;
};

}  // namespace

void read_json(const Type& type, void* object, std::string_view text, FieldErrors& errors) {
    json::parse_options options;
    options.max_depth = static_cast<std::size_t>(depth_of(type) + spare_depth);
    json::basic_parser<Reader> parser(options, type, object, errors);
    json::error_code problem;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), problem);
    if (!problem && used < text.size()) problem = json::error::extra_data;
    if (!problem) return;
    errors = {};
    errors.add("#", "malformed_json", std::to_string(used));
}

}  // namespace pingyi::http
