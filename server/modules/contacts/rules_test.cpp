// What a contact and a reason must look like, and who would be left without a key.
#include "modules/contacts/rules.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "kernel/testing.hpp"
#include "kernel/text.hpp"
#include "modules/contacts/policy.hpp"

namespace pingyi::contacts {
namespace {

/// "place code limit" of every mistake, or what was understood.
std::string verdict(std::string_view name, std::string_view contact) {
    const auto result = checked(name, contact);
    if (result) return result->name + "|" + result->contact;
    std::string text;
    for (const FieldError& field : result.error().fields) {
        text += field.place + " " + field.code + " " + field.limit + ";";
    }
    return text;
}

std::string times(std::size_t count, std::string_view text) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += text;
    return all;
}

TEST(Contact, IsATelephoneNumberOrAnEmailAddress) {
    EXPECT_EQ(verdict(" 王芳 ", " 13800138000 "), "王芳|13800138000");
    EXPECT_EQ(verdict("", "0571-8888 8888"), "|0571-8888 8888");
    EXPECT_EQ(verdict("", "+86 (571) 88888888#12"), "|+86 (571) 88888888#12");
    EXPECT_EQ(verdict("", "１３８００１３８０００"), "|13800138000");
    EXPECT_EQ(verdict("Li", "Li.Na@example.com"), "Li|Li.Na@example.com");
    EXPECT_EQ(verdict("Li", "李娜@例子.中国"), "Li|李娜@例子.中国");
}

TEST(Contact, ThatReachesNobodyIsRefusedByField) {
    constexpr std::string_view unreachable = "#/contact contacts_not_reachable ;";
    for (const std::string_view bad :
         {"1234", "123456789012345678901", "138a0138000", "a@b", "@b.cn", "a@b@c.cn", "a b@c.cn",
          "a@.cn", "a@b.", "微信同号", "1380013+8000"}) {
        EXPECT_EQ(verdict("王芳", bad), unreachable) << bad;
    }
    EXPECT_EQ(verdict("王芳", "  "), "#/contact required ;");
    EXPECT_EQ(verdict(times(61, "芳"), "13800138000"), "#/name too_long 60;");
    EXPECT_EQ(verdict(times(60, "芳"), "13800138000"), times(60, "芳") + "|13800138000");
    EXPECT_EQ(verdict("王芳", times(101, "a")), "#/contact too_long 100;");
    EXPECT_EQ(verdict("王\n芳", "13800138000"), "#/name control_character ;");
    EXPECT_EQ(verdict("\xff", "13800138000\xff"), "#/name not_utf8 ;#/contact not_utf8 ;");
    EXPECT_EQ(verdict("a\u202Eb", "13800138000"), "#/name direction_override ;");
}

TEST(Contact, MistakesAreShownWhereTheFormHasItsFields) {
    const auto refused = checked("王芳", "x", {"#/caller/name", "#/caller/phone"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fields.front().place, "#/caller/phone");
}

TEST(Contact, HostileTextIsSealedAsTwoLinesOrRefused) {
    PINGYI_SHARED_FILE(file, "data/badinput/naughty_strings.json");
    int refused = 0;
    const boost::json::array samples = boost::json::parse(file).as_array();
    for (const auto& sample : samples) {
        const auto result = checked(std::string_view(sample.as_string()), "13800138000");
        if (!result) {
            ++refused;
            continue;
        }
        EXPECT_EQ(text_of(*result), result->name + "\n13800138000");
        EXPECT_EQ(result->name.find('\n'), std::string::npos);
        EXPECT_LE(text::length(result->name), name_max);
    }
    EXPECT_GT(refused, 10);
}

TEST(Reason, HasFiveToFiveHundredCharacters) {
    EXPECT_EQ(checked_reason(" 第一次回访 ").value(), "第一次回访");
    EXPECT_EQ(checked_reason(times(500, "访")).value(), times(500, "访"));
    for (const std::string& bad :
         {std::string("回访"), std::string("   ok   "), times(501, "访"),
          std::string("第一次\x07回访"), std::string("\xff\xff\xff\xff\xff")}) {
        const auto refused = checked_reason(bad);
        ASSERT_FALSE(refused) << bad;
        EXPECT_EQ(refused.error().fields.front().place, "#/reason");
    }
}

TEST(Orphans, ArePairsThatOnlyTheLeavingKeyOpens) {
    const auto id = [](int n) {
        Uuid uuid{};
        uuid[15] = static_cast<std::uint8_t>(n);
        return uuid;
    };
    const PairId first{id(1)}, second{id(2)};
    const OfficerKeyId ann{id(11)}, ben{id(12)};
    const std::vector<Access> all{{first, ann, ""}, {first, ben, ""}, {second, ann, ""}};
    EXPECT_EQ(orphaned(all, ann), std::vector{second});
    EXPECT_EQ(orphaned(all, ben), std::vector<PairId>{});
}

TEST(Policy, LetsOnlyCallBackOfficersInPersonOpenContacts) {
    for (std::size_t i = 0; i < accounts::role_names.size(); ++i) {
        accounts::Account account;
        account.grants = {{static_cast<accounts::Role>(i), std::nullopt, false}};
        EXPECT_EQ(policy::may_open(account).has_value(),
                  static_cast<accounts::Role>(i) == accounts::Role::call_back_officer);
        account.grants.front().unit = UnitId{Uuid{1}};
        EXPECT_EQ(policy::may_open(account).has_value(),
                  static_cast<accounts::Role>(i) == accounts::Role::call_back_officer)
            << "of a district too";
        account.api_key = "key";
        EXPECT_FALSE(policy::may_open(account));
    }
}

}  // namespace
}  // namespace pingyi::contacts
