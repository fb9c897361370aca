// The request is a row with two keyed hashes; its token travels only in the confirmation.
#include "modules/casework/resident_follow.hpp"

#include "modules/casework/case_store.hpp"
#include "modules/casework/notices.hpp"
#include "modules/casework/receipt.hpp"
#include "modules/casework/resident_store.hpp"
#include "modules/casework/rules.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/outbox/outbox.hpp"

namespace pingyi::casework {
namespace {

constexpr std::chrono::hours confirmation_valid{24};
constexpr std::size_t token_octets = 16;
constexpr Allowance requests_allowed{5, std::chrono::seconds{900}};

struct Looked {
    bool is_public = false;
    std::optional<std::string> key;  ///< that addresses are sealed to
    Attempts attempts;
};

outbox::Channel channel_of(NoticeChannel channel) {
    return channel == NoticeChannel::sms ? outbox::Channel::sms : outbox::Channel::mail;
}

Result<outbox::Address> checked(const FollowBody& body) {
    std::vector<FieldError> errors;
    if (!body.consent) errors.push_back({"#/consent", "casework_consent", ""});
    const auto address = outbox::address_from(channel_of(body.channel), body.address.value);
    if (!address) errors.push_back({"#/address", "casework_bad_address", ""});
    if (!errors.empty()) return fail_fields(std::move(errors));
    return *address;
}

std::string token_hash(const Deps& deps, std::string_view token) {
    return keyed_hash(deps.installation_key, "follow_token", token);
}

/// What is sent: when the request was kept.
outbox::Message confirmation(const Case& item, const outbox::Sealed& sealed, outbox::MessageId id,
                             Language language, Instant now) {
    outbox::Message message;
    message.id = id;
    message.template_name = "casework.confirm_follow";
    message.record = item.id.text();
    message.address = sealed.id;
    message.language = language;
    message.dedup_key = "casework.confirm_follow|" + id.text();
    message.due = now;
    message.valid = confirmation_valid;
    return message;
}

}  // namespace

Result<> ask_to_follow(const Deps& deps, const http::Context& context, std::string_view number,
                       const FollowBody& body) {
    TRY(address, checked(body));
    const Instant now = context.now;
    const std::string counter =
        keyed_hash(deps.installation_key, "attempt_follow", context.request.client);
    TRY(looked, deps.database.read([&](db::Tx& tx) {
        const auto item = store::find_by_number(tx, number);
        return Looked{item && item->is_public(), outbox::public_key(tx, address.channel),
                      store::attempts(tx, counter)};
    }));
    if (!looked.is_public) return fail(ErrorKind::not_found, "casework.no_such_case");
    if (!looked.key) return fail(ErrorKind::conflict, "casework.follow_not_offered");
    const auto wait = wait_before_next(looked.attempts, requests_allowed, now);
    if (wait.count() > 0) {
        auto refused = fail(ErrorKind::too_many, "casework.too_many_attempts");
        refused.error().retry_after = wait;
        return refused;
    }
    const std::string token = crypto::random_token(token_octets);
    const std::string contact = keyed_hash(deps.installation_key, "follower", address.text);
    TRY(sealed, outbox::seal(*looked.key, deps.installation_key, address, token));
    const store::FollowRequest request{
        token_hash(deps, token),  {},         contact, sealed.id.text(),
        now + confirmation_valid, body.follow};
    const auto message_id = crypto::random_id<outbox::MessageId>();
    const Day today = deps.calendar.zone().day_of(now);
    return deps.database.write([&](db::Tx& tx) -> Result<> {
        TRY(item, store::find_by_number(tx, number));
        store::keep_attempts(tx, counter, with_one_more(store::attempts(tx, counter), now));
        if (store::has_follow_request(tx, item.id, contact, now)) return {};
        store::FollowRequest mine = request;
        mine.case_id = item.id;
        store::insert_follow_request(tx, mine);
        outbox::keep_address(tx, sealed, today, request.ends_at);
        outbox::enqueue(tx, confirmation(item, sealed, message_id, context.language(), now));
        return {};
    });
}

Result<FollowedCase> confirm_follow(const Deps& deps, const http::Context& context,
                                    std::string_view token) {
    const std::string hash = token_hash(deps, token);
    return deps.database.write([&](db::Tx& tx) -> Result<FollowedCase> {
        const auto request = store::take_follow_request(tx, hash);
        if (!request || context.now >= request->ends_at) {
            return fail(ErrorKind::not_found, "casework.no_such_confirmation");
        }
        const Following following{request->case_id, request->contact, request->address,
                                  context.language()};
        TRY(before, store::find(tx, request->case_id));
        if (request->wanted) {
            begin_following(tx, before, following);
        } else {
            end_following(tx, following);
        }
        TRY(item, store::find(tx, request->case_id));
        return FollowedCase{item.number, shown_number(item.number), item.subject, request->wanted,
                            item.followers};
    });
}

}  // namespace pingyi::casework
