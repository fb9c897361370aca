// The `pingyi` program; everything it does is in command.cpp.
#include "app/command.hpp"

int main(int argc, char** argv) {
    return pingyi::app::run_command(argc, argv);
}
