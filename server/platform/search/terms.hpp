// How text becomes terms: Chinese and other scripts without word breaks as single signs and pairs,
// Latin words and numbers whole.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pingyi::search {

/// "A2区物业, ok" -> text " a2 区物业, ok ", terms a2 ok 区 物 业 区物 物业.
struct Analysed {
    std::string text;  ///< folded, a space on either side of each Latin word and number
    std::vector<std::string> terms;  ///< sorted, each once; at most `term_length_max` code points
};
inline constexpr std::size_t term_length_max = 64;

/// What is kept of a document. `input` is any UTF-8.
[[nodiscard]] Analysed analysed(std::string_view input);

/// What one word of a query asks for: documents that have all the terms and, where the terms alone
/// do not say it all, hold the text.
struct Sought {
    std::vector<std::string> terms;  ///< at most 32; none when there is no letter or number in it
    std::string text;
    bool is_exact = false;  ///< who has the one term holds the text: no recheck needed
};
/// `word` holds no white space.
[[nodiscard]] Sought sought(std::string_view word);

}  // namespace pingyi::search
