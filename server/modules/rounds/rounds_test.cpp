// The life of a round: who may take which step, what each wants, and what everybody sees of it.
#include "modules/rounds/rounds_test.hpp"

#include "modules/rounds/workflow.hpp"

namespace pingyi::rounds {
namespace {

INSTANTIATE_TEST_SUITE_P(Engines, RoundsTest, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

constexpr State states[] = {
    State::draft,     State::consulted,     State::issued,   State::collecting, State::closed,
    State::computed,  State::verified,      State::shown,    State::appeals,    State::signed_off,
    State::published, State::rectification, State::archived, State::suspended,  State::voided};

TEST(RoundWorkflow, NoStateIsLost) {
    EXPECT_TRUE(workflow.unreachable(State::draft, states).empty());
    EXPECT_EQ(workflow.ends(states), (std::vector{State::archived, State::voided}));
}

TEST_P(RoundsTest, TheCityCanBeScored) {
    const auto scheme = *scoring::check(city_scheme).scheme;
    EXPECT_EQ(stored_scheme().hash, scoring::scheme_hash(scheme));
    EXPECT_EQ(city_survey().substr(0, 12), "unit,answer\n");
}

}  // namespace
}  // namespace pingyi::rounds
