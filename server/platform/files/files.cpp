#include "platform/files/files.hpp"

#include <algorithm>

#include "platform/crypto/crypto.hpp"
#include "platform/files/store.hpp"
#include "platform/http/engine.hpp"
#include "platform/log/log.hpp"

namespace pingyi::files {
namespace {

constexpr std::string_view reencode_kind = "files.reencode";
constexpr std::chrono::hours sweep_every{1};
constexpr std::chrono::days patience{2};  // a job tries ten times within some hours
constexpr std::int64_t swept_max = 50;

using store::Edition;

/// One transaction a chunk. returns false when the file is not in `state` any more
Result<bool> write_chunks(db::Database& database, FileId id, State state, Edition edition,
                          std::string_view bytes) {
    for (std::int64_t number = 0; !bytes.empty(); ++number) {
        const auto part = bytes.substr(0, chunk_bytes_max);
        TRY(there, database.write([&](db::Tx& tx) {
            return store::add_chunk(tx, id, state, edition, number, part);
        }));
        if (!there) return false;
        bytes.remove_prefix(part.size());
    }
    return true;
}

Result<std::string> whole(db::Database& database, FileId id) {
    return database.read([&](db::Tx& tx) {
        std::string all;
        for (std::int64_t number = 0;; ++number) {
            const std::string part = store::chunk(tx, id, Edition::arrived, number);
            if (part.empty()) return all;
            all += part;
        }
    });
}

Result<> keep(db::Database& database, FileId id, std::string_view jpeg) {
    TRY(there, write_chunks(database, id, State::waiting, Edition::anew, jpeg));
    if (!there) return {};
    const std::string sha256 = crypto::hex(crypto::sha256(jpeg));
    return database.write([&](db::Tx& tx) {
        // false: somebody else was first, with the same picture
        (void)store::replace(tx, id, static_cast<std::int64_t>(jpeg.size()), sha256);
    });
}

/// The work of files.reencode: bears being run again, and by two servers at once.
Result<> make_anew(db::Database& database, const Reencoder& reencoder, std::string_view payload) {
    const auto id = FileId::from(payload);
    if (!id) return fail(ErrorKind::internal, "files.no_such_file");
    TRY(info, database.read([&](db::Tx& tx) -> Result<std::optional<Info>> {
        auto found = find(tx, *id);
        if (!found) return std::nullopt;  // removed meanwhile
        return *found;
    }));
    if (!info || info->state != State::waiting) return {};
    TRY(picture, whole(database, *id));
    const auto jpeg = reencoded(reencoder, picture);
    if (jpeg) return keep(database, *id, *jpeg);
    if (jpeg.error().kind != ErrorKind::invalid_input) return std::unexpected(jpeg.error());
    return database.write([&](db::Tx& tx) { store::refuse(tx, *id, jpeg.error().code); });
}

Result<> sweep(db::Database& database, Day today) {
    TRY(late, database.write([&](db::Tx& tx) {
        for (const FileId id : store::stuck(tx, State::arriving, today, swept_max)) remove(tx, id);
        const auto given_up = store::stuck(tx, State::waiting, today - patience, swept_max);
        for (const FileId id : given_up) store::refuse(tx, id, "files.not_processed");
        return static_cast<std::int64_t>(given_up.size());
    }));
    if (late > 0) log::warning("files.not_processed", {{"files", late}});
    return {};
}

}  // namespace

Result<Upload> upload_of(std::string_view name, std::string_view bytes) {
    TRY(format, format_of(bytes));
    return Upload{shown_name(name, format), bytes, format, crypto::hex(crypto::sha256(bytes))};
}

Result<> begin(db::Tx& tx, FileId id, const Owner& owner, const Upload& upload, Day today) {
    if (store::count_of(tx, owner) >= files_per_owner_max) {
        return fail(ErrorKind::conflict, "files.too_many");
    }
    store::insert(tx, {.id = id,
                       .owner = owner,
                       .name = upload.name,
                       .media_type = std::string(media_type_of(upload.format)),
                       .bytes = static_cast<std::int64_t>(upload.bytes.size()),
                       .sha256 = upload.sha256,
                       .state = State::arriving,
                       .reason = {},
                       .day = today,
                       .reviewed_by = {},
                       .reviewed_at = {}});
    return {};
}

Result<> fill(db::Database& database, FileId id, const Upload& upload, Instant now) {
    TRY(there, write_chunks(database, id, State::arriving, Edition::arrived, upload.bytes));
    if (!there) return fail(ErrorKind::not_found, "files.no_such_file");
    const bool is_picture = upload.format != Format::pdf;
    return database.write([&](db::Tx& tx) -> Result<> {
        if (!store::pass(tx, id, State::arriving, is_picture ? State::waiting : State::ready)) {
            return fail(ErrorKind::not_found, "files.no_such_file");
        }
        if (is_picture) {
            jobs::enqueue(tx, "files." + id.text(), reencode_kind, id.text(), now);
        }
        return {};
    });
}

namespace {

std::string_view directive_of(Cache cache) {
    switch (cache) {
        case Cache::nobody: return "no-store";
        case Cache::reader: return "private, max-age=604800";
        case Cache::everybody: return "public, max-age=3600";
    }
    return "no-store";
}

}  // namespace

Result<http::Response> answer(db::Tx& tx, const Info& info, Cache cache) {
    if (info.state != State::ready) return fail(ErrorKind::conflict, "files.not_ready");
    http::Response response;
    response.body.reserve(static_cast<std::size_t>(info.bytes));
    for (std::int64_t number = 0;; ++number) {
        const std::string part = read(tx, info.id, number);
        if (part.empty()) break;
        response.body += part;
    }
    const std::string how = info.media_type == "image/jpeg" ? "inline" : "attachment";
    response.with("Content-Type", info.media_type)
        .with("Content-Disposition", how + "; filename*=UTF-8''" + http::percent_encoded(info.name))
        .with("Content-Security-Policy", "default-src 'none'; sandbox")
        .with("X-Content-Type-Options", "nosniff")
        .with("Cache-Control", directive_of(cache));
    return response;
}

std::vector<jobs::Kind> job_kinds(db::Database& database, const Clock& clock, const Zone& zone,
                                  Reencoder reencoder) {
    jobs::Kind reencode{
        .name = std::string(reencode_kind),
        .work = [&database, reencoder = std::move(reencoder)](
                    const jobs::Job& job) { return make_anew(database, reencoder, job.payload); },
        .lease = std::chrono::minutes{3}};  // a child may take one
    jobs::Kind sweeping{
        .name = "files.sweep",
        .work = [&database, &clock,
                 zone](const jobs::Job&) { return sweep(database, zone.day_of(clock.now())); },
        .every = sweep_every};
    return {std::move(reencode), std::move(sweeping)};
}

}  // namespace pingyi::files
