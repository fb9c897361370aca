// Escaping, nesting and address checks of the HTML writer.
#include "platform/html/writer.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace pingyi::html {
namespace {

constexpr std::array<std::string_view, 7> void_elements{"br",   "hr",   "img",   "input",
                                                        "link", "meta", "source"};
constexpr std::array<std::string_view, 4> address_attributes{"href", "src", "action", "formaction"};
constexpr std::array<std::string_view, 4> safe_schemes{"http", "https", "mailto", "tel"};

template <class List>
bool holds(const List& list, std::string_view value) {
    return std::ranges::find(list, value) != list.end();
}

/// A page written with wrong nesting is a mistake of the source: stop before anybody reads it.
[[noreturn]] void broken(std::string_view what, std::string_view tag) {
    std::fprintf(stderr, "html::Writer: %.*s <%.*s>\n", static_cast<int>(what.size()), what.data(),
                 static_cast<int>(tag.size()), tag.data());
    std::abort();
}

void escape(std::string& out, std::string_view content) {
    for (const char c : content) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

std::string lower(std::string_view text) {
    std::string out{text};
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

}  // namespace

bool is_own_address(std::string_view address) {
    return address.starts_with('/') && !address.starts_with("//") &&
           address.find('\\') == std::string_view::npos &&
           std::ranges::none_of(address, is_control);
}

bool is_safe_address(std::string_view address) {
    // Browsers drop control characters and leading spaces before they look for a scheme.
    if (std::ranges::any_of(address, is_control) || address.starts_with(' ')) return false;
    if (address.starts_with('/')) return is_own_address(address);
    if (address.starts_with('\\')) return false;
    const std::size_t end = address.find_first_of(":/?#");
    if (end == std::string_view::npos || address[end] != ':') return true;
    return holds(safe_schemes, lower(address.substr(0, end)));
}

std::string url_encoded(std::string_view value) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        }
    }
    return out;
}

void Writer::start(Name tag, std::initializer_list<Attribute> attributes) {
    out_ += '<';
    out_ += tag.text();
    for (const Attribute& attribute : attributes) {
        if (!attribute.when) continue;
        out_ += ' ';
        out_ += attribute.name.text();
        if (attribute.value.data() == nullptr) continue;
        out_ += "=\"";
        const bool refused =
            holds(address_attributes, attribute.name.text()) && !is_safe_address(attribute.value);
        escape(out_, refused ? "#" : attribute.value);
        out_ += '"';
    }
    out_ += '>';
}

Writer& Writer::open(Name tag, std::initializer_list<Attribute> attributes) {
    if (holds(void_elements, tag.text())) broken("open() of the void element", tag.text());
    start(tag, attributes);
    open_tags_.push_back(tag.text());
    return *this;
}

Writer& Writer::close() {
    if (open_tags_.empty()) broken("close() without open() after", out_.substr(0, 40));
    out_ += "</";
    out_ += open_tags_.back();
    out_ += '>';
    open_tags_.pop_back();
    return *this;
}

Writer& Writer::single(Name tag, std::initializer_list<Attribute> attributes) {
    if (!holds(void_elements, tag.text())) broken("single() of", tag.text());
    start(tag, attributes);
    return *this;
}

Writer& Writer::text(std::string_view content) {
    escape(out_, content);
    return *this;
}

Writer& Writer::element(Name tag, std::initializer_list<Attribute> attributes,
                        std::string_view content) {
    return open(tag, attributes).text(content).close();
}

Writer& Writer::append(const Writer& fragment) {
    out_ += fragment.str();
    return *this;
}

Writer& Writer::json_ld(std::string_view json) {
    out_ += "<script type=\"application/ld+json\">";
    for (const char c : json) {
        if (c == '<') {
            out_ += "\\u003c";
        } else {
            out_ += c;
        }
    }
    out_ += "</script>";
    return *this;
}

const std::string& Writer::str() const {
    if (!open_tags_.empty()) broken("still open:", open_tags_.back());
    return out_;
}

}  // namespace pingyi::html
