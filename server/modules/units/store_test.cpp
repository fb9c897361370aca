// Bodies in the database, on both engines: saving, searching, profiles, services, the demonstration
// and real directories of public bodies.
#include "modules/units/store.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>
#include <set>

#include "kernel/testing.hpp"
#include "kernel/text.hpp"
#include "modules/accounts/embedded.hpp"
#include "modules/ledger/embedded.hpp"
#include "modules/units/import.hpp"
#include "modules/units/module.hpp"
#include "modules/units/rules.hpp"
#include "modules/units/use_cases.hpp"
#include "platform/csv/csv.hpp"
#include "platform/db/testing.hpp"

namespace pingyi::units {
namespace {

const Instant now = *instant_from("2026-11-23T04:00:00Z");
const Day today = *day_from("2026-11-23");

class UnitStore : public ::testing::TestWithParam<db::Engine> {
protected:
    db::testing::Fresh fresh{GetParam(),
                             {{"ledger", ledger::embedded::migrations()},
                              {"accounts", accounts::embedded::migrations()},
                              {"units", migrations()}}};
    db::Database& database = fresh.database();

    std::vector<std::string> found(std::string words, std::string class_code = {}) {
        return database
            .read([&](db::Tx& tx) {
                std::vector<std::string> names;
                for (const auto& keyed :
                     store::search(tx, {words, class_code, false, today}, {}, 100)) {
                    names.push_back(keyed.unit.name.zh);
                }
                return names;
            })
            .value();
    }
    Register load() {
        return database.read([](db::Tx& tx) { return store::load_register(tx); }).value();
    }
    Dossier dossier(std::string_view code) {
        return database.read([&](db::Tx& tx) { return store::dossier(tx, code, today); }).value();
    }
    accounts::Account account(accounts::Role role) {
        accounts::Account made;
        made.id = *AccountId::from("01900000-0000-7000-8000-000000000009");
        made.grants = {{role, std::nullopt, false}};
        return made;
    }
};

TEST_P(UnitStore, TheDemonstrationIsACityThatCanBeSearched) {
    ASSERT_TRUE(add_demo(database, now));
    ASSERT_TRUE(add_demo(database, now)) << "safe to repeat";
    const Register all = load();
    EXPECT_GE(all.units.size(), 40U);
    std::set<std::string> used;
    for (const Unit& unit : all.units) used.insert(unit.class_code);
    EXPECT_EQ(used.size(), all.classes.size()) << "every class has a body";

    EXPECT_EQ(found("smzj"), std::vector<std::string>{"青禾市民政局"});
    EXPECT_EQ(found("环保局"), std::vector<std::string>{"青禾市生态环境局"});
    EXPECT_EQ(found("civil affairs", "district_department"),
              std::vector<std::string>{"禾源区民政局"});
    EXPECT_TRUE(found("%").empty());
    EXPECT_TRUE(found("_").empty());
    EXPECT_TRUE(found("\\").empty());

    const Dossier minzheng = dossier("qh-minzheng");
    ASSERT_EQ(minzheng.profiles.size(), 3U);
    EXPECT_EQ(minzheng.profiles[0].version, 3);
    EXPECT_GT(minzheng.profiles[0].made_at, minzheng.profiles[1].made_at);
    EXPECT_EQ(minzheng.services.size(), 3U);
    EXPECT_EQ(minzheng.ancestors.at(0).code, "qinghe");

    const Dossier culture = dossier("qh-wenhua");
    EXPECT_EQ(culture.successor->code, "qh-wenlv");
    EXPECT_EQ(state_of(culture.unit, today), State::ended);
    EXPECT_EQ(dossier("qh-wenlv").predecessors.size(), 2U);
    EXPECT_EQ(found("文化局"), std::vector<std::string>{"青禾市文化局"}) << "ended ones are found";
}

/// A plan as a text: what it does, or every mistake.
std::string outcome(const Result<Plan>& plan) {
    std::string all;
    if (!plan) {
        for (const FieldError& error : plan.error().fields) {
            all += error.place + " " + error.code + " " + error.limit + "\n";
        }
        return all;
    }
    for (const Keyed& keyed : plan->units) {
        const Unit& unit = keyed.unit;
        all += unit.code + " " + (unit.parent ? unit.parent->text() : "-") + " " +
               (unit.successor ? unit.successor->text() : "-") + "\n";
    }
    return all + fmt::format("{} {} {} {}", plan->created, plan->changed, plan->unchanged,
                             plan->revision);
}

TEST_P(UnitStore, APlanNeedsOnlyTheBodiesAroundItsDrafts) {
    ASSERT_TRUE(add_demo(database, now));
    const Register all = load();
    std::mt19937 chance{20261125};  // the same every time
    const auto any_code = [&]() -> std::string {
        const std::size_t place = chance() % (all.units.size() + 2);
        if (place == all.units.size()) return "nowhere";
        return place > all.units.size() ? "qh-new" : all.units[place].code;
    };
    int mistaken = 0;
    constexpr int rounds = 300;
    for (int round = 0; round < rounds; ++round) {
        std::vector<Draft> drafts(1 + chance() % 3);
        for (std::size_t i = 0; i < drafts.size(); ++i) {
            drafts[i].row = i + 2;
            drafts[i].code = any_code();
            drafts[i].id = *UnitId::from("01900000-0000-7000-8000-00000000000" + std::to_string(i));
            if (chance() % 2 == 0) drafts[i].parent = any_code();
            if (chance() % 3 == 0) drafts[i].successor = any_code();
            if (chance() % 2 == 0) drafts[i].valid_to = today;
        }
        const Register part =
            database.read([&](db::Tx& tx) { return store::load_around(tx, drafts); }).value();
        EXPECT_EQ(part.units.size() + part.elsewhere, all.units.size());
        const auto with_all = plan(all, drafts);
        if (!with_all) ++mistaken;
        EXPECT_EQ(outcome(plan(part, drafts)), outcome(with_all));
    }
    EXPECT_GT(mistaken, rounds / 10);
    EXPECT_LT(mistaken, rounds);

    Draft leaf;
    leaf.code = "qh-minzheng";
    const auto around =
        database.read([&](db::Tx& tx) { return store::load_around(tx, {&leaf, 1}); }).value();
    EXPECT_LT(around.units.size(), 10U);
}

TEST_P(UnitStore, PagesForwardThroughEveryBodyOnce) {
    ASSERT_TRUE(add_demo(database, now));
    std::vector<std::string> keys;
    std::set<std::string> codes;
    std::optional<Cursor> after;
    while (true) {
        const auto page = database
                              .read([&](db::Tx& tx) {
                                  return store::search(tx, {"", "", true, today}, after, 7);
                              })
                              .value();
        if (page.empty()) break;
        for (const Keyed& keyed : page) {
            keys.push_back(keyed.sort_key);
            EXPECT_TRUE(codes.insert(keyed.unit.code).second);
        }
        after = Cursor{page.back().sort_key, page.back().unit.id.text()};
    }
    EXPECT_EQ(codes.size(), load().units.size());
    EXPECT_TRUE(std::ranges::is_sorted(keys));
}

TEST_P(UnitStore, ExportThenImportChangesNothing) {
    ASSERT_TRUE(add_demo(database, now));
    const Register before = load();
    const auto again = import_csv(database, now, csv_of(before), false);
    ASSERT_TRUE(again) << again.error().code;
    EXPECT_EQ(again->unchanged, static_cast<std::int64_t>(before.units.size()));
    EXPECT_EQ(again->created + again->changed, 0);
    EXPECT_EQ(load().units, before.units);
    EXPECT_EQ(load().revision, before.revision);
}

TEST_P(UnitStore, AnImportIsAllOrNothingAndAPreviewIsNothing) {
    const std::string good =
        "code,name,class,parent\nstreet-1,一街道,township,city\n"
        "city,某市政府,coordination,\n";
    const auto shown = import_csv(database, now, good, true);
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->created, 2);
    EXPECT_TRUE(load().units.empty());

