// Handing over by libcurl, or into a folder.
#include "platform/outbox/peer.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <curl/curl.h>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <new>
#include <sys/stat.h>
#include <unistd.h>

namespace pingyi::outbox {
namespace {

using Kind = Outcome::Kind;

constexpr long connect_seconds = 15;
constexpr long seconds_max = 60;   // well below the lease
constexpr long idle_seconds = 20;  // a mail server closes what is idle longer
constexpr long too_many_requests = 429;
constexpr long not_now = 503;

struct Free {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, Free>;

List append(List list, const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    [[maybe_unused]] const curl_slist* head = list.release();  // `longer` owns it now
    return List{longer};
}

/// A handle with its settings: each call begins anew, connections stay open.
class Transfer {
public:
    Transfer() : handle_{curl_easy_init()} {
        if (!handle_) throw std::bad_alloc();
    }
    void begin(const std::string& url, const char* protocols) {
        curl_easy_reset(handle_.get());
        set(CURLOPT_URL, url.c_str());
        set(CURLOPT_PROTOCOLS_STR, protocols);
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_CONNECTTIMEOUT, connect_seconds);
        set(CURLOPT_TIMEOUT, seconds_max);
        set(CURLOPT_MAXAGE_CONN, idle_seconds);
        set(CURLOPT_PROXY, "");
        set(CURLOPT_WRITEFUNCTION, &ignore);
    }
    template <class Value>
    void set(CURLoption option, Value value) {
        if (curl_easy_setopt(handle_.get(), option, value) != CURLE_OK) throw std::bad_alloc();
    }
    CURLcode perform() { return curl_easy_perform(handle_.get()); }
    [[nodiscard]] long number(CURLINFO what) const {
        long value = 0;
        curl_easy_getinfo(handle_.get(), what, &value);
        return value;
    }

private:
    static std::size_t ignore(char* /*data*/, std::size_t size, std::size_t count, void* /*none*/) {
        return size * count;
    }
    std::unique_ptr<CURL, Free> handle_;
};

std::string code(std::string_view what, long number) {
    return std::string(what) + "." + std::to_string(number);
}

// SMTP

/// The content as libcurl reads it, and the last command it wrote before it took leave: replies
/// alone do not tell what they refuse.
struct Dialogue {
    std::string_view unread;
    std::string command;

