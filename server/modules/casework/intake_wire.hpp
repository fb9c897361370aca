// What the API of intake reads and answers.
#pragma once

#include "modules/casework/desk_lists_store.hpp"
#include "modules/casework/routing.hpp"
#include "modules/casework/staff_wire.hpp"

namespace pingyi::casework {

using CategoryCode = Text<1, 40>;

struct IntakeQuery {
    std::optional<IntakeList> list;  ///< submitted when absent
    std::optional<Kind> kind;
    std::optional<Urgency> urgency;
    std::optional<bool> overdue;                 ///< screening is
    std::optional<Int<1, 365>> older_than_days;  ///< filed before so many days
    std::optional<Cursor> after;
    std::optional<Int<1, 100>> limit;
};
BOOST_DESCRIBE_STRUCT(IntakeQuery, (),
                      (list, kind, urgency, overdue, older_than_days, after, limit))

struct FilterQuery {
    std::optional<Kind> kind;
    std::optional<Urgency> urgency;
};
BOOST_DESCRIBE_STRUCT(FilterQuery, (), (kind, urgency))

/// Counted up to 1,000; `more` says that there are more.
struct Counted {
    std::int64_t count = 0;
    bool more = false;
};
BOOST_DESCRIBE_STRUCT(Counted, (), (count, more))
struct IntakeCounts {
    Counted submitted, accepted, returned, overdue;
    Counted attachments;  ///< that nobody has looked at, whatever the filter
};
BOOST_DESCRIBE_STRUCT(IntakeCounts, (), (submitted, accepted, returned, overdue, attachments))

struct AcceptBody {
    std::optional<Version> version;
    std::optional<Kind> kind;
    std::optional<Urgency> urgency;
    std::optional<CategoryCode> category;
};
BOOST_DESCRIBE_STRUCT(AcceptBody, (), (version, kind, urgency, category))
struct RefuseBody {
    std::optional<Version> version;
    CategoryCode reason;
    std::optional<Reason> words;
};
BOOST_DESCRIBE_STRUCT(RefuseBody, (), (version, reason, words))
struct MergeBody {
    std::optional<Version> version;
    CaseNumber into;
};
BOOST_DESCRIBE_STRUCT(MergeBody, (), (version, into))
struct VersionBody {
    std::optional<Version> version;
};
BOOST_DESCRIBE_STRUCT(VersionBody, (), (version))
struct AssignBody {
    std::optional<Version> version;
    UnitCode unit;
    std::optional<CategoryCode> category;
    std::optional<Reason> words;  ///< for the body, not for the public
};
BOOST_DESCRIBE_STRUCT(AssignBody, (), (version, unit, category, words))
struct NamesBody {
    std::optional<Version> version;
    List<Text<1, 50>, 20, 1> names;
};
BOOST_DESCRIBE_STRUCT(NamesBody, (), (version, names))

struct OriginalView {
    std::string subject, body, place;
    std::vector<std::string> names;
    std::vector<std::string> additions;
};
BOOST_DESCRIBE_STRUCT(OriginalView, (), (subject, body, place, names, additions))

struct GuessView {
    BodyRef unit;
    bool is_current = true;
    std::optional<BodyRef> successor;  ///< of a body that exists no more
    std::optional<std::string> category;
    std::int64_t weight = 0;
    std::vector<std::string> reasons;  ///< in the reader's language
};
BOOST_DESCRIBE_STRUCT(GuessView, (), (unit, is_current, successor, category, weight, reasons))
/// The first is the best; empty when nothing speaks for any body.
struct GuessesView {
    std::vector<GuessView> items;
};
BOOST_DESCRIBE_STRUCT(GuessesView, (), (items))

struct ReplacedView {
    bool preview = false;
    std::int64_t rows = 0;
};
BOOST_DESCRIBE_STRUCT(ReplacedView, (), (preview, rows))
struct PreviewQuery {
    std::optional<bool> preview;
};
BOOST_DESCRIBE_STRUCT(PreviewQuery, (), (preview))

}  // namespace pingyi::casework
