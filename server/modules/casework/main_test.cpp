// The tests start their own program again as the child that makes pictures anew, the way pingyi
// starts itself.
#include <gtest/gtest.h>
#include <string_view>

#include "platform/files/reencode.hpp"

int main(int argc, char** argv) {
    if (argc == 2 && std::string_view(argv[1]) == "reencode") {
        return pingyi::files::reencode_command();
    }
    ::testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