    static std::size_t read(char* out, std::size_t size, std::size_t count, void* self) {
        std::string_view& unread = static_cast<Dialogue*>(self)->unread;
        const std::size_t octets = unread.copy(out, size * count);
        unread.remove_prefix(octets);
        return octets;
    }
    static int note(CURL* /*handle*/, curl_infotype type, char* data, std::size_t size,
                    void* self) {
        const std::string_view line{data, size};
        if (type == CURLINFO_HEADER_OUT && !line.starts_with("QUIT")) {
            static_cast<Dialogue*>(self)->command = line.substr(0, 4);
        }
        return 0;
    }
};

Outcome outcome_of_mail(CURLcode done, long reply, std::string_view command) {
    if (done == CURLE_OK) return {};
    if (reply < 400) return {Kind::later, code("curl", done)};
    const bool is_for_good = reply >= 500 && done != CURLE_LOGIN_DENIED;
    const Kind kind = is_for_good && command == "RCPT"   ? Kind::dead
                      : is_for_good && command == "DATA" ? Kind::refused
                                                         : Kind::later;
    return {kind, code("smtp", reply)};
}

Outcome send_mail(Transfer& transfer, const MailServer& server, const Letter& letter) {
    const std::string domain = server.from.substr(server.from.find('@') + 1);
    const std::string from = "<" + server.from + ">";
    const List to = append({}, "<" + letter.to + ">");
    Dialogue dialogue{letter.content, {}};
    transfer.begin(server.url + "/" + domain, "smtp,smtps");
    if (!server.user.empty()) {
        transfer.set(CURLOPT_USERNAME, server.user.c_str());
        transfer.set(CURLOPT_PASSWORD, server.password.c_str());
    }
    transfer.set(CURLOPT_USE_SSL,
                 server.user.empty() ? long{CURLUSESSL_TRY} : long{CURLUSESSL_ALL});
    transfer.set(CURLOPT_MAIL_FROM, from.c_str());
    transfer.set(CURLOPT_MAIL_RCPT, to.get());
    transfer.set(CURLOPT_UPLOAD, 1L);
    transfer.set(CURLOPT_READFUNCTION, &Dialogue::read);
    transfer.set(CURLOPT_READDATA, &dialogue);
    transfer.set(CURLOPT_VERBOSE, 1L);
    transfer.set(CURLOPT_DEBUGFUNCTION, &Dialogue::note);
    transfer.set(CURLOPT_DEBUGDATA, &dialogue);
    const CURLcode done = transfer.perform();
    return outcome_of_mail(done, transfer.number(CURLINFO_RESPONSE_CODE), dialogue.command);
}

// SMS

Outcome outcome_of_sms(CURLcode done, long status, bool is_asked) {
    if (done != CURLE_OK) return {is_asked ? Kind::unknown : Kind::later, code("curl", done)};
    if (status >= 200 && status < 300) return {};
    const bool is_our_trouble = status == 401 || status == 403;
    if (is_our_trouble || status == too_many_requests || status == not_now) {
        return {Kind::later, code("http", status)};
    }
    return {status >= 400 && status < 500 ? Kind::refused : Kind::unknown, code("http", status)};
}

Outcome send_sms(Transfer& transfer, const std::string& url, const std::string& key,
                 const Letter& letter) {
    const std::string body = boost::json::serialize(
        boost::json::object{{"id", letter.name}, {"number", letter.to}, {"text", letter.content}});
    List headers = append({}, "Content-Type: application/json");
    if (!key.empty()) headers = append(std::move(headers), "Authorization: Bearer " + key);
    transfer.begin(url, "http,https");
    transfer.set(CURLOPT_HTTPHEADER, headers.get());
    transfer.set(CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    transfer.set(CURLOPT_POSTFIELDS, body.c_str());
    transfer.set(CURLOPT_FRESH_CONNECT, 1L);  // on an old one libcurl might send it twice
    transfer.set(CURLOPT_FORBID_REUSE, 1L);
    const CURLcode done = transfer.perform();
    return outcome_of_sms(done, transfer.number(CURLINFO_RESPONSE_CODE),
                          transfer.number(CURLINFO_REQUEST_SIZE) > 0);
}

// Folder

/// 0, or errno.
int write_file(const std::string& path, std::string_view content) {
    const int file =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0) return errno;
    int error = 0;
    while (!content.empty() && error == 0) {
        const ssize_t written = ::write(file, content.data(), content.size());
        if (written < 0) error = errno == EINTR ? 0 : errno;
        if (written > 0) content.remove_prefix(static_cast<std::size_t>(written));
    }
    if (error == 0 && ::fsync(file) != 0) error = errno;
    ::close(file);
    return error;
}

Outcome put(const std::string& path, std::string_view content) {
    const std::string fresh = path + ".new";
    int error = write_file(fresh, content);
    if (error == 0 && ::rename(fresh.c_str(), path.c_str()) != 0) error = errno;
    if (error == 0) return {};
    return {Kind::later, code("file", error)};
}

}  // namespace

Peer mail_server(MailServer server) {
    return [server = std::move(server), transfer = std::make_shared<Transfer>()](
               const Letter& letter) { return send_mail(*transfer, server, letter); };
}

Peer sms_gateway(std::string url, std::string key) {
    return [url = std::move(url), key = std::move(key), transfer = std::make_shared<Transfer>()](
               const Letter& letter) { return send_sms(*transfer, url, key, letter); };
}

Result<Peer> folder(const std::string& path, const std::string& ending) {
    std::error_code failed;
    if (std::filesystem::create_directories(path, failed)) {
        std::filesystem::permissions(path, std::filesystem::perms::owner_all, failed);
    }
    if (failed || !std::filesystem::is_directory(path)) {
        return fail(ErrorKind::unavailable, "outbox.no_folder", path);
    }
    return [path, ending](const Letter& letter) {
        return put(path + "/" + letter.name + ending, letter.content);
    };
}

}  // namespace pingyi::outbox
