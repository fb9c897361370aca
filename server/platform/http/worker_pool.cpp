#include "platform/http/worker_pool.hpp"

#include <pthread.h>
#include <system_error>
#include <utility>

namespace pingyi::http {

struct WorkerPool::Worker {
    WorkerPool* pool = nullptr;
    pthread_t thread{};
    std::condition_variable wake;
    bool is_woken = false;

    static void* main(void* self) {
        auto& worker = *static_cast<Worker*>(self);
        worker.pool->work(worker);
        return nullptr;
    }
};

WorkerPool::WorkerPool(int threads, std::size_t stack_bytes, std::size_t queue_max)
    : queue_max_{queue_max} {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    int failed = pthread_attr_setstacksize(&attributes, stack_bytes);
    for (int i = 0; i < threads && failed == 0; ++i) {
        auto worker = std::make_unique<Worker>();
        worker->pool = this;
        const std::scoped_lock lock{mutex_};
        failed = pthread_create(&worker->thread, &attributes, &Worker::main, worker.get());
        if (failed == 0) workers_.push_back(std::move(worker));
    }
    pthread_attr_destroy(&attributes);
    if (failed == 0) return;
    stop();
    throw std::system_error(failed, std::generic_category(), "cannot start worker threads");
}

WorkerPool::~WorkerPool() {
    stop();
}

void WorkerPool::stop() {
    std::deque<Job> dropped;
    {
        const std::scoped_lock lock{mutex_};
        is_stopping_ = true;
        dropped.swap(queue_);
        for (Worker* worker : idle_) worker->wake.notify_one();
        idle_.clear();  // a second call must not wake threads that are gone
    }
    for (const auto& worker : workers_) pthread_join(worker->thread, nullptr);
    workers_.clear();
}

bool WorkerPool::try_queue(Job&& job) {
    const std::scoped_lock lock{mutex_};
    if (queue_.size() >= queue_max_ || is_stopping_) return false;
    queue_.push_back(std::move(job));
    return true;
}

void WorkerPool::wake() {
    const std::scoped_lock lock{mutex_};
    if (!queue_.empty()) wake_one();
}

/// One thread at a time is on its way up; when it takes a job and more wait, it wakes the next. So
/// a burst of short jobs costs few wake-ups, and blocking ones still spread over all threads.
void WorkerPool::wake_one() {
    if (is_waking_ || idle_.empty()) return;
    is_waking_ = true;
    Worker* worker = idle_.back();
    idle_.pop_back();
    worker->is_woken = true;
    worker->wake.notify_one();
}

void WorkerPool::work(Worker& worker) {
    std::unique_lock lock{mutex_};
    while (true) {
        while (queue_.empty() && !is_stopping_) {
            idle_.push_back(&worker);
            worker.wake.wait(lock, [&] { return worker.is_woken || is_stopping_; });
            worker.is_woken = false;
            is_waking_ = false;
        }
        if (is_stopping_) return;
        Job job = std::move(queue_.front());
        queue_.pop_front();
        if (!queue_.empty()) wake_one();
        lock.unlock();
        job();
        job = nullptr;
        lock.lock();
    }
}

std::size_t WorkerPool::waiting() const {
    const std::scoped_lock lock{mutex_};
    return queue_.size();
}

std::size_t WorkerPool::busy() const {
    const std::scoped_lock lock{mutex_};
    return is_stopping_ ? 0 : workers_.size() - idle_.size();
}

}  // namespace pingyi::http
