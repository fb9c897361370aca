// One I/O thread: its connections, their deadlines, and the answers that come back from workers.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_set>
#include <vector>

#include "platform/http/core.hpp"

namespace pingyi::http {

// Naming the executor keeps Asio from erasing its type in every operation.
using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
using Timer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;
template <class T = void>
using Task = boost::asio::awaitable<T, Executor>;

class Session;

class Loop {
public:
    Loop();
    ~Loop();  ///< finish() must have been called
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    [[nodiscard]] Executor executor() { return context_.get_executor(); }
    /// From any thread: a worker has an answer for this session.
    void resume(std::shared_ptr<Session> session);
    /// From any thread: runs `work` on the loop's thread.
    void run(std::function<void()> work);
    /// From any thread: close connections that wait for a request, or all of them.
    void close_idle();
    void cut_all();
    /// Ends the thread once every connection is gone.
    void finish();

    // The rest only on the loop's own thread.
    /// Wakes the pool when everything that is ready now has been done: one wake-up serves all
    /// requests of a round.
    void wake_soon(WorkerPool& pool);
    void add(Session& session) { sessions_.insert(&session); }
    void remove(Session& session) { sessions_.erase(&session); }
    [[nodiscard]] std::string_view date() const { return date_; }
    /// 16 random octets in base64url.
    [[nodiscard]] std::string request_id();

private:
    void tick();
    void resume_all();

    std::unordered_set<Session*> sessions_;
    std::string date_;
    std::string chance_;  // random octets in stock: asking the system for each id costs more
    std::mutex mutex_;
    std::vector<std::shared_ptr<Session>> answered_;
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<Executor> guard_;
    Timer timer_;
    bool is_finished_ = false;  // a tick that was due when the timer was cancelled still comes
    bool will_wake_ = false;
    std::thread thread_;
};

}  // namespace pingyi::http
