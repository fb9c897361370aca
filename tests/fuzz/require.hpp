// The alarm of every fuzz target.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace pingyi::fuzz {

/// Stops the program, which libFuzzer reports with the input that did it.
inline void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

}  // namespace pingyi::fuzz
