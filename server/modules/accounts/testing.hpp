// For tests of other modules: people who are known by a header instead of a session.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "modules/accounts/api.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/http/service.hpp"

namespace pingyi::accounts::testing {

/// Somebody with one role who has signed in; stored nowhere.
[[nodiscard]] inline Account somebody(std::string_view who, Role role, Instant now,
                                      std::optional<UnitId> unit = {}) {
    Account made;
    made.id = crypto::new_id<AccountId>(now);
    made.name = made.display_name = who;
    made.grants = {{role, unit, false}};
    made.session = "session";
    return made;
}

/// Whoever the header "Test-Who" names; everybody else is nobody.
class KnownPeople final : public http::Authenticator {
public:
    Result<http::Caller> identify(const http::Request& request, Instant) override {
        const auto found = people.find(request.header("Test-Who"));
        if (found == people.end()) return http::Caller{};
        http::Callers classes = http::anyone;
        for (const Grant& grant : found->second.grants) classes = classes | of(grant.role);
        return http::Caller{classes, std::make_shared<Account>(found->second), "h"};
    }
    std::map<std::string, Account, std::less<>> people;
};

}  // namespace pingyi::accounts::testing
