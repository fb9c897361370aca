// What the wiring needs of casework.
#pragma once

#include <string>
#include <vector>

#include "kernel/embedded.hpp"
#include "modules/accounts/api.hpp"
#include "modules/calendar/api.hpp"
#include "modules/casework/import.hpp"
#include "modules/units/api.hpp"
#include "platform/clock/clock.hpp"
#include "platform/db/database.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/routes.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/outbox/outbox.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::casework {

struct Deps {
    db::Database& database;
    const html::Shell& shell;
    const calendar::Calendar& calendar;
    const units::Bodies& directory;
    accounts::Staffing& staffing;
    std::string installation_key;  ///< receipts and keyed hashes are derived from it
};

/// One table of routes an area (filing and tracking, intake, bodies, office, call-back, public).
[[nodiscard]] std::vector<http::Routes<Deps>> routes();
[[nodiscard]] EmbeddedFiles migrations();
[[nodiscard]] EmbeddedFiles texts();
/// What the mail worker says about cases: the number and a link, never a word of the case. `texts`
/// must outlive them.
[[nodiscard]] std::vector<outbox::Template> notice_templates(const Texts& texts);

/// casework.advance (what the clock brings: call-back or closing of replied cases, withdrawals,
/// ends of windows) each 20 s, casework.refresh_due_dates and casework.imports (finishing what was
/// interrupted) each minute, casework.tell_followers and casework.index (search follows what is
/// public) each 5 s, casework.count (figures follow the cases) each 10 s, casework.forget (what was
/// written and sent, long after the end) each 10 minutes, casework.sweep_drafts each hour. The
/// arguments must outlive the runner.
[[nodiscard]] std::vector<jobs::Kind> job_kinds(db::Database& database,
                                                const calendar::Calendar& calendar,
                                                const Clock& clock);

/// The words of the header: write a letter, read letters and replies.
[[nodiscard]] std::vector<html::Link> header_links();
/// Figures on the page of a body. The arguments must outlive it.
[[nodiscard]] units::Part unit_part(db::Database& database, const calendar::Calendar& calendar,
                                    const Texts& texts);
/// The letters answered last, as a list for the home page; empty when there are none.
[[nodiscard]] html::Writer newest_answers(db::Tx& tx, const calendar::Calendar& calendar,
                                          const units::Bodies& directory,
                                          const http::Context& context, const Texts& texts,
                                          std::int64_t limit);

/// How many made letters, spread evenly over the time until now.
struct DemoLetters {
    std::uint64_t letters = 320;
    std::chrono::days span{330};
};
/// Categories, who answers for them, and made letters with all that became of them. Needs the
/// bodies of units::add_demo and a calendar. Safe to repeat: where a case exists it does nothing.
[[nodiscard]] Result<> add_demo(db::Database& database, const calendar::Calendar& calendar,
                                Instant now, const DemoLetters& asked = {});

}  // namespace pingyi::casework
