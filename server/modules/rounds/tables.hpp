// Bringing a table to a draft scheme or a round: what a scheme reads, checked before it is stored.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "modules/rounds/contents_store.hpp"
#include "modules/rounds/server_tables.hpp"
#include "modules/rounds/types.hpp"
#include "modules/scoring/api.hpp"

namespace pingyi::rounds {

BOOST_DEFINE_ENUM_CLASS(TableKind, units, ballots, counts, values, events)
/// A table that a scheme reads.
struct TableRead {
    std::string name;  ///< "survey.csv"
    TableKind kind = TableKind::units;
    Label words;              ///< of the measure; empty for units and events
    bool is_counted = false;  ///< by the server: cannot be brought
    bool is_needed = true;    ///< units.csv comes from the register if nobody brings it
};
/// units.csv, the measures in their order, events.csv where the scheme has events.
[[nodiscard]] std::vector<TableRead> tables_read(const scoring::Scheme& scheme);

/// Names of those that have to be brought and are not there.
[[nodiscard]] std::vector<std::string> missing_tables(const scoring::Scheme& scheme,
                                                      const std::set<std::string>& there);
/// The code of the mistake: of events that the header alone would do, else `usual`.
[[nodiscard]] std::string missing_code(std::string_view name, std::string_view usual);

/// `told`, which says whose it is, what it is called and whence it comes, with what follows from
/// the text: hash, size, rows; and an id.
[[nodiscard]] Table table_of(Table told, std::string_view text);

struct Bringing {
    std::string owner;  ///< id of the draft scheme or round
    const scoring::Scheme& scheme;
    std::string name;
    std::string_view text;
    std::string evidence;
    AccountId by;
    Instant now;
};
/// Runs in the transaction that shows the table, before it is shown; an error leaves all as it was.
using Also = std::function<Result<>(db::Tx& tx, const Table& made)>;

/// Stores a table in place of the one of this name before it.
/// errors   invalid_input rounds.no_such_table (the scheme reads none of this name),
///          rounds.table_is_counted, rounds.table_too_large, csv.invalid with every mistake at
///          "survey.csv: row 3, unit"; conflict rounds.too_many_tables; those of `also`
[[nodiscard]] Result<Table> bring_table(db::Database& database, const Zone& zone,
                                        const Bringing& what, const Also& also);
/// What was stored before `before` and no table shows: it was refused in the end, or interrupted.
/// returns  of how many tables
[[nodiscard]] Result<std::int64_t> sweep_tables(db::Database& database, Instant before);

/// All that is read: the tables of the owner, and those of the server for the others.
/// errors   those of server_tables
[[nodiscard]] Result<store::Contents> tables_for(db::Tx& tx, std::string_view owner,
                                                 const scoring::Scheme& scheme,
                                                 const Counting& counting, const Zone& zone);

}  // namespace pingyi::rounds
