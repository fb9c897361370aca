// Everything that takes time (masking, receipts, numbers) happens before the transaction; inside
// it the letter is stored, or the one that the same form stored before is found again.
#include "modules/casework/resident_filing.hpp"

#include <algorithm>
#include <array>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <iterator>

#include "modules/casework/attachments.hpp"
#include "modules/casework/case_store.hpp"
#include "modules/casework/intake.hpp"
#include "modules/casework/receipt.hpp"
#include "modules/casework/resident_store.hpp"
#include "modules/casework/rules.hpp"
#include "modules/casework/steps.hpp"
#include "modules/contacts/api.hpp"
#include "modules/units/api.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/idempotency.hpp"
#include "platform/outbox/outbox.hpp"

namespace pingyi::casework {
namespace {

constexpr std::string_view scope = "casework.file";
constexpr std::size_t draws_max = 5;

template <class T>
std::string value_of(const std::optional<T>& text) {
    return text ? text->value : std::string{};
}

std::vector<std::string> names_of(const std::optional<Names>& names) {
    std::vector<std::string> all;
    if (!names) return all;
    for (const auto& name : names->value) all.push_back(name.value);
    return all;
}

/// All that a write needs, drawn and computed before it.
struct Draft {
    Case item;
    Original original;
    Moment moment;
    std::array<std::string, draws_max> numbers;
    std::string receipt;
    std::vector<Chosen> attachments;
};

std::uint32_t random_number() {
    std::uint32_t number = 0;
    for (const char c : crypto::random_bytes(sizeof number)) {
        number = (number << 8U) | static_cast<std::uint8_t>(c);
    }
    return number;
}

Draft draft_of(const Deps& deps, const http::Context& context, const FilingBody& body) {
    Draft draft;
    draft.moment = moment(context.now);
    draft.receipt = receipt_of(deps.installation_key, context.key->value);
    draft.original = {body.subject.value, body.body.value, value_of(body.place),
                      names_of(body.names)};
    const auto& names = draft.original.names;
    Case& item = draft.item;
    item.id = crypto::new_id<CaseId>(context.now);
    item.receipt = receipt_hash(deps.installation_key, draft.receipt);
    item.kind = body.kind;
    item.visibility = body.visibility;
    item.language = context.language();
    if (body.category) item.category = body.category->value;
    item.subject = mask(draft.original.subject, names).text;
    item.body = mask(draft.original.body, names).text;
    item.place = mask(draft.original.place, names).text;
    if (body.point) item.point = Point{body.point->lat_e6.value, body.point->lon_e6.value};
    item.signature = mask(value_of(body.signature)).text;
    item.submitted_at = context.now;
    const int year = year_of(deps.calendar.zone().day_of(context.now));
    if (body.attachments) draft.attachments = chosen(deps, body.attachments->value);
    for (std::string& number : draft.numbers) number = case_number(year, random_number());
    return draft;
}

/// What the form refers to: whether it is there, and still is.
Result<> find_references(db::Tx& tx, const FilingBody& body, Day today, Case& item) {
    std::vector<FieldError> errors;
    if (body.unit) {
        const auto unit = current_body(tx, body.unit->value, today, item.language);
        if (unit) {
            item.named_unit = *unit;
        } else {
            std::ranges::copy(unit.error().fields, std::back_inserter(errors));
        }
    }
    if (body.category && !store::is_current_category(tx, body.category->value)) {
        errors.push_back({"#/category", "casework_no_such_category", ""});
    }
    if (!errors.empty()) return fail_fields(std::move(errors));
    return {};
}

Result<> store_draft(db::Tx& tx, const Deps& deps, const Draft& draft, Case& item) {
    for (const std::string& number : draft.numbers) {
        item.number = number;
        auto opened = open_case(tx, deps.calendar, draft.moment, item, draft.original,
                                {.step = Step::submit, .who = Party::resident});
        if (opened || opened.error().code != "casework.number_taken") return opened;
    }
    return fail(ErrorKind::conflict, "casework.number_taken");
}

Filed filed_of(db::Tx& tx, const Case& item, const std::string& receipt, const Zone& zone) {
    Filed filed{item.number, shown_number(item.number), receipt, {}, {}};
    for (const CaseClock& clock : store::clocks(tx, item.id)) {
        const DueBy due = due_by(clock.due_at, clock.missing_year, zone);
        if (clock.stage == Stage::screening) filed.screening = due;
        if (clock.stage == Stage::reply && clock.round == 1) filed.reply = due;
    }
    return filed;
}

MaskedText masked_text(const std::string& text, const std::vector<std::string>& names,
                       std::int64_t& count) {
    const Masked masked = mask(text, names);
    MaskedText view{masked.text, {}};
    std::size_t from = 0;
    const auto add = [&](std::size_t end, std::optional<Masking> masking) {
        if (end > from) view.parts.push_back({masked.text.substr(from, end - from), masking});
        from = end;
    };
    for (const MaskedSpan& span : masked.spans) {
        add(span.at, std::nullopt);
        add(span.at + placeholder_of(span.masking).size(), span.masking);
    }
    add(masked.text.size(), std::nullopt);
    count += static_cast<std::int64_t>(masked.spans.size());
    return view;
}

/// What is sealed before the transaction and kept inside it.
struct SealedParts {
    std::optional<contacts::Sealed> contact;
    contacts::ContactId contact_id;
    std::optional<outbox::Sealed> notice;
};

/// Whether what the form brings is taken at present: to which keys it is sealed.
struct Keys {
    std::optional<contacts::Pair> call_back;
    std::optional<std::string> notice;
};

outbox::Channel channel_of(const FilingNotice& notice) {
    return notice.channel == NoticeChannel::sms ? outbox::Channel::sms : outbox::Channel::mail;
}

/// The address as it is sealed, or what is wrong with it.
std::optional<outbox::Address> checked_address(const FilingNotice& notice,
                                               std::vector<FieldError>& errors) {
    if (!notice.consent) errors.push_back({"#/notice/consent", "casework_consent", ""});
    auto address = outbox::address_from(channel_of(notice), notice.address.value);
    if (!address) errors.push_back({"#/notice/address", "casework_bad_address", ""});
    return address;
}

/// Contact and notification address are only taken while somebody can use them; each is sealed to
/// another key, and neither is kept in the open for longer than this function.
Result<SealedParts> sealed_parts(const Deps& deps, Instant now, const FilingBody& body) {
    SealedParts parts;
    if (!body.contact && !body.notice) return parts;
    TRY(keys, deps.database.read([&](db::Tx& tx) {
        return Keys{contacts::current_key(tx),
                    body.notice ? outbox::public_key(tx, channel_of(*body.notice)) : std::nullopt};
    }));
    std::vector<FieldError> errors;
    std::optional<outbox::Address> address;
    if (body.contact && !keys.call_back)
        errors.push_back({"#/contact", "casework_not_offered", ""});
    if (body.notice && !keys.notice) errors.push_back({"#/notice", "casework_not_offered", ""});
    if (body.notice && keys.notice) address = checked_address(*body.notice, errors);
    if (!errors.empty()) return fail_fields(std::move(errors));
    if (body.contact) {
        parts.contact_id = crypto::new_id<contacts::ContactId>(now);
        TRY(sealed,
            contacts::seal(*keys.call_back, parts.contact_id, value_of(body.contact->name),
                           body.contact->contact.value, {"#/contact/name", "#/contact/contact"}));
        parts.contact = sealed;
    }
    if (address) {
        TRY(sealed, outbox::seal(*keys.notice, deps.installation_key, *address));
        parts.notice = sealed;
    }
    return parts;
}

void keep_parts(db::Tx& tx, const SealedParts& parts, Instant now, Day today, Case& item) {
    if (parts.contact) {
        contacts::keep(tx, parts.contact_id, *parts.contact, now);
        item.contact = parts.contact_id.text();
    }
    if (parts.notice) {
        outbox::keep_address(tx, *parts.notice, today);
        item.notice_address = parts.notice->id.text();
    }
}

}  // namespace

DueBy due_by(const std::optional<Instant>& due_at, const std::optional<std::int64_t>& missing_year,
             const Zone& zone) {
    DueBy due{{}, due_at, missing_year};
    // 24:00 of a day is the first moment of the next.
    if (due_at) due.day = zone.day_of(*due_at - std::chrono::milliseconds{1});
    return due;
}

Result<FilingForm> filing_form(const Deps& deps) {
    return deps.database.read([](db::Tx& tx) {
        FilingForm form;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<Kind>>(
            [&](auto each) { form.kinds.push_back(each.value); });
        form.categories = store::categories(tx);
        form.refusal_reasons = store::refusal_reasons(tx);
        form.call_back_offered = contacts::is_open(tx);
        form.mail_offered = outbox::is_open(tx, outbox::Channel::mail);
        form.sms_offered = outbox::is_open(tx, outbox::Channel::sms);
        return form;
    });
}

MaskingView masking_view(const MaskingBody& body) {
    const auto names = names_of(body.names);
    MaskingView view;
    view.subject = masked_text(value_of(body.subject), names, view.masked);
    view.body = masked_text(value_of(body.body), names, view.masked);
    view.place = masked_text(value_of(body.place), names, view.masked);
    view.signature = masked_text(value_of(body.signature), {}, view.masked);
    return view;
}

Result<Filed> file_letter(const Deps& deps, const http::Context& context, const FilingBody& body) {
    if (!is_strong_form_key(context.key->value)) {
        return fail_fields({{"Idempotency-Key", "casework_weak_form_key", ""}},
                           "casework.weak_form_key");
    }
    TRY(parts, sealed_parts(deps, context.now, body));
    const Draft draft = draft_of(deps, context, body);
    const Zone& zone = deps.calendar.zone();
    const Day today = zone.day_of(context.now);
    // The body's hash is made with the key, so it tells nothing to whom the key is unknown.
    const db::RepeatKey repeat{scope, context.key->value, context.key->body_hash};
    const auto earlier = [&](db::Tx& tx) -> Result<std::optional<Filed>> {
        TRY(before, db::earlier(tx, repeat));
        if (!before) return std::nullopt;
        TRY(old, store::find(tx, CaseId::from(*before).value_or(CaseId{})));
        return filed_of(tx, old, draft.receipt, zone);
    };
    const auto keep = [&](db::Tx& tx) -> Result<Filed> {
        TRY(before, earlier(tx));
        if (before) return *before;
        Case item = draft.item;
        CHECK_OK(find_references(tx, body, today, item));
        keep_parts(tx, parts, context.now, today, item);
        CHECK_OK(store_draft(tx, deps, draft, item));
        CHECK_OK(give_files(tx, draft.attachments, item.id, std::nullopt, context.now));
        db::remember(tx, repeat, item.id.text(), today);
        return filed_of(tx, item, draft.receipt, zone);
    };
    // Without files it is only inserts, and what they read are rules: letters then do not wait for
    // one another.
    auto filed = draft.attachments.empty() ? deps.database.append(keep) : deps.database.write(keep);
    if (filed) return filed;
    TRY(meanwhile, deps.database.read(earlier));  // the same form may have won the race
    if (meanwhile) return *meanwhile;
    return filed;
}

}  // namespace pingyi::casework
