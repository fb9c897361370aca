// `pingyi what-if`: what a change of the scheme or of the records would do to every unit.
#include <fmt/format.h>

#include "app/commands.hpp"
#include "modules/scoring/what_if.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::app {
namespace {

/// "a=b" at its first '='.
Result<std::pair<std::string, std::string>> halves(const std::string& text) {
    const std::size_t at = text.find('=');
    if (at == std::string::npos) return fail(ErrorKind::invalid_input, "app.no_equals_sign", text);
    return std::pair{text.substr(0, at), text.substr(at + 1)};
}

Result<scoring::Scheme> changed(scoring::Scheme scheme, const WhatIfTask& task) {
    for (const std::string& text : task.weights) {
        TRY(change, halves(text));
        const auto weight = Decimal::from(change.second);
        if (!weight) return fail(ErrorKind::invalid_input, "app.bad_weight", text);
        TRY(next, scoring::with_weight(std::move(scheme), change.first, *weight));
        scheme = std::move(next);
    }
    for (const std::string& code : task.drops) {
        TRY(next, scoring::without_indicator(std::move(scheme), code));
        scheme = std::move(next);
    }
    return scheme;
}

Result<scoring::Data> changed(scoring::Data data, const WhatIfTask& task) {
    for (const std::string& id : task.events) {
        TRY(next, scoring::without_event(std::move(data), id));
        data = std::move(next);
    }
    for (const std::string& text : task.ballots) {
        TRY(first, halves(text));
        TRY(second, halves(first.second));
        TRY(next,
            scoring::without_ballots(std::move(data), first.first, second.first, second.second));
        data = std::move(next);
    }
    return data;
}

std::string places_of(const scoring::UnitResult& result) {
    if (result.standing != scoring::Standing::ranked) return "–";
    if (result.ranks.best == result.ranks.worst) return std::to_string(result.ranks.best);
    return fmt::format("{}–{}", result.ranks.best, result.ranks.worst);
}

std::string score_of(const scoring::Scheme& scheme, const scoring::UnitResult& result) {
    return result.value ? scoring::shown(*result.value, scheme.rounding.places) : "–";
}

}  // namespace

Result<> what_if(const SchemeTask& task, const WhatIfTask& changes) {
    crypto::start();
    TRY(scheme, read_scheme(task));
    TRY(data, scoring::read_data(scheme, changes.data));
    TRY(other_scheme, changed(scheme, changes));
    TRY(other_data, changed(data, changes));
    const scoring::Outcome before = scoring::compute(scheme, data);
    const scoring::Outcome after = scoring::compute(other_scheme, other_data);
    fmt::print("unit\tscore\t\tplaces\t\tband\n");
    for (std::size_t i = 0; i < before.units.size(); ++i) {
        const scoring::UnitResult& was = before.units[i];
        const scoring::UnitResult& is = after.units[i];
        fmt::print("{}\t{} → {}\t{} → {}\t{} → {}\n", data.units[was.unit].code,
                   score_of(scheme, was), score_of(scheme, is), places_of(was), places_of(is),
                   was.band.empty() ? "–" : was.band, is.band.empty() ? "–" : is.band);
    }
    fmt::print("{} numbers changed\n", scoring::differences(before, after).size());
    return {};
}

}  // namespace pingyi::app
