// An open file that closes by itself.
#pragma once

#include <unistd.h>

namespace pingyi::durable {

class Descriptor {
public:
    /// What ::open answered; it may have failed.
    explicit Descriptor(int number) : number_{number} {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] bool is_open() const { return number_ >= 0; }

private:
    int number_;
};

}  // namespace pingyi::durable
