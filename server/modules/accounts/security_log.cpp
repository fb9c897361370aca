// Chains the security log and checks the chain.
#include "modules/accounts/security_log.hpp"

#include <algorithm>

#include "modules/accounts/log_store.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::accounts {
namespace {

constexpr std::int64_t batch_max = 200;  // a closure of about 5 ms
constexpr std::int64_t batches_max = 50;
constexpr std::int64_t page_max = 500;

void append_field(std::string& out, std::string_view field) {
    out += std::to_string(field.size());
    out += ':';
    out += field;
}

struct Waiting {
    Head head;
    std::vector<Entry> entries;
};

std::vector<store::Link> links_after(Head head, const std::vector<Entry>& entries) {
    std::vector<store::Link> links;
    links.reserve(entries.size());
    for (const Entry& entry : entries) {
        head = {head.position + 1, link_hash(head.hash, entry)};
        links.push_back({head.position, entry.id, head.hash});
    }
    return links;
}

/// Follows one page of links from `head`. returns the flaw of the first broken one
Flaw follow(const std::vector<store::ChainedEntry>& page, Head& head) {
    for (const store::ChainedEntry& next : page) {
        const bool in_order = next.position == head.position + 1;
        head.position += 1;
        if (!in_order) return Flaw::position_missing;
        if (!next.entry) return Flaw::entry_missing;
        if (next.hash != link_hash(head.hash, *next.entry)) return Flaw::hash_differs;
        head.hash = next.hash;
    }
    return Flaw::none;
}

}  // namespace

std::string link_hash(std::string_view hash_before, const Entry& entry) {
    std::string content;
    for (const std::string& field :
         {std::string(hash_before), entry.id.text(), text_of(entry.at), entry.kind,
          entry.actor ? entry.actor->text() : std::string{}, entry.subject, entry.facts}) {
        append_field(content, field);
    }
    return crypto::hex(crypto::sha256(content));
}

Result<std::int64_t> chain_log(db::Database& database) {
    std::int64_t chained = 0;
    for (std::int64_t batch = 0; batch < batches_max; ++batch) {
        TRY(waiting, database.read([](db::Tx& tx) {
            return Waiting{store::head(tx), store::unchained(tx, batch_max)};
        }));
        if (waiting.entries.empty()) break;
        const auto links = links_after(waiting.head, waiting.entries);
        const auto written = database.write([&](db::Tx& tx) -> Result<> {
            if (store::head(tx) != waiting.head) {
                return fail(ErrorKind::conflict, "accounts.chain_moved");
            }
            store::append_links(tx, links);
            return {};
        });
        if (!written) return std::unexpected(written.error());
        chained += static_cast<std::int64_t>(links.size());
        if (waiting.entries.size() < static_cast<std::size_t>(batch_max)) break;
    }
    return chained;
}

Result<ChainReport> verify_chain(db::Database& database, Instant now) {
    Head head;
    for (;;) {
        TRY(page,
            database.read([&](db::Tx& tx) { return store::chained(tx, head.position, page_max); }));
        if (page.empty()) break;
        const Flaw flaw = follow(page, head);
        if (flaw != Flaw::none) {
            ChainReport broken;
            broken.flaw = flaw;
            broken.position = head.position;
            return broken;
        }
    }
    ChainReport report;
    report.position = head.position;
    report.head_hash = head.hash;
    TRY(outside, database.read([](db::Tx& tx) { return store::outside_the_chain(tx); }));
    TRY(tail, database.read([](db::Tx& tx) { return store::tail(tx); }));
    if (outside > 0) report.flaw = Flaw::unchained;
    report.waiting = tail.length;
    if (tail.oldest) {
        report.behind = std::chrono::floor<std::chrono::seconds>(now - *tail.oldest);
    }
    return report;
}

}  // namespace pingyi::accounts
