// One table: the step and the template of its notice.
#include "modules/casework/notices.hpp"

#include <algorithm>
#include <array>

#include "modules/casework/case_store.hpp"
#include "modules/casework/module.hpp"
#include "modules/casework/notices_store.hpp"
#include "modules/casework/rules.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/outbox/outbox.hpp"

namespace pingyi::casework {
namespace {

struct Announced {
    Step step;
    std::string_view name;  ///< of the template and, with .subject and .text, of its texts
    std::string_view to_followers;
};
constexpr Announced announced[] = {
    {Step::submit, "casework.receipt", ""},
    {Step::refuse, "casework.refused", "casework.followed_refused"},
    {Step::reply, "casework.replied", "casework.followed_replied"},
    {Step::reopen, "casework.reopened", "casework.followed_reopened"},
    {Step::close, "casework.closed", "casework.followed_closed"},
    {Step::grant_extension, "casework.extended", "casework.followed_extended"},
};
/// Ids of one write: use cases start at 0, deadlines at 200.
constexpr std::uint8_t message_id = 190;
constexpr std::chrono::minutes quiet{5};
constexpr std::size_t told_rows = 50;  ///< followers a transaction
constexpr int portions_max = 400;      ///< a run; the next one goes on

/// Number and link are all that a notice says of a case.
Result<outbox::Rendered> rendered(db::Tx& tx, const Texts& texts, std::string_view name,
                                  std::string_view page, const outbox::Rendering& what) {
    const auto id = CaseId::from(what.record);
    if (!id) return fail(ErrorKind::not_found, "casework.no_such_case");
    TRY(item, store::find(tx, *id));
    const std::string number = shown_number(item.number);
    const std::string link = what.base_address + std::string(page) + item.number;
    const std::string key{name};
    return outbox::Rendered{
        texts.say(what.language, key + ".subject", {{"number", number}}),
        texts.say(what.language, key + ".text", {{"number", number}, {"link", link}})};
}

/// The token stands in the fragment of the link, which no server sees.
Result<outbox::Rendered> confirmation(db::Tx& tx, const Texts& texts,
                                      const outbox::Rendering& what) {
    const auto id = CaseId::from(what.record);
    if (!id) return fail(ErrorKind::not_found, "casework.no_such_case");
    TRY(item, store::find(tx, *id));
    const std::string number = shown_number(item.number);
    const std::string link = what.base_address + "/cases/follow#token=" + what.secret;
    return outbox::Rendered{
        texts.say(what.language, "casework.confirm_follow.subject", {{"number", number}}),
        texts.say(what.language, "casework.confirm_follow.text",
                  {{"number", number}, {"link", link}})};
}

/// `version` of the case: one notice of each step goes to an address.
outbox::Message message_of(std::string_view name, CaseId id, outbox::AddressId address,
                           std::int64_t version, Instant due) {
    outbox::Message message;
    message.template_name = name;
    message.record = id.text();
    message.address = address;
    message.dedup_key =
        message.template_name + "|" + address.text() + "|" + std::to_string(version);
    message.due = due;
    message.quiet = quiet;
    return message;
}

void tell_writer(db::Tx& tx, const Moment& moment, const Case& item, const Announced& what) {
    if (!item.notice_address) return;
    const auto address = outbox::AddressId::from(*item.notice_address);
    if (!address) return;
    outbox::Message message = message_of(what.name, item.id, *address, item.version, moment.now);
    message.id = moment.id<outbox::MessageId>(message_id);
    message.language = item.language;
    if (what.step == Step::submit) message.quiet = {};
    outbox::enqueue(tx, message);
}

/// One follower hears of it, or loses the address at the end.
void tell(db::Tx& tx, const store::Announcement& what, const store::Follower& follower,
          outbox::MessageId id, Instant now) {
    const auto address = outbox::AddressId::from(follower.address);
    if (!address) return;
    if (what.template_name.empty()) {
        outbox::erase_address(tx, *address);
        store::forget_address(tx, what.case_id, follower.contact);
        return;
    }
    outbox::Message message =
        message_of(what.template_name, what.case_id, *address, what.version, now);
    message.id = id;
    message.language = follower.language;
    outbox::enqueue(tx, message);
}

void erase(db::Tx& tx, const std::string& address) {
    if (const auto id = outbox::AddressId::from(address)) outbox::erase_address(tx, *id);
}

/// The address that this contact has got notices at so far.
void erase_former(db::Tx& tx, const Following& following) {
    const auto former = store::follower(tx, following.case_id, following.contact);
    if (former) erase(tx, former->address);
}

}  // namespace

void announce(db::Tx& tx, const Moment& moment, const Case& item, Step step) {
    const bool is_followed = item.followers > 0 && item.is_public();
    if (is_followed && item.ended_at)
        store::queue_announcement(tx, {item.id, item.version, "", ""});
    const auto* const each = std::ranges::find(announced, step, &Announced::step);
    if (each == std::end(announced)) return;
    if (is_followed && !each->to_followers.empty()) {
        store::queue_announcement(tx, {item.id, item.version, std::string(each->to_followers), ""});
    }
    tell_writer(tx, moment, item, *each);
}

Result<> tell_followers(db::Database& database, Instant now) {
    for (int portion = 0; portion < portions_max; ++portion) {
        std::array<outbox::MessageId, told_rows> ids;
        for (outbox::MessageId& id : ids) id = crypto::random_id<outbox::MessageId>();
        TRY(more, database.write([&](db::Tx& tx) -> Result<bool> {
            auto next = store::next_announcement(tx);
            if (!next) return false;
            const auto some = store::followers(tx, next->case_id, next->told, told_rows);
            for (std::size_t i = 0; i < some.size(); ++i) tell(tx, *next, some[i], ids[i], now);
            if (some.size() < told_rows) {
                store::remove_announcement(tx, *next);
            } else {
                next->told = some.back().contact;
                store::save_told(tx, *next);
            }
            return true;
        }));
        if (!more) return {};
    }
    return {};
}

void begin_following(db::Tx& tx, const Case& item, const Following& following) {
    erase_former(tx, following);
    const auto address = outbox::AddressId::from(following.address);
    const bool gets_notices = address && !item.ended_at && outbox::confirm_address(tx, *address);
    if (!gets_notices) erase(tx, following.address);
    store::put_follower(
        tx, item.id,
        {following.contact, gets_notices ? following.address : std::string{}, following.language});
}

void end_following(db::Tx& tx, const Following& following) {
    erase_former(tx, following);
    erase(tx, following.address);
    store::remove_follower(tx, following.case_id, following.contact);
}

std::vector<outbox::Template> notice_templates(const Texts& texts) {
    std::vector<outbox::Template> all;
    const auto add = [&](std::string_view name, std::string_view page) {
        all.push_back(
            {std::string(name), [&texts, name, page](db::Tx& tx, const outbox::Rendering& what) {
                 return rendered(tx, texts, name, page, what);
             }});
    };
    for (const Announced& each : announced) {
        add(each.name, "/cases/track#number=");
        if (!each.to_followers.empty()) add(each.to_followers, "/cases/");
    }
    all.push_back({"casework.confirm_follow", [&texts](db::Tx& tx, const outbox::Rendering& what) {
                       return confirmation(tx, texts, what);
                   }});
    return all;
}

}  // namespace pingyi::casework
