// What a file is, told by its content and never by its name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/result.hpp"

namespace pingyi::files {

enum class Format : std::uint8_t { jpeg, png, webp, heic, pdf };
inline constexpr std::size_t bytes_max = 10UL * 1024 * 1024;
inline constexpr std::size_t name_length_max = 80;

/// errors   invalid_input: files.empty; files.too_large; files.kind_not_accepted; for PDF also
///          files.pdf_damaged (no end, or something behind it), files.pdf_locked (encrypted),
///          files.pdf_active (scripts, programs to start or further files inside; what is hidden in
///          compressed parts is not seen)
[[nodiscard]] Result<Format> format_of(std::string_view bytes);

/// The name to show: without folders, controls and signs that mean something to shells or headers,
/// at most `name_length_max` code points, with the ending of what is kept (".jpg" or ".pdf").
[[nodiscard]] std::string shown_name(std::string_view sent, Format format);

/// "image/jpeg" …, of the format as sent.
[[nodiscard]] std::string_view media_type_of(Format format);

}  // namespace pingyi::files
