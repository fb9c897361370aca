// What the two processes, server and mail worker, do alike: signals and the level of the log.
#pragma once

#include <csignal>

#include "platform/config/config.hpp"
#include "platform/log/log.hpp"

namespace pingyi::app {

/// Blocks the signals that `wait` waits for; made before any thread, so that all inherit it.
class Signals {
public:
    Signals() {
        sigemptyset(&set_);
        for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set_, signal);
        pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    }
    [[nodiscard]] int wait() const {
        int signal = 0;
        while (sigwait(&set_, &signal) != 0) {
        }
        return signal;
    }

private:
    sigset_t set_{};
};

inline void set_log_level(const config::Config& config) {
    const std::string& name = config.log_level;
    log::set_level(name == "debug"     ? log::Level::debug
                   : name == "warning" ? log::Level::warning
                   : name == "error"   ? log::Level::error
                                       : log::Level::info);
}

}  // namespace pingyi::app
