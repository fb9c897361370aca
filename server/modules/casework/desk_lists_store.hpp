// The lists that staff work through: which cases wait for intake, for a body, for the office. Each
// is read in the order of an index (migrations/0003_desk.sql), forward from a cursor.
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <vector>

#include "kernel/page.hpp"
#include "modules/casework/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework {

/// What waits for intake: not screened, accepted and to be assigned, given back by a body.
BOOST_DEFINE_ENUM_CLASS(IntakeList, submitted, accepted, returned)
/// What a body works through. `waiting` for approval; `sent_back` replies to be written again;
/// `returned` to intake by this body; `done` those it answered.
BOOST_DEFINE_ENUM_CLASS(BodyList, unsigned_, due_today, overdue, reopened, waiting, sent_back, open,
                        returned, done)
/// What the office looks after: no step for days, passed around, very late, a long time in
/// call-back, under supervision.
BOOST_DEFINE_ENUM_CLASS(OfficeList, stuck, passed_around, very_late, calling_back, supervised)

/// Counts end here: "1,000 or more".
inline constexpr std::int64_t counted_max = 1'000;
/// Sorts a case whose due date waits for its calendar behind every other.
inline constexpr std::int64_t no_due = 9007199254740991;

/// Filters that every list knows.
struct ListFilter {
    std::optional<Kind> kind;
    std::optional<Urgency> urgency;
};

struct IntakeFilter : ListFilter {
    IntakeList list = IntakeList::submitted;
    std::optional<Instant> filed_before;
    bool is_overdue = false;  ///< screening is
    Instant now{};
};

struct BodyFilter : ListFilter {
    BodyList list = BodyList::open;
    std::vector<UnitId> units;  ///< one only for `returned` and `done`
    Instant now{}, end_of_today{};
};

struct OfficeFilter : ListFilter {
    OfficeList list = OfficeList::stuck;
    Instant now{}, still_since{};  ///< stuck and calling_back: since before this
};

/// A case and what it is sorted by.
struct InList {
    Case item;
    std::int64_t key = 0;
};

namespace store {

/// At most `limit`, after `after`, whose key is a number.
[[nodiscard]] std::vector<InList> queue(db::Tx& tx, const IntakeFilter& filter,
                                        const std::optional<Cursor>& after, std::int64_t limit);
[[nodiscard]] std::vector<InList> queue(db::Tx& tx, const BodyFilter& filter,
                                        const std::optional<Cursor>& after, std::int64_t limit);
[[nodiscard]] std::vector<InList> queue(db::Tx& tx, const OfficeFilter& filter,
                                        const std::optional<Cursor>& after, std::int64_t limit);
/// At most counted_max + 1.
[[nodiscard]] std::int64_t count(db::Tx& tx, const IntakeFilter& filter);
[[nodiscard]] std::int64_t count(db::Tx& tx, const BodyFilter& filter);
[[nodiscard]] std::int64_t count(db::Tx& tx, const OfficeFilter& filter);

/// The statement of a list, for the test that asks how it is carried out.
[[nodiscard]] std::string statement_of(const IntakeFilter& filter);
[[nodiscard]] std::string statement_of(const BodyFilter& filter);
[[nodiscard]] std::string statement_of(const OfficeFilter& filter);

}  // namespace store
}  // namespace pingyi::casework
