// Work outside requests: contacts whose day has come are destroyed, openings are compared with the
// public ledger.
#include "modules/contacts/embedded.hpp"
#include "modules/contacts/module.hpp"
#include "modules/contacts/openings.hpp"
#include "platform/log/log.hpp"

namespace pingyi::contacts {
namespace {

constexpr std::int64_t portion = 200;  // a closure of a few milliseconds
constexpr int portions_max = 500;

Result<> sweep(db::Database& database, const Zone& zone, Instant now) {
    std::int64_t all = 0;
    for (int i = 0; i < portions_max; ++i) {
        TRY(destroyed, database.write([&](db::Tx& tx) {
            return destroy_due(tx, zone.day_of(now), now, portion);
        }));
        all += destroyed;
        if (destroyed < portion) break;
    }
    if (all > 0) log::info("contacts.destroyed", {{"count", all}});
    return {};
}

Result<> verify(db::Database& database) {
    TRY(report, verify_openings(database));
    if (report.first_wrong) {
        log::error("contacts.opening_differs",
                   {{"index", static_cast<std::int64_t>(*report.first_wrong)}});
    } else if (report.outside > 0) {
        log::error("contacts.openings_not_in_ledger", {{"count", report.outside}});
    } else {
        log::info("contacts.openings_whole", {{"compared", report.compared}});
    }
    return {};
}

}  // namespace

std::vector<jobs::Kind> job_kinds(db::Database& database, const Zone& zone, const Clock& clock) {
    return {{.name = "contacts.destroy_due",
             .work = [&database, zone,
                      &clock](const jobs::Job&) { return sweep(database, zone, clock.now()); },
             .every = std::chrono::hours{1}},
            {.name = "contacts.verify_openings",
             .work = [&database](const jobs::Job&) { return verify(database); },
             .lease = std::chrono::hours{1},
             .every = std::chrono::days{1}}};
}

EmbeddedFiles migrations() {
    return embedded::migrations();
}
EmbeddedFiles texts() {
    return embedded::texts();
}

}  // namespace pingyi::contacts
