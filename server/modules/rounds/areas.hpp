// The areas of rounds, each a table of routes in a file of its own; http.cpp lists them.
#pragma once

#include "modules/rounds/module.hpp"

namespace pingyi::rounds {

[[nodiscard]] http::Routes<Deps> scheme_routes();
[[nodiscard]] http::Routes<Deps> round_routes();
[[nodiscard]] http::Routes<Deps> bundle_routes();
[[nodiscard]] http::Routes<Deps> result_routes();
[[nodiscard]] http::Routes<Deps> trial_routes();
[[nodiscard]] http::Routes<Deps> round_table_routes();
[[nodiscard]] http::Routes<Deps> appeal_routes();

/// Rows for staff only are gated before a handler runs, so somebody is signed in here.
inline const accounts::Account& account_of(const http::Call<Deps>& call) {
    return *accounts::account_of(call.caller);
}

}  // namespace pingyi::rounds
