// Appeals against a result. The head of a body says which of its numbers is wrong and why; somebody
// of the office who neither computed nor verified decides; what an upheld one corrects is kept by
// the hashes of the table before and after, and the result that was computed from it.
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/accounts/api.hpp"
#include "modules/calendar/api.hpp"
#include "modules/rounds/module.hpp"
#include "modules/rounds/types.hpp"
#include "platform/db/idempotency.hpp"
#include "platform/files/files.hpp"

namespace pingyi::rounds {

BOOST_DEFINE_ENUM_CLASS(AppealState, open, upheld, dismissed)

struct Appeal {
    AppealId id{};
    RoundId round{};
    ResultId result{};  ///< in which the number stands
    UnitId unit{};
    std::string node{};       ///< id of the number
    Label name{};             ///< what the scheme calls it
    std::string shown{};      ///< as it stood; empty where there was none
    std::string grounds{};    ///< why it is wrong
    std::string corrected{};  ///< what the record should say; may be empty
    AccountId filed_by{};
    Instant filed_at{};
    calendar::DeadlineId deadline{};
    AppealState state = AppealState::open;
    std::optional<AccountId> decided_by{};
    std::optional<Instant> decided_at{};
    std::string reason{};           ///< for everybody to read
    std::string change{};           ///< what is corrected, for everybody to read
    std::string table{};            ///< which table that is: "targets.csv"
    std::string before{}, after{};  ///< sha256 of it, 64 hex digits; empty until it is corrected
    std::optional<AccountId> corrected_by{};
    std::optional<Instant> corrected_at{};
};

inline constexpr std::int64_t decision_days = 10;  ///< working days
inline constexpr std::int64_t appeal_files_max = 5;
inline constexpr std::string_view appeal_files = "rounds.appeal";  ///< kind of the files' owner

/// An appeal may still be decided: nothing is signed.
[[nodiscard]] bool may_still_decide(State state);

// errors of all   not_found rounds.no_such_round | rounds.no_such_appeal; forbidden
//                 rounds.not_allowed

struct Filing {
    std::string round;  ///< code
    std::string unit;   ///< code
    std::string node, grounds, corrected;
};
/// errors   conflict rounds.no_appeals_now | rounds.appeals_over | rounds.appeal_open (on this
///          number); invalid_input rounds.no_such_number (not in the result of this body)
[[nodiscard]] Result<AppealId> file_appeal(const Deps& deps, const accounts::Account& account,
                                           Instant now, const Filing& filing,
                                           const db::RepeatKey& repeat);

/// Evidence, by who may appeal for the body, until the appeal is decided.
/// errors   conflict rounds.appeal_decided | files.too_many; those of files::upload_of
[[nodiscard]] Result<files::FileId> add_evidence(const Deps& deps, const accounts::Account& account,
                                                 Instant now, AppealId appeal,
                                                 const files::Upload& upload,
                                                 const db::RepeatKey& repeat);

struct Decision {
    bool is_upheld = false;
    std::string reason;
    std::string change, table;  ///< of an upheld one
};
/// errors   conflict rounds.appeal_decided | rounds.too_late_to_decide; forbidden
///          rounds.computed_by_you; invalid_input rounds.no_such_table
[[nodiscard]] Result<> decide_appeal(const Deps& deps, const accounts::Account& account,
                                     Instant now, AppealId appeal, const Decision& decision);

/// Replaces the table that an upheld appeal names, while the round is in `appeals`; all tables are
/// read against the scheme first. The hash of the one before stays with the appeal.
/// errors   conflict rounds.not_upheld | rounds.no_appeals_now | rounds.changed_meanwhile |
///          rounds.table_unchanged | rounds.recomputed_already; those of scoring::read_data
[[nodiscard]] Result<> correct_table(const Deps& deps, const accounts::Account& account,
                                     Instant now, AppealId appeal, std::string_view text,
                                     std::string_view evidence);

/// Open ones: while there are any, appeals are not closed and nothing is signed.
[[nodiscard]] std::int64_t undecided_appeals(db::Tx& tx, RoundId round);
/// Upheld ones whose correction is in no computed result yet: likewise.
[[nodiscard]] std::int64_t unfinished_appeals(db::Tx& tx, RoundId round);

/// What everybody reads of an appeal that is decided: no names of persons.
struct PublishedAppeal {
    UnitId unit{};
    Label number{};        ///< name of the number
    std::string before{};  ///< as it stood
    bool is_upheld = false;
    std::string reason{}, change{};
    Instant decided_at{};
    std::int64_t result = 0;                 ///< number of the result that it was against
    std::optional<std::int64_t> recomputed;  ///< number of the result that has the correction
};
struct PublishedAppeals {
    std::int64_t upheld = 0, dismissed = 0;
    std::vector<PublishedAppeal> items;  ///< in the order of filing, at most 1000
};
[[nodiscard]] PublishedAppeals published_appeals(db::Tx& tx, RoundId round);

}  // namespace pingyi::rounds
