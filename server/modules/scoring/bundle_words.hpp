// What the pages of a bundle say of a unit, in both languages.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/scoring/result.hpp"

namespace pingyi::scoring {

/// What kind of interval a score has, or why it has none.
[[nodiscard]] Words doubt_words(Doubt doubt);
/// The interval is one of the score itself: of opt-in answers there is none.
[[nodiscard]] bool has_interval(const Outcome& outcome, const UnitResult& result);
/// "88.10–90.20" at the places of the scheme; nothing without an interval.
[[nodiscard]] std::optional<std::string> interval_text(const Scheme& scheme, const Outcome& outcome,
                                                       const UnitResult& result);
/// "如果发出的都收回，得分在 70.00–90.00 之间": what those who did not answer leave open, if
/// anything.
[[nodiscard]] std::optional<Words> range_words(const Scheme& scheme, const Node& node);
/// "第2–5名之间，共9个", "between 2nd and 5th of 9", or why there is no place.
[[nodiscard]] Words rank_words(const UnitResult& result);
[[nodiscard]] Words withheld_words(const Scheme& scheme, const UnitResult& result);
[[nodiscard]] Words false_votes_words(const UnitResult& result);
[[nodiscard]] Words band_words(const Scheme& scheme, std::string_view code);
/// What must be said beside a band: that the whole interval that is shown lies in it, or which
/// others it does not rule out, or that there is none to tell (nothing of given figures, which have
/// no error); and why, where the score as it is shown would be in another band.
[[nodiscard]] std::vector<Words> band_remarks(const Scheme& scheme, const Outcome& outcome,
                                              const UnitResult& result);
/// That bands and places follow the score before rounding, and how scores are shown.
[[nodiscard]] Words rounding_words(const Scheme& scheme);
[[nodiscard]] Words veto_words(const Scheme& scheme, std::string_view code);
[[nodiscard]] Words sanction_words(const Scheme& scheme, const Reached& reached);
/// Where the records of a node are, one for each: a table, or the events by their day.
[[nodiscard]] std::vector<Words> evidence_words(const Scheme& scheme, const Data& data,
                                                const Node& node);

}  // namespace pingyi::scoring
