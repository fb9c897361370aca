// The child makes pictures anew, and refuses what it should.
#include "platform/files/reencode.hpp"

#include <cstring>
#include <gtest/gtest.h>
#include <vips/vips.h>

#include "kernel/testing.hpp"
#include "platform/files/inspect.hpp"

namespace pingyi::files {
namespace {

struct Size {
    int width = 0, height = 0;
    bool operator==(const Size&) const = default;
};

/// libvips in the test's own process, for making samples and looking at results.
class Reencode : public ::testing::Test {
protected:
    static void SetUpTestSuite() { ASSERT_EQ(vips_init("test"), 0); }

    /// A picture of one colour, saved by the ending, with the note in its metadata.
    static std::string picture(const char* ending, Size size, const char* note = "") {
        VipsImage* black = nullptr;
        VipsImage* noted = nullptr;
        EXPECT_EQ(vips_black(&black, size.width, size.height, "bands", 3, nullptr), 0);
        EXPECT_EQ(vips_copy(black, &noted, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr), 0);
        if (*note != '\0') {
            vips_image_set_string(noted, "exif-ifd0-Copyright", note);
            vips_image_set_int(noted, "orientation", 6);
        }
        void* bytes = nullptr;
        std::size_t count = 0;
        EXPECT_EQ(vips_image_write_to_buffer(noted, ending, &bytes, &count, nullptr), 0)
            << vips_error_buffer();
        std::string all(static_cast<char*>(bytes), count);
        g_free(bytes);
        g_object_unref(noted);
        g_object_unref(black);
        return all;
    }
    static Size size_of(const std::string& jpeg) {
        VipsImage* image = vips_image_new_from_buffer(jpeg.data(), jpeg.size(), "", nullptr);
        if (image == nullptr) return {};
        const Size size{vips_image_get_width(image), vips_image_get_height(image)};
        g_object_unref(image);
        return size;
    }
    static std::string outcome(std::string_view picture) {
        const auto jpeg = reencoded({}, picture);
        return jpeg ? "ok" : jpeg.error().code;
    }
};

TEST_F(Reencode, TakesEveryKindOfPicture) {
    for (const char* ending : {".jpg", ".png", ".webp", ".heic"}) {
        const std::string bytes = picture(ending, {64, 48});
        ASSERT_TRUE(format_of(bytes)) << ending;
        const auto jpeg = reencoded({}, bytes);
        ASSERT_TRUE(jpeg) << ending << jpeg.error().code;
        EXPECT_TRUE(jpeg->starts_with("\xFF\xD8\xFF"));
        EXPECT_EQ(size_of(*jpeg), (Size{64, 48})) << ending;
    }
}

TEST_F(Reencode, ShrinksTurnsUprightAndDropsMetadata) {
    const std::string bytes = picture(".jpg", {4000, 1000}, "secret place");
    ASSERT_TRUE(bytes.contains("secret place"));
    const auto jpeg = reencoded({}, bytes);
    ASSERT_TRUE(jpeg) << jpeg.error().code;
    EXPECT_EQ(size_of(*jpeg), (Size{640, 2560}));
    EXPECT_FALSE(jpeg->contains("secret"));
    EXPECT_FALSE(jpeg->contains("Exif"));
}

TEST_F(Reencode, LeavesNothingOfWhatWasHungOn) {
    const auto jpeg = reencoded({}, picture(".jpg", {20, 20}) + "<script>PK\3\4 more");
    ASSERT_TRUE(jpeg) << jpeg.error().code;
    EXPECT_FALSE(jpeg->contains("script"));
    EXPECT_FALSE(jpeg->contains("PK\3\4"));
}

TEST_F(Reencode, RefusesTooManyPixelsBeforeDecoding) {
    PINGYI_SHARED_FILE(bomb, "data/badinput/made/bomb_16000x16000.png");
    EXPECT_EQ(outcome(bomb), "files.too_many_pixels");
}

TEST_F(Reencode, RefusesCorruptPicturesAndTakesOddOnes) {
    for (const char* name : {"basn0g01", "ctgn0g04", "s01n3p01"}) {
        PINGYI_SHARED_FILE(png, std::string("data/badinput/png/") + name + ".png");
        EXPECT_EQ(outcome(png), "ok") << name;
    }
    for (const char* name :
         {"xc1n0g08", "xcrn0g04", "xd0n2c08", "xd9n2c08", "xhdn0g08", "xs1n0g01", "xs4n0g01"}) {
        PINGYI_SHARED_FILE(png, std::string("data/badinput/png/") + name + ".png");
        EXPECT_EQ(outcome(png), "files.damaged") << name;
    }
}

TEST_F(Reencode, RefusesHalfAPicture) {
    for (const char* ending : {".jpg", ".png", ".webp", ".heic"}) {
        std::string bytes = picture(ending, {600, 400});
        bytes.resize(bytes.size() / 2);
        EXPECT_EQ(outcome(bytes), "files.damaged") << ending;
    }
}

TEST_F(Reencode, KeepsOtherLoadersFromTheBytes) {
    for (const char* ending : {".tif", ".ppm", ".gif"}) {
        const std::string bytes = picture(ending, {10, 10});
        EXPECT_EQ(outcome(bytes), "files.damaged") << ending;
    }
    EXPECT_EQ(outcome("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>"),
              "files.damaged");
    EXPECT_EQ(outcome(""), "files.damaged");
}

TEST_F(Reencode, SaysWhenThereIsNoChild) {
    const auto none = reencoded({"/no/such/program", {}}, "x");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, "files.no_child");
    EXPECT_EQ(none.error().kind, ErrorKind::unavailable);
}

TEST_F(Reencode, TheChildHasNoWayOut) {
    const auto tried = reencoded({"/proc/self/exe", {"escape"}}, "x");
    ASSERT_FALSE(tried);
    EXPECT_EQ(tried.error().code, "files.damaged");
}

TEST_F(Reencode, KillsAChildThatDoesNotEnd) {
    Reencoder sleepy{"/proc/self/exe", {"sleep"}};
    sleepy.patience = std::chrono::milliseconds{200};
    const auto jpeg = reencoded(sleepy, "x");
    ASSERT_FALSE(jpeg);
    EXPECT_EQ(jpeg.error().code, "files.too_hard");
}

}  // namespace
}  // namespace pingyi::files
