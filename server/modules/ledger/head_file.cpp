#include "modules/ledger/head_file.hpp"

#include <algorithm>

#include "platform/durable/durable.hpp"
#include "platform/tlog/checkpoint.hpp"

namespace pingyi::ledger {
namespace {

constexpr std::size_t bytes_max = 64 * 1024;

std::string_view cut(std::string_view& text, char end) {
    const std::size_t at = std::min(text.find(end), text.size());
    const std::string_view front = text.substr(0, at);
    text.remove_prefix(std::min(at + 1, text.size()));
    return front;
}

}  // namespace

Result<HeadFile> HeadFile::load(std::string path) {
    HeadFile file{std::move(path)};
    TRY(content, durable::read(file.path_, bytes_max));
    std::string_view rest = content ? std::string_view(*content) : std::string_view{};
    while (!rest.empty()) {
        std::string_view line = cut(rest, '\n');
        const std::string origin{cut(line, ' ')};
        const auto size = tlog::number_of(cut(line, ' '));
        const auto root = tlog::hash_of_base64(line);
        if (origin.empty() || !size || !root) {
            return fail(ErrorKind::unavailable, "ledger.bad_head_file", file.path_);
        }
        file.seen_[origin] = {*size, *root};
    }
    return file;
}

std::optional<Seen> HeadFile::seen(const std::string& origin) const {
    const auto found = seen_.find(origin);
    return found == seen_.end() ? std::nullopt : std::optional(found->second);
}

Result<> HeadFile::remember(const std::string& origin, const Seen& seen) {
    std::string content;
    auto next = seen_;
    next[origin] = seen;
    for (const auto& [name, each] : next) {
        content += name + " " + std::to_string(each.size) + " " + tlog::base64(each.root) + "\n";
    }
    CHECK_OK(durable::write(path_, content));
    seen_ = std::move(next);
    return {};
}

}  // namespace pingyi::ledger
