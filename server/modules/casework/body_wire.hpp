// What the API of bodies reads and answers.
#pragma once

#include "modules/casework/body_store.hpp"
#include "modules/casework/intake_wire.hpp"
#include "modules/casework/masking.hpp"
#include "modules/casework/staff_wire.hpp"

namespace pingyi::casework {

struct InboxQuery {
    std::optional<BodyList> list;  ///< open when absent; returned and done are of one body
    std::optional<UnitCode> unit;  ///< all of the reader's bodies when absent
    std::optional<Kind> kind;
    std::optional<Urgency> urgency;
    std::optional<Cursor> after;
    std::optional<Int<1, 100>> limit;
};
BOOST_DESCRIBE_STRUCT(InboxQuery, (), (list, unit, kind, urgency, after, limit))
struct InboxCountQuery {
    std::optional<UnitCode> unit;
    std::optional<Kind> kind;
    std::optional<Urgency> urgency;
};
BOOST_DESCRIBE_STRUCT(InboxCountQuery, (), (unit, kind, urgency))
struct InboxCounts {
    Counted unsigned_, due_today, overdue, reopened, waiting, sent_back, open, parts;
    std::optional<Instant> next_due;  ///< of the first that is not overdue
};
BOOST_DESCRIBE_STRUCT(InboxCounts, (),
                      (unsigned_, due_today, overdue, reopened, waiting, sent_back, open, parts,
                       next_due))

struct BodiesView {
    bool every = false;  ///< the reader works for every body; `items` is then empty
    std::vector<BodyRef> items;
};
BOOST_DESCRIBE_STRUCT(BodiesView, (), (every, items))

struct SignBody {
    List<CaseNumber, 100, 1> cases;
};
BOOST_DESCRIBE_STRUCT(SignBody, (), (cases))
struct SignOutcome {
    std::string number;
    bool is_signed = false;
    std::optional<std::string> code;    ///< why not
    std::optional<std::string> reason;  ///< in the reader's language
};
BOOST_DESCRIBE_STRUCT(SignOutcome, (), (number, is_signed, code, reason))
struct SignOutcomes {
    std::vector<SignOutcome> items;
};
BOOST_DESCRIBE_STRUCT(SignOutcomes, (), (items))

struct ReasonBody {
    std::optional<Version> version;
    Reason reason;
};
BOOST_DESCRIBE_STRUCT(ReasonBody, (), (version, reason))

struct DraftBody {
    Version version;  ///< of the reply that was read; 0 begins one
    Prose<1, reply_max> text;
};
BOOST_DESCRIBE_STRUCT(DraftBody, (), (version, text))
struct ReplyVersionBody {
    Version version;
};
BOOST_DESCRIBE_STRUCT(ReplyVersionBody, (), (version))
struct SendBackBody {
    Version version;
    Reason reason;
};
BOOST_DESCRIBE_STRUCT(SendBackBody, (), (version, reason))

struct HiddenView {
    Masking what{};
    std::string words;  ///< as they stand in the draft
};
BOOST_DESCRIBE_STRUCT(HiddenView, (), (what, words))
struct ReplyDesk {
    std::string number;
    State state{};
    std::optional<ReplyRow> reply;
    std::optional<std::string> published_as;  ///< the text as the public would read it
    std::vector<HiddenView> hidden;           ///< what publication takes out
    bool needs_approval = true;
    bool may_publish = false;
    bool may_send_back = false;
};
BOOST_DESCRIBE_STRUCT(ReplyDesk, (),
                      (number, state, reply, published_as, hidden, needs_approval, may_publish,
                       may_send_back))

struct ExtensionBody {
    std::optional<Version> version;
    Int<1, 30> days;
    Reason reason;
};
BOOST_DESCRIBE_STRUCT(ExtensionBody, (), (version, days, reason))
struct PartBody {
    std::optional<Version> version;
    UnitCode unit;
    Reason task;
};
BOOST_DESCRIBE_STRUCT(PartBody, (), (version, unit, task))
struct PartAnswerBody {
    Prose<1, reply_max> answer;
};
BOOST_DESCRIBE_STRUCT(PartAnswerBody, (), (answer))
struct PartPath {
    PartId part;
};
BOOST_DESCRIBE_STRUCT(PartPath, (), (part))
struct PartsQuery {
    std::optional<UnitCode> unit;
    std::optional<Cursor> after;
    std::optional<Int<1, 100>> limit;
};
BOOST_DESCRIBE_STRUCT(PartsQuery, (), (unit, after, limit))

struct TemplatePath {
    TemplateId template_;
};
BOOST_DESCRIBE_STRUCT(TemplatePath, (), (template_))
struct TemplatesQuery {
    std::optional<UnitCode> unit;
};
BOOST_DESCRIBE_STRUCT(TemplatesQuery, (), (unit))
struct TemplateBody {
    std::optional<UnitCode> unit;  ///< absent: for every body
    Text<1, 60> name;
    Prose<1, 5000> text;
};
BOOST_DESCRIBE_STRUCT(TemplateBody, (), (unit, name, text))
struct TemplateChange {
    Version version;
    Text<1, 60> name;
    Prose<1, 5000> text;
};
BOOST_DESCRIBE_STRUCT(TemplateChange, (), (version, name, text))
struct TemplateView {
    TemplateId id;
    std::optional<BodyRef> unit;
    std::string name, text;
    std::optional<std::string> filled;  ///< for the case that was asked about
    Instant changed_at{};
    std::int64_t version = 0;
    bool may_edit = false;
};
BOOST_DESCRIBE_STRUCT(TemplateView, (),
                      (id, unit, name, text, filled, changed_at, version, may_edit))
struct TemplatesView {
    std::vector<TemplateView> items;
};
BOOST_DESCRIBE_STRUCT(TemplatesView, (), (items))

}  // namespace pingyi::casework