    const auto bad =
        import_csv(database, now, good + "x,坏,castle,city\nBAD CODE,坏,township,\n", false);
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().fields.at(0).place, "row 4, code");
    EXPECT_TRUE(load().units.empty());

    ASSERT_TRUE(import_csv(database, now, good, false)) << "a parent may stand below its child";
    EXPECT_EQ(load().units.size(), 2U);
    EXPECT_EQ(dossier("street-1").ancestors.at(0).name.zh, "某市政府");
    const auto noted = database.read([&](db::Tx& tx) {
        return tx
            .run("SELECT count(*) FROM accounts_log WHERE kind = $1 AND facts = $2",
                 {"units.saved", "created=2 changed=0 " + accounts::file_fact(good)})[0]
            .integer(0);
    });
    EXPECT_EQ(noted, 1);
}

TEST_P(UnitStore, NamesThatLookLikeFormulasOrMarkupAreKeptExactly) {
    const std::string nasty =
        "code,name,class\nab,\"=cmd|' /C calc'!A0\",township\n"
        "cd,<script>alert(1)</script>,township\nef,'; DROP TABLE--,township\n";
    ASSERT_TRUE(import_csv(database, now, nasty, false));
    EXPECT_EQ(dossier("ab").unit.name.zh, "=cmd|' /C calc'!A0");
    EXPECT_EQ(dossier("cd").unit.name.zh, "<script>alert(1)</script>");
    EXPECT_EQ(found("'; drop"), std::vector<std::string>{"'; DROP TABLE--"});
    const Register before = load();
    const auto again = import_csv(database, now, csv_of(before), false);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->unchanged, 3);
}

