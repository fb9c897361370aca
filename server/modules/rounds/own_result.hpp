// What the head of a body sees of its own result before others do: the numbers of the stored public
// bundle that belong to it, each with its derivation in words.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/label.hpp"
#include "kernel/time.hpp"
#include "modules/rounds/results.hpp"

namespace pingyi::rounds {

/// What an input does to the number above it.
BOOST_DEFINE_ENUM_CLASS(Effect, counted, weighed, added, taken_off)

struct OwnPart {
    std::string id{};
    Effect effect = Effect::counted;
    std::optional<std::string> percent{};  ///< "70.0", of a weighed one
};
BOOST_DESCRIBE_STRUCT(OwnPart, (), (id, effect, percent))

/// A number and what it is made of.
struct OwnNumber {
    std::string id;
    Label name;
    std::optional<std::string> value;  ///< as shown; absent where it is missing
    Label sentence;                    ///< how it follows from its parts, or why it is missing
    std::optional<std::string> error;  ///< standard error
    std::vector<Label> evidence;       ///< where the records are
    std::vector<OwnPart> parts;
};
BOOST_DESCRIBE_STRUCT(OwnNumber, (), (id, name, value, sentence, error, evidence, parts))

/// The result of one body in words. Without a score, `withheld` says why and `numbers` is empty.
struct OwnScore {
    Label unit_class;
    std::optional<std::string> score, interval;
    Label doubt;  ///< what kind of interval
    std::optional<Label> band, withheld;
    std::vector<Label> band_remarks;  ///< what its interval says of the band
    Label rounding;                   ///< that band and places follow the score before rounding
    Label ranks;  ///< its places in the class, never a bare one where they cannot be told apart
    std::optional<std::int64_t> group;  ///< of those that cannot be separated from each other
    std::int64_t ballots = 0;
    std::vector<Label> vetoes, sanctions;
    std::string root;                ///< where its derivation begins
    std::vector<OwnNumber> numbers;  ///< the score and all below it
};
BOOST_DESCRIBE_STRUCT(OwnScore, (),
                      (unit_class, score, interval, doubt, band, withheld, band_remarks, rounding,
                       ranks, group, ballots, vetoes, sanctions, root, numbers))

/// errors   not_found rounds.not_in_result (the body took no part)
[[nodiscard]] Result<OwnScore> own_score(const Loaded& loaded, std::string_view unit);

/// The number of this id; null when there is none.
[[nodiscard]] const OwnNumber* number_in(const OwnScore& score, std::string_view id);

}  // namespace pingyi::rounds
