#include "modules/ledger/identity.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <span>

namespace pingyi::ledger {
namespace {

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

/// "VKEY URL, VKEY URL"
Result<std::vector<tlog::Policy::Witness>> witnesses_of(std::string_view list) {
    std::vector<tlog::Policy::Witness> all;
    while (!list.empty()) {
        const std::string_view item = trimmed(list.substr(0, list.find(',')));
        list.remove_prefix(std::min(list.find(','), list.size() - 1) + 1);
        const std::size_t blank = item.find(' ');
        const auto key = tlog::VerifierKey::parsed(item.substr(0, blank));
        const std::string_view url =
            blank == std::string_view::npos ? "" : trimmed(item.substr(blank));
        if (!key || key->type() != tlog::KeyType::cosignature ||
            !(url.starts_with("http://") || url.starts_with("https://"))) {
            return fail(ErrorKind::invalid_input, "ledger.bad_witnesses", std::string(item));
        }
        all.push_back({key->name(), *key, std::string(url)});
    }
    return all;
}

}  // namespace

Result<Identity> Identity::of(const Settings& settings, std::string_view seed32) {
    TRY(witnesses, witnesses_of(settings.witnesses));
    const auto quorum = settings.quorum == 0 && !witnesses.empty()
                            ? witnesses.size() / 2 + 1
                            : static_cast<std::size_t>(settings.quorum);
    if (quorum > witnesses.size()) return fail(ErrorKind::invalid_input, "ledger.bad_quorum");
    std::vector<Face> faces;
    for (const Log log : all_logs) {
        const std::string name = "/" + std::string(name_of(log));
        auto signer = tlog::SignerKey::of(settings.origin + name, tlog::KeyType::ed25519, seed32);
        if (!signer) return fail(ErrorKind::invalid_input, "ledger.bad_origin", settings.origin);
        std::string text =
            tlog::policy_text({signer->verifier(), settings.address + name}, witnesses, quorum);
        auto policy = tlog::Policy::parsed(text);
        if (!policy) {
            return fail(ErrorKind::invalid_input, "ledger.bad_witnesses", policy.error().detail);
        }
        faces.push_back({std::move(*signer), std::move(text), std::move(*policy)});
    }
    return Identity{std::move(faces), quorum};
}

std::vector<tlog::Signed> witness_signatures(const Identity& identity, std::string_view note) {
    std::vector<tlog::Signed> all;
    const auto parsed = tlog::Note::parsed(note);
    if (!parsed) return all;
    for (const tlog::Policy::Witness& witness : identity.witnesses()) {
        auto found = tlog::verify(*parsed, std::span(&witness.key, 1));
        if (found) all.push_back(std::move(found->front()));
    }
    return all;
}

std::string key_name(const tlog::VerifierKey& key) {
    return fmt::format("{}+{:08x}", key.name(), key.id());
}

}  // namespace pingyi::ledger
