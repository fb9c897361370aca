// The public pages of casework: one case, and the list with its search.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "kernel/time.hpp"
#include "modules/casework/public_wire.hpp"
#include "modules/units/api.hpp"
#include "platform/html/writer.hpp"
#include "platform/http/context.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::casework {

/// What every piece of a page looks at while it is written.
struct Sheet {
    html::Writer& out;
    Language language;
    const Texts& texts;
    const Zone& zone;
    Instant now;

    [[nodiscard]] std::string say(std::string_view key,
                                  std::initializer_list<Argument> arguments = {}) const {
        return texts.say(language, key, arguments);
    }
    [[nodiscard]] std::string day(Instant at) const;       ///< "2026年11月2日"
    [[nodiscard]] std::string due_day(Instant due) const;  ///< the day at whose end it is due
};

[[nodiscard]] html::Writer case_main(const http::Context& context, const Texts& texts,
                                     const Zone& zone, const CaseDetail& detail);
/// The subject, or what stands for it once the writer has withdrawn.
[[nodiscard]] std::string title_of(const Texts& texts, Language language, const CaseDetail& detail);
/// schema.org QAPage.
[[nodiscard]] std::string json_ld_of(const CaseDetail& detail, Language language);

/// Calendar of the days from receipt to due date, with the sentence that says the same.
void write_deadline(const Sheet& sheet, const PublicDeadline& deadline, Lateness lateness);
/// What happened, newest first; a hollow dot is promised and not done.
void write_timeline(const Sheet& sheet, const CaseDetail& detail);

/// `bodies` are those that the filter offers.
[[nodiscard]] html::Writer list_main(const http::Context& context, const Texts& texts,
                                     const Zone& zone, const CaseFilter& filter,
                                     const CaseList& list, std::span<const units::Unit> bodies);
/// The address of a list with the same filters, beginning at `after`: "/cases?kind=help&after=…".
[[nodiscard]] std::string address_of(std::string_view path, const CaseFilter& filter,
                                     std::string_view after = {});
void write_items(const Sheet& sheet, const std::vector<CaseSummary>& items);

/// Name, day strip and state of a case, as they stand under its title and in lists.
struct Facts {
    const std::optional<PublicBody>& body;
    Phase state;
    Lateness lateness;
    bool reopened;
    std::optional<std::int64_t> used, allowed;
};
void write_body_link(const Sheet& sheet, const PublicBody& body);
void write_facts(const Sheet& sheet, const Facts& facts);

/// The two characters of a body in its seal: "市民政局" gives "民政".
[[nodiscard]] std::string seal_of(std::string_view name);

}  // namespace pingyi::casework
