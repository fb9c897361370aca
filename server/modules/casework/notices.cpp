// One table: the step and the template of its notice.
#include "modules/casework/notices.hpp"

#include "modules/casework/case_store.hpp"
#include "modules/casework/module.hpp"
#include "modules/casework/rules.hpp"
#include "platform/outbox/outbox.hpp"

namespace pingyi::casework {
namespace {

struct Announced {
    Step step;
    std::string_view name;  ///< of the template and, with .subject and .text, of its texts
};
constexpr Announced announced[] = {
    {Step::submit, "casework.receipt"}, {Step::refuse, "casework.refused"},
    {Step::reply, "casework.replied"},  {Step::reopen, "casework.reopened"},
    {Step::close, "casework.closed"},   {Step::grant_extension, "casework.extended"},
};
/// Ids of one write: use cases start at 0, deadlines at 200.
constexpr std::uint8_t message_id = 190;
constexpr std::chrono::minutes quiet{5};

Result<outbox::Rendered> rendered(db::Tx& tx, const Texts& texts, std::string_view name,
                                  const outbox::Rendering& what) {
    const auto id = CaseId::from(what.record);
    if (!id) return fail(ErrorKind::not_found, "casework.no_such_case");
    TRY(item, store::find(tx, *id));
    const std::string number = shown_number(item.number);
    const std::string link = what.base_address + "/cases/track#number=" + item.number;
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

}  // namespace

void announce(db::Tx& tx, const Moment& moment, const Case& item, Step step) {
    if (!item.notice_address) return;
    const auto address = outbox::AddressId::from(*item.notice_address);
    if (!address) return;
    for (const Announced& each : announced) {
        if (each.step != step) continue;
        outbox::Message message;
        message.id = moment.id<outbox::MessageId>(message_id);
        message.template_name = each.name;
        message.record = item.id.text();
        message.address = *address;
        message.language = item.language;
        message.dedup_key =
            std::string(each.name) + "|" + item.id.text() + "|" + std::to_string(item.version);
        message.due = moment.now;
        if (step != Step::submit) message.quiet = quiet;
        outbox::enqueue(tx, message);
    }
}

std::vector<outbox::Template> notice_templates(const Texts& texts) {
    std::vector<outbox::Template> all;
    for (const Announced& each : announced) {
        all.push_back({std::string(each.name),
                       [&texts, name = each.name](db::Tx& tx, const outbox::Rendering& what) {
                           return rendered(tx, texts, name, what);
                       }});
    }
    all.push_back({"casework.confirm_follow", [&texts](db::Tx& tx, const outbox::Rendering& what) {
                       return confirmation(tx, texts, what);
                   }});
    return all;
}

}  // namespace pingyi::casework
