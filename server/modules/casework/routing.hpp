// Which body should have a letter: a guess from categories, words, the place and the body that the
// resident named. Pure; people decide.
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/casework/types.hpp"

namespace pingyi::casework {

/// What a letter may be about, in a tree.
struct Category {
    std::string code;
    std::optional<std::string> parent;
    Label name;
    std::vector<std::string> keywords;
    bool is_current = true;
    bool operator==(const Category&) const = default;
};

/// This body answers for this category (and those below it) in places whose code begins with
/// `place`; everywhere for "".
struct BodyRoute {
    std::string category;
    std::string place;
    UnitId unit;
    bool operator==(const BodyRoute&) const = default;
};

/// Why a body is guessed: the resident named it; it answers for the category that was chosen; words
/// of the letter belong to a category it answers for.
BOOST_DEFINE_ENUM_CLASS(Because, named, category, words)

struct GuessReason {
    Because because = Because::named;
    std::string category;            ///< code; empty when named
    std::vector<std::string> words;  ///< that were found
    std::string place;               ///< of the rule; empty when it holds everywhere
    bool operator==(const GuessReason&) const = default;
};

/// A body that the letter may belong to, with every reason; more reasons weigh more.
struct Guess {
    UnitId unit;
    std::optional<std::string> category;  ///< that speaks for it most
    std::int64_t weight = 0;
    std::vector<GuessReason> reasons;
};

inline constexpr std::size_t guesses_max = 5;

/// Best first; empty when nothing speaks for any body. Bodies of one weight stay in a fixed order.
[[nodiscard]] std::vector<Guess> guesses(const Case& item, std::span<const Category> categories,
                                         std::span<const BodyRoute> routes);

}  // namespace pingyi::casework
