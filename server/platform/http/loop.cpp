#include "platform/http/loop.hpp"

#include <array>
#include <boost/asio/post.hpp>
#include <ctime>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <iterator>
#include <utility>

#include "platform/crypto/crypto.hpp"
#include "platform/http/session.hpp"

namespace pingyi::http {
namespace {

constexpr std::chrono::milliseconds tick_time{100};
constexpr std::size_t id_bytes = 16;

/// IMF-fixdate, RFC 9110 5.6.7; spelled out because the names must not follow a locale.
std::string http_date(std::time_t now) {
    constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::tm at = fmt::gmtime(now);
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
                       days.at(static_cast<std::size_t>(at.tm_wday)), at.tm_mday,
                       months.at(static_cast<std::size_t>(at.tm_mon)), at.tm_year + 1900,
                       at.tm_hour, at.tm_min, at.tm_sec);
}

}  // namespace

Loop::Loop() : guard_{context_.get_executor()}, timer_{context_.get_executor()} {
    tick();
    thread_ = std::thread([this] { context_.run(); });
}

Loop::~Loop() {
    if (thread_.joinable()) thread_.join();
}

/// Deadlines are looked at ten times a second: far cheaper than a timer for every operation.
void Loop::tick() {
    date_ = http_date(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()));
    const auto now = std::chrono::steady_clock::now();
    for (Session* session : sessions_) session->check_deadline(now);
    timer_.expires_after(tick_time);
    timer_.async_wait([this](boost::system::error_code ec) {
        if (!ec && !is_finished_) tick();
    });
}

void Loop::run(std::function<void()> work) {
    boost::asio::post(context_, std::move(work));
}

void Loop::wake_soon(WorkerPool& pool) {
    if (std::exchange(will_wake_, true)) return;
    boost::asio::post(context_, [this, &pool] {  // comes behind what is ready already
        will_wake_ = false;
        pool.wake();
    });
}

/// One wake-up of the loop serves all answers that came since the last.
void Loop::resume(std::shared_ptr<Session> session) {
    bool is_first = false;
    {
        const std::scoped_lock lock{mutex_};
        is_first = answered_.empty();
        answered_.push_back(std::move(session));
    }
    if (is_first) boost::asio::post(context_, [this] { resume_all(); });
}

void Loop::resume_all() {
    std::vector<std::shared_ptr<Session>> answered;
    {
        const std::scoped_lock lock{mutex_};
        answered.swap(answered_);
    }
    for (const auto& session : answered) session->resume();
}

void Loop::close_idle() {
    run([this] {
        for (Session* session : sessions_) session->close_if_idle();
    });
}

void Loop::cut_all() {
    run([this] {
        for (Session* session : sessions_) session->cut();
    });
}

void Loop::finish() {
    run([this] {
        is_finished_ = true;
        timer_.cancel();
        guard_.reset();
    });
}

std::string Loop::request_id() {
    constexpr std::size_t ids_in_stock = 64;
    if (chance_.empty()) chance_ = crypto::random_bytes(id_bytes * ids_in_stock);
    const std::string id =
        crypto::base64url(std::string_view(chance_).substr(chance_.size() - id_bytes));
    chance_.resize(chance_.size() - id_bytes);
    return id;
}

}  // namespace pingyi::http
