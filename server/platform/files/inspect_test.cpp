// What a file is follows from its content; its name is only shown, and safely.
#include "platform/files/inspect.hpp"

#include <gtest/gtest.h>

#include "kernel/testing.hpp"
#include "kernel/text.hpp"

namespace pingyi::files {
namespace {

using namespace std::string_literals;

std::string code_of(std::string_view bytes) {
    const auto format = format_of(bytes);
    return format ? std::string(media_type_of(*format)) : format.error().code;
}
std::string pdf(const std::string& body) {
    return "%PDF-1.7\n" + body + "\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n";
}

TEST(Inspect, GoesByContent) {
    EXPECT_EQ(code_of("\xFF\xD8\xFF\xE0 and more"), "image/jpeg");
    EXPECT_EQ(code_of("\x89PNG\r\n\x1A\n more"), "image/png");
    EXPECT_EQ(code_of("RIFF\1\2\3\4WEBPVP8 "), "image/webp");
    EXPECT_EQ(code_of("\0\0\0\x18"
                      "ftypheic\0\0\0\0mif1heic"s),
              "image/heic");
    EXPECT_EQ(code_of(pdf("1 0 obj << /Type /Catalog >> endobj")), "application/pdf");
    EXPECT_EQ(code_of(""), "files.empty");
    EXPECT_EQ(code_of(std::string(bytes_max + 1, 'x')), "files.too_large");
    for (const std::string& other :
         {"<html>"s, "GIF89a......"s, "PK\3\4 zip"s, "MZ program"s, "BM bitmap"s, "II*\0tiff"s,
          "RIFF\1\2\3\4AVI LIST"s, " "s + pdf(""), "\xEF\xBB\xBF"s + pdf(""), "%PDF-9.9"s,
          "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"s,
          "\0\0\0\x18"
          "ftypmp42\0\0\0\0"s}) {
        EXPECT_EQ(code_of(other), "files.kind_not_accepted") << other;
    }
}

TEST(Inspect, RefusesPdfThatIsMoreThanPaper) {
    EXPECT_EQ(code_of(pdf("<< /S /JavaScript /JS (app.alert(1)) >>")), "files.pdf_active");
    EXPECT_EQ(code_of(pdf("<< /S /J#61va#53cript >>")), "files.pdf_active");
    EXPECT_EQ(code_of(pdf("<</S/Launch/F(calc.exe)>>")), "files.pdf_active");
    EXPECT_EQ(code_of(pdf("<< /Names << /EmbeddedFiles 3 0 R >> >>")), "files.pdf_active");
    EXPECT_EQ(code_of(pdf("<< /AcroForm << /XFA 5 0 R >> >>")), "files.pdf_active");
    EXPECT_EQ(code_of(pdf("<< /Encrypt 7 0 R >>")), "files.pdf_locked");
    EXPECT_EQ(code_of(pdf("(JavaScript) /JavaScriptless /Launcher /EncryptMetadata")),
              "application/pdf");
    EXPECT_EQ(code_of(pdf("a # in /A#ZZ and at the end /#")), "application/pdf");
}

TEST(Inspect, RefusesPdfWithoutEndOrWithSomethingBehindIt) {
    EXPECT_EQ(code_of("%PDF-1.4\nhello"), "files.pdf_damaged");
    EXPECT_EQ(code_of(pdf("") + "\r\n \0"s), "application/pdf");
    EXPECT_EQ(code_of(pdf("") + "<script>"), "files.pdf_damaged");
    EXPECT_EQ(code_of(pdf("") + "PK\5\6 zip comment %%EOF"), "files.pdf_damaged");
}

TEST(Inspect, RefusesFilesThatLieAboutTheirType) {
    PINGYI_SHARED_FILE(html, "data/badinput/made/html_named.png");
    PINGYI_SHARED_FILE(zip, "data/badinput/made/zeros_20mb.zip");
    PINGYI_SHARED_FILE(paths, "data/badinput/made/path_traversal.zip");
    for (const std::string& bytes : {html, zip, paths}) {
        EXPECT_EQ(code_of(bytes), "files.kind_not_accepted");
    }
}

TEST(Inspect, ShowsNamesThatHarmNobody) {
    EXPECT_EQ(shown_name("路面破损 照片.png", Format::png), "路面破损 照片.jpg");
    EXPECT_EQ(shown_name("申请书.pdf", Format::pdf), "申请书.pdf");
    EXPECT_EQ(shown_name("photo.jpg.exe", Format::pdf), "photo.jpg.pdf");
    EXPECT_EQ(shown_name("../../etc/passwd", Format::png), "passwd.jpg");
    EXPECT_EQ(shown_name("C:\\Users\\王\\a.jpeg", Format::jpeg), "a.jpg");
    EXPECT_EQ(shown_name("a\"; filename=\"b.html", Format::pdf), "a filename=b.pdf");
    EXPECT_EQ(shown_name("gpj.\u202Eexe", Format::png), "file.jpg");
    EXPECT_EQ(shown_name("a\r\nSet-Cookie: x", Format::png), "aSet-Cookie x.jpg");
    EXPECT_EQ(shown_name("\xFF\xFE", Format::png), "file.jpg");
    EXPECT_EQ(shown_name("", Format::pdf), "file.pdf");
    EXPECT_EQ(shown_name("...", Format::pdf), "file.pdf");
    EXPECT_EQ(shown_name(".htaccess", Format::pdf), "file.pdf");
    EXPECT_EQ(shown_name(". .x.png", Format::png), "x.jpg");
    std::string name;
    for (int i = 0; i < 300; ++i) name += "长";
    EXPECT_EQ(text::length(shown_name(name, Format::png)), name_length_max);
}

}  // namespace
}  // namespace pingyi::files
