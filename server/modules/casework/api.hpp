// What other modules may use of casework: what everybody may see of cases, filing, the measures
// with the records behind them, and having something put right (整改).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/label.hpp"
#include "modules/calendar/api.hpp"
#include "modules/casework/measures.hpp"
#include "modules/casework/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework {

/// A case as the public sees it.
struct PublicCase {
    std::string number;
    Kind kind = Kind::letter;
    State state = State::accepted;
    std::optional<std::string> category;
    Label category_name;
    std::optional<UnitId> unit;  ///< the lead body
    std::string subject, body, place;
    std::optional<Point> point;  ///< rounded to 3 decimals
    Instant submitted_at{}, changed_at{};
    std::optional<Instant> due_at;
    std::string reply;  ///< the newest published one; empty when there is none
};

/// Which public cases; everything that is given has to hold.
struct PublicFilter {
    std::optional<std::vector<std::string>> numbers;
    /// Categories, or kinds of cases that have no category.
    std::optional<std::vector<std::string>> categories;
    std::vector<Kind> kinds;              ///< counts with `categories`
    std::optional<Instant> from, before;  ///< when it was submitted: from <= t < before
    std::optional<bool> is_open;          ///< whether the body still owes a reply
    std::int64_t limit = 100;
};

/// Newest first. Cases that are not public are never among them.
[[nodiscard]] std::vector<PublicCase> public_cases(db::Tx& tx, const PublicFilter& filter);

/// A reply that everybody may read.
struct CaseUpdate {
    ReplyId id;
    std::string number;  ///< of the case
    State state = State::replied;
    Instant at{};
    std::string text;
};
/// Published from <= t < before, oldest first.
[[nodiscard]] std::vector<CaseUpdate> case_updates(db::Tx& tx, Instant from, Instant before,
                                                   std::int64_t limit);

/// Degrees as people and programs write them, in millionths; nullopt for anything else or beyond
/// `most`.
[[nodiscard]] std::optional<std::int64_t> millionths(std::string_view degrees, double most);

/// What a letter may be about.
struct CurrentCategory {
    std::string code;
    Label name, parent_name;
    std::string keywords;  ///< separated by "|"
};
/// Those in use that have none below them, in their order.
[[nodiscard]] std::vector<CurrentCategory> current_categories(db::Tx& tx);

/// A letter that comes in by another system. It becomes public when intake accepts it.
struct Filing {
    Kind kind = Kind::complaint;
    Channel channel = Channel::open311;
    std::optional<std::string> category;
    std::string subject, body, place;  ///< as written: they are masked here
    std::optional<Point> point;
    std::vector<std::string> names;  ///< of people, masked in what others read
    Language language = Language::zh;
};
/// returns  the number of the new case
/// errors   invalid_input casework.no_such_category; conflict casework.number_taken;
///          internal casework.no_rule
[[nodiscard]] Result<std::string> file(db::Database& database, const calendar::Calendar& calendar,
                                       Instant now, const Filing& filing);

/// The source of what an upheld appeal opens.
inline constexpr std::string_view appeal_source = "casework.appeal";

/// What was found, where, and by when it has to be right.
struct NewRectification {
    std::string source;     ///< the kind of record that found it, e.g. "casework.appeal"
    std::string source_id;  ///< its id; a source opens one rectification only
    UnitId unit;
    std::string task;  ///< masked, for everybody at the body to read
    DeadlineRule rule;
};

/// Opens it in the caller's transaction; the ids 190 and 191 of `drawn` are used.
/// returns  the one that this source opened before, if it did
/// errors   invalid_input deadline.amount_out_of_range
[[nodiscard]] Result<RectificationId> open_rectification(db::Tx& tx,
                                                         const calendar::Calendar& calendar,
                                                         const Moment& drawn,
                                                         const NewRectification& made);

/// What a body was told to put right and nobody has verified yet.
struct ToPutRight {
    std::string task;
    Instant opened_at{};
    std::optional<Instant> due_at;
};
/// Oldest first, at most 100.
[[nodiscard]] std::vector<ToPutRight> to_put_right(db::Tx& tx, const UnitId& unit);

}  // namespace pingyi::casework
