#include "platform/fetch/fetch.hpp"

#include <array>
#include <curl/curl.h>
#include <new>

namespace pingyi::fetch {
namespace {

struct Free {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

/// What an answer is gathered in.
struct Body {
    std::string octets;
    std::size_t max = 0;
    bool too_large = false;

    static std::size_t take(char* data, std::size_t size, std::size_t count, void* self) {
        Body& body = *static_cast<Body*>(self);
        if (body.octets.size() + size * count > body.max) {
            body.too_large = true;
            return 0;
        }
        body.octets.append(data, size * count);
        return size * count;
    }
};

}  // namespace

class Client::State {
public:
    explicit State(const Limits& limits) : limits_{limits}, handle_{curl_easy_init()} {
        if (!handle_) throw std::bad_alloc();
    }

    void begin(const std::string& url, Body& body) {
        curl_easy_reset(handle_.get());
        set(CURLOPT_URL, url.c_str());
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits_.connect.count()));
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(limits_.whole.count()));
        set(CURLOPT_ERRORBUFFER, reason_.data());
        set(CURLOPT_WRITEFUNCTION, &Body::take);
        set(CURLOPT_WRITEDATA, &body);
        reason_.front() = '\0';
        body.max = limits_.bytes_max;
    }
    template <class Value>
    void set(CURLoption option, Value value) {
        if (curl_easy_setopt(handle_.get(), option, value) != CURLE_OK) throw std::bad_alloc();
    }
    Result<Answer> perform(Body& body) {
        const CURLcode done = curl_easy_perform(handle_.get());
        if (body.too_large) return fail(ErrorKind::invalid_input, "fetch.answer_too_large");
        if (done != CURLE_OK) {
            const std::string_view reason =
                reason_.front() == '\0' ? curl_easy_strerror(done) : reason_.data();
            return fail(ErrorKind::unavailable, "fetch.no_answer", std::string(reason));
        }
        long status = 0;
        const char* media = nullptr;
        curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(handle_.get(), CURLINFO_CONTENT_TYPE, &media);
        return Answer{static_cast<int>(status), media == nullptr ? "" : media,
                      std::move(body.octets)};
    }

private:
    Limits limits_;
    std::unique_ptr<CURL, Free> handle_;
    std::array<char, CURL_ERROR_SIZE> reason_{};
};

Client::Client(const Limits& limits) : state_{std::make_unique<State>(limits)} {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

Result<Answer> Client::get(const std::string& url) {
    Body body;
    state_->begin(url, body);
    return state_->perform(body);
}

Result<Answer> Client::post(const std::string& url, std::string_view media_type,
                            std::string_view content) {
    Body body;
    state_->begin(url, body);
    const std::string header = "Content-Type: " + std::string(media_type);
    const std::unique_ptr<curl_slist, Free> headers{curl_slist_append(nullptr, header.c_str())};
    if (!headers) throw std::bad_alloc();
    state_->set(CURLOPT_HTTPHEADER, headers.get());
    state_->set(CURLOPT_POSTFIELDSIZE, static_cast<long>(content.size()));
    state_->set(CURLOPT_POSTFIELDS, content.data());
    auto answer = state_->perform(body);
    return answer;
}

}  // namespace pingyi::fetch
