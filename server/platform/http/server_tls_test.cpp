// TLS with a certificate made for the test by the openssl command.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>

#include "platform/http/raw_client.hpp"
#include "platform/http/server.hpp"

namespace pingyi::http {
namespace {

namespace fs = std::filesystem;

class Tls : public ::testing::Test {
protected:
    void SetUp() override {
        fs::create_directories(folder_);
        make_certificate("first");
        options_.certificate_file = (folder_ / "cert.pem").string();
        options_.key_file = (folder_ / "key.pem").string();
    }
    void TearDown() override { fs::remove_all(folder_); }

    void make_certificate(const std::string& name) const {
        const std::string command =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj "
            "/CN=" +
            name + " -keyout " + (folder_ / "key.pem").string() + " -out " +
            (folder_ / "cert.pem").string() + " 2>/dev/null";
        ASSERT_EQ(std::system(command.c_str()), 0);  // NOLINT(concurrency-mt-unsafe)
    }

    /// What `openssl s_client` prints and receives for one request.
    static std::string converse(std::uint16_t port, const std::string& arguments = "") {
        const std::string command =
            "printf 'GET /a HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n' | "
            "timeout 20 openssl s_client -ign_eof -connect 127.0.0.1:" +
            std::to_string(port) + " " + arguments + " 2>&1";
        FILE* const pipe = popen(command.c_str(), "r");
        std::string out;
        char block[4096];
        while (const std::size_t got = fread(block, 1, sizeof block, pipe)) out.append(block, got);
        pclose(pipe);
        return out;
    }

    fs::path folder_ = fs::temp_directory_path() / ("pingyi-tls-" + std::to_string(getpid()));
    ServerOptions options_ = testing::test_options();
};

TEST_F(Tls, ServesTls12And13AndNothingOlder) {
    const auto server = testing::start(options_);
    for (const char* version : {"-tls1_2", "-tls1_3"}) {
        EXPECT_NE(converse(server->port(), version).find("GET /a from 127.0.0.1 secure []"),
                  std::string::npos)
            << version;
    }
    EXPECT_EQ(converse(server->port(), "-tls1_1 -cipher DEFAULT@SECLEVEL=0").find("GET /a from"),
              std::string::npos);
    EXPECT_EQ(testing::RawClient{server->port()}.ask(testing::get("/")).status, 0)
        << "plain HTTP on a TLS port";
}

TEST_F(Tls, NewConnectionsUseAReloadedCertificate) {
    const auto server = testing::start(options_);
    EXPECT_NE(converse(server->port()).find("CN = first"), std::string::npos);
    make_certificate("second");
    ASSERT_TRUE(server->reload_certificate());
    EXPECT_NE(converse(server->port()).find("CN = second"), std::string::npos);
    fs::remove(options_.key_file);
    ASSERT_FALSE(server->reload_certificate());
    EXPECT_NE(converse(server->port()).find("CN = second"), std::string::npos)
        << "the old one stays";
}

}  // namespace
}  // namespace pingyi::http
