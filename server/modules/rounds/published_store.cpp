#include "modules/rounds/published_store.hpp"

#include "modules/rounds/rounds_store.hpp"

namespace pingyi::rounds::store {
namespace {

#define IS_PUBLISHED                                                                            \
    "r.state IN ('published', 'rectification', 'archived') AND r.published_at IS NOT NULL AND " \
    "r.result IS NOT NULL"

/// A page of rounds is short: each is read by its id, with the columns that rounds_store knows.
std::vector<Round> rounds_of(db::Tx& tx, const db::Rows& ids) {
    std::vector<Round> all;
    for (const db::Row row : ids) {
        if (auto found = round(tx, row.id<RoundId>(0))) all.push_back(std::move(*found));
    }
    return all;
}

}  // namespace

std::vector<Round> open_rounds(db::Tx& tx, const std::optional<Cursor>& after, std::int64_t limit) {
    if (!after) {
        return rounds_of(tx, tx.run("SELECT id FROM rounds_round WHERE state <> 'draft' ORDER BY "
                                    "made_at DESC, id DESC LIMIT $1",
                                    {limit}));
    }
    return rounds_of(
        tx, tx.run("SELECT id FROM rounds_round WHERE state <> 'draft' AND (made_at, id) < ($1, "
                   "$2) ORDER BY made_at DESC, id DESC LIMIT $3",
                   {after->number(), after->id, limit}));
}

std::vector<Round> published_rounds(db::Tx& tx, std::int64_t limit) {
    return rounds_of(tx, tx.run("SELECT r.id FROM rounds_round r WHERE " IS_PUBLISHED
                                " ORDER BY r.published_at DESC, r.id DESC LIMIT $1",
                                {limit}));
}

std::vector<Round> earlier_rounds(db::Tx& tx, const Round& than, std::int64_t limit) {
    return rounds_of(
        tx, tx.run("SELECT r.id FROM rounds_round r JOIN rounds_scheme s ON s.id = r.scheme "
                   "WHERE " IS_PUBLISHED
                   " AND s.code = (SELECT code FROM rounds_scheme WHERE id = $1) AND "
                   "r.published_at < $2 ORDER BY r.published_at DESC, r.id DESC LIMIT $3",
                   {than.scheme, than.published_at, limit}));
}

}  // namespace pingyi::rounds::store