TEST_P(UnitStore, ACreationRepeatedUnderItsKeyMakesOneBody) {
    Draft draft;
    draft.id = *UnitId::from("01900000-0000-7000-8000-000000000001");
    draft.code = "city";
    draft.must_be_new = true;
    draft.class_code = "coordination";
    draft.name_zh = "某市政府";
    const db::RepeatKey key{"units.create/x", "0123456789abcdef", "hash"};
    const auto first = create(database, {now, {}}, draft, key, today);
    ASSERT_TRUE(first) << first.error().code;
    draft.id = *UnitId::from("01900000-0000-7000-8000-000000000002");
    const auto second = create(database, {now, {}}, draft, key, today);
    ASSERT_TRUE(second) << second.error().code;
    EXPECT_EQ(*first, *second);
    const auto other =
        create(database, {now, {}}, draft, {"units.create/x", "fedcba9876543210", "hash"}, today);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().fields.at(0).code, "units_code_taken");
}

TEST_P(UnitStore, ARegisterChangedMeanwhileIsNoticed) {
    const auto both = database.write([](db::Tx& tx) -> Result<> {
        CHECK_OK(store::claim(tx, 0));
        return store::claim(tx, 0);
    });
    ASSERT_FALSE(both);
    EXPECT_EQ(both.error().code, "units.changed_meanwhile");
    EXPECT_EQ(load().revision, 0) << "rolled back";
}

TEST_P(UnitStore, TheDirectoryInMemoryFollowsTheRegister) {
    ASSERT_TRUE(add_demo(database, now));
    const Bodies directory;
    const auto current = [&] {
        return database.read([&](db::Tx& tx) { return directory.current(tx); }).value();
    };
    const auto before = current();
    EXPECT_EQ(current(), before) << "kept while nothing changes";
    const auto listed =
        database.read([](db::Tx& tx) { return list(tx, "", std::nullopt, 500); }).value();
    EXPECT_EQ(before->all(), listed);
    const Unit schools = before->find_by_code("qh-jiaoyu").value();
    ASSERT_NE(before->find(schools.id), nullptr);
    EXPECT_EQ(*before->find(schools.id), schools);
    EXPECT_EQ(before->find(UnitId{}), nullptr);
    EXPECT_EQ(before->find_by_code("nobody").error().code, "units.no_such_unit");

    Draft draft;
    draft.code = "qh-jiaoyu";
    draft.name_zh = "青禾市教育体育局";
    ASSERT_TRUE(save(database, {now, {}}, {&draft, 1}));
    EXPECT_EQ(current()->find(schools.id)->name.zh, "青禾市教育体育局");
    EXPECT_EQ(before->find(schools.id)->name.zh, schools.name.zh) << "who holds it reads on";
}

