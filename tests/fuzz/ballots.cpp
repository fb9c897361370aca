// Tables of ballots: whatever the pieces and threads, the same cells or the same mistakes come out.
#include "modules/scoring/ballots.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "require.hpp"

namespace {

using namespace pingyi;

scoring::BallotLayout layout_of(std::uint8_t choice) {
    scoring::BallotLayout layout;
    layout.units = {"a", "b"};
    layout.stratum_column = "stratum";
    if ((choice & 1U) != 0) layout.strata = {"s", "t"};
    if ((choice & 2U) != 0) layout.cluster_column = "psu";
    if ((choice & 4U) != 0) layout.weight_column = "weight";
    if ((choice & 8U) != 0) layout.population_column = "population";
    const bool has_clusters = layout.cluster_column.has_value();
    if ((choice & 64U) != 0 && has_clusters) layout.cluster_size_column = "psu_size";
    scoring::AnswerColumn named{"answer", {{"good", {100, true}}, {"bad", {0}}}};
    if ((choice & 16U) != 0) named.blank = scoring::Answer{0, false, false, true};
    scoring::AnswerColumn free{"points"};
    free.places = 2;
    free.highest = 10'000;
    scoring::AnswerColumn ratio = free;
    ratio.over = "asked";
    ratio.blank = scoring::Answer{0, false, false, true};
    layout.answers = {named, free};
    if ((choice & 128U) != 0) layout.answers.push_back(ratio);
    layout.ignores_others = (choice & 32U) != 0;
    return layout;
}

bool are_alike(const scoring::Ballots& a, const scoring::Ballots& b) {
    if (a.rows != b.rows || a.cells.size() != b.cells.size()) return false;
    for (std::size_t i = 0; i < a.cells.size(); ++i) {
        const auto& x = a.cells[i];
        const auto& y = b.cells[i];
        if (x.unit != y.unit || x.stratum != y.stratum || x.cluster != y.cluster) return false;
        if (x.rows != y.rows) return false;
    }
    for (std::size_t i = 0; i < a.sums.size(); ++i) {
        if (a.sums[i].valid != b.sums[i].valid || a.sums[i].points != b.sums[i].points ||
            a.sums[i].weight != b.sums[i].weight) {
            return false;
        }
    }
    return a.both == b.both;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const scoring::BallotLayout layout = layout_of(bytes[0]);
    const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    const auto whole = scoring::ballots_in(text, "t.csv", layout, {.threads = 1});
    const auto pieces =
        scoring::ballots_in(text, "t.csv", layout, {.threads = 2, .piece_bytes = 7});
    fuzz::require(whole.has_value() == pieces.has_value(), "pieces decide what is accepted");
    if (!whole) {
        fuzz::require(!whole.error().fields.empty(), "a refusal without a named mistake");
        return 0;
    }
    fuzz::require(are_alike(*whole, *pieces), "pieces change the cells");
    std::int64_t rows = 0;
    for (const auto& cell : whole->cells) rows += cell.rows;
    fuzz::require(rows == whole->rows, "a row was lost");
    for (const auto lonely : {scoring::LonelyCluster::fail, scoring::LonelyCluster::average}) {
        (void)scoring::unit_estimates(*whole, layout, 0, scoring::Statistic::rate, lonely);
        (void)scoring::unit_estimates(*whole, layout, 1, scoring::Statistic::score, lonely);
        if (layout.answers.size() < 3) continue;
        (void)scoring::unit_estimates(*whole, layout, 2, scoring::Statistic::ratio, lonely);
    }
    return 0;
}
