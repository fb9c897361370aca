// What the tests of casework stand on: a fresh database with a calendar, one body, and a case in
// any state.
#pragma once

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "modules/casework/case_store.hpp"
#include "modules/casework/module.hpp"
#include "modules/casework/rules.hpp"
#include "modules/casework/steps.hpp"
#include "modules/casework/testing.hpp"
#include "platform/db/testing.hpp"

namespace pingyi::casework {

/// 2 November 2026, 10:00 in Shanghai, a Monday.
class Bench : public ::testing::TestWithParam<db::Engine> {
protected:
    static Instant at(std::string_view text) { return instant_from(text).value(); }

    void SetUp() override {
        ASSERT_TRUE(calendar::load_shipped(database, now));
        ASSERT_TRUE(units::add_demo(database, now));
        unit = database.read([](db::Tx& tx) { return units::find_by_code(tx, "qh-minzheng"); })
                   .value()
                   .id;
    }

    CaseId filed(Kind kind, Visibility visibility = Visibility::everyone) {
        Case item;
        item.id = crypto::new_id<CaseId>(now);
        item.number = case_number(2026, next_number++);
        item.kind = kind;
        item.visibility = visibility;
        item.subject = "路灯不亮";
        item.body = "中山路12号门前的路灯坏了两周。";
        item.place = "中山路12号";
        item.submitted_at = now;
        const Moment drawn = moment(now);
        const auto made = database.write([&](db::Tx& tx) {
            Case copy = item;
            return open_case(tx, calendar, drawn, copy, {copy.subject, copy.body, copy.place, {}},
                             {.step = Step::submit, .who = Party::resident});
        });
        EXPECT_TRUE(made) << made.error().code;
        return item.id;
    }

    Result<> taken(CaseId id, Step step, Party who, std::optional<UnitId> to = {}) {
        const Moment drawn = moment(now);
        const auto text = erasable("因为如此");
        return database.write([&](db::Tx& tx) -> Result<> {
            TRY(item, store::find(tx, id));
            return take(tx, calendar, drawn, item,
                        {.step = step, .who = who, .unit = to, .text = text});
        });
    }
    void step(CaseId id, Step step, Party who, std::optional<UnitId> to = {}) {
        const auto done = taken(id, step, who, to);
        ASSERT_TRUE(done) << done.error().code;
    }
    std::string refused(CaseId id, Step step, Party who) {
        const auto done = taken(id, step, who);
        return done ? "was allowed" : done.error().code;
    }
    /// Brings a fresh case as far as `state` on the ordinary way.
    CaseId in_state(State state, Kind kind = Kind::complaint,
                    Visibility visibility = Visibility::everyone) {
        const CaseId id = filed(kind, visibility);
        const struct {
            State reached;
            Step step;
            Party who;
        } way[] = {{State::accepted, Step::accept, Party::intake},
                   {State::assigned, Step::assign, Party::intake},
                   {State::handling, Step::sign_for, Party::body},
                   {State::replied, Step::reply, Party::body},
                   {State::closed, Step::close, Party::clock},
                   {State::ended, Step::finish, Party::clock}};
        for (const auto& leg : way) {
            if (seen(id).state == state) break;
            step(id, leg.step, leg.who,
                 leg.step == Step::assign ? std::optional{unit} : std::nullopt);
        }
        EXPECT_EQ(seen(id).state, state);
        return id;
    }
    Case seen(CaseId id) {
        return database.read([&](db::Tx& tx) { return store::find(tx, id); }).value();
    }
    std::vector<Event> timeline(CaseId id) {
        return database.read([&](db::Tx& tx) { return store::events(tx, id); }).value();
    }

    db::testing::Fresh fresh{GetParam(), testing::migration_sets()};
    db::Database& database = fresh.database();
    calendar::Calendar calendar{Zone::named("Asia/Shanghai").value()};
    Instant now = at("2026-11-02T10:00:00+08:00");
    UnitId unit;
    std::uint32_t next_number = 1;
};

}  // namespace pingyi::casework
