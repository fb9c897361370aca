#include "modules/open311/output.hpp"

#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>

#include "platform/http/engine.hpp"

namespace pingyi::open311 {
namespace {

[[noreturn]] void broken(std::string_view what) {
    std::fprintf(stderr, "open311::Output: %.*s\n", static_cast<int>(what.size()), what.data());
    std::abort();
}

/// U+FFFE and U+FFFF, which UTF-8 can write and XML cannot hold.
bool is_noncharacter(std::string_view rest) {
    return rest.starts_with("\xEF\xBF\xBE") || rest.starts_with("\xEF\xBF\xBF");
}

}  // namespace

std::string_view media_of(Format format) {
    return format == Format::xml ? "text/xml; charset=utf-8" : "application/json; charset=utf-8";
}

void append_escaped(std::string& out, std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\xEF':
                if (is_noncharacter(text.substr(i))) {
                    i += 2;
                } else {
                    out += c;
                }
                break;
            default:
                if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
        }
    }
}

Output::Output(Format format) : format_{format} {
    if (format_ == Format::xml) out_ = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
}

/// What stands before a value: in XML nothing, in JSON a comma and the name.
void Output::begin(std::string_view name) {
    if (format_ == Format::xml || levels_.empty()) return;
    Level& level = levels_.back();
    if (level.has_content) out_ += ',';
    level.has_content = true;
    if (level.is_list) return;
    http::append_quoted(out_, name);
    out_ += ':';
}

Output& Output::open_list(Name name) {
    begin(name.text());
    if (format_ == Format::xml) {
        out_.append("<").append(name.text()).append(">");
    } else {
        out_ += '[';
    }
    levels_.push_back({name.text(), true, false});
    return *this;
}

Output& Output::open_item(Name name) {
    begin(name.text());
    if (format_ == Format::xml) {
        out_.append("<").append(name.text()).append(">");
    } else {
        out_ += '{';
    }
    levels_.push_back({name.text(), false, false});
    return *this;
}

Output& Output::close() {
    if (levels_.empty()) broken("close() without open");
    if (format_ == Format::xml) {
        out_.append("</").append(levels_.back().name).append(">");
    } else {
        out_ += levels_.back().is_list ? ']' : '}';
    }
    levels_.pop_back();
    return *this;
}

void Output::put(std::string_view name, std::string_view plain, bool is_quoted) {
    if (levels_.empty()) broken("a value outside of everything");
    begin(name);
    if (format_ == Format::json) {
        if (plain.empty()) {
            out_ += "null";
        } else if (is_quoted) {
            http::append_quoted(out_, plain);
        } else {
            out_ += plain;
        }
        return;
    }
    if (plain.empty()) {
        out_.append("<").append(name).append("/>");
        return;
    }
    out_.append("<").append(name).append(">");
    append_escaped(out_, plain);
    out_.append("</").append(name).append(">");
}

Output& Output::text(Name name, std::string_view value) {
    if (in_list()) broken("text() in a list");
    put(name.text(), value, true);
    return *this;
}

Output& Output::time(Name name, const std::optional<Instant>& at) {
    if (!at) return empty(name);
    std::string shown = text_of(*at);
    shown.replace(shown.find('.'), std::string::npos, "Z");
    return text(name, shown);
}

Output& Output::degrees(Name name, const std::optional<std::int64_t>& e6) {
    if (in_list()) broken("degrees() in a list");
    put(name.text(), e6 ? fmt::format("{:.3f}", static_cast<double>(*e6) / 1e6) : std::string{},
        false);
    return *this;
}

Output& Output::flag(Name name, bool value) {
    if (in_list()) broken("flag() in a list");
    put(name.text(), value ? "true" : "false", false);
    return *this;
}

Output& Output::number(Name name, std::int64_t value) {
    if (in_list()) broken("number() in a list");
    put(name.text(), std::to_string(value), false);
    return *this;
}

Output& Output::value(Name name, std::string_view content) {
    if (!in_list()) broken("value() outside of a list");
    put(name.text(), content, true);
    return *this;
}

std::string Output::done() && {
    if (!levels_.empty()) broken("still open");
    return std::move(out_);
}

}  // namespace pingyi::open311
