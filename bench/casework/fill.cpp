// Fills an empty, migrated database with made letters and all that became of them, then indexes
// what is public. Says how long each took.
//
//   bench_casework_fill URL LETTERS
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <string>

#include "modules/calendar/api.hpp"
#include "modules/casework/module.hpp"
#include "modules/casework/public_index.hpp"
#include "modules/casework/public_store.hpp"
#include "modules/units/module.hpp"
#include "platform/clock/clock.hpp"
#include "platform/db/database.hpp"

namespace {

using namespace pingyi;  // NOLINT(google-build-using-namespace): one small program

template <class T>
T required(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().code + " " + result.error().detail);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

template <class Work>
void timed(const char* what, double letters, Work work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::printf("%s: %.0f s, %.0f us a letter\n", what, took.count(), took.count() * 1e6 / letters);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "bench_casework_fill URL LETTERS\n");
        return 2;
    }
    const auto letters = std::stoull(argv[2]);
    const auto count = static_cast<double>(letters);
    const auto database = required(db::open(argv[1], {.write_limit = std::chrono::seconds{5}}));
    const Instant now = SystemClock{}.now();
    required(units::add_demo(*database, now));
    const calendar::Calendar calendar{required(Zone::named("Asia/Shanghai"))};
    timed("letters and what became of them", count,
          [&] { required(casework::add_demo(*database, calendar, now, {.letters = letters})); });
    const auto waits = [](db::Tx& tx) { return !casework::public_store::queued(tx, 1).empty(); };
    timed("search index", count, [&] {
        while (required(database->read(waits))) required(casework::index_changed(*database));
    });
    return 0;
}
