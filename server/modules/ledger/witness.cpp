#include "modules/ledger/witness.hpp"

#include <algorithm>
#include <span>

#include "platform/log/log.hpp"
#include "platform/tlog/checkpoint.hpp"

namespace pingyi::ledger {
namespace {

constexpr int bad_request = 400;
constexpr int forbidden = 403;
constexpr int not_found = 404;
constexpr int not_allowed = 405;
constexpr int conflict = 409;
constexpr int unprocessable = 422;
constexpr int unavailable = 503;

http::Response answer(int status, std::string body,
                      std::string_view media = "text/plain; charset=utf-8") {
    return http::Response{.status = status, .body = std::move(body)}
        .with("Content-Type", media)
        .with("Cache-Control", "no-store");
}

http::Response refusal(int status, std::string_view why) {
    return answer(status, std::string(why) + "\n");
}

}  // namespace

http::Response Witness::handle(const http::Request& request) {
    if (request.path != "/add-checkpoint") return refusal(not_found, "no such path");
    if (request.method != http::Method::post) return refusal(not_allowed, "POST is needed");
    http::Response given = add_checkpoint(request.body);
    log::info("witness.answered", {{"status", std::int64_t{given.status}}});
    return given;
}

http::Response Witness::add_checkpoint(std::string_view body) {
    const auto asked = tlog::AddCheckpoint::parsed(body);
    if (!asked) return refusal(bad_request, asked.error().detail);
    const auto note = tlog::Note::parsed(asked->note);
    if (!note) return refusal(bad_request, note.error().detail);
    const auto checkpoint = tlog::Checkpoint::parsed(note->text);
    if (!checkpoint) return refusal(bad_request, checkpoint.error().detail);
    const auto key = std::ranges::find(logs_, checkpoint->origin, &tlog::VerifierKey::name);
    if (key == logs_.end()) return refusal(not_found, "unknown log");
    if (!tlog::verify(*note, std::span(&*key, 1)))
        return refusal(forbidden, "not signed by the log");
    if (asked->old_size > checkpoint->size) {
        return refusal(bad_request, "the old size is larger than the new");
    }
    const std::scoped_lock lock(mutex_);
    const Seen last = state_.seen(checkpoint->origin).value_or(Seen{0, tlog::empty_root()});
    const bool is_split = checkpoint->size == last.size && checkpoint->root != last.root;
    if (asked->old_size != last.size || is_split) {
        return answer(conflict, std::to_string(last.size) + "\n", "text/x.tlog.size");
    }
    if (!tlog::verify_consistency(last.size, checkpoint->size, last.root, checkpoint->root,
                                  asked->proof)) {
        return refusal(unprocessable, "the proof does not show that the log continues");
    }
    const Seen now{checkpoint->size, checkpoint->root};
    if (now != last || !state_.seen(checkpoint->origin)) {
        const auto kept = state_.remember(checkpoint->origin, now);
        if (!kept) {
            log::error("witness.state_not_kept", {{"detail", kept.error().detail}});
            return refusal(unavailable, "the state could not be kept");
        }
    }
    return answer(200, signer_.sign(note->text, clock_.now()).line());
}

}  // namespace pingyi::ledger
