// `pingyi user …`: accounts from the command line, the only way to the first administrator.
#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/wiring.hpp"

namespace pingyi::app {
namespace {

void print_invitation(const accounts::Invited& invited) {
    fmt::print(
        "Account {}: open /activate within 72 hours and enter this code, which is shown only now:\n"
        "  {}\n",
        invited.member.name, invited.activation_code);
}

}  // namespace

Result<> add_user(const config::Config& config, const NewUser& user) {
    TRY(base, Base::build(config));
    TRY(invited, accounts::command_add(base->accounts, base->clock->now(), user.name,
                                       user.display_name, user.grants));
    print_invitation(invited);
    return {};
}

Result<> list_users(const config::Config& config) {
    TRY(base, Base::build(config));
    TRY(lines, accounts::command_list(base->accounts));
    for (const std::string& line : lines) fmt::print("{}\n", line);
    if (lines.empty()) fmt::print("no accounts yet: pingyi user add NAME --role administrator\n");
    return {};
}

Result<> reset_user(const config::Config& config, const std::string& name) {
    TRY(base, Base::build(config));
    TRY(invited, accounts::command_reset(base->accounts, base->clock->now(), name));
    print_invitation(invited);
    return {};
}

Result<> disable_user(const config::Config& config, const std::string& name) {
    TRY(base, Base::build(config));
    TRY(member, accounts::command_disable(base->accounts, base->clock->now(), name));
    fmt::print("{} cannot sign in any more\n", member.name);
    return {};
}

}  // namespace pingyi::app
