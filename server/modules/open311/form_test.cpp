// Parameters as clients send them, and what is too much or broken.
#include "modules/open311/form.hpp"

#include <gtest/gtest.h>

namespace pingyi::open311 {
namespace {

constexpr std::string_view multipart = "multipart/form-data; boundary=xYz";

std::string part(const std::string& head, const std::string& value) {
    return "--xYz\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + value + "\r\n";
}

TEST(Open311Form, ReadsQueriesAndForms) {
    Form form;
    ASSERT_TRUE(form.add_encoded("jurisdiction_id=&a=1&a=2&d=%E8%B7%AF%E7%81%AF+x%0D%0Ay"));
    ASSERT_TRUE(form.add_encoded("attribute%5BWHISHETN%5D=123&ids=1,+2,,3&&ids=4&flag"));
    EXPECT_FALSE(form.has("jurisdiction_id"));
    EXPECT_EQ(form.get("a"), "1");
    EXPECT_EQ(form.get("d"), "路灯 x\ny");
    EXPECT_EQ(form.get("attribute[WHISHETN]"), "123");
    EXPECT_EQ(form.list("ids"), (std::vector<std::string>{"1", "2", "3", "4"}));
    EXPECT_FALSE(form.has("flag"));
}

TEST(Open311Form, ReadsMultipart) {
    const std::string body = part("name=\"service_code\"", "complaint") +
                             part("name=\"description\"", "two\r\nlines") +
                             part("name=\"media\"; filename=\"a.jpg\"", "\xFF\xD8--xYz bytes") +
                             part("name=plain", "") + "--xYz--\r\n";
    Form form;
    ASSERT_TRUE(form.add_body(multipart, body));
    EXPECT_EQ(form.get("service_code"), "complaint");
    EXPECT_EQ(form.get("description"), "two\nlines");
    EXPECT_TRUE(form.has_upload());
    EXPECT_EQ(form.size(), 3U);
}

TEST(Open311Form, RefusesWhatIsBrokenOrTooMuch) {
    const auto refused = [](std::string_view media, const std::string& body) {
        Form form;
        const auto read = form.add_body(media, body);
        return read ? std::string("was read") : read.error().code;
    };
    EXPECT_EQ(refused("text/plain", "a=1"), "open311.unknown_media");
    EXPECT_EQ(refused("", "a=1"), "was read");
    EXPECT_EQ(refused("", "a=%zz"), "open311.bad_form");
    EXPECT_EQ(refused("", "a=%00"), "open311.bad_form");
    EXPECT_EQ(refused("", "a=%FF"), "open311.bad_form");
    EXPECT_EQ(refused("", "=1"), "open311.bad_form");
    std::string many;
    for (std::size_t i = 0; i <= fields_max; ++i) many += "a=1&";
    EXPECT_EQ(refused("", many), "open311.bad_form");
    EXPECT_EQ(refused("", "a=" + std::string(value_bytes_max + 1, 'x')), "open311.bad_form");
    EXPECT_EQ(refused("multipart/form-data", "--x\r\n"), "open311.bad_form");
    for (const std::string& body :
         {std::string{}, std::string("--xYz"), std::string("--xYz\r\n\r\n"), part("name=a", "b"),
          part("no=name", "b") + "--xYz--",
          std::string("--xYz\r\nContent-Disposition: "
                      "form-data; name=\"a\r\n\r\n--xYz--")}) {
        EXPECT_EQ(refused(multipart, body), "open311.bad_form") << body;
    }
}

}  // namespace
}  // namespace pingyi::open311
