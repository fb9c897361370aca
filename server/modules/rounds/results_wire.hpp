// What requests for public results hold, and the list for programs.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "kernel/fields.hpp"
#include "kernel/page.hpp"
#include "modules/rounds/types.hpp"

namespace pingyi::rounds {

struct ResultPath {
    Text<1, 40> round;
};
BOOST_DESCRIBE_STRUCT(ResultPath, (), (round))
struct ResultClassPath {
    Text<1, 40> round;
    Text<1, 60> class_;
};
BOOST_DESCRIBE_STRUCT(ResultClassPath, (), (round, class_))
struct ResultUnitPath {
    Text<1, 40> round;
    Text<1, 60> unit;
};
BOOST_DESCRIBE_STRUCT(ResultUnitPath, (), (round, unit))
struct ComparePath {
    Text<1, 40> round;
    Text<1, 40> other;
};
BOOST_DESCRIBE_STRUCT(ComparePath, (), (round, other))

struct PageQuery {
    std::optional<Cursor> after;
};
BOOST_DESCRIBE_STRUCT(PageQuery, (), (after))
struct CompareQuery {
    std::optional<Text<1, 60>> after;  ///< code of the body after which the page begins
};
BOOST_DESCRIBE_STRUCT(CompareQuery, (), (after))
struct CompareNumberQuery {
    Int<1, 1'000> with;  ///< number of the earlier result of the same round
    std::optional<Text<1, 60>> after;
};
BOOST_DESCRIBE_STRUCT(CompareNumberQuery, (), (with, after))

struct PublicRound {
    std::string code;
    std::string name;
    std::optional<std::string> name_en;
    State state = State::consulted;
    std::string from, until;
    std::optional<Day> closes_on, appeals_until;
    std::optional<Instant> published_at;
    std::optional<std::string> result_id;  ///< of a published one
};
BOOST_DESCRIBE_STRUCT(PublicRound, (),
                      (code, name, name_en, state, from, until, closes_on, appeals_until,
                       published_at, result_id))

}  // namespace pingyi::rounds
