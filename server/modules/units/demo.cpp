// Puts the invented city of demo_city.hpp into an empty register.
#include <algorithm>
#include <boost/describe/enum_from_string.hpp>
#include <map>

#include "kernel/text.hpp"
#include "modules/units/demo_city.hpp"
#include "modules/units/module.hpp"
#include "modules/units/store.hpp"
#include "modules/units/use_cases.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::units {
namespace {

std::vector<std::string> split(std::string_view names) {
    std::vector<std::string> all;
    while (!names.empty()) {
        const std::size_t end = std::min(names.find('|'), names.size());
        all.emplace_back(names.substr(0, end));
        names.remove_prefix(std::min(end + 1, names.size()));
    }
    return all;
}

std::vector<Draft> drafts_of_city(Instant now) {
    std::vector<Draft> drafts;
    for (const demo::Body& body : demo::bodies) {
        Draft draft;
        draft.id = crypto::new_id<UnitId>(now);
        draft.code = body.code;
        draft.class_code = body.class_code;
        draft.name_zh = body.zh;
        draft.name_en = body.en;
        draft.short_zh = body.short_zh;
        draft.other_names = split(body.other_names);
        draft.parent = body.parent;
        draft.successor = body.successor;
        draft.valid_from = day_from(body.valid_from);
        draft.valid_to = day_from(body.valid_to);
        drafts.push_back(std::move(draft));
    }
    return drafts;
}

template <class Value, class Table, class Make>
std::map<std::string_view, std::vector<Value>> by_code(const Table& table, const Make& make) {
    std::map<std::string_view, std::vector<Value>> all;
    for (const auto& row : table) all[row.code].push_back(make(row));
    return all;
}

Result<> add_services_and_contacts(db::Tx& tx) {
    const auto services = by_code<Service>(demo::services, [](const demo::Offer& row) {
        return Service{row.name.label(), row.description.label(), row.location.label(),
                       row.hours.label()};
    });
    for (const auto& [code, list] : services) {
        TRY(unit, store::find_by_code(tx, code));
        store::replace(tx, unit.id, list);
    }
    const auto contacts = by_code<Contact>(demo::contacts, [](const demo::Point& row) {
        return Contact{row.name.label(), row.address.label(), std::string(row.phone),
                       row.hours.label()};
    });
    for (const auto& [code, list] : contacts) {
        TRY(unit, store::find_by_code(tx, code));
        store::replace(tx, unit.id, list);
    }
    return {};
}

ProfileItem item_of(const demo::Statement& row) {
    ProfileItem item;
    boost::describe::enum_from_string(std::string(row.kind).c_str(), item.kind);
    item.text = row.text.label();
    item.evidence = row.evidence.label();
    item.evidence_link = row.link;
    return item;
}

/// The table lists the versions of a body one after the other.
Result<> add_profiles(db::Tx& tx, Instant now) {
    const std::span<const demo::Statement> all{demo::statements};
    for (std::size_t from = 0; from < all.size();) {
        std::vector<ProfileItem> items;
        std::size_t to = from;
        for (; to < all.size() && all[to].code == all[from].code &&
               all[to].version == all[from].version;
             ++to) {
            items.push_back(item_of(all[to]));
        }
        TRY(unit, store::find_by_code(tx, all[from].code));
        store::add_profile(tx, unit.id, items, now - std::chrono::days{all[from].days_ago},
                           std::nullopt);
        from = to;
    }
    return {};
}

}  // namespace

Result<> add_demo(db::Database& database, Instant now) {
    TRY(existing, database.read([](db::Tx& tx) { return store::load_register(tx); }));
    if (!existing.units.empty()) return {};
    CHECK_OK(save(database, {now, std::nullopt}, drafts_of_city(now)));
    return database.write([&](db::Tx& tx) -> Result<> {
        CHECK_OK(add_services_and_contacts(tx));
        return add_profiles(tx, now);
    });
}

}  // namespace pingyi::units
