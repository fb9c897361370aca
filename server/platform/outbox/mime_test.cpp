// What goes onto the wire, whatever names and subjects hold.
#include "platform/outbox/mime.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace pingyi::outbox {
namespace {

Mail sample() {
    Mail mail;
    mail.message_id = "0123@office.example";
    mail.from_name = "Office of Conduct";
    mail.from = "pingyi@office.example";
    mail.to = "an@resident.example";
    mail.subject = "Case 202612345678 is answered";
    mail.text = "Line one\n.\n第二行\n";
    mail.post_link = "https://pingyi.example/unsubscribe/T";
    mail.language = "en";
    mail.at = Instant{std::chrono::milliseconds{1'700'000'000'999}};
    return mail;
}

std::string line_of(const std::string& mime, const std::string& name) {
    const std::size_t begin = mime.find("\r\n" + name + ": ");
    if (begin == std::string::npos) return "";
    std::size_t end = begin + 2;  // a line that begins with a blank belongs to the one before
    do end = mime.find("\r\n", end + 1);
    while (mime[end + 2] == ' ');
    return mime.substr(begin + 2, end - begin - 2);
}

TEST(Mime, IsAsMailProgramsExpect) {
    EXPECT_EQ(mime_of(sample()),
              "Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n"
              "From: Office of Conduct\r\n <pingyi@office.example>\r\n"
              "To: <an@resident.example>\r\n"
              "Subject: Case 202612345678 is answered\r\n"
              "Message-ID: <0123@office.example>\r\n"
              "Auto-Submitted: auto-generated\r\n"
              "List-Unsubscribe: <https://pingyi.example/unsubscribe/T>\r\n"
              "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
              "MIME-Version: 1.0\r\n"
              "Content-Language: en\r\n"
              "Content-Type: text/plain; charset=UTF-8\r\n"
              "Content-Transfer-Encoding: base64\r\n"
              "\r\n"
              "TGluZSBvbmUNCi4NCuesrOS6jOihjA0K\r\n");
}

TEST(Mime, WritesDays) {
    EXPECT_EQ(mail_date(Instant{}), "Thu, 1 Jan 1970 00:00:00 +0000");
    EXPECT_EQ(mail_date(Instant{std::chrono::sys_days{std::chrono::year{2028} / 2 / 29} +
                                std::chrono::seconds{3661}}),
              "Tue, 29 Feb 2028 01:01:01 +0000");
}

TEST(Mime, FoldsChineseBetweenCharacters) {
    Mail mail = sample();
    mail.subject = "a您的来信已有答复请您点击查看";  // 39 octets would cut the 13th
    EXPECT_EQ(line_of(mime_of(mail), "Subject"),
              "Subject: =?UTF-8?B?YeaCqOeahOadpeS/oeW3suacieetlOWkjeivt+aCqOeCueWHuw==?=\r\n"
              " =?UTF-8?B?5p+l55yL?=");
}

TEST(Mime, NoTextBecomesAHeader) {
    for (const char* bad :
         {"a\r\nBcc: x@y.example", "a\nBcc: x", "=?UTF-8?B?QQ==?=", "\"a\" <b@c>"}) {
        Mail mail = sample();
        mail.subject = bad;
        mail.from_name = bad;
        const std::string mime = mime_of(mail);
        EXPECT_EQ(mime.find("Bcc"), std::string::npos);
        EXPECT_EQ(line_of(mime, "Subject").substr(0, 19), "Subject: =?UTF-8?B?");
    }
    rc::check([](const std::string& subject, const std::string& name) {
        Mail mail = sample();
        mail.subject = subject;
        mail.from_name = name;
        mail.text = subject;
        const std::string mime = mime_of(mail);
        std::size_t begin = 0;
        while (begin < mime.size()) {
            const std::size_t end = mime.find("\r\n", begin);
            RC_ASSERT(end != std::string::npos && end - begin <= 78);
            const std::string line = mime.substr(begin, end - begin);
            RC_ASSERT(line.find_first_of("\r\n") == std::string::npos);
            begin = end + 2;
        }
        RC_ASSERT(line_of(mime, "Subject").starts_with("Subject: "));
        RC_ASSERT(line_of(mime, "Message-ID") == "Message-ID: <0123@office.example>");
    });
}

}  // namespace
}  // namespace pingyi::outbox
