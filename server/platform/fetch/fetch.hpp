// Asking other servers over HTTP: small requests, bounded answers, no redirects followed.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "kernel/result.hpp"

namespace pingyi::fetch {

struct Limits {
    std::chrono::milliseconds connect{5'000};
    std::chrono::milliseconds whole{30'000};
    std::size_t bytes_max = std::size_t{16} * 1024 * 1024;
};

struct Answer {
    int status = 0;
    std::string media_type;  ///< as sent, may be empty
    std::string body;
};

/// Keeps its connections open from one call to the next; for one thread at a time.
class Client {
public:
    explicit Client(const Limits& limits = {});
    ~Client();
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;

    /// `url` is http:// or https://. Any status is an answer.
    /// errors   unavailable fetch.no_answer (detail: why); invalid_input fetch.answer_too_large
    [[nodiscard]] Result<Answer> get(const std::string& url);
    [[nodiscard]] Result<Answer> post(const std::string& url, std::string_view media_type,
                                      std::string_view body);

private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace pingyi::fetch
