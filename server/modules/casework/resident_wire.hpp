// What residents send and get: filing, the check of the masking, similar cases, tracking.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "kernel/fields.hpp"
#include "modules/casework/attachments_wire.hpp"
#include "modules/casework/masking.hpp"
#include "modules/casework/refs.hpp"
#include "modules/casework/rules.hpp"
#include "modules/casework/types.hpp"

namespace pingyi::casework {

inline constexpr std::int64_t names_max = 10;
inline constexpr std::int64_t name_max = 40;
inline constexpr std::int64_t signature_max = 40;
inline constexpr std::int64_t addition_max = 2'000;

using SubjectText = Text<1, subject_max>;
using LetterText = Prose<1, body_max>;
using PlaceText = Text<0, place_max>;
using Names = List<Text<2, name_max>, names_max>;

// --- The form ---

struct FilingCategory {
    std::string code;
    std::optional<std::string> parent;
    std::string name;
    std::optional<std::string> name_en;
};
BOOST_DESCRIBE_STRUCT(FilingCategory, (), (code, parent, name, name_en))
struct FilingReason {
    std::string code;
    std::string text;
    std::string text_en;
};
BOOST_DESCRIBE_STRUCT(FilingReason, (), (code, text, text_en))
/// Lengths in code points, numbers of items.
struct FilingLimits {
    std::int64_t subject = subject_max;
    std::int64_t body = body_max;
    std::int64_t place = place_max;
    std::int64_t signature = signature_max;
    std::int64_t names = names_max;
    std::int64_t name = name_max;
    std::int64_t addition = addition_max;
    std::int64_t reason = reason_max;
    std::int64_t attachments = attachments_max;
    std::int64_t attachment_bytes = files::bytes_max;
};
BOOST_DESCRIBE_STRUCT(FilingLimits, (),
                      (subject, body, place, signature, names, name, addition, reason, attachments,
                       attachment_bytes))
struct FilingForm {
    std::vector<Kind> kinds;
    std::vector<FilingCategory> categories;  ///< in their order, parents before children
    std::vector<FilingReason> refusal_reasons;
    bool call_back_offered = false;  ///< otherwise ask for no contact
    bool mail_offered = false;       ///< notices by e-mail, and following a case
    bool sms_offered = false;
    FilingLimits limits;
};
BOOST_DESCRIBE_STRUCT(FilingForm, (),
                      (kinds, categories, refusal_reasons, call_back_offered, mail_offered,
                       sms_offered, limits))

// --- Filing ---

/// Millionths of a degree (WGS 84).
struct FilingPoint {
    Int<-90'000'000, 90'000'000> lat_e6;
    Int<-180'000'000, 180'000'000> lon_e6;
};
BOOST_DESCRIBE_STRUCT(FilingPoint, (), (lat_e6, lon_e6))

/// For being asked whether it was solved; sealed, and opened by call-back officers only.
struct FilingContact {
    std::optional<Text<0, 60>> name;
    Text<1, 100> contact;
};
BOOST_DESCRIBE_STRUCT(FilingContact, (), (name, contact))

BOOST_DEFINE_ENUM_CLASS(NoticeChannel, mail, sms)
/// For notices about this case, and for nothing else.
struct FilingNotice {
    NoticeChannel channel = NoticeChannel::mail;
    Text<1, 254> address;
    bool consent = false;  ///< must be true
};
BOOST_DESCRIBE_STRUCT(FilingNotice, (), (channel, address, consent))

struct FilingBody {
    Kind kind = Kind::letter;
    SubjectText subject;
    LetterText body;
    std::optional<PlaceText> place;
    std::optional<FilingPoint> point;
    std::optional<Text<1, 40>> unit;      ///< code of the body, where known
    std::optional<Text<1, 60>> category;  ///< code
    Visibility visibility = Visibility::everyone;
    std::optional<Text<0, signature_max>> signature;
    std::optional<Names> names;  ///< taken out of what others read
    std::optional<FilingContact> contact;
    std::optional<FilingNotice> notice;
    std::optional<ChosenFiles> attachments;  ///< sent before, under a draft token
};
BOOST_DESCRIBE_STRUCT(FilingBody, (),
                      (kind, subject, body, place, point, unit, category, visibility, signature,
                       names, contact, notice, attachments))

/// When something is due: a day, or the year whose calendar is not out yet.
struct DueBy {
    std::optional<Day> day;  ///< at its end
    std::optional<Instant> at;
    std::optional<std::int64_t> missing_year;
};
BOOST_DESCRIBE_STRUCT(DueBy, (), (day, at, missing_year))

struct Filed {
    std::string number;
    std::string shown_number;  ///< "2026 1234 5678 9"
    std::string receipt;       ///< 16 digits, shown until saved and never again
    DueBy screening;           ///< whether it is taken on is decided by then
    DueBy reply;               ///< and answered by then
};
BOOST_DESCRIBE_STRUCT(Filed, (), (number, shown_number, receipt, screening, reply))

// --- What others will read ---

struct MaskingBody {
    std::optional<SubjectText> subject;
    std::optional<LetterText> body;
    std::optional<PlaceText> place;
    std::optional<Text<0, signature_max>> signature;
    std::optional<Names> names;
};
BOOST_DESCRIBE_STRUCT(MaskingBody, (), (subject, body, place, signature, names))
/// A part of the text as others read it; with `masking` it is a placeholder.
struct MaskedPart {
    std::string text;
    std::optional<Masking> masking;
};
BOOST_DESCRIBE_STRUCT(MaskedPart, (), (text, masking))
struct MaskedText {
    std::string text;
    std::vector<MaskedPart> parts;  ///< put together they are the text
};
BOOST_DESCRIBE_STRUCT(MaskedText, (), (text, parts))
struct MaskingView {
    MaskedText subject, body, place, signature;
    std::int64_t masked = 0;  ///< placeholders in all of them
};
BOOST_DESCRIBE_STRUCT(MaskingView, (), (subject, body, place, signature, masked))

// --- Similar public cases ---

struct SimilarBody {
    std::optional<SubjectText> subject;
    std::optional<LetterText> body;
    std::optional<PlaceText> place;
    std::optional<Text<1, 40>> unit;
    std::optional<Text<1, 60>> category;
};
BOOST_DESCRIBE_STRUCT(SimilarBody, (), (subject, body, place, unit, category))

struct SimilarCase {
    std::string number;
    std::string shown_number;
    std::string subject;
    std::string place;
    std::string excerpt;
    State state{};
    std::optional<BodyRef> unit;
    Day submitted;
    std::optional<Day> replied;
    std::int64_t followers = 0;
};
BOOST_DESCRIBE_STRUCT(SimilarCase, (),
                      (number, shown_number, subject, place, excerpt, state, unit, submitted,
                       replied, followers))
struct SimilarCases {
    std::vector<SimilarCase> items;  ///< the most alike first, at most 5
};
BOOST_DESCRIBE_STRUCT(SimilarCases, (), (items))

// --- Tracking ---

/// Both are typed by hand: blanks and hyphens are passed over.
using TypedNumber = Text<13, 30>;
using TypedReceipt = Secret<16, 40>;

struct TrackingBody {
    TypedNumber number;
    TypedReceipt receipt;
};
BOOST_DESCRIBE_STRUCT(TrackingBody, (), (number, receipt))

struct TrackedEvent {
    Instant at;
    Step step{};
    State state{};  ///< after it
    std::int64_t round = 1;
    Party party{};
    std::optional<BodyRef> unit;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(TrackedEvent, (), (at, step, state, round, party, unit, text))

struct TrackedClock {
    Stage stage{};
    std::int64_t round = 1;
    Instant started_at;
    DueBy due;
    std::optional<Instant> very_late_at;
    std::optional<Instant> stopped_at;
    DeadlineClock clock{};
    std::int64_t amount = 0;
    std::int64_t rule_version = 0;
    std::int64_t calendar_version = 0;
    std::vector<ClockDay> days;  ///< from the day after the start, skipped ones too
};
BOOST_DESCRIBE_STRUCT(TrackedClock, (),
                      (stage, round, started_at, due, very_late_at, stopped_at, clock, amount,
                       rule_version, calendar_version, days))

struct TrackedReply {
    std::int64_t round = 1;
    std::optional<BodyRef> unit;
    std::string text;
    Instant published_at;
};
BOOST_DESCRIBE_STRUCT(TrackedReply, (), (round, unit, text, published_at))
struct TrackedAddition {
    Instant at;
    std::string text;  ///< as others read it
};
BOOST_DESCRIBE_STRUCT(TrackedAddition, (), (at, text))
struct TrackedAnswer {
    std::int64_t round = 1;
    bool solved = false, satisfied = false;
};
BOOST_DESCRIBE_STRUCT(TrackedAnswer, (), (round, solved, satisfied))
struct TrackedAppeal {
    AppealAbout about{};
    Instant opened_at;
    AppealState state{};
    std::optional<Instant> decided_at;
    std::string decision;
};
BOOST_DESCRIBE_STRUCT(TrackedAppeal, (), (about, opened_at, state, decided_at, decision))
/// A call-back that is over, for the one who was called and nobody else outside the desk.
struct TrackedCallBack {
    std::int64_t round = 1;
    Instant ended_at;
    CallBackState state{};
    std::optional<bool> solved, satisfied;  ///< with `done`
};
BOOST_DESCRIBE_STRUCT(TrackedCallBack, (), (round, ended_at, state, solved, satisfied))
/// Each time a call-back officer read the contact. The reason goes with the contact.
struct ContactOpening {
    Instant at;
    std::optional<std::string> reason;
    std::optional<std::int64_t> ledger_index;  ///< of its entry, once the receipt can be had
};
BOOST_DESCRIBE_STRUCT(ContactOpening, (), (at, reason, ledger_index))

/// What the resident may do now. `keep` takes a withdrawal back.
BOOST_DEFINE_ENUM_CLASS(ResidentAction, add, contest, answer, appeal, withdraw, keep)
struct ResidentOption {
    ResidentAction action{};
    std::optional<Instant> until;
};
BOOST_DESCRIBE_STRUCT(ResidentOption, (), (action, until))

struct TrackedCase {
    std::string number;
    std::string shown_number;
    Kind kind{};
    State state{};
    Visibility visibility{};
    bool is_public = false;  ///< others find it, under /cases/{number}
    std::int64_t round = 1;
    std::string subject, body, place;  ///< as others read them
    std::string signature;
    std::optional<std::string> category;
    std::optional<BodyRef> unit;
    std::optional<FilingReason> refusal;
    std::optional<std::string> merged_into;  ///< number, when that case is public
    Instant submitted_at;
    std::optional<Instant> replied_at, closed_at, ended_at;
    DueBy due;
    Lateness lateness{};
    std::int64_t followers = 0;
    std::optional<Instant> withdraw_at;
    bool has_contact = false;
    bool has_notice_address = false;
    std::vector<ResidentOption> actions;
    std::vector<TrackedEvent> timeline;  ///< oldest first
    std::vector<TrackedClock> clocks;
    std::vector<TrackedReply> replies;
    std::vector<TrackedAddition> additions;
    std::vector<TrackedAnswer> answers;
    std::vector<TrackedAppeal> appeals;
    std::vector<TrackedCallBack> call_backs;
    std::vector<ContactOpening> openings;
    std::vector<AttachmentView> attachments;  ///< the resident's, and those of published replies
};
BOOST_DESCRIBE_STRUCT(TrackedCase, (),
                      (number, shown_number, kind, state, visibility, is_public, round, subject,
                       body, place, signature, category, unit, refusal, merged_into, submitted_at,
                       replied_at, closed_at, ended_at, due, lateness, followers, withdraw_at,
                       has_contact, has_notice_address, actions, timeline, clocks, replies,
                       additions, answers, appeals, call_backs, openings, attachments))

struct AdditionBody {
    TypedNumber number;
    TypedReceipt receipt;
    Prose<1, addition_max> text;
    std::optional<Names> names;
};
BOOST_DESCRIBE_STRUCT(AdditionBody, (), (number, receipt, text, names))
struct ContestBody {
    TypedNumber number;
    TypedReceipt receipt;
    Prose<1, reason_max> reason;
};
BOOST_DESCRIBE_STRUCT(ContestBody, (), (number, receipt, reason))
struct AnswersBody {
    TypedNumber number;
    TypedReceipt receipt;
    bool solved = false;
    bool satisfied = false;
};
BOOST_DESCRIBE_STRUCT(AnswersBody, (), (number, receipt, solved, satisfied))
struct WithdrawalBody {
    TypedNumber number;
    TypedReceipt receipt;
    bool withdraw = true;  ///< false takes it back, while the cooling-off lasts
};
BOOST_DESCRIBE_STRUCT(WithdrawalBody, (), (number, receipt, withdraw))
struct AppealRequest {
    TypedNumber number;
    TypedReceipt receipt;
    AppealAbout about{};
    Prose<1, reason_max> grounds;
};
BOOST_DESCRIBE_STRUCT(AppealRequest, (), (number, receipt, about, grounds))

// --- Me too ---

struct NumberPath {
    Text<13, 13, &case_number_pattern> case_;
};
BOOST_DESCRIBE_STRUCT(NumberPath, (), (case_))
struct FollowBody {
    NoticeChannel channel = NoticeChannel::mail;
    Text<1, 254> address;
    bool consent = false;  ///< must be true
    bool follow = true;    ///< false: no longer
};
BOOST_DESCRIBE_STRUCT(FollowBody, (), (channel, address, consent, follow))
struct FollowConfirmation {
    Secret<20, 64> token;
};
BOOST_DESCRIBE_STRUCT(FollowConfirmation, (), (token))
struct FollowedCase {
    std::string number;
    std::string shown_number;
    std::string subject;
    bool follows = true;
    std::int64_t followers = 0;
};
BOOST_DESCRIBE_STRUCT(FollowedCase, (), (number, shown_number, subject, follows, followers))

}  // namespace pingyi::casework
