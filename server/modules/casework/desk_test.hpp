// What the tests of intake, bodies and the office stand on: people with roles, and a case in any
// state of the ordinary way.
#pragma once

#include <algorithm>

#include "modules/casework/casework_test.hpp"
#include "modules/casework/staff_case.hpp"
#include "platform/html/embedded.hpp"

namespace pingyi::casework {

class Desk : public Bench {
protected:
    using Role = accounts::Role;

    accounts::Account person(Role role, std::optional<UnitId> of = {}, bool subtree = false) {
        accounts::Account account;
        account.id = crypto::new_id<AccountId>(now);
        account.grants = {{role, of, subtree}};
        return account;
    }
    void SetUp() override {
        Bench::SetUp();
        handler = person(Role::unit_handler, unit);
        head = person(Role::unit_head, unit);
    }
    Acting as(const accounts::Account& account) { return {account, now}; }
    std::string number(CaseId id) { return seen(id).number; }
    UnitId body(std::string_view code) {
        return database.read([&](db::Tx& tx) { return units::find_by_code(tx, code); }).value().id;
    }
    template <class T>
    static std::string code(const Result<T>& result) {
        return result ? "was allowed" : result.error().code;
    }
    /// "place code limit" of every wrong field.
    template <class T>
    static std::string fields(const Result<T>& result) {
        if (result) return "was allowed";
        std::string all;
        for (const FieldError& field : result.error().fields) {
            all.append(all.empty() ? "" : "; ").append(field.place).append(" ").append(field.code);
            if (!field.limit.empty()) all.append(" ").append(field.limit);
        }
        return all;
    }
    std::int64_t rows(std::string_view sql) {
        return database.read([&](db::Tx& tx) { return tx.run(sql)[0].integer(0); }).value();
    }

    Texts words{{html::embedded::texts(), texts()}};
    html::Shell shell = html::Shell::load(words, {}, "").value();
    accounts::Staffing staffing{database};
    units::Bodies directory;
    Deps deps{database, shell, calendar, directory, staffing, std::string(32, 'k')};
    accounts::Account intake = person(Role::intake_officer);
    accounts::Account office = person(Role::programme_office);
    accounts::Account handler, head;
};

}  // namespace pingyi::casework
