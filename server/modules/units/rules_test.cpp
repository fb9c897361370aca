// The rules of bodies: search keys, what a change does, what it refuses, what a profile may hold.
#include "modules/units/rules.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace pingyi::units {
namespace {

UnitId id_of(int number) {
    Uuid value{};
    value[14] = static_cast<std::uint8_t>(number / 256 + 1);
    value[15] = static_cast<std::uint8_t>(number % 256);
    return UnitId{value};
}

Draft draft(std::string code, std::string parent = {}) {
    static int number = 0;
    Draft made;
    made.id = id_of(++number);
    made.row = 2;
    made.code = std::move(code);
    made.class_code = "township";
    made.name_zh = "单位";
    made.parent = std::move(parent);
    return made;
}

Register empty_register() {
    Register all;
    all.classes = {{"township", {"街道", ""}, true, true}};
    return all;
}

/// The register after a plan, for the next one.
Register after(Register all, const Plan& plan) {
    for (const Keyed& keyed : plan.units) {
        const auto found = std::ranges::find(all.units, keyed.unit.code, &Unit::code);
        if (found == all.units.end()) {
            all.units.push_back(keyed.unit);
        } else {
            *found = keyed.unit;
        }
    }
    return all;
}

std::string mistakes(const Result<Plan>& plan) {
    if (plan) return "none";
    std::string all;
    for (const FieldError& error : plan.error().fields) {
        all += (all.empty() ? "" : "; ") + error.place + ": " + error.code;
    }
    return all;
}

TEST(Search, FindsABodyByEveryNameItHas) {
    Unit unit;
    unit.code = "qh-minzheng";
    unit.name = {"青禾市民政局", "Qinghe Civil Affairs Bureau"};
    unit.short_name = {"市民政局", ""};
    unit.other_names = {"民政"};
    const std::string text = search_text(unit);
    const auto is_found = [&](std::string_view typed) {
        return std::ranges::all_of(search_words(typed), [&](const std::string& word) {
            return text.find(word) != std::string::npos;
        });
    };
    for (const std::string_view typed :
         {"民政", "青禾市民政局", "smzj", "qhsmzj", "SMZJ", "mzj", "minzheng", "min zheng ju",
          "civil affairs", "Bureau Civil", "qh-minzheng", "青禾 民政", "ＳＭＺＪ", ""}) {
        EXPECT_TRUE(is_found(typed)) << typed;
    }
    for (const std::string_view typed : {"教育", "smj", "jy", "civil education"}) {
        EXPECT_FALSE(is_found(typed)) << typed;
    }
}

TEST(Codes, AreShortAndPlain) {
    for (const auto code : {"qh", "qh-minzheng", "210102001", "a1"}) EXPECT_TRUE(is_code(code));
    for (const auto code : {"", "a", "-ab", "ab-", "Ab", "a b", "民政", "a_b", "a/b"}) {
        EXPECT_FALSE(is_code(code)) << code;
    }
    EXPECT_FALSE(is_code(std::string(41, 'a')));
}

TEST(Plan, CreatesChangesAndLeavesAlone) {
    const Draft first[] = {draft("city"), draft("street", "city")};
    const auto created = plan(empty_register(), first);
    ASSERT_TRUE(created) << mistakes(created);
    EXPECT_EQ(created->created, 2);
    const Register existing = after(empty_register(), *created);
    EXPECT_EQ(existing.units[1].parent, existing.units[0].id);

    Draft renamed = draft("street", "city");
    renamed.name_zh = "新名字";
    const Draft second[] = {draft("city"), renamed};
    const auto changed = plan(existing, second);
    ASSERT_TRUE(changed) << mistakes(changed);
    EXPECT_EQ(changed->created, 0);
    EXPECT_EQ(changed->changed, 1);
    EXPECT_EQ(changed->unchanged, 1);
    ASSERT_EQ(changed->units.size(), 1U);
    EXPECT_EQ(changed->units[0].unit.id, existing.units[1].id) << "an id never changes";
}

TEST(Plan, WhatADraftLeavesOutIsKeptAndWhatItEmptiesIsCleared) {
    Draft full = draft("city");
    full.short_zh = "市府";
    full.other_names = {{"别名"}};
    full.valid_from = day_from("2020-01-01");
    const Register existing = after(empty_register(), *plan(empty_register(), {&full, 1}));

    Draft sparse;
    sparse.code = "city";
    sparse.valid_from = std::optional<Day>{};
    const auto planned = plan(existing, {&sparse, 1});
    ASSERT_TRUE(planned) << mistakes(planned);
    const Unit& unit = planned->units.at(0).unit;
    EXPECT_EQ(unit.short_name.zh, "市府");
    EXPECT_EQ(unit.other_names, std::vector<std::string>{"别名"});
    EXPECT_FALSE(unit.valid_from);
}

TEST(Plan, RefusesWhatCannotBe) {
    Register existing = empty_register();
    const Draft base[] = {draft("a"),      draft("b", "a"), draft("c", "b"),
                          draft("d", "c"), draft("e", "d"), draft("f", "e")};
    existing = after(existing, *plan(existing, base));

    struct Case {
        std::string_view why;
        std::vector<Draft> drafts;
        std::string_view want;
    };
    const auto with = [](Draft one, auto&& change) {
        change(one);
        return one;
    };
    const Case cases[] = {
        {"a class nobody knows",
         {with(draft("x"), [](Draft& d) { d.class_code = "castle"; })},
         "row 2, class: units_no_such_class"},
        {"a parent nobody knows", {draft("x", "nowhere")}, "row 2, parent: units_no_such_unit"},
        {"one code twice",
         {draft("x"), with(draft("x"), [](Draft& d) { d.row = 9; })},
         "row 9, code: units_double_code"},
        {"its own parent", {draft("a", "a")}, "row 2, parent: units_cycle"},
        {"a circle", {draft("a", "c")}, "row 2, parent: units_cycle"},
        {"a seventh level", {draft("x", "f")}, "row 2, parent: units_too_deep"},
        {"pushing others to a seventh level",
         {draft("top"), with(draft("a", "top"), [](Draft& d) { d.row = 3; })},
         "row 3, parent: units_too_deep"},
        {"an end before the start",
         {with(draft("x"),
               [](Draft& d) {
                   d.valid_from = day_from("2020-01-02");
                   d.valid_to = day_from("2020-01-01");
               })},
         "row 2, valid_to: units_ends_before_start"},
        {"a successor of a body that still exists",
         {with(draft("x"), [](Draft& d) { d.successor = "a"; })},
         "row 2, valid_to: required"},
        {"its own successor",
         {with(draft("x"),
               [](Draft& d) {
                   d.successor = "x";
                   d.valid_to = day_from("2020-01-01");
               })},
         "row 2, successor: units_cycle"},
        {"a new body without a name",
         {with(draft("x"), [](Draft& d) { d.name_zh.reset(); })},
         "row 2, name: required"},
        {"a code that is taken",
         {with(draft("a"),
               [](Draft& d) {
                   d.row = 0;
                   d.must_be_new = true;
               })},
         "#/code: units_code_taken"},
        {"every mistake at once",
         {draft("x", "nowhere"), with(draft("y"),
                                      [](Draft& d) {
                                          d.row = 3;
                                          d.class_code = "castle";
                                      })},
         "row 2, parent: units_no_such_unit; row 3, class: units_no_such_class"},
    };
    for (const Case& one : cases) {
        SCOPED_TRACE(one.why);
        EXPECT_EQ(mistakes(plan(existing, one.drafts)), one.want);
    }
}

TEST(Plan, NoHierarchyThatItAcceptsHasACircleOrIsTooDeep) {
    EXPECT_TRUE(rc::check("accepted hierarchies are trees", [](std::vector<std::uint8_t> parents) {
        std::vector<Draft> drafts;
        for (std::size_t i = 0; i < parents.size(); ++i) {
            const std::size_t up =
                parents[i] < 128 ? parents.size() : parents[i] % (parents.size() + 1);
            drafts.push_back(draft("u" + std::to_string(i),
                                   up == parents.size() ? "" : "u" + std::to_string(up)));
        }
        const auto planned = plan(empty_register(), drafts);
        RC_CLASSIFY(planned.has_value(), "accepted");
        if (!planned) return;
        std::map<UnitId, std::optional<UnitId>> up;
        for (const Keyed& keyed : planned->units) up[keyed.unit.id] = keyed.unit.parent;
        for (const Keyed& keyed : planned->units) {
            int levels = 1;
            for (auto at = keyed.unit.parent; at; at = up[*at]) ++levels;
            RC_ASSERT(levels <= depth_max);
        }
    }));
}

TEST(Plan, RefusesMoreBodiesThanTheRegisterHolds) {
    std::vector<Draft> drafts;
    for (std::size_t i = 0; i <= units_max; ++i) drafts.push_back(draft("u" + std::to_string(i)));
    EXPECT_EQ(mistakes(plan(empty_register(), drafts)), ": too_many");
}

TEST(States, FollowTheDays) {
    Unit unit;
    unit.valid_from = day_from("2020-01-01");
    unit.valid_to = day_from("2020-12-31");
    EXPECT_EQ(state_of(unit, *day_from("2019-12-31")), State::planned);
    EXPECT_EQ(state_of(unit, *day_from("2020-01-01")), State::current);
    EXPECT_EQ(state_of(unit, *day_from("2020-12-31")), State::current);
    EXPECT_EQ(state_of(unit, *day_from("2021-01-01")), State::ended);
    EXPECT_EQ(state_of(Unit{}, *day_from("2021-01-01")), State::current);
}

TEST(Profiles, HoldOneMottoOneBrandAndFewValues) {
    const auto item = [](ProfileKind kind, std::string text, std::string link = {}) {
        return ProfileItem{kind, {std::move(text), ""}, {}, std::move(link)};
    };
    const std::vector<ProfileItem> good{item(ProfileKind::motto, "一趟办成"),
                                        item(ProfileKind::value, "公平", "https://a.example/x"),
                                        item(ProfileKind::service_brand, "银龄一趟办")};
    EXPECT_TRUE(check_profile(good));
    const auto code = [](const std::vector<ProfileItem>& items) {
        const auto checked = check_profile(items);
        return checked ? std::string("none")
                       : checked.error().fields.front().place + " " +
                             checked.error().fields.front().code;
    };
    EXPECT_EQ(code({}), "#/items required");
    EXPECT_EQ(code({item(ProfileKind::motto, "一"), item(ProfileKind::motto, "二")}),
              "#/items/1/kind too_many");
    EXPECT_EQ(code({item(ProfileKind::value, "一"), item(ProfileKind::value, "一")}),
              "#/items/1/text units_said_twice");
    EXPECT_EQ(code({item(ProfileKind::value, "一", "javascript:alert(1)")}),
              "#/items/0/evidence_link units_bad_link");
}

TEST(Services, SayInChineseWhateverTheySayInEnglish) {
    Service service{{"办证", ""}, {"带身份证", "Bring your card"}, {}, {"全天", ""}};
    EXPECT_TRUE(check(std::span{&service, 1}));
    service.location.en = "Ground floor";
    EXPECT_EQ(check(std::span{&service, 1}).error().fields.at(0).place, "#/services/0/location");
    const Contact contact{{"窗口", ""}, {"", "1 Yanshi Road"}, "12345", {}};
    EXPECT_EQ(check(std::span{&contact, 1}).error().fields.at(0).place, "#/contacts/0/address");
}

}  // namespace
}  // namespace pingyi::units
