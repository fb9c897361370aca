// What the API of schemes reads and answers. The text of a scheme comes as it is, not inside JSON.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "kernel/fields.hpp"
#include "kernel/page.hpp"
#include "modules/rounds/months.hpp"
#include "modules/rounds/tables.hpp"
#include "modules/rounds/tables_wire.hpp"
#include "modules/rounds/types.hpp"

namespace pingyi::rounds {

struct SchemePath {
    SchemeId scheme;
};
BOOST_DESCRIBE_STRUCT(SchemePath, (), (scheme))
struct SchemeTablePath {
    SchemeId scheme;
    TableName table;
};
BOOST_DESCRIBE_STRUCT(SchemeTablePath, (), (scheme, table))
struct SchemesQuery {
    std::optional<Cursor> after;
    std::optional<Int<1, 100>> limit;
};
BOOST_DESCRIBE_STRUCT(SchemesQuery, (), (after, limit))
using Revision = Int<1, 1'000'000'000>;
struct RevisionQuery {
    Revision revision;  ///< the one that was read
};
BOOST_DESCRIBE_STRUCT(RevisionQuery, (), (revision))
struct IssueBody {
    Revision revision;
};
BOOST_DESCRIBE_STRUCT(IssueBody, (), (revision))

struct SchemeRow {
    SchemeId id;
    std::string code;
    std::int64_t version = 0;
    std::string title;  ///< in the reader's language; may be empty
    std::int64_t revision = 0;
    SchemeState state{};
    std::optional<std::string> hash;
    std::optional<std::string> changed_by;  ///< as colleagues call them
    Instant changed_at{};
    std::optional<Instant> issued_at;
    std::optional<std::string> entry;  ///< of the public ledger
};
BOOST_DESCRIBE_STRUCT(SchemeRow, (),
                      (id, code, version, title, revision, state, hash, changed_by, changed_at,
                       issued_at, entry))
struct SchemeView {
    SchemeRow scheme;
    std::string yaml;
    bool may_change = false;
};
BOOST_DESCRIBE_STRUCT(SchemeView, (), (scheme, yaml, may_change))

struct ShippedView {
    std::string name;
    std::string title;  ///< in the reader's language
    std::string source;
    std::string yaml;
};
BOOST_DESCRIBE_STRUCT(ShippedView, (), (name, title, source, yaml))
struct ShippedSchemes {
    std::vector<ShippedView> items;
};
BOOST_DESCRIBE_STRUCT(ShippedSchemes, (), (items))

// Checking

struct FindingView {
    std::int64_t line = 0;  ///< from 1; 0 when it does not stand in the text
    std::int64_t column = 0;
    bool is_error = true;
    std::string code;
    std::string text;  ///< in the reader's language
};
BOOST_DESCRIBE_STRUCT(FindingView, (), (line, column, is_error, code, text))
struct OutlineLine {
    std::int64_t depth = 0;
    std::int64_t line = 0;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(OutlineLine, (), (depth, line, text))
struct IndicatorView {
    std::string code;
    std::int64_t depth = 0;
    std::string text;
    std::string weight;
};
BOOST_DESCRIBE_STRUCT(IndicatorView, (), (code, depth, text, weight))
struct TableReadView {
    std::string name;
    TableKind kind{};
    std::string text;  ///< of the measure; empty for units and events
    bool is_counted = false;
    bool is_needed = false;
    std::vector<std::string> groups;  ///< of evaluators, where its ballots have any
};
BOOST_DESCRIBE_STRUCT(TableReadView, (), (name, kind, text, is_counted, is_needed, groups))
/// The last three are empty while there are errors.
struct CheckView {
    std::int64_t errors = 0;
    std::int64_t warnings = 0;
    std::vector<FindingView> findings;
    std::vector<OutlineLine> outline;
    std::vector<IndicatorView> indicators;  ///< all but the root
    std::vector<TableReadView> tables;
};
BOOST_DESCRIBE_STRUCT(CheckView, (), (errors, warnings, findings, outline, indicators, tables))

// Trying

struct TrialQuery {
    std::optional<Month> from, until;   ///< needed for measures of the server
    List<Text<3, 100>, 20> weight;      ///< "by-phone/30"
    List<Text<1, 100>, 20> drop;        ///< an indicator
    List<Text<1, 200>, 20> no_event;    ///< an id of events.csv
    List<Text<5, 300>, 20> no_ballots;  ///< "survey/qh-minzheng/residents"
};
BOOST_DESCRIBE_STRUCT(TrialQuery, (), (from, until, weight, drop, no_event, no_ballots))

struct TrialPlace {
    std::int64_t best = 0;
    std::int64_t worst = 0;
    std::int64_t of = 0;
    std::int64_t group = 0;  ///< bodies with one number cannot be told apart
};
BOOST_DESCRIBE_STRUCT(TrialPlace, (), (best, worst, of, group))
struct TrialResult {
    std::optional<std::string> score, low, high;
    std::optional<std::string> band;  ///< in the reader's language
    std::string doubt;                ///< scoring::doubt_names
    std::string standing;             ///< scoring::standing_names
    std::string withheld;             ///< scoring::withheld_names
    std::optional<TrialPlace> place;
    std::int64_t ballots = 0;
    std::string sentence, sentence_en;  ///< how the score follows
};
BOOST_DESCRIBE_STRUCT(TrialResult, (),
                      (score, low, high, band, doubt, standing, withheld, place, ballots, sentence,
                       sentence_en))
struct TrialUnit {
    std::string unit;
    std::string name;
    std::string class_;
    TrialResult result;
    std::optional<TrialResult> supposed;  ///< with the changes that were asked for
};
BOOST_DESCRIBE_STRUCT(TrialUnit, (), (unit, name, class_, result, supposed))
struct TrialDifference {
    std::string id;
    std::string text;
    std::optional<std::string> before, after;
};
BOOST_DESCRIBE_STRUCT(TrialDifference, (), (id, text, before, after))
struct TrialView {
    std::string scheme_hash;
    Instant counted_at{};  ///< when the measures of the server were counted
    std::vector<TrialUnit> units;
    std::vector<TrialDifference> differences;  ///< the first 500
    std::int64_t differences_count = 0;
};
BOOST_DESCRIBE_STRUCT(TrialView, (),
                      (scheme_hash, counted_at, units, differences, differences_count))

}  // namespace pingyi::rounds
