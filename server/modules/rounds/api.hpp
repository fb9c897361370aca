// What other modules may use of rounds: finding one, the tables of values that its scheme reads,
// and the scores that it showed or published.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/rounds/own_result.hpp"
#include "modules/rounds/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::rounds {

/// The newest rounds first, at most 50.
[[nodiscard]] std::vector<Round> newest_rounds(db::Tx& tx);
/// errors   not_found rounds.no_such_round
[[nodiscard]] Result<Round> round_named(db::Tx& tx, std::string_view code);
/// The stored public bundle of the current result shows bodies to their heads from now on.
[[nodiscard]] bool is_shown_to_bodies(State state);
[[nodiscard]] bool is_published(State state);
/// Figures may still be entered into the tables of a round.
[[nodiscard]] bool accepts_entries(State state);

/// A table of values that the scheme of a round reads: "leadership" with the columns that it names.
struct ValueTable {
    std::string code;  ///< the file is "CODE.csv"
    Label name;
    std::vector<std::string> columns;
};
/// Those that people bring, in the order of the scheme.
/// errors   internal rounds.bad_bundle (the stored scheme cannot be read)
[[nodiscard]] Result<std::vector<ValueTable>> value_tables(db::Tx& tx, const Round& round);

/// Codes of the classes whose bodies take part.
/// errors   as value_tables
[[nodiscard]] Result<std::vector<std::string>> classes_of(db::Tx& tx, const Round& round);

/// A table that is about to be shown; made before the transaction, for it hashes.
[[nodiscard]] Table new_table(const Round& round, std::string name, std::string_view text,
                              std::string evidence, const AccountId& by, Instant now);
/// Puts a small one (at most 250 kB) into its round in the caller's transaction, in place of the
/// one of this name.
/// errors   conflict rounds.tables_closed; invalid_input rounds.part_too_large
[[nodiscard]] Result<> show_table(db::Tx& tx, const Table& made, std::string_view text);

/// The score of a body as a round published it.
struct PublishedScore {
    std::string round;  ///< code
    Label name;
    std::int64_t result = 0;      ///< number of the result
    std::string result_id;        ///< of the public bundle
    std::string score, band;      ///< empty where there is none
    std::string best, worst, of;  ///< places in its class; empty where it is not ranked
};
/// Of every body in it, by code.
/// errors   not_found rounds.no_such_round; conflict rounds.not_published; internal
///          rounds.bad_bundle
[[nodiscard]] Result<std::map<std::string, PublishedScore>> published_scores(
    db::Tx& tx, std::string_view round);
/// Of one. errors   as above; not_found rounds.not_in_result
[[nodiscard]] Result<PublishedScore> published_score(db::Tx& tx, std::string_view round,
                                                     std::string_view unit);
/// Those of earlier published rounds by schemes of the same code, newest first, at most 5.
[[nodiscard]] std::vector<PublishedScore> earlier_scores(db::Tx& tx, const Round& round,
                                                         std::string_view unit);

}  // namespace pingyi::rounds
