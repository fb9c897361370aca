// Writes HTML that is escaped by construction: text and attribute values go in as values, tags are
// literals.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace pingyi::html {

/// A tag or attribute name: only a literal in the source converts, so nothing from outside can
/// become markup.
class Name {
public:
    template <std::size_t N>
    consteval Name(const char (&literal)[N])
        : text_{literal, N - 1} {}  // NOLINT(google-explicit-constructor)
    [[nodiscard]] constexpr std::string_view text() const { return text_; }

private:
    std::string_view text_;
};

/// `{"href", url}`; with `when == false` it is left out; without a value it is a boolean attribute.
struct Attribute {
    Name name;
    std::string_view value{};
    bool when = true;
};

/// A growing fragment. `open`/`close` nest and are checked: closing too often or leaving one open
/// aborts in `str()`. href, src and action take relative addresses, http(s), mailto and tel; any
/// other scheme is written as "#".
class Writer {
public:
    Writer& open(Name tag, std::initializer_list<Attribute> attributes = {});
    Writer& close();
    /// A void element: <input>, <img>, <br>, <meta>, <link>.
    Writer& single(Name tag, std::initializer_list<Attribute> attributes = {});
    Writer& text(std::string_view content);
    /// open + text + close.
    Writer& element(Name tag, std::initializer_list<Attribute> attributes,
                    std::string_view content);
    Writer& element(Name tag, std::string_view content) { return element(tag, {}, content); }
    /// The body between open and close, so that nesting is seen in the source: `w.inside("ul", {},
    /// [&] { … });`
    template <class F>
    Writer& inside(Name tag, std::initializer_list<Attribute> attributes, F&& body) {
        open(tag, attributes);
        body();
        return close();
    }
    /// Another finished fragment.
    Writer& append(const Writer& fragment);
    /// `<script type="application/ld+json">`, with "<" written as \u003c.
    Writer& json_ld(std::string_view json);
    [[nodiscard]] const std::string& str() const;

private:
    std::string out_;
    std::string open_tags_;  // names, each followed by '\n'
};

}  // namespace pingyi::html
