// One answer in two formats: XML as GeoReport v2 has it, JSON by its conversion
// rule (a root list is a bare array, repeated children are arrays, what is
// empty is null).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/time.hpp"

namespace pingyi::open311 {

enum class Format : std::uint8_t { xml, json };
/// "text/xml; charset=utf-8": clients compare the header as a whole.
[[nodiscard]] std::string_view media_of(Format format);

/// Name of an element: only a literal in the source converts, so nothing from
/// outside becomes markup.
class Name {
public:
    template <std::size_t N>
    consteval Name(const char (&literal)[N])  // NOLINT(google-explicit-constructor)
        : text_{literal, N - 1} {
        for (const char c : text_) {
            if (!(c >= 'a' && c <= 'z') && c != '_') throw "a name is of a-z and _";
        }
        if (text_.empty()) throw "a name must not be empty";
    }
    [[nodiscard]] constexpr std::string_view text() const { return text_; }

private:
    std::string_view text_;
};

/// Grows an answer. Lists and items nest; `done` aborts while one is open. In
/// JSON a list within an item is a member of its own name, and the root is what
/// was opened first.
class Output {
public:
    explicit Output(Format format);
    Output& open_list(Name name);
    Output& open_item(Name name);
    Output& close();  ///< the innermost list or item
    Output& text(Name name, std::string_view value);
    Output& time(Name name,
                 const std::optional<Instant>& at);  ///< seconds, with Z
    Output& degrees(Name name,
                    const std::optional<std::int64_t>& e6);  ///< 3 decimals
    Output& flag(Name name, bool value);
    Output& number(Name name, std::int64_t value);
    Output& empty(Name name) { return text(name, {}); }
    /// A text as an item of the list that is open.
    Output& value(Name name, std::string_view content);
    [[nodiscard]] std::string done() &&;

private:
    struct Level {
        std::string_view name;
        bool is_list = false;
        bool has_content = false;
    };
    void begin(std::string_view name);
    void put(std::string_view name, std::string_view plain, bool is_quoted);
    [[nodiscard]] bool in_list() const { return !levels_.empty() && levels_.back().is_list; }

    Format format_;
    std::string out_;
    std::vector<Level> levels_;
};

/// Text as XML holds it: escaped, without the characters that XML 1.0 cannot
/// hold.
void append_escaped(std::string& out, std::string_view text);

}  // namespace pingyi::open311
