// The tests start their own program again as the child, the way pingyi starts itself.
#include <csignal>
#include <gtest/gtest.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "platform/crypto/crypto.hpp"
#include "platform/files/child.hpp"
#include "platform/files/inspect.hpp"
#include "platform/files/reencode.hpp"

namespace {

/// Tries every way out after the rights are given up. returns 2, which the parent reads as
/// "damaged", when all are closed
int try_ways_out() {
    if (!pingyi::files::give_up_rights()) return 10;
    if (socket(AF_INET, SOCK_STREAM, 0) >= 0) return 11;
    char program[] = "/bin/true";
    char* const words[] = {program, nullptr};
    execv(program, words);  // returns only when it failed
    if (kill(getppid(), 0) == 0) return 12;
#ifndef __SANITIZE_ADDRESS__
    constexpr std::size_t too_much = 2UL * 1024 * 1024 * 1024;
    if (mmap(nullptr, too_much, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED) {
        return 13;
    }
#endif
    int last = 0;
    for (int i = 0; i < 40; ++i) last = dup(0);
    return last < 0 ? 2 : 14;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view command = argc == 2 ? argv[1] : "";
    if (command == "reencode") return pingyi::files::reencode_command();
    if (command == "escape") _exit(try_ways_out());  // no leak check: its ptrace is given up
    if (command == "sleep") return static_cast<int>(sleep(600));
    pingyi::crypto::start();
    ::testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
