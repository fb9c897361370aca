// Values of casework: a case, its letter, its clocks, its timeline and the records beside it.
#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/fields.hpp"
#include "kernel/ids.hpp"
#include "kernel/label.hpp"
#include "kernel/language.hpp"
#include "kernel/time.hpp"
#include "kernel/working_days.hpp"

namespace pingyi::casework {

using CaseId = Id<struct CaseEntity>;
using ReplyId = Id<struct ReplyEntity>;
using ExtensionId = Id<struct ExtensionEntity>;
using SupervisionId = Id<struct SupervisionEntity>;
using PartId = Id<struct PartEntity>;
using AppealId = Id<struct AppealEntity>;
using AdditionId = Id<struct AdditionEntity>;
using CallBackId = Id<struct CallBackEntity>;
using RectificationId = Id<struct RectificationEntity>;

BOOST_DEFINE_ENUM_CLASS(Kind, complaint, report, help, enquiry, suggestion, letter)
BOOST_DEFINE_ENUM_CLASS(Urgency, ordinary, urgent)
/// How a letter came in; `imported` is history from elsewhere.
BOOST_DEFINE_ENUM_CLASS(Channel, web, open311, desk, telephone, imported)
/// `body_only`: the body and the office see it, the public never learns that it exists.
BOOST_DEFINE_ENUM_CLASS(Visibility, everyone, body_only)

BOOST_DEFINE_ENUM_CLASS(State, submitted, refused, merged, accepted, assigned, handling, replied,
                        calling_back, closed, withdrawn, ended)
/// The first fifteen are the steps of the workflow, up to `finish`. The others are noted on the
/// timeline while the state stays (`note` in steps.hpp).
BOOST_DEFINE_ENUM_CLASS(Step, submit, refuse, merge, unmerge, accept, assign, sign_for,
                        return_to_intake, reply, call_back, close, reopen, withdraw, overturn,
                        finish, add, ask_to_withdraw, keep, withdraw_contact, appeal,
                        dismiss_appeal, ask_extension, grant_extension, deny_extension, supervise,
                        end_supervision, ask_part, answer_part, take_in, let_out, mask_more,
                        submit_reply, send_back)
/// Who takes a step. `clock` is the program itself when a time has come, `office` the programme
/// office, `reviewer` the same when it decides an appeal.
BOOST_DEFINE_ENUM_CLASS(Party, resident, intake, body, call_back, reviewer, office, clock)
/// What a rule of time is about. The first six are clocks that run; the others are windows.
BOOST_DEFINE_ENUM_CLASS(Stage, screening, signing, reply, redo, call_back, review, contest, appeal,
                        cooling_off)

/// 0 in time, 1 late, 2 very late.
enum class Lateness : std::uint8_t { in_time, late, very_late };
BOOST_DESCRIBE_ENUM(Lateness, in_time, late, very_late)

/// A point, in millionths of a degree (WGS 84). The public sees it rounded to 3 decimals.
struct Point {
    std::int64_t lat_e6 = 0;
    std::int64_t lon_e6 = 0;
    bool operator==(const Point&) const = default;
};

/// A case: the letter as bodies and the public may read it (masked), where it stands, what came of
/// it.
struct Case {
    CaseId id;
    std::string number;   ///< 13 digits: year, 8 random, check digit
    std::string receipt;  ///< HMAC of the receipt code; empty without one
    Kind kind = Kind::letter;
    Urgency urgency = Urgency::ordinary;
    Channel channel = Channel::web;
    Visibility visibility = Visibility::everyone;
    Language language = Language::zh;
    State state = State::submitted;
    std::int64_t round = 1;  ///< 2 after it was reopened
    std::optional<std::string> category;
    std::optional<UnitId> named_unit;  ///< the body the resident named
    std::optional<UnitId> lead_unit;
    std::optional<CaseId> merged_into;
    std::optional<std::string> refusal;  ///< code of the reason
    std::string subject, body, place;    ///< masked
    std::string place_code;              ///< of the source or the division; may be empty
    std::optional<Point> point;
    std::string signature;
    std::optional<std::string> contact;         ///< id of the sealed contact
    std::optional<std::string> notice_address;  ///< id of the sealed notification address
    std::optional<std::string> source, source_id;
    Instant submitted_at{};
    std::optional<Instant> published_at, assigned_at, signed_at, replied_at, closed_at, ended_at;
    Instant changed_at{};
    std::optional<Instant> due_at, very_late_at;  ///< of the reply or redo clock of this round
    std::optional<std::int64_t> missing_year;     ///< no due date before its calendar is out
    Lateness lateness = Lateness::in_time;        ///< of what was answered, worst of the rounds
    std::int64_t assignments = 0, returns = 0, extensions = 0, supervisions = 0, followers = 0;
    std::optional<Instant> withdraw_at;   ///< a withdrawal takes effect then
    std::optional<Instant> window_until;  ///< end of the last window (contest, appeal)
    std::int64_t version = 0;             ///< rises with every change

