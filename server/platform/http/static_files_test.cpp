#include "platform/http/static_files.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

#include "platform/http/encoding.hpp"

namespace pingyi::http {
namespace {

namespace fs = std::filesystem;

class Files : public ::testing::Test {
protected:
    void SetUp() override {
        write("assets/app-BX12cd3f.js", "plain");
        write("assets/app-BX12cd3f.js.br", "brotli");
        write("assets/app-BX12cd3f.js.gz", "gzip");
        write("favicon.ico", "icon");
        write(".vite/manifest.json", "{}");
        files_ = *StaticFiles::load(folder_.string());
    }
    void TearDown() override { fs::remove_all(folder_); }

    void write(const std::string& name, const std::string& content) const {
        fs::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / name) << content;
    }
    [[nodiscard]] std::optional<Response> ask(const std::string& path,
                                              const std::string& field = "",
                                              const std::string& value = "",
                                              Method method = Method::get) const {
        Request request;
        request.method = method;
        request.path = path;
        request.headers = {{field, value}};
        return files_.answer(request);
    }
    static std::string field(const Response& response, std::string_view name) {
        for (const Header& header : response.headers) {
            if (header.name == name) return header.value;
        }
        return "";
    }

    fs::path folder_ = fs::temp_directory_path() / ("pingyi-files-" + std::to_string(getpid()));
    StaticFiles files_;
};

TEST_F(Files, OnlyNamesThatWereFoundExist) {
    for (const char* path : {"/", "/assets/", "/assets/app-BX12cd3f.js.br", "/.vite/manifest.json",
                             "/../etc/passwd", "/assets/../favicon.ico",
                             "/assets/%2e%2e/favicon.ico", "//favicon.ico", "/FAVICON.ICO"}) {
        EXPECT_FALSE(ask(path)) << path;
    }
    EXPECT_TRUE(ask("/favicon.ico"));
    EXPECT_FALSE(ask("/favicon.ico", "", "", Method::post));
    EXPECT_TRUE(ask("/favicon.ico", "", "", Method::head));
}

TEST_F(Files, TheBestFormThatIsAccepted) {
    const std::string path = "/assets/app-BX12cd3f.js";
    const auto body = [&](const std::string& accepted) {
        return *ask(path, "Accept-Encoding", accepted)->shared_body;
    };
    EXPECT_EQ(body("gzip, deflate, br"), "brotli");
    EXPECT_EQ(body("gzip"), "gzip");
    EXPECT_EQ(body("br;q=0, gzip;q=0.3"), "gzip");
    EXPECT_EQ(body("identity"), "plain");
    const Response response = *ask(path, "Accept-Encoding", "br");
    EXPECT_EQ(field(response, "Content-Encoding"), "br");
    EXPECT_EQ(field(response, "Vary"), "Accept-Encoding");
    EXPECT_EQ(field(response, "Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(field(response, "Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(field(*ask("/favicon.ico"), "Cache-Control"), "public, no-cache");
}

TEST_F(Files, AskedAgainWithItsTagIsNotSentAgain) {
    const Response first = *ask("/favicon.ico");
    const Response again = *ask("/favicon.ico", "If-None-Match", "\"x\", " + field(first, "ETag"));
    EXPECT_EQ(again.status, 304);
    EXPECT_FALSE(again.shared_body);
    EXPECT_EQ(field(again, "ETag"), field(first, "ETag"));
    EXPECT_EQ(ask("/favicon.ico", "If-None-Match", "\"x\"")->status, 200);
}

TEST_F(Files, AMissingFolderIsSaid) {
    EXPECT_EQ(StaticFiles::load("/nowhere").error().code, "http.no_folder");
}

TEST(Encoding, Accepts) {
    EXPECT_TRUE(accepts("gzip", "gzip"));
    EXPECT_TRUE(accepts("br , GZIP ; q=0.001", "gzip"));
    EXPECT_FALSE(accepts("gzip;q=0.000", "gzip"));
    EXPECT_FALSE(accepts("xgzip, gzipx", "gzip"));
    EXPECT_FALSE(accepts("", "gzip"));
}

}  // namespace
}  // namespace pingyi::http
