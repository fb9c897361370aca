// What counts as an address, what a box gives away, and who may end it.
#include "platform/outbox/address.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "platform/crypto/crypto.hpp"
#include "platform/outbox/outbox.hpp"

namespace pingyi::outbox {
namespace {

const std::string installation_key(32, 'k');

class Addresses : public ::testing::Test {
protected:
    static void SetUpTestSuite() { crypto::start(); }
    std::string private_key_ = crypto::random_bytes(32);
    std::string public_key_ = crypto::public_key_of(private_key_);
};

TEST_F(Addresses, AreCheckedAndWrittenOneWay) {
    struct Row {
        Channel channel;
        std::string typed;
        std::string want;  ///< empty: refused
    };
    const Row rows[] = {
        {Channel::mail, "  Zhao.Min+ping@Example.ORG ", "Zhao.Min+ping@example.org"},
        {Channel::mail, "a@b.cn", "a@b.cn"},
        {Channel::mail, "", ""},
        {Channel::mail, "nobody", ""},
        {Channel::mail, "a@localhost", ""},
        {Channel::mail, "a@b@c.cn", ""},
        {Channel::mail, "@b.cn", ""},
        {Channel::mail, "a..b@c.cn", ""},
        {Channel::mail, "a@.cn", ""},
        {Channel::mail, "a@b.cn\r\nBcc: c@d.cn", ""},
        {Channel::mail, "a b@c.cn", ""},
        {Channel::mail, "<a@b.cn>", ""},
        {Channel::mail, "a@b.cn,c@d.cn", ""},
        {Channel::mail, "赵敏@例子.中国", ""},
        {Channel::mail, std::string(65, 'a') + "@b.cn", ""},
        {Channel::mail, "a@" + std::string(250, 'b') + ".cn", ""},
        {Channel::sms, " 139 0000-1234 ", "13900001234"},
        {Channel::sms, "+86 139 0000 1234", "+8613900001234"},
        {Channel::sms, "12345", ""},
        {Channel::sms, "1390000123x", ""},
        {Channel::sms, "1234567890123456", ""},
        {Channel::sms, "139\n00001234", ""},
        {Channel::sms, "++13900001234", ""},
    };
    for (const Row& row : rows) {
        const auto address = address_from(row.channel, row.typed);
        EXPECT_EQ(address ? address->text : "", row.want) << row.typed;
    }
}

TEST_F(Addresses, AnyTypedTextIsRefusedOrPlain) {
    rc::check([](const std::string& typed) {
        for (const Channel channel : {Channel::mail, Channel::sms}) {
            const auto address = address_from(channel, typed);
            if (!address) continue;
            RC_ASSERT(address->text.find_first_of("\r\n <>,;\"") == std::string::npos);
        }
    });
}

TEST_F(Addresses, OnlyTheWorkerOpensThemAndAllBoxesAreAlike) {
    const Sealed one =
        seal(public_key_, installation_key, {Channel::mail, "an@example.org"}, "042137").value();
    const Sealed other =
        seal(public_key_, installation_key,
             {Channel::mail, std::string(64, 'a') + "@" + std::string(186, 'b') + ".cn"},
             std::string(64, 's'))
            .value();
    EXPECT_EQ(one.box.size(), other.box.size());
    EXPECT_NE(one.id, other.id);
    const auto opened = open_box(private_key_, one.box);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->address, "an@example.org");
    EXPECT_EQ(opened->secret, "042137");
    EXPECT_EQ(check_unsubscribe(installation_key, opened->unsubscribe_token), one.id);
    EXPECT_EQ(open_box(private_key_, other.box)->address.size(), 254U);
    EXPECT_FALSE(open_box(crypto::random_bytes(32), one.box));
    EXPECT_EQ(one.box.find("example"), std::string::npos);
    EXPECT_THROW(static_cast<void>(seal(public_key_, installation_key, {Channel::mail, "a\nb"})),
                 std::logic_error);
}

TEST_F(Addresses, ATokenEndsOnlyItsOwn) {
    const auto id = crypto::random_id<AddressId>();
    const std::string token = unsubscribe_token(installation_key, id);
    EXPECT_EQ(token.size(), 43U);
    EXPECT_EQ(check_unsubscribe(installation_key, token), id);
    EXPECT_FALSE(check_unsubscribe(std::string(32, 'x'), token));
    EXPECT_FALSE(check_unsubscribe(installation_key, ""));
    EXPECT_FALSE(check_unsubscribe(installation_key, token + "A"));
    const std::string bytes = *crypto::base64url_decoded(token);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::string changed = bytes;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_FALSE(check_unsubscribe(installation_key, crypto::base64url(changed))) << i;
    }
}

}  // namespace
}  // namespace pingyi::outbox
