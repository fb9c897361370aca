#include "modules/rounds/schemes.hpp"

#include <algorithm>
#include <charconv>

#include "kernel/text.hpp"
#include "modules/rounds/embedded.hpp"
#include "modules/rounds/policy.hpp"
#include "modules/rounds/schemes_store.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::rounds {
namespace {

constexpr std::size_t code_length_max = 60;
constexpr std::size_t title_length_max = 200;
constexpr std::string_view shipped_suffix = ".yaml";

/// The first line of the text that begins with this word; what stands behind it, without quotes.
std::string_view line_after(std::string_view yaml, std::string_view word) {
    while (!yaml.empty()) {
        const std::string_view line = yaml.substr(0, yaml.find('\n'));
        yaml.remove_prefix(std::min(line.size() + 1, yaml.size()));
        if (!line.starts_with(word)) continue;
        return text::trimmed(line.substr(word.size()));
    }
    return {};
}

/// The value of a key in "{zh: …, en: …}", as far as the next comma or brace.
std::string value_in(std::string_view map, std::string_view key) {
    const std::size_t at = map.find(key);
    if (at == std::string_view::npos) return {};
    map.remove_prefix(at + key.size());
    map = text::trimmed(map.substr(0, map.find_first_of(",}")));
    if (map.size() > 1 && map.front() == '"' && map.back() == '"') {
        map = map.substr(1, map.size() - 2);
    }
    return text::shortened(map, title_length_max);
}

bool is_code(std::string_view code) {
    return !code.empty() && code.size() <= code_length_max && std::ranges::all_of(code, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

/// As it is stored: UTF-8 in NFC, lines ended alike.
Result<std::string> storable(std::string_view yaml) {
    if (yaml.size() > scoring::scheme_bytes_max) {
        return fail(ErrorKind::invalid_input, "rounds.scheme_too_long");
    }
    auto normalised = text::normalised(yaml);
    if (!normalised || normalised->find('\0') != std::string::npos) {
        return fail(ErrorKind::invalid_input, "rounds.scheme_not_text");
    }
    return std::move(*normalised);
}

void put_text(StoredScheme& scheme, std::string yaml, const Acting& by) {
    Head head = head_of(yaml);
    scheme.code = std::move(head.code);
    scheme.version = head.version;
    scheme.title = std::move(head.title);
    scheme.yaml = std::move(yaml);
    scheme.changed_by = by.account.id;
    scheme.changed_at = by.now;
}

/// A draft as it was read by whoever changes it.
Result<StoredScheme> draft(db::Tx& tx, SchemeId id, std::int64_t revision) {
    TRY(found, store::scheme(tx, id));
    if (found.state == SchemeState::issued) {
        return fail(ErrorKind::conflict, "rounds.scheme_is_issued");
    }
    if (found.revision != revision) return fail(ErrorKind::conflict, "rounds.changed_meanwhile");
    return std::move(found);
}

std::string facts_of(const StoredScheme& scheme) {
    return "code=" + scheme.code + " version=" + std::to_string(scheme.version) +
           " scheme_sha256=" + scheme.hash;
}

}  // namespace

Head head_of(std::string_view yaml) {
    if (auto parsed = scoring::parse(yaml); parsed.scheme) {
        const scoring::Scheme& scheme = *parsed.scheme;
        return {scheme.code, scheme.version, {scheme.title.zh, scheme.title.en}};
    }
    Head head;
    if (const auto code = line_after(yaml, "code:"); is_code(code)) head.code = code;
    const std::string_view version = line_after(yaml, "version:");
    std::int64_t number = 0;
    const char* const end = version.data() + version.size();
    const auto [stop, error] = std::from_chars(version.data(), end, number);
    if (error == std::errc{} && stop == end && number > 0) head.version = number;
    const std::string_view title = line_after(yaml, "title:");
    head.title = {value_in(title, "zh:"), value_in(title, "en:")};
    return head;
}

std::vector<Shipped> shipped_schemes() {
    std::vector<Shipped> all;
    for (const EmbeddedFile& file : embedded::data()) {
        if (!file.name.ends_with(shipped_suffix)) continue;
        std::string_view name = file.name;
        name.remove_suffix(shipped_suffix.size());
        all.push_back({std::string(name), std::string(file.content)});
    }
    std::ranges::sort(all, {}, &Shipped::name);
    return all;
}

Result<scoring::Scheme> sound_scheme(std::string_view yaml) {
    auto checked = scoring::check(yaml);
    if (!checked.scheme) return fail(ErrorKind::invalid_input, "rounds.scheme_has_errors");
    return std::move(*checked.scheme);
}

Result<StoredScheme> write_scheme(db::Database& database, const Acting& by, std::string_view yaml,
                                  const db::RepeatKey& key, Day today) {
    CHECK_OK(policy::may_run(by.account));
    TRY(stored, storable(yaml));
    StoredScheme made;
    made.id = crypto::new_id<SchemeId>(by.now);
    put_text(made, std::move(stored), by);
    return database.write([&](db::Tx& tx) -> Result<StoredScheme> {
        TRY(before, db::earlier(tx, key));
        if (before) {
            const auto id = SchemeId::from(*before);
            return store::scheme(tx, id.value_or(made.id));
        }
        store::add_scheme(tx, made);
        db::remember(tx, key, made.id.text(), today);
        return made;
    });
}

Result<StoredScheme> save_scheme(db::Database& database, const Acting& by, SchemeId id,
                                 std::int64_t revision, std::string_view yaml) {
    CHECK_OK(policy::may_run(by.account));
    TRY(stored, storable(yaml));
    StoredScheme changed;
    put_text(changed, std::move(stored), by);
    changed.id = id;
    changed.revision = revision + 1;
    return database.write([&](db::Tx& tx) -> Result<StoredScheme> {
        CHECK_OK(draft(tx, id, revision));
        CHECK_OK(store::save_scheme(tx, changed));
        return changed;
    });
}

Result<StoredScheme> issue_scheme(db::Database& database, const Acting& by, SchemeId id,
                                  std::int64_t revision) {
    CHECK_OK(policy::may_run(by.account));
    TRY(issued, database.read([&](db::Tx& tx) { return draft(tx, id, revision); }));
    TRY(sound, sound_scheme(issued.yaml));
    issued.hash = scoring::scheme_hash(sound);
    issued.state = SchemeState::issued;
    issued.issued_at = by.now;
    return database.write([&](db::Tx& tx) -> Result<StoredScheme> {
        CHECK_OK(draft(tx, id, revision));
        StoredScheme locked = issued;
        locked.entry = accounts::note(tx, by.now, "rounds.scheme_issued", by.account.id, id.text(),
                                      facts_of(issued), accounts::Role::programme_office);
        CHECK_OK(store::issue_scheme(tx, locked));
        return locked;
    });
}

}  // namespace pingyi::rounds
