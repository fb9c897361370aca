#include "modules/rounds/results.hpp"

#include <algorithm>
#include <map>

#include "modules/rounds/results_store.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/log/log.hpp"

namespace pingyi::rounds {
namespace {

constexpr std::string_view inputs = "inputs/";

struct Octets {
    std::vector<store::ResultFile> files;
    std::map<std::string, std::string> texts;
};

/// result.json, scheme.yaml and the tables; the pages of the bundle are not needed.
Octets octets_of(db::Tx& tx, ResultId id) {
    Octets made;
    for (store::ResultFile& file : store::files_of(tx, id, store::Bundle::open)) {
        const bool is_needed = file.name == "result.json" || file.name == "scheme.yaml" ||
                               file.name.starts_with(inputs);
        if (!is_needed) continue;
        made.texts[file.name] = store::result_text(tx, id, store::Bundle::open, file.name);
        made.files.push_back(std::move(file));
    }
    return made;
}

/// The tables of the result are those that its result.json names.
bool are_alike(const std::vector<scoring::InputFile>& named,
               const std::vector<scoring::InputFile>& read) {
    return std::ranges::equal(named, read, [](const auto& a, const auto& b) {
        return a.name == b.name && a.sha256 == b.sha256;
    });
}

Result<LoadedPtr> read_bundle(const StoredResult& stored, const Octets& octets) {
    auto made = std::make_shared<Loaded>();
    made->stored = stored;
    scoring::Tables tables;
    for (const store::ResultFile& file : octets.files) {
        const std::string& text = octets.texts.at(file.name);
        if (crypto::hex(crypto::sha256(text)) != file.sha256) return damaged(stored, file.name);
        made->bytes += text.size();
        if (file.name.starts_with(inputs)) tables[file.name.substr(inputs.size())] = text;
    }
    const auto json = octets.texts.find("result.json");
    const auto yaml = octets.texts.find("scheme.yaml");
    if (json == octets.texts.end() || scoring::result_id(json->second) != stored.public_id) {
        return damaged(stored, "result.json");
    }
    if (yaml == octets.texts.end()) return damaged(stored, "scheme.yaml");
    scoring::Parsed parsed = scoring::check(yaml->second);
    if (!parsed.scheme) return damaged(stored, "scheme.yaml");
    made->scheme = std::move(*parsed.scheme);
    auto data = scoring::read_data(made->scheme, tables);
    if (!data) return damaged(stored, data.error().code);
    made->data = std::move(*data);
    auto outcome = scoring::outcome_in(json->second, made->data);
    if (!outcome) return damaged(stored, outcome.error().code);
    made->outcome = std::move(*outcome);
    if (made->outcome.scheme_hash != scoring::scheme_hash(made->scheme)) {
        return damaged(stored, "scheme.yaml");
    }
    if (!are_alike(made->outcome.files, made->data.files)) return damaged(stored, "inputs");
    return made;
}

}  // namespace

std::unexpected<Error> damaged(const StoredResult& stored, const std::string& file) {
    log::error("rounds.result_damaged", {{"result", stored.id.text()}, {"file", file}});
    return fail(ErrorKind::internal, "rounds.result_damaged", stored.id.text() + " " + file);
}

const scoring::UnitResult* Loaded::unit(std::string_view code) const {
    const auto found = std::ranges::find_if(outcome.units, [&](const scoring::UnitResult& result) {
        return data.units[result.unit].code == code;
    });
    return found == outcome.units.end() ? nullptr : &*found;
}

const scoring::UnitClass* Loaded::unit_class(std::string_view code) const {
    const auto found = std::ranges::find(scheme.classes, code, &scoring::UnitClass::code);
    return found == scheme.classes.end() ? nullptr : &*found;
}

Result<LoadedPtr> Results::get(db::Database& database, const StoredResult& stored) {
    const std::string id = stored.id.text();
    if (LoadedPtr found = kept(id)) return found;
    TRY(octets, database.read([&](db::Tx& tx) { return octets_of(tx, stored.id); }));
    TRY(loaded, read_bundle(stored, octets));
    keep(loaded);
    return loaded;
}

std::size_t Results::bytes() const {
    const std::lock_guard lock{mutex_};
    return bytes_;
}

LoadedPtr Results::kept(const std::string& id) {
    const std::lock_guard lock{mutex_};
    const auto found = std::ranges::find_if(
        all_, [&](const LoadedPtr& loaded) { return loaded->stored.id.text() == id; });
    if (found == all_.end()) return nullptr;
    all_.splice(all_.begin(), all_, found);
    return all_.front();
}

void Results::keep(const LoadedPtr& loaded) {
    const std::lock_guard lock{mutex_};
    std::erase_if(all_, [&](const LoadedPtr& other) {
        if (other->stored.id != loaded->stored.id) return false;
        bytes_ -= other->bytes;
        return true;
    });
    all_.push_front(loaded);
    bytes_ += loaded->bytes;
    while (bytes_ > bytes_max_ && all_.size() > 1) {
        bytes_ -= all_.back()->bytes;
        all_.pop_back();
    }
}

std::shared_ptr<Results> new_results() {
    return std::make_shared<Results>();
}

}  // namespace pingyi::rounds
