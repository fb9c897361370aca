#include "modules/casework/public_index.hpp"

#include "modules/casework/public.hpp"
#include "modules/casework/public_store.hpp"
#include "platform/search/search.hpp"

namespace pingyi::casework {
namespace {

constexpr std::int64_t batch_rows = 8;  ///< a write stays short also where an index is slow to fill
constexpr int batches_max = 2'000;      ///< a run; the next one goes on

struct Changed {
    public_store::Queued entry;
    std::optional<Findable> findable;
    std::optional<search::Entry> made;
};

}  // namespace

Result<> index_changed(db::Database& database) {
    for (int batch = 0; batch < batches_max; ++batch) {
        TRY(changed, database.read([](db::Tx& tx) {
            std::vector<Changed> all;
            for (const auto& entry : public_store::queued(tx, batch_rows)) {
                all.push_back({entry, findable(tx, entry.id), std::nullopt});
            }
            return all;
        }));
        if (changed.empty()) return {};
        for (Changed& one : changed) {
            if (!one.findable) continue;
            one.made = search::entry(search_kind, one.entry.id.text(), one.findable->text,
                                     one.findable->at, one.findable->facets);
        }
        CHECK_OK(database.write([&](db::Tx& tx) {
            for (const Changed& one : changed) {
                if (one.made) {
                    search::put(tx, *one.made);
                } else {
                    search::remove(tx, search_kind, one.entry.id.text());
                }
                public_store::forget(tx, one.entry);
            }
        }));
    }
    return {};
}

}  // namespace pingyi::casework
