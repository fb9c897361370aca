// The routes of stored schemes: list, edit with the linter, try, issue.
#include "modules/rounds/areas.hpp"
#include "modules/rounds/policy.hpp"

namespace pingyi::rounds {
namespace {

using namespace http;
using accounts::Role;

Result<Response> schemes_page(const Call<Deps>& call) {
    return call.deps.shell.staff(call, "accounts.page.schemes");
}

constexpr Row<Deps> table[] = {
    page<schemes_page>("/staff/schemes", {"评议方案页", "Page of the schemes"}),
};

}  // namespace

Routes<Deps> scheme_routes() {
    return {"rounds", {"评议方案", "Schemes of evaluation"}, table};
}

}  // namespace pingyi::rounds
