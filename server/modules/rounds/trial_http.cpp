// Trying a scheme as it stands in the editor: a dry run, and what a change would do.
#include "modules/rounds/areas.hpp"
#include "modules/rounds/policy.hpp"
#include "modules/rounds/schemes_views.hpp"
#include "modules/rounds/trial.hpp"

namespace pingyi::rounds {
namespace {

using namespace http;

std::unexpected<Error> not_a_change(std::string_view parameter) {
    return fail_fields({{std::string(parameter), "rounds_bad_change", ""}});
}

/// "by-phone/30"
Result<Supposed::Weight> weight_in(std::string_view text) {
    const std::size_t slash = text.rfind('/');
    if (slash == std::string_view::npos) return not_a_change("weight");
    const auto weight = Decimal::from(text.substr(slash + 1));
    if (!weight) return not_a_change("weight");
    return Supposed::Weight{std::string(text.substr(0, slash)), *weight};
}

/// "survey/qh-minzheng/residents"; only the code of a body may hold more of "/".
Result<Supposed::Group> group_in(std::string_view text) {
    const std::size_t first = text.find('/');
    const std::size_t last = text.rfind('/');
    if (first == last) return not_a_change("no_ballots");
    return Supposed::Group{std::string(text.substr(0, first)),
                           std::string(text.substr(first + 1, last - first - 1)),
                           std::string(text.substr(last + 1))};
}

template <class Limited>
std::vector<std::string> texts_in(const Limited& list) {
    std::vector<std::string> all;
    for (const auto& item : list.value) all.push_back(item.value);
    return all;
}

Result<Supposed> supposed_in(const TrialQuery& query) {
    Supposed what;
    for (const std::string& text : texts_in(query.weight)) {
        TRY(weight, weight_in(text));
        what.weights.push_back(std::move(weight));
    }
    what.drops = texts_in(query.drop);
    what.events = texts_in(query.no_event);
    for (const std::string& text : texts_in(query.no_ballots)) {
        TRY(group, group_in(text));
        what.ballots.push_back(std::move(group));
    }
    return what;
}

/// Without months it is the year so far.
Result<Counting> counting_in(const Call<Deps>& call, const TrialQuery& query) {
    constexpr std::size_t month_length = 7;
    constexpr std::size_t year_length = 4;
    Counting counting;
    counting.today = call.deps.calendar.zone().day_of(call.now);
    const std::string now = text_of(counting.today).substr(0, month_length);
    counting.until = query.until ? query.until->value : now;
    counting.from = query.from ? query.from->value : counting.until.substr(0, year_length) + "-01";
    if (counting.until < counting.from) {
        return fail_fields({{"until", "rounds_ends_before_start", ""}});
    }
    return counting;
}

Result<TrialView> try_scheme(const Call<Deps>& call, const Path<SchemePath>& path,
                             const Query<TrialQuery>& query, const RawBody& body) {
    CHECK_OK(policy::may_run(account_of(call)));
    TRY(counting, counting_in(call, *query));
    TRY(supposed, supposed_in(*query));
    const Trying what{path->scheme, body.bytes, counting, call.now};
    Trials& trials = *call.deps.trials;
    if (supposed.is_nothing()) {
        TRY(trial, trials.fresh(call.deps, what));
        return trial_view(*trial, nullptr, call.language());
    }
    TRY(trial, trials.kept(call.deps, what));
    TRY(after, supposing(*trial, supposed));
    return trial_view(*trial, &after, call.language());
}

constexpr Row<Deps> table[] = {
    post<try_scheme>("/api/schemes/{scheme}/dry-run",
                     accounts::only(accounts::Role::programme_office),
                     {"试算方案或假设一项改变，不保存",
                      "Try a scheme, or what a change would do; nothing is stored"})
        .takes("application/yaml", scoring::scheme_bytes_max),
};

}  // namespace

Routes<Deps> trial_routes() {
    return {"scheme-trials", {"方案试算", "Trying schemes"}, table};
}

}  // namespace pingyi::rounds
