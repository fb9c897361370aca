#include "platform/files/inspect.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "kernel/text.hpp"

namespace pingyi::files {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view white = "\0\t\n\f\r "sv;
constexpr std::string_view delimiters = "\0\t\n\f\r ()<>[]{}/%"sv;

bool is_heic(std::string_view bytes) {
    constexpr std::array brands{"heic"sv, "heix"sv, "heim"sv, "heis"sv, "mif1"sv};
    return bytes.size() > 16 && bytes.substr(4, 4) == "ftyp" &&
           std::ranges::find(brands, bytes.substr(8, 4)) != brands.end();
}

std::optional<Format> picture_of(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xD8\xFF")) return Format::jpeg;
    if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return Format::png;
    if (bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP")) return Format::webp;
    if (is_heic(bytes)) return Format::heic;
    return std::nullopt;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char low = static_cast<char>(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/// The name that begins behind the slash before `at`; "#4A" in it is one character. Long ones are
/// cut: none of those we look for is.
std::string pdf_name(std::string_view bytes, std::size_t at) {
    std::string name;
    while (at < bytes.size() && name.size() < 20 && !delimiters.contains(bytes[at])) {
        const int high = bytes[at] == '#' && at + 2 < bytes.size() ? hex_digit(bytes[at + 1]) : -1;
        const int low = high >= 0 ? hex_digit(bytes[at + 2]) : -1;
        name += low >= 0 ? static_cast<char>((high * 16) + low) : bytes[at];
        at += low >= 0 ? 3 : 1;
    }
    return name;
}

Result<Format> pdf(std::string_view bytes) {
    const auto refuse = [](std::string_view code) { return fail(ErrorKind::invalid_input, code); };
    const std::size_t end = bytes.rfind("%%EOF");
    if (end == std::string_view::npos) return refuse("files.pdf_damaged");
    if (bytes.find_first_not_of(white, end + 5) != std::string_view::npos) {
        return refuse("files.pdf_damaged");
    }
    // A ZIP may end in a comment that looks like the end of a PDF.
    const std::size_t last_part = bytes.size() - std::min<std::size_t>(bytes.size(), 65'557);
    if (bytes.substr(last_part).contains("PK\x05\x06")) return refuse("files.pdf_damaged");
    constexpr std::array active{"JavaScript"sv,    "Launch"sv,    "EmbeddedFile"sv,
                                "EmbeddedFiles"sv, "RichMedia"sv, "XFA"sv};
    for (std::size_t at = bytes.find('/'); at != std::string_view::npos;
         at = bytes.find('/', at + 1)) {
        const std::string name = pdf_name(bytes, at + 1);
        if (name == "Encrypt") return refuse("files.pdf_locked");
        if (std::ranges::find(active, name) != active.end()) return refuse("files.pdf_active");
    }
    return Format::pdf;
}

/// What neither a header nor a shell nor a reader should meet in a name.
bool is_unwanted(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || "\"'`<>|:*?&;$%\\/"sv.contains(c);
}

/// The last part of a path of either system.
std::string_view last_part(std::string_view name) {
    const std::size_t slash = name.find_last_of("/\\");
    return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

}  // namespace

Result<Format> format_of(std::string_view bytes) {
    if (bytes.empty()) return fail(ErrorKind::invalid_input, "files.empty");
    if (bytes.size() > bytes_max) return fail(ErrorKind::invalid_input, "files.too_large");
    if (const auto picture = picture_of(bytes)) return *picture;
    if (bytes.starts_with("%PDF-1.") || bytes.starts_with("%PDF-2.")) return pdf(bytes);
    return fail(ErrorKind::invalid_input, "files.kind_not_accepted");
}

std::string shown_name(std::string_view sent, Format format) {
    const std::string_view ending = format == Format::pdf ? ".pdf" : ".jpg";
    std::string clean;
    const auto known = text::normalised(sent);
    if (known && text::flaw_of(*known, text::Lines::many) != text::Flaw::direction_override) {
        std::string_view stem = last_part(*known);
        const std::size_t dot = stem.rfind('.');
        if (dot != std::string_view::npos) stem = stem.substr(0, dot);
        for (const char c : stem) {
            if (!is_unwanted(c)) clean += c;
        }
    }
    clean = text::normalised(clean).value_or("");  // signs that meet now may join
    if (text::flaw_of(clean, text::Lines::one) != text::Flaw::none) clean.clear();
    std::string_view visible = text::trimmed(clean);
    while (visible.starts_with('.')) visible = text::trimmed(visible.substr(1));
    std::string name = text::shortened(visible, name_length_max - ending.size());
    return (name.empty() ? "file" : name).append(ending);
}

std::string_view media_type_of(Format format) {
    constexpr std::array types{"image/jpeg"sv, "image/png"sv, "image/webp"sv, "image/heic"sv,
                               "application/pdf"sv};
    return types[static_cast<std::size_t>(format)];
}

}  // namespace pingyi::files
