#include "platform/http/session.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <exception>
#include <utility>

#include "platform/http/wire.hpp"
#include "platform/log/log.hpp"

namespace pingyi::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t small_buffer_bytes = 4096;    // what an idle connection keeps
constexpr std::size_t body_step_bytes = 32 * 1024;  // read at a time from a body
constexpr std::chrono::seconds closing_time{2};
/// What the system may hold of an answer; more would count as sent while nobody reads it.
constexpr int send_buffer_bytes = 128 * 1024;
constexpr asio::use_awaitable_t<Executor> awaiting;

}  // namespace

/// A request on its way through the worker pool. Dropped without having run (the server stops), it
/// still answers: the connection waits for it.
class Session::Ticket {
public:
    explicit Ticket(std::shared_ptr<Session> session) : session_{std::move(session)} {}
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket() {
        if (!session_) return;
        answer(session_->core_.refused(session_->parser_->request(), refusals::busy, true));
    }
    void run() {
        const Request& request = session_->parser_->request();
        const bool is_local = session_->peer_.is_loopback() &&
                              request.header("X-Forwarded-For").empty() &&
                              request.header("Forwarded").empty() && request.header("Via").empty();
        answer(session_->core_.answer(request, session_->door_, is_local));
    }

private:
    void answer(Response response) {
        Session& session = *session_;
        session.response_ = std::move(response);
        session.loop_.resume(std::move(session_));
    }
    std::shared_ptr<Session> session_;
};

Session::Session(Core& core, Loop& loop, Socket socket, Door door)
    : core_{core}, loop_{loop}, socket_{std::move(socket)}, door_{door} {
    loop_.add(*this);
    error_code ignored;
    const auto endpoint = socket_.remote_endpoint(ignored);
    peer_ = endpoint.address();
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_.set_option(Socket::send_buffer_size(send_buffer_bytes), ignored);
}

Session::~Session() {
    loop_.remove(*this);
    --core_.connections;
}

Task<> Session::run(std::shared_ptr<Session> self) {
    try {
        co_await self->serve();
    } catch (const std::exception& error) {  // no memory, mostly
        log::error("http.connection_failed", {{"reason", std::string_view(error.what())}});
    }
}

Task<> Session::serve() {
    if (!co_await start_tls()) co_return;
    bool keeps_alive = true;
    while (keeps_alive) {
        if (door_ == Door::full) {
            parser_.emplace(core_.options.limits, core_.handlers.body_bytes_max);
            refuse(refusals::full);
        } else if (!co_await read_request()) {
            co_return;
        }
        prepare_request();
        const bool is_refused = refusal_.has_value();
        response_ = is_refused ? core_.refused(parser_->request(), *refusal_, parser_->has_header())
                               : core_.answer_at_once(parser_->request(), door_);
        if (!response_) co_await handled();
        keeps_alive = !is_refused && parser_->keeps_alive() && !core_.is_stopping;

        const Request& request = parser_->request();
        write_head(head_, *response_,
                   {keeps_alive, parser_->is_http_1_0(), loop_.date(), request.request_id});
        const bool is_head = request.method == Method::head;
        if (!co_await send(is_head ? std::string_view{} : body_of(*response_))) co_return;
        trim();
    }
    co_await close_gently();
}

Task<bool> Session::start_tls() {
    if (door_ == Door::metrics) co_return true;
    certificate_ = core_.certificate();
    if (!certificate_) co_return true;
    tls_.emplace(socket_, *certificate_);
    deadline_ = std::chrono::steady_clock::now() + core_.options.limits.header_time;
    error_code ec;
    co_await tls_->async_handshake(asio::ssl::stream_base::server,
                                   asio::redirect_error(awaiting, ec));
    co_return !ec;
}

/// Reads until a request is whole (true), was refused (true, with `refusal_` set), or the client
/// is gone or silent between two requests (false).
Task<bool> Session::read_request() {
    parser_.emplace(core_.options.limits, core_.handlers.body_bytes_max);
    begin_waiting();
    while (true) {
        const bool had_header = parser_->has_header();
        const auto bytes = in_.cdata();
        in_.consume(parser_->put({static_cast<const char*>(bytes.data()), bytes.size()}));
        if (parser_->refusal()) refuse(*parser_->refusal());
        if (refusal_ || parser_->is_done()) co_return true;
        if (parser_->has_header() && !had_header) {
            body_began_ = std::chrono::steady_clock::now();
            body_bytes_ = 0;
            if (parser_->expects_continue() && in_.size() == 0) {
                head_ = "HTTP/1.1 100 Continue\r\n\r\n";
                if (!co_await send({})) co_return false;
            }
        }
        if (!co_await read_more()) {
            if (!is_expired_ || phase_ == Phase::idle) co_return false;
            refuse(refusals::slow);
            co_return true;
        }
    }
}

