// The `pingyi` command: reads the arguments and runs what they ask for.
#pragma once

namespace pingyi::app {

/// Exit status 0 done, 1 it failed (one sentence on stderr says why), 2 the arguments are wrong.
[[nodiscard]] int run_command(int argc, char** argv);

}  // namespace pingyi::app
