#include "modules/rounds/api.hpp"

#include "modules/rounds/results_store.hpp"
#include "modules/rounds/rounds_store.hpp"
#include "modules/rounds/schemes.hpp"
#include "modules/rounds/schemes_store.hpp"

namespace pingyi::rounds {

std::vector<Round> newest_rounds(db::Tx& tx) {
    constexpr std::int64_t newest_max = 50;
    return store::rounds(tx, std::nullopt, newest_max);
}

Result<Round> round_named(db::Tx& tx, std::string_view code) {
    return store::round_by_code(tx, code);
}

Result<scoring::Scheme> scheme_of(db::Tx& tx, const Round& round) {
    TRY(stored, store::scheme(tx, round.scheme));
    return sound_scheme(stored.yaml);
}

Result<StoredResult> current_result(db::Tx& tx, const Round& round) {
    if (!round.result) return fail(ErrorKind::not_found, "rounds.no_such_result");
    return store::result(tx, *round.result);
}

std::vector<Round> shown_before(db::Tx& tx, const Round& round) {
    constexpr std::size_t before_max = 5;
    std::vector<Round> before;
    const auto own = store::scheme(tx, round.scheme);
    for (Round& other : newest_rounds(tx)) {
        if (before.size() == before_max) break;
        const bool is_before = other.made_at < round.made_at && is_shown_to_bodies(other.state);
        if (!is_before || !other.result) continue;
        const auto scheme = store::scheme(tx, other.scheme);
        if (own && scheme && scheme->code == own->code) before.push_back(std::move(other));
    }
    return before;
}

}  // namespace pingyi::rounds