    [[nodiscard]] bool is_public() const {
        return visibility == Visibility::everyone && published_at.has_value();
    }
    bool operator==(const Case&) const = default;
};

/// What the resident wrote, before masking.
struct Original {
    std::string subject, body, place;
    std::vector<std::string> names{};  ///< marked by the resident, masked in what others read
};

/// Text that may be erased later, with the salted hash that stays. Made before the transaction.
struct ErasableText {
    std::string text, salt, hash;
};

/// A line of the timeline.
struct Event {
    std::int64_t number = 0;
    Instant at{};
    Step step = Step::submit;
    std::optional<State> from;
    State to = State::submitted;
    std::int64_t round = 1;
    Party party = Party::clock;
    std::optional<AccountId> account;  ///< told to staff only
    std::optional<UnitId> unit;        ///< the body that acted, or that it was assigned to
    bool is_public = true;             ///< whether the text may be shown to everybody
    std::string text;                  ///< empty when none, or erased
};

/// A rule of time as versioned data; empty kind or urgency means every one.
struct TimeRule {
    std::int64_t version = 0;
    Stage stage = Stage::reply;
    std::optional<Kind> kind;
    std::optional<Urgency> urgency;
    DeadlineRule rule;
    std::optional<std::int64_t> very_late_amount;
};

/// A clock of a case; its proof is the calendar's (`calendar::Calendar::proof(deadline)`).
struct CaseClock {
    Stage stage = Stage::reply;
    std::int64_t round = 1;
    std::int64_t rule_version = 0;
    std::string deadline;                  ///< calendar::DeadlineId as text
    std::optional<std::string> very_late;  ///< likewise
    Instant started_at{};
    std::optional<Instant> due_at, very_late_at;
    std::optional<std::int64_t> missing_year;
    std::optional<Instant> stopped_at;
};

/// What an appeal is about, and what became of it.
BOOST_DEFINE_ENUM_CLASS(AppealAbout, refusal, closing)
BOOST_DEFINE_ENUM_CLASS(AppealState, open, upheld, dismissed)
BOOST_DEFINE_ENUM_CLASS(ExtensionState, asked, granted, denied)
/// `done`: both questions were answered.
BOOST_DEFINE_ENUM_CLASS(CallBackState, waiting, done, unreached, declined)

BOOST_DEFINE_ENUM_CLASS(ReplyState, draft, submitted, sent_back, published)
struct Reply {
    ReplyId id;
    CaseId case_id;
    std::int64_t round = 1;
    UnitId unit;  ///< nil where an import could not tell the body
    ReplyState state = ReplyState::draft;
    std::string text;
    std::optional<AccountId> written_by;
    Instant written_at{};
    std::optional<AccountId> approved_by;
    std::optional<Instant> published_at;
    std::int64_t version = 0;
};

/// Time and chance for one write, drawn before it, so that a closure that runs twice makes the same
/// rows.
struct Moment {
    Instant now{};
    std::array<std::uint8_t, 10> chance{};
    /// The n-th id of this write.
    template <class AnyId>
    [[nodiscard]] AnyId id(std::uint8_t n) const {
        auto bytes = chance;
        bytes[9] = static_cast<std::uint8_t>(bytes[9] + n);
        return AnyId{uuid_v7(now, bytes)};
    }
};

/// Limits of what people write, in code points.
inline constexpr std::int64_t subject_max = 100;
inline constexpr std::int64_t body_max = 20'000;
inline constexpr std::int64_t reply_max = 20'000;
inline constexpr std::int64_t place_max = 200;
inline constexpr std::int64_t reason_max = 500;

}  // namespace pingyi::casework
