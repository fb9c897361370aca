// What the API of appraisals reads and answers.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "kernel/fields.hpp"
#include "modules/appraisals/types.hpp"

namespace pingyi::appraisals {

struct RoundPath {
    Text<1, 40> round;  ///< code
};
BOOST_DESCRIBE_STRUCT(RoundPath, (), (round))
struct PartPath {
    Text<1, 40> round;
    Text<1, 60> part;
};
BOOST_DESCRIBE_STRUCT(PartPath, (), (round, part))
struct SheetPath {
    Text<1, 40> round;
    Text<2, 40> unit;
};
BOOST_DESCRIBE_STRUCT(SheetPath, (), (round, unit))

struct BodyChoice {
    std::string code;
    Label name;
};
BOOST_DESCRIBE_STRUCT(BodyChoice, (), (code, name))

/// A round in which the reader enters, sees or reads something.
struct AppraisalRow {
    std::string round{};
    Label name{};
    rounds::State state{};
    bool is_open = false;           ///< figures may be entered
    std::int64_t parts = 0;         ///< that the reader sees
    std::int64_t to_decide = 0;     ///< figures that wait for the reader
    std::vector<BodyChoice> own{};  ///< bodies that the reader leads and whose sheets are shown
};
BOOST_DESCRIBE_STRUCT(AppraisalRow, (), (round, name, state, is_open, parts, to_decide, own))
struct AppraisalRows {
    std::vector<AppraisalRow> items;  ///< newest first
};
BOOST_DESCRIBE_STRUCT(AppraisalRows, (), (items))

/// A part in the list of its round.
struct PartRow {
    std::string part{};
    Label name{};
    std::vector<std::string> responsible{};  ///< as colleagues call them
    bool may_enter = false;                  ///< the reader, now
    std::int64_t figures = 0;                ///< of all bodies
    std::int64_t confirmed = 0;
    std::int64_t waiting = 0;
    std::int64_t to_decide = 0;  ///< waiting ones that the reader may decide
};
BOOST_DESCRIBE_STRUCT(PartRow, (),
                      (part, name, responsible, may_enter, figures, confirmed, waiting, to_decide))
struct AppraisalView {
    std::string round{};
    Label name{};
    rounds::State state{};
    bool is_open = false;
    bool may_run = false;
    std::vector<PartRow> parts{};      ///< those that the reader may see
    std::vector<BodyChoice> sheets{};  ///< bodies whose sheets the reader may read
};
BOOST_DESCRIBE_STRUCT(AppraisalView, (), (round, name, state, is_open, may_run, parts, sheets))

struct EntryView {
    EntryId id{};
    std::string unit{};  ///< code
    Label unit_name{};
    std::string field{}, value{}, evidence{}, reason{};
    EntryState state = EntryState::waiting;
    std::string entered_by{};
    Instant entered_at{};
    std::optional<std::string> decided_by{};
    std::optional<Instant> decided_at{};
    std::string refusal{};
    bool is_yours = false;    ///< entered by the reader, who may not confirm it
    bool may_decide = false;  ///< the reader, now
};
BOOST_DESCRIBE_STRUCT(EntryView, (),
                      (id, unit, unit_name, field, value, evidence, reason, state, entered_by,
                       entered_at, decided_by, decided_at, refusal, is_yours, may_decide))
struct FieldView {
    std::string code{};  ///< column of the table
    Label name{};
    std::string low{}, high{};  ///< what is beyond counts as the end; empty where there are none
    std::optional<std::int64_t> lowest{}, highest{};  ///< what is beyond is refused
    bool is_whole = false;                            ///< only whole numbers are taken
};
BOOST_DESCRIBE_STRUCT(FieldView, (), (code, name, low, high, lowest, highest, is_whole))
struct Person {
    std::string name;          ///< login name
    std::string display_name;  ///< as colleagues call them
};
BOOST_DESCRIBE_STRUCT(Person, (), (name, display_name))
/// A published round whose scores may be taken over.
struct SourceRound {
    std::string round;
    Label name;
};
BOOST_DESCRIBE_STRUCT(SourceRound, (), (round, name))
/// A part with its waiting and confirmed figures, and those refused last.
struct PartView {
    std::string round{};
    Label round_name{};
    rounds::State state{};
    std::string part{};
    Label name{};
    std::vector<FieldView> fields{};
    bool is_open = false;
    bool may_enter = false;  ///< the reader, now
    bool may_run = false;
    std::vector<Person> responsible{};
    std::vector<BodyChoice> bodies{};    ///< those that take part, by code
    std::vector<SourceRound> sources{};  ///< of a part with one field that the reader may enter
    std::vector<EntryView> entries{};
    std::vector<EntryView> refused{};
};
BOOST_DESCRIBE_STRUCT(PartView, (),
                      (round, round_name, state, part, name, fields, is_open, may_enter, may_run,
                       responsible, bodies, sources, entries, refused))

struct FigureBody {
    Text<2, 40> unit;
    Text<1, 60> field;
    Text<1, 20> value;
    Text<1, words_max> evidence;
    std::optional<Text<1, words_max>> reason;  ///< needed where a confirmed figure changes
};
BOOST_DESCRIBE_STRUCT(FigureBody, (), (unit, field, value, evidence, reason))
struct FiguresBody {
    List<FigureBody, figures_max, 1> entries;
};
BOOST_DESCRIBE_STRUCT(FiguresBody, (), (entries))
struct TakeOverBody {
    Text<1, 40> from;  ///< code of a published round
    std::optional<Text<1, words_max>> reason;
};
BOOST_DESCRIBE_STRUCT(TakeOverBody, (), (from, reason))
struct EnteredView {
    std::int64_t waiting = 0;  ///< entries that were made
};
BOOST_DESCRIBE_STRUCT(EnteredView, (), (waiting))
struct DecideBody {
    List<EntryId, figures_max, 1> entries;
    bool confirmed = false;
    std::optional<Text<1, words_max>> why;  ///< needed where they are refused
};
BOOST_DESCRIBE_STRUCT(DecideBody, (), (entries, confirmed, why))
struct ResponsibleBody {
    List<Text<2, 40>, 20> names;  ///< login names
};
BOOST_DESCRIBE_STRUCT(ResponsibleBody, (), (names))
struct LeaderBody {
    Text<1, 60> name;
    Text<1, 60> role;
};
BOOST_DESCRIBE_STRUCT(LeaderBody, (), (name, role))
struct LeadersBody {
    List<LeaderBody, leaders_max> leaders;
};
BOOST_DESCRIBE_STRUCT(LeadersBody, (), (leaders))

/// What a body still has to put right.
struct ToPutRight {
    std::string task;
    Instant opened_at{};
    std::optional<Instant> due;
};
BOOST_DESCRIBE_STRUCT(ToPutRight, (), (task, opened_at, due))
/// The score of an earlier round by the same scheme.
struct TrendRow {
    std::string round{};
    Label name{};
    std::optional<std::string> score{}, interval{};
    std::optional<Label> band{};
    std::string result_id{};
};
BOOST_DESCRIBE_STRUCT(TrendRow, (), (round, name, score, interval, band, result_id))
/// A figure of a part on the sheet: names of persons who entered it are not on it.
struct SheetFigure {
    Label part{}, field{};
    std::string value{}, evidence{};
    Instant confirmed_at{};
    bool was_changed = false;  ///< it replaced an earlier confirmed one
};
BOOST_DESCRIBE_STRUCT(SheetFigure, (), (part, field, value, evidence, confirmed_at, was_changed))
struct SheetView {
    std::string round{};
    Label round_name{};
    rounds::State state{};
    std::string unit{};
    Label unit_name{};
    Label unit_class{};
    std::optional<rounds::OwnScore> own{};  ///< absent before a result names the body
    std::optional<std::int64_t> number{};   ///< of the result
    std::optional<std::string> result_id{};
    std::vector<TrendRow> trend{};       ///< newest first
    std::vector<SheetFigure> figures{};  ///< confirmed ones
    std::vector<ToPutRight> open_rectifications{};
    std::vector<Leader> leaders{};
    bool is_shown = false;  ///< its head may read it too
    bool may_run = false;
};
BOOST_DESCRIBE_STRUCT(SheetView, (),
                      (round, round_name, state, unit, unit_name, unit_class, own, number,
                       result_id, trend, figures, open_rectifications, leaders, is_shown, may_run))

}  // namespace pingyi::appraisals
