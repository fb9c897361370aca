// Pictures are made anew by a child process that can do nothing else: a decoder that a hostile
// picture takes over holds no data, no key and no network.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"

namespace pingyi::files {

inline constexpr int side_pixels_max = 2560;
inline constexpr long long pixels_max = 50'000'000;

/// What to start: this program again, with a command that is not in its help.
struct Reencoder {
    std::string program = "/proc/self/exe";
    std::vector<std::string> arguments{"reencode"};
    std::chrono::milliseconds patience{60'000};  ///< then it is killed
};

/// The picture as a plain JPEG: upright, sRGB on white, at most `side_pixels_max` on a side,
/// without metadata. Takes as long as `patience` at most.
/// errors   invalid_input files.damaged (cannot be decoded); files.too_many_pixels (over
///          `pixels_max`, told before decoding); files.too_hard (a limit of time or memory was
///          reached, or the decoder died); unavailable files.no_child (could not be started)
[[nodiscard]] Result<std::string> reencoded(const Reencoder& reencoder, std::string_view picture);

/// The child's whole life: limits itself, reads standard input, writes standard output. Returns the
/// exit status: 0 done, 2 damaged, 3 too many pixels, 4 anything else.
[[nodiscard]] int reencode_command();

}  // namespace pingyi::files
