#include "modules/rounds/contents_store.hpp"

#include <algorithm>
#include <vector>

namespace pingyi::rounds::store {
namespace {

struct Portion {
    std::string_view name;
    std::int64_t part = 0;
    std::string_view octets;
};

std::vector<Portion> portions_of(const Contents& files) {
    std::vector<Portion> all;
    for (const auto& [name, octets] : files) {
        const std::string_view whole = octets;
        std::int64_t part = 0;
        for (std::size_t at = 0; at < whole.size() || part == 0; at += portion_bytes_max) {
            all.push_back({name, part++, whole.substr(at, portion_bytes_max)});
        }
    }
    return all;
}

void add(db::Tx& tx, std::string_view content, const Portion& portion) {
    tx.run(
        "INSERT INTO rounds_content (content, name, part, bytes) VALUES ($1, $2, $3, $4) ON "
        "CONFLICT (content, name, part) DO UPDATE SET bytes = excluded.bytes",
        {content, portion.name, portion.part, db::Blob{std::string(portion.octets)}});
}

}  // namespace

Result<> put(db::Database& database, std::string_view content, const Contents& files) {
    constexpr std::size_t rows_max = 200;
    const std::vector<Portion> portions = portions_of(files);
    for (auto first = portions.begin(); first != portions.end();) {
        auto last = first;
        std::size_t octets = 0;
        std::size_t rows = 0;
        while (last != portions.end() && octets < batch_bytes_max && rows < rows_max) {
            octets += last->octets.size();
            ++rows;
            ++last;
        }
        CHECK_OK(database.write([&](db::Tx& tx) {
            std::for_each(first, last, [&](const Portion& portion) { add(tx, content, portion); });
        }));
        first = last;
    }
    return {};
}

std::string get(db::Tx& tx, std::string_view content, std::string_view name) {
    std::string whole;
    for (const db::Row row : tx.run("SELECT bytes FROM rounds_content WHERE content = $1 AND "
                                    "name = $2 ORDER BY part",
                                    {content, name})) {
        whole += row.blob(0);
    }
    return whole;
}

void drop(db::Tx& tx, std::string_view content) {
    tx.run("DELETE FROM rounds_content WHERE content = $1", {content});
}

}  // namespace pingyi::rounds::store
