// Writes HTML that is escaped by construction: text and attribute values go in as values, tags are
// literals.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace pingyi::html {

/// A tag or attribute name: only a literal in the source converts, so nothing from outside can
/// become markup. Letters, digits and hyphens; `style` attributes and `on…` handlers do not
/// compile, since the Content-Security-Policy would refuse them in the browser.
class Name {
public:
    template <std::size_t N>
    consteval Name(const char (&literal)[N])  // NOLINT(google-explicit-constructor)
        : text_{literal, N - 1} {
        if (text_.empty()) throw "a name must not be empty";
        for (const char c : text_) {
            const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && c != '-') throw "a name holds another sign";
        }
        if (text_.starts_with("on") || text_ == "style") throw "forbidden by our own CSP";
    }
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

/// A growing fragment. `open`/`close` nest and are checked: closing too often, and reading the text
/// while an element is open, abort. href, src, action and formaction take relative addresses,
/// http(s), mailto and tel; anything else is written as "#".
class Writer {
public:
    Writer& open(Name tag, std::initializer_list<Attribute> attributes = {});
    Writer& close();
    /// A void element: <input>, <img>, <br>, <hr>, <meta>, <link>.
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
    void start(Name tag, std::initializer_list<Attribute> attributes);
    std::string out_;
    std::vector<std::string_view> open_tags_;  // innermost last; the names are literals
};

/// Whether `address` may stand in href, src or action: relative, http(s), mailto or tel.
[[nodiscard]] bool is_safe_address(std::string_view address);
/// Whether `address` stays on this site: a path that begins with one "/".
[[nodiscard]] bool is_own_address(std::string_view address);
/// Percent-encoded for a query value or one path segment.
[[nodiscard]] std::string url_encoded(std::string_view value);

}  // namespace pingyi::html
