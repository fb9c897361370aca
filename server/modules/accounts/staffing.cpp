// Which roles nobody fills, asked seldom and answered at once.
#include "kernel/language.hpp"
#include "modules/accounts/account_store.hpp"
#include "modules/accounts/api.hpp"
#include "modules/accounts/duties.hpp"

namespace pingyi::accounts {
namespace {

constexpr std::chrono::seconds asked_again_after{30};

}  // namespace

std::vector<Role> Staffing::unmet(Instant now) {
    {
        const std::scoped_lock lock{mutex_};
        if (asked_at_ && now < *asked_at_ + asked_again_after) return unmet_;
        asked_at_ = now;  // whoever comes meanwhile gets the last answer and does not wait
    }
    const auto held = database_.read([](db::Tx& tx) { return store::held_roles(tx); });
    const std::scoped_lock lock{mutex_};
    if (held) unmet_ = unfilled(*held);
    return unmet_;
}

std::vector<std::string> Staffing::notices(const Texts& texts, Language language, Instant now) {
    std::string roles;
    for (const Role role : unmet(now)) {
        if (!roles.empty()) roles += language == Language::zh ? "、" : ", ";
        roles += texts.say(language, "accounts.role." + std::string(name_of(role)));
    }
    if (roles.empty()) return {};
    return {texts.say(language, "accounts.staffing.unmet", {{"roles", roles}})};
}

}  // namespace pingyi::accounts
