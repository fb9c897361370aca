// Cases, their originals, timeline and clocks in the database. A transaction is always the
// caller's.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "modules/casework/types.hpp"
#include "platform/db/database.hpp"

namespace pingyi::casework::store {

/// The columns of casework_case in the order in which `case_of` reads them, under the alias c.
#define CASE_COLUMNS                                                                           \
    "c.id, c.number, c.receipt, c.kind, c.urgency, c.channel, c.visibility, c.language, "      \
    "c.state, c.round, c.category, c.named_unit, c.lead_unit, c.merged_into, c.refusal, "      \
    "c.subject, c.body, c.place, c.place_code, c.lat_e6, c.lon_e6, c.signature, c.contact, "   \
    "c.notice_address, c.source, c.source_id, c.submitted_at, c.published_at, c.assigned_at, " \
    "c.signed_at, c.replied_at, c.closed_at, c.ended_at, c.changed_at, c.due_at, "             \
    "c.very_late_at, c.missing_year, c.lateness, c.assignments, c.returns, c.extensions, "     \
    "c.supervisions, c.followers, c.withdraw_at, c.window_until, c.version"
/// The first column after CASE_COLUMNS.
inline constexpr int after_case = 46;
[[nodiscard]] Case case_of(const db::Row& row);
[[nodiscard]] std::vector<Case> cases_of(const db::Rows& rows);

/// errors   not_found casework.no_such_case
[[nodiscard]] Result<Case> find(db::Tx& tx, CaseId id);
[[nodiscard]] Result<Case> find_by_number(db::Tx& tx, std::string_view number);

/// False when the number (or its source and id) is taken: draw another.
[[nodiscard]] bool insert(db::Tx& tx, const Case& item);
void insert_original(db::Tx& tx, CaseId id, const Original& original);
[[nodiscard]] std::optional<Original> original(db::Tx& tx, CaseId id);

/// Writes everything that may change and raises the version by one, here and there.
/// errors   conflict casework.changed_meanwhile when somebody else was faster
[[nodiscard]] Result<> save(db::Tx& tx, Case& item);

/// The newest cases of any state.
[[nodiscard]] std::vector<Case> latest(db::Tx& tx, std::int64_t limit);

/// Cases of which a clock may run, in order of their ids, after `after`.
[[nodiscard]] std::vector<Case> open_cases(db::Tx& tx, const std::optional<CaseId>& after,
                                           std::int64_t limit);

/// What `casework.advance` looks for, at most `limit`.
[[nodiscard]] std::vector<Case> in_state(db::Tx& tx, State state, std::int64_t limit);
[[nodiscard]] std::vector<Case> withdrawals_due(db::Tx& tx, Instant now, std::int64_t limit);
/// Closed or refused, the last window over, and no appeal undecided.
[[nodiscard]] std::vector<Case> windows_over(db::Tx& tx, Instant now, std::int64_t limit);

/// Appends a line; its number is the next of the case.
void append(db::Tx& tx, CaseId id, const Event& event, const std::optional<ErasableText>& text);
/// Erases the text of a line; its hash stays.
void erase_text(db::Tx& tx, CaseId id, std::int64_t number);
/// Oldest first.
[[nodiscard]] std::vector<Event> events(db::Tx& tx, CaseId id);

/// A clock that began and stopped in this same instant gives way.
void insert_clock(db::Tx& tx, CaseId id, const CaseClock& clock);
/// Oldest first.
[[nodiscard]] std::vector<CaseClock> clocks(db::Tx& tx, CaseId id);
/// Writes due dates and stop of a clock that `clocks` gave.
void save_clock(db::Tx& tx, CaseId id, const CaseClock& clock);

void insert_reply(db::Tx& tx, const Reply& reply);
/// Of every round and state, oldest first.
[[nodiscard]] std::vector<Reply> replies(db::Tx& tx, CaseId id);
/// Writes state, text, people and times, and raises the version by one, here and there.
/// errors   conflict casework.changed_meanwhile
[[nodiscard]] Result<> save_reply(db::Tx& tx, Reply& reply);

/// The rules of the highest version that is in force on a day; empty before the first.
[[nodiscard]] std::vector<TimeRule> time_rules(db::Tx& tx, Day day);

/// Figures of this body and month ("2026-11") have to be counted again.
void mark_stale(db::Tx& tx, UnitId unit, std::string_view month);

}  // namespace pingyi::casework::store
