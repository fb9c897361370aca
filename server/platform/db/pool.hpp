// A bounded set of connections, handed out first come, first served.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "platform/db/database.hpp"

namespace pingyi::db {

/// `slots` places, each empty until its borrower fills it. A pool that wakes just any waiter
/// starves some of them; this one keeps the order of arrival.
template <class T>
class Pool {
public:
    Pool(int slots, int waiters_max, std::chrono::milliseconds patience)
        : free_(static_cast<std::size_t>(slots)),
          waiters_max_{static_cast<std::size_t>(waiters_max)},
          patience_{patience} {}

    /// A borrowed slot, given back at the end of its life; reset it to drop a broken connection.
    class Slot {
    public:
        Slot(Pool& pool, std::unique_ptr<T> item) : pool_{&pool}, item_{std::move(item)} {}
        ~Slot() { pool_->give_back(std::move(item_)); }
        Slot(const Slot&) = delete;
        Slot& operator=(const Slot&) = delete;
        [[nodiscard]] std::unique_ptr<T>& item() { return item_; }

    private:
        Pool* pool_;
        std::unique_ptr<T> item_;
    };

    /// Throws Fault::busy at once when too many wait, and after `patience` when none comes free.
    [[nodiscard]] Slot borrow() {
        std::unique_lock lock(mutex_);
        if (!free_.empty()) {
            auto item = std::move(free_.back());
            free_.pop_back();
            return Slot{*this, std::move(item)};
        }
        if (waiters_.size() >= waiters_max_) throw Error(Fault::busy, "too many wait");
        Waiter self;
        waiters_.push_back(&self);
        if (!self.ready.wait_for(lock, patience_, [&] { return self.served; })) {
            std::erase(waiters_, &self);
            throw Error(Fault::busy, "no connection came free in time");
        }
        return Slot{*this, std::move(self.item)};
    }

private:
    struct Waiter {
        std::condition_variable ready;
        std::unique_ptr<T> item;
        bool served = false;
    };
    void give_back(std::unique_ptr<T> item) {
        const std::lock_guard lock(mutex_);
        if (waiters_.empty()) {
            free_.push_back(std::move(item));
            return;
        }
        Waiter& first = *waiters_.front();
        waiters_.pop_front();
        first.item = std::move(item);
        first.served = true;
        first.ready.notify_one();  // under the lock: the waiter lives on another thread's stack
    }

    std::mutex mutex_;
    std::vector<std::unique_ptr<T>> free_;
    std::deque<Waiter*> waiters_;
    std::size_t waiters_max_;
    std::chrono::milliseconds patience_;
};

}  // namespace pingyi::db
