#include "modules/ledger/views.hpp"

#include <array>
#include <utility>

#include "platform/crypto/crypto.hpp"

namespace pingyi::ledger {
namespace {

constexpr std::array<std::pair<std::string_view, DrawStepName>, 5> step_names{
    {{draw_frozen, DrawStepName::frozen},
     {draw_committed, DrawStepName::committed},
     {draw_seeded, DrawStepName::seeded},
     {draw_revealed, DrawStepName::revealed},
     {draw_failed, DrawStepName::failed}}};

std::int64_t whole(std::uint64_t number) {
    return static_cast<std::int64_t>(number);
}

}  // namespace

DrawView view_of(const Draw& draw) {
    DrawView view{.id = crypto::hex(draw.id),
                  .list_sha256 = crypto::hex(draw.list->octets),
                  .items = whole(draw.items),
                  .places = whole(draw.places),
                  .state = draw.state(),
                  .awaited = {},
                  .failed_office = std::nullopt,
                  .frozen_index = whole(draw.list->index),
                  .frozen_on = draw.steps.front().operation.day};
    for (const std::uint64_t office : draw.awaited()) view.awaited.push_back(whole(office));
    if (draw.failed) view.failed_office = whole(*draw.failed);
    return view;
}

DrawStepView view_of(const DrawStep& step) {
    DrawStepView view;
    for (const auto& [kind, name] : step_names) {
        if (step.operation.kind == kind) view.step = name;
    }
    view.index = whole(step.index);
    view.day = step.operation.day;
    for (const Fact& fact : step.operation.facts) {
        const auto* number = std::get_if<std::uint64_t>(&fact.value);
        if (fact.name == "office" && number != nullptr) view.office = whole(*number);
        if (fact.name == "size" && number != nullptr) view.size = whole(*number);
        const bool is_contributed =
            fact.name == "commitment" || fact.name == "secret" || fact.name == "root";
        if (is_contributed && number == nullptr) {
            view.octets = crypto::hex(std::get<std::string>(fact.value));
        }
    }
    return view;
}

}  // namespace pingyi::ledger
