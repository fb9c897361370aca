// The pages of results for everybody: written here whole, without scripts.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "modules/casework/api.hpp"
#include "modules/rounds/appeals.hpp"
#include "modules/rounds/results.hpp"
#include "modules/rounds/results_compare.hpp"
#include "modules/rounds/rules.hpp"
#include "platform/html/writer.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::rounds {

/// What every piece of a page looks at while it is written.
struct Sheet {
    html::Writer& out;
    Language language;
    const Texts& texts;
    const Zone& zone;

    [[nodiscard]] std::string say(std::string_view key,
                                  std::initializer_list<Argument> arguments = {}) const {
        return texts.say(language, key, arguments);
    }
    [[nodiscard]] const std::string& say(const scoring::Words& words) const {
        return language == Language::zh ? words.zh : words.en;
    }
    [[nodiscard]] std::string day(Instant at) const;
};

/// "/rounds/2026", "/rounds/2026/units/qh-minzheng".
[[nodiscard]] std::string address_of(const Round& round);
[[nodiscard]] std::string address_of(const Round& round, std::string_view unit);
/// The result as scoring writes it, with links to the pages here.
[[nodiscard]] scoring::Site site_of(const Loaded& loaded, const Round& round, Language language);

/// Opens a section with its title; whoever calls closes it.
void open_section(const Sheet& sheet, std::string_view id, const std::string& title);
/// A row of a list of facts: a term and whatever `value` writes.
void write_fact(const Sheet& sheet, std::string_view key, const std::function<void()>& value);
/// State as a word: "已公布".
void write_state(const Sheet& sheet, const Round& round);

struct RoundList {
    std::vector<Round> rounds;
    std::optional<std::string> next;
};
void write_rounds(const Sheet& sheet, const RoundList& list);

/// A round with all that may be said of it; `loaded` is null before it is published.
struct RoundDossier {
    Round round;
    std::vector<StepTaken> steps;
    StoredScheme scheme;
    std::optional<std::uint64_t> entry;  ///< of the ledger, that the scheme was issued
    bool has_receipt = false;
    StoredResult stored;
    std::optional<std::uint64_t> result_entry;  ///< of the ledger, that the result was computed
    bool has_result_receipt = false;
    LoadedPtr loaded;
    std::vector<Round> earlier;              ///< of the same scheme, to compare with
    std::vector<StoredResult> earlier_ones;  ///< results of this round before an appeal
    PublishedAppeals appeals;
    std::map<UnitId, Label> appellants;  ///< names of the bodies in `appeals`
};
void write_round(const Sheet& sheet, const RoundDossier& view);

/// A result of an earlier round of the same scheme.
struct TrendPoint {
    Round round;
    LoadedPtr loaded;
};
/// Public cases that were counted for a body.
struct Counted {
    casework::Evidence evidence;
    bool is_first = true;
};
struct UnitView {
    Round round;
    LoadedPtr loaded;
    const scoring::UnitResult* result = nullptr;
    bool is_in_directory = false;
    std::vector<TrendPoint> earlier{};  ///< newest first
    std::optional<Counted> counted{};   ///< where cases were counted for it and the score is shown
};
void write_unit_page(const Sheet& sheet, const UnitView& view);
/// The section on the page of a body.
void write_unit_part(const Sheet& sheet, const UnitView& view);

struct CompareView {
    Side before, after;
    Comparison comparison;
    std::string address;              ///< of this page, with its query but "after"
    std::optional<std::string> from;  ///< code of the unit after which the page begins
};
void write_comparison(const Sheet& sheet, const CompareView& view);

}  // namespace pingyi::rounds
