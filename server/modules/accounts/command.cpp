// What `pingyi user` does: the only way to the first administrator, and the way back in.
#include "kernel/text.hpp"
#include "modules/accounts/account_store.hpp"
#include "modules/accounts/duties.hpp"
#include "modules/accounts/module.hpp"

namespace pingyi::accounts {
namespace {

constexpr std::int64_t listed_max = 1000;
constexpr std::size_t display_name_max = 60;

Result<Member> named(const Deps& deps, const std::string& name) {
    return deps.database.read([&](db::Tx& tx) { return store::member_by_name(tx, name); });
}

std::string_view name_of_standing(Standing standing) {
    switch (standing) {
        case Standing::invited: return "invited";
        case Standing::active: return "active";
        case Standing::disabled: return "disabled";
    }
    return "";
}

}  // namespace

Result<Invited> command_add(const Deps& deps, Instant now, const std::string& name,
                            const std::string& display_name,
                            const std::vector<std::string>& grants) {
    const auto shown = text::normalised(display_name);
    if (!login_name_pattern.matches(name) || !shown || text::trimmed(*shown).empty() ||
        text::flaw_of(*shown, text::Lines::one) != text::Flaw::none ||
        text::length(*shown) > display_name_max) {
        return fail(ErrorKind::invalid_input, "accounts.bad_name");
    }
    std::vector<Grant> wanted;
    for (const std::string& each : grants) {
        TRY(grant, grant_from(each));
        wanted.push_back(grant);
    }
    return add_member(deps, now, Administrator::at_the_command_line(),
                      {name, text::trimmed(*shown), wanted}, std::nullopt);
}

Result<Invited> command_reset(const Deps& deps, Instant now, const std::string& name) {
    TRY(member, named(deps, name));
    return reset_member(deps, now, Administrator::at_the_command_line(), member.id);
}

Result<Member> command_disable(const Deps& deps, Instant now, const std::string& name) {
    TRY(member, named(deps, name));
    return set_disabled(deps, now, Administrator::at_the_command_line(), member.id, true);
}

Result<std::vector<std::string>> command_list(const Deps& deps) {
    TRY(members, deps.database.read(
                     [](db::Tx& tx) { return store::members(tx, "", std::nullopt, listed_max); }));
    std::vector<std::string> lines;
    lines.reserve(members.size());
    for (const Member& member : members) {
        lines.push_back(member.name + "\t" + std::string(name_of_standing(member.standing)) + "\t" +
                        text_of(member.grants));
    }
    return lines;
}

}  // namespace pingyi::accounts