TEST_P(UnitStore, ProfilesAreVersionsThatNobodyCanEdit) {
    ASSERT_TRUE(add_demo(database, now));
    const std::vector<ProfileItem> items{
        {ProfileKind::motto, {"新的格言", "New motto"}, {"依据", "What it rests on"}, ""}};
    const db::RepeatKey key{"units.profile/x", "0123456789abcdef", "hash"};
    const auto publish = [&](accounts::Role role, std::string_view code) {
        return database.write([&](db::Tx& tx) {
            return publish_profile(tx, account(role), now, code, items, key, today);
        });
    };
    EXPECT_EQ(publish(accounts::Role::auditor, "qh-jiaoyu").error().kind, ErrorKind::forbidden);
    EXPECT_EQ(publish(accounts::Role::programme_office, "nobody").error().code,
              "units.no_such_unit");
    const auto first = publish(accounts::Role::programme_office, "qh-jiaoyu");
    ASSERT_TRUE(first) << first.error().code;
    EXPECT_EQ(first->version, 1);
    const auto repeated = publish(accounts::Role::programme_office, "qh-jiaoyu");
    ASSERT_TRUE(repeated);
    EXPECT_EQ(repeated->version, 1) << "the same key makes one version";
    EXPECT_EQ(dossier("qh-jiaoyu").profiles.size(), 1U);

    for (const std::string_view sql :
         {"UPDATE units_profile SET made_at = 0", "DELETE FROM units_profile_item",
          "UPDATE units_profile_item SET text_zh = 'x'"}) {
        EXPECT_FALSE(database.write([&](db::Tx& tx) { tx.run(sql); })) << sql;
    }
    EXPECT_EQ(dossier("qh-jiaoyu").profiles.at(0).items, items);
}

TEST_P(UnitStore, ServicesAndContactsAreReplacedWhole) {
    ASSERT_TRUE(add_demo(database, now));
    const std::vector<Service> services{
        {{"新事项", ""}, {"说明", "How it works"}, {"一楼", "Ground floor"}, {"全天", ""}}};
    const std::vector<Contact> contacts;
    const accounts::Account office = account(accounts::Role::programme_office);
    ASSERT_TRUE(database.write([&](db::Tx& tx) -> Result<> {
        CHECK_OK(replace(tx, office, now, "qh-minzheng", services));
        return replace(tx, office, now, "qh-minzheng", contacts);
    }));
    EXPECT_EQ(dossier("qh-minzheng").services, services);
    EXPECT_TRUE(dossier("qh-minzheng").contacts.empty());
}

/// Our layout from a real list of bodies: columns `code` (or the row number) and `name`.
std::string our_csv(const std::string& theirs, std::string_view class_code,
                    std::span<const csv::Column> columns, std::string_view prefix) {
    constexpr std::array<csv::Column, 3> ours{{{"code"}, {"name"}, {"class"}}};
    const csv::Table table = csv::read(theirs, columns).value();
    csv::Writer out{ours};
    for (const csv::Row& row : table.rows) {
        std::vector<FieldError> none;
        const csv::Record record{table, row, none};
        const std::string code =
            record.has("code") ? std::string(record.cell("code")) : std::to_string(row.number);
        out.cell(std::string(prefix) + code).cell(record.cell("name")).cell(class_code).end_row();
    }
    return out.str();
}

std::string first_lines(const std::string& text, int count) {
    std::size_t end = 0;
    while (count-- > 0) end = text.find('\n', end) + 1;
    return text.substr(0, end);
}

TEST_P(UnitStore, RealDirectoriesAreImportedAndFoundByTheirInitials) {
    PINGYI_SHARED_FILE(municipal, "data/bodies/dalian_municipal_bodies.csv");
    PINGYI_SHARED_FILE(district, "data/bodies/dalian_district_bodies.csv");
    PINGYI_SHARED_FILE(streets, "data/bodies/streets_liaoning.csv");
    PINGYI_SHARED_FILE(areas, "data/bodies/china_areas.csv");
    constexpr csv::Column of_city[] = {{"name"}, {"level"}, {"district"}};
    constexpr csv::Column of_district[] = {{"name"}, {"lat"}, {"lon"}, {"district"}};
    constexpr csv::Column of_streets[] = {
        {"code"}, {"name"}, {"areaCode"}, {"provinceCode"}, {"cityCode"}};
    constexpr csv::Column of_areas[] = {{"code"}, {"name"}, {"cityCode"}, {"provinceCode"}};
    const std::string files[] = {
        our_csv(municipal, "economy_and_society", of_city, "dl-"),
        our_csv(district, "district_department", of_district, "dd-"),
        our_csv(streets, "township", of_streets, "s"),
        our_csv(first_lines(areas, 1500), "district_government", of_areas, "a")};
    std::int64_t created = 0;
    for (const auto& file : files) {
        const auto planned = import_csv(database, now, file, false);
        ASSERT_TRUE(planned) << planned.error().code << " " << planned.error().detail;
        created += planned->created;
    }
    EXPECT_EQ(created, 19 + 64 + 1406 + 1499);
    EXPECT_EQ(load().units.size(), static_cast<std::size_t>(created));
    int asked = 0;
    for (const Unit& unit : load().units) {
        if (++asked % 40 != 0) continue;
        const auto names = found(text::pinyin_initials(unit.name.zh), unit.class_code);
        const bool too_many = names.size() == 100;
        EXPECT_TRUE(too_many || std::ranges::find(names, unit.name.zh) != names.end())
            << unit.name.zh;
    }
    EXPECT_EQ(found("dlsjyj"), std::vector<std::string>{"大连市教育局"});
}

