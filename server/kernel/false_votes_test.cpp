// How many false votes change a band: rows with their reasons, and that one less never does.
#include "kernel/false_votes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace pingyi {
namespace {

using Number = std::optional<std::int64_t>;

TEST(FalseVotes, LeaveTheBand) {
    struct Row {
        std::string_view why;
        Votes votes;
        BandEdges band;
        Number added_up, added_down, changed_up, changed_down;
    };
    const Row rows[] = {
        // 85: up to 90 with 100s: (8500 + 100 m) / (100 + m) >= 90, m >= 50; down below 80 with 0s
        {"85 of 100 ballots in [80, 90)", {100, 8500, 0, 100}, {80, 90}, 50, 7, 5, 6},
        {"at the lower edge, which belongs to it", {100, 8000, 0, 100}, {80, 90}, 100, 1, 10, 1},
        {"at the lower edge, which a changed ballot passes",
         {100, 8001, 0, 100},
         {80, 90},
         100,
         1,
         10,
         1},
        {"an open top", {100, 9500, 0, 100}, {90, std::nullopt}, std::nullopt, 6, std::nullopt, 6},
        {"the top of the scale is in the band: nothing goes beyond",
         {100, 9500, 0, 100},
         {{90}, {100}, true, true},
         std::nullopt,
         6,
         std::nullopt,
         6},
        {"all at the top: only a full count of changes gets there, no added one does",
         {10, 950, 0, 100},
         {90, 100},
         std::nullopt,
         1,
         1,
         1},
        {"no edges", {10, 500, 0, 100}, {}, {}, {}, {}, {}}};
    for (const Row& row : rows) {
        const FalseVotes result = false_votes(row.votes, row.band);
        EXPECT_EQ(result.added_up, row.added_up) << row.why;
        EXPECT_EQ(result.added_down, row.added_down) << row.why;
        EXPECT_EQ(result.changed_up, row.changed_up) << row.why;
        EXPECT_EQ(result.changed_down, row.changed_down) << row.why;
    }
    const FalseVotes both = false_votes({100, 8500, 0, 100}, {80, 90});
    EXPECT_EQ(both.added(), 7);
    EXPECT_EQ(both.changed(), 5);
    EXPECT_EQ(false_votes({10, 500, 0, 100}, {}).added(), std::nullopt);
}

bool holds(const Rational& mean, const BandEdges& band) {
    const bool from = !band.from || (band.includes_from ? mean >= *band.from : mean > *band.from);
    const bool to = !band.to || (band.includes_to ? mean <= *band.to : mean < *band.to);
    return from && to;
}

RC_GTEST_PROP(FalseVotesProperty, AreEnoughAndOneLessIsNot, ()) {
    const auto n = *rc::gen::inRange<std::int64_t>(1, 500);
    const auto from = *rc::gen::inRange<std::int64_t>(0, 100);
    const auto to = *rc::gen::inRange<std::int64_t>(from + 1, 102);
    const auto sum = *rc::gen::inRange<std::int64_t>(0, 100 * n + 1);
    const BandEdges band{from, to, *rc::gen::arbitrary<bool>(), *rc::gen::arbitrary<bool>()};
    RC_PRE((holds(Rational(sum, n), band)));
    const FalseVotes result = false_votes({n, sum, 0, 100}, band);
    const auto with = [&](std::int64_t points, std::int64_t more) {
        return holds(Rational(sum + points, n + more), band);
    };
    if (result.added_up) {
        RC_ASSERT(!with(100 * *result.added_up, *result.added_up));
        RC_ASSERT(with(100 * (*result.added_up - 1), *result.added_up - 1));
    }
    if (result.added_down) {
        RC_ASSERT(!with(0, *result.added_down));
        RC_ASSERT(with(0, *result.added_down - 1));
    }
    if (result.changed_up) {
        RC_ASSERT(!with(100 * *result.changed_up, 0));
        RC_ASSERT(with(100 * (*result.changed_up - 1), 0));
    }
    if (result.changed_down) {
        RC_ASSERT(!with(-100 * *result.changed_down, 0));
        RC_ASSERT(with(-100 * (*result.changed_down - 1), 0));
    }
}

}  // namespace
}  // namespace pingyi
