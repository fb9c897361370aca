// Unsubscribing without an account, the sweeping job and the figures.
#include "platform/outbox/service.hpp"

#include <algorithm>

#include "platform/outbox/outbox.hpp"

namespace pingyi::outbox {

bool is_token(std::string_view text) {
    return text.size() == 43 && std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_';
           });
}
inline constexpr Pattern token_pattern{&is_token, "^[A-Za-z0-9_-]{43}$", "bad_key",
                                       "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
struct TokenPath {
    Text<43, 43, &token_pattern> token;
};
BOOST_DESCRIBE_STRUCT(TokenPath, (), (token))

namespace {

using http::Call;

constexpr std::chrono::minutes sweep_every{10};
constexpr std::int64_t sweep_rows = 500;

Result<http::Response> unsubscribe_page(const Call<WebDeps>& call) {
    return call.deps.shell.app(call, "outbox.unsubscribe.title");
}

/// A mail program that opens the link instead of posting: to the page, where a person decides.
Result<http::Response> unsubscribe_link(const Call<WebDeps>& /*call*/,
                                        const http::Path<TokenPath>& path) {
    http::Response answer{.status = 303};
    return std::move(answer).with("Location", "/unsubscribe#" + path->token.value);
}

Result<> unsubscribe(const Call<WebDeps>& call, const http::Path<TokenPath>& path) {
    const auto address = check_unsubscribe(call.deps.installation_key, path->token.value);
    if (!address) return fail(ErrorKind::not_found, "outbox.bad_link");
    return call.deps.database.write([&](db::Tx& tx) { erase_address(tx, *address); });
}

constexpr http::Row<WebDeps> table[] = {
    http::page<unsubscribe_page>("/unsubscribe", {"停止接收通知", "Stop notices"}).unlogged(),
    http::page<unsubscribe_link>("/unsubscribe/{token}", {"停止接收通知", "Stop notices"})
        .unlogged(),
    http::post<unsubscribe>("/unsubscribe/{token}", http::anyone,
                            {"停止向这个地址发送通知（RFC 8058 一键退订）",
                             "Stop notices to this address (one click of RFC 8058)"})
        .unlogged(),
};

}  // namespace

http::Routes<WebDeps> routes() {
    return {"outbox", {"通知", "Notices"}, table};
}

jobs::Kind sweeping(db::Database& database, const Clock& clock) {
    return {.name = "outbox.sweep",
            .work = [&database, &clock](const jobs::Job&) -> Result<> {
                for (;;) {
                    TRY(more, database.write([now = clock.now()](db::Tx& tx) {
                        return sweep(tx, now, sweep_rows);
                    }));
                    if (!more) return {};
                }
            },
            .every = sweep_every};
}

void add_gauges(http::Metrics& metrics, db::Database& database) {
    struct Figure {
        const char* name;
        const char* help;
        std::int64_t Counts::* count;
    };
    constexpr Figure figures[] = {
        {"pingyi_outbox_waiting", "Notices that wait to be sent", &Counts::waiting},
        {"pingyi_outbox_failed", "Notices given up in the last 90 days", &Counts::failed},
        {"pingyi_outbox_unknown", "SMS of the last 90 days that may not have gone out",
         &Counts::unknown}};
    for (const Figure& figure : figures) {
        metrics.gauge(figure.name, figure.help, [&database, count = figure.count] {
            const auto found = database.read([](db::Tx& tx) { return counts(tx); });
            return found ? static_cast<double>((*found).*count) : -1.0;
        });
    }
}

}  // namespace pingyi::outbox