/// `count` bodies under one, each with a short name and a by-name.
std::string city_of(std::size_t count, std::string_view street) {
    std::string csv =
        "code,name,class,parent,short_name,other_names\n"
        "city,某市人民政府,coordination,,,\n";
    for (std::size_t i = 1; i < count; ++i) {
        const std::string n = std::to_string(i);
        csv += fmt::format("u{0},某市第{0}{1}办事处,township,city,第{0}{1},别名{0}\n", n, street);
    }
    return csv;
}

class LargeImport : public ::testing::TestWithParam<db::Engine> {
protected:
    Result<Plan> import(const std::string& csv) { return import_csv(database, now, csv, false); }
    std::int64_t rows_of(std::string_view table) {
        return database
            .read([&](db::Tx& tx) {
                return tx.run("SELECT count(*) FROM " + std::string(table))[0].integer(0);
            })
            .value();
    }
    db::testing::Fresh fresh{GetParam(),
                             {{"ledger", ledger::embedded::migrations()},
                              {"accounts", accounts::embedded::migrations()},
                              {"units", migrations()}}};
    db::Database& database = fresh.database();
};

TEST_P(LargeImport, AFullRegisterIsLoadedInStepsAndComesBackAsOneTable) {
    const std::string whole = city_of(units_max, "街道");
    const auto at_once = import(whole);
    ASSERT_FALSE(at_once);
    EXPECT_EQ(at_once.error().fields.at(0).code, "units_too_many_changes");
    EXPECT_EQ(rows_of("units_unit"), 0);

    for (std::size_t loaded = 0; loaded < units_max;) {
        const std::size_t next = std::min(loaded + changes_max, units_max);
        const auto step = import(city_of(next, "街道"));
        ASSERT_TRUE(step) << step.error().code << " " << step.error().detail;
        EXPECT_EQ(step->created, static_cast<std::int64_t>(next - loaded));
        EXPECT_EQ(step->unchanged, static_cast<std::int64_t>(loaded));
        loaded = next;
    }
    EXPECT_EQ(rows_of("units_unit"), static_cast<std::int64_t>(units_max));
    const auto renamed = import(city_of(changes_max, "大街"));
    ASSERT_TRUE(renamed) << renamed.error().code << " " << renamed.error().detail;
    EXPECT_EQ(renamed->changed, static_cast<std::int64_t>(changes_max - 1));
    EXPECT_EQ(rows_of("units_staged"), 0) << "swept";
    const auto too_long = import(whole + "last,多一个,township,,,\n");
    ASSERT_FALSE(too_long);
    EXPECT_EQ(too_long.error().fields.at(0).code, "csv_too_large");
}

TEST_P(LargeImport, WhatAnAbortedImportStagedIsNeverSeenAndIsSwept) {
    const Keyed half_done{{.id = *UnitId::from("01900000-0000-7000-8000-000000000001"),
                           .code = "ghost",
                           .class_code = "township",
                           .parent = {},
                           .successor = {},
                           .name = {"半途", ""},
                           .short_name = {},
                           .other_names = {},
                           .valid_from = {},
                           .valid_to = {}},
                          "ban tu",
                          "bantu"};
    const auto import_id = *ImportId::from("01900000-0000-7000-8000-000000000002");
    ASSERT_TRUE(database.write([&](db::Tx& tx) {
        store::stage(tx, import_id, {&half_done, 1}, now - std::chrono::hours{2});
    }));
    EXPECT_EQ(rows_of("units_unit"), 0);
    ASSERT_TRUE(import(city_of(2, "街道")));
    EXPECT_EQ(rows_of("units_unit"), 2);
    EXPECT_EQ(rows_of("units_staged"), 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, LargeImport, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);
INSTANTIATE_TEST_SUITE_P(Engines, UnitStore, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

}  // namespace
}  // namespace pingyi::units