void Session::begin_waiting() {
    const Limits& limits = core_.options.limits;
    const bool has_begun = in_.size() > 0;  // the client sent it behind the last request
    phase_ = has_begun ? Phase::reading : Phase::idle;
    deadline_ = std::chrono::steady_clock::now() +
                (has_begun || is_first_ ? limits.header_time : limits.idle_time);
    is_first_ = false;
}

/// At least one more byte into `in_`; false when the client closed, failed, or its time is over.
Task<bool> Session::read_more() {
    const bool is_body = parser_->has_header();
    if (phase_ == Phase::idle && core_.is_stopping) co_return false;
    if (is_body) deadline_ = body_began_ + patience(body_bytes_);
    const auto room = in_.prepare(is_body ? body_step_bytes : small_buffer_bytes);
    error_code ec;
    std::size_t got = 0;
    if (tls_) {
        got = co_await tls_->async_read_some(room, asio::redirect_error(awaiting, ec));
    } else {
        got = co_await socket_.async_read_some(room, asio::redirect_error(awaiting, ec));
    }
    if (ec || is_expired_) co_return false;
    in_.commit(got);
    if (is_body) body_bytes_ += got;
    if (phase_ == Phase::idle) {
        phase_ = Phase::reading;
        deadline_ = std::chrono::steady_clock::now() + core_.options.limits.header_time;
    }
    co_return true;
}

/// `head_` and `body` to the client, cut off when it reads too slowly.
Task<bool> Session::send(std::string_view body) {
    const Phase before = std::exchange(phase_, Phase::writing);
    const auto began = std::chrono::steady_clock::now();
    std::string_view head = head_;
    std::size_t sent = 0;
    while (!head.empty() || !body.empty()) {
        deadline_ = began + patience(sent);
        const std::array<asio::const_buffer, 2> left = {asio::buffer(head), asio::buffer(body)};
        error_code ec;
        std::size_t step = 0;
        if (tls_) {
            step = co_await tls_->async_write_some(left, asio::redirect_error(awaiting, ec));
        } else {
            step = co_await socket_.async_write_some(left, asio::redirect_error(awaiting, ec));
        }
        if (ec) co_return false;
        sent += step;
        const std::size_t from_head = std::min(step, head.size());
        head.remove_prefix(from_head);
        body.remove_prefix(step - from_head);
    }
    phase_ = before;
    co_return true;
}

/// Reads on for a moment, so that an answer sent while the client still talks is not lost with the
/// connection (RFC 9112 9.6).
Task<> Session::close_gently() {
    phase_ = Phase::closing;
    is_expired_ = false;
    deadline_ = std::chrono::steady_clock::now() + closing_time;
    error_code ec;
    if (tls_) {
        co_await tls_->async_shutdown(asio::redirect_error(awaiting, ec));
        co_return;
    }
    socket_.shutdown(Socket::shutdown_send, ec);
    in_.clear();
    const auto room = in_.prepare(small_buffer_bytes);
    while (!ec && !is_expired_) {
        co_await socket_.async_read_some(room, asio::redirect_error(awaiting, ec));
    }
}

/// Suspends until a worker has set `response_`.
Task<> Session::handled() {
    phase_ = Phase::handling;
    deadline_ = Deadline::max();  // handlers bound themselves
    const auto start = [this](auto handler) {
        resumption_.emplace(std::move(handler));
        auto ticket = std::make_unique<Ticket>(shared_from_this());
        WorkerPool::Job job = [ticket = std::move(ticket)] { ticket->run(); };
        if (core_.pool.try_queue(std::move(job))) return loop_.wake_soon(core_.pool);
        core_.count(refusals::busy);  // the ticket goes, and answers 503
    };
    return asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(start, awaiting);
}

void Session::resume() {
    Resumption resumption = std::move(*resumption_);
    resumption_.reset();
    std::move(resumption)();
}

void Session::prepare_request() {
    Request& request = parser_->request();
    core_.proxies.describe(request, peer_, tls_.has_value());
    if (request.request_id.empty()) request.request_id = loop_.request_id();
}

void Session::refuse(const Refusal& refusal) {
    core_.count(refusal);
    refusal_ = refusal;
}

std::chrono::milliseconds Session::patience(std::size_t bytes) const {
    const Limits& limits = core_.options.limits;
    return limits.grace_time +
           std::chrono::milliseconds(bytes * 1000 /
                                     std::max<std::size_t>(1, limits.bytes_per_second_min));
}

/// An idle connection keeps little: the answer goes, and buffers that grew shrink.
void Session::trim() {
    response_.reset();
    parser_.reset();
    if (in_.size() == 0 && in_.capacity() > small_buffer_bytes) in_.shrink_to_fit();
    if (head_.capacity() > small_buffer_bytes) head_ = {};
}

void Session::check_deadline(Deadline now) {
    if (now < deadline_) return;
    deadline_ = Deadline::max();
    is_expired_ = true;
    error_code ignored;
    socket_.cancel(ignored);
}

void Session::close_if_idle() {
    if (phase_ == Phase::idle) check_deadline(Deadline::max());
}

void Session::cut() {
    error_code ignored;
    socket_.close(ignored);
}

}  // namespace pingyi::http
