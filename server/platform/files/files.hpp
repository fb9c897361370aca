// Attachments: files of at most 10 MB that belong to a record of a module, kept in chunks in the
// database. Pictures are made anew as JPEG before anybody may see them; a PDF is kept as it is, is
// only ever downloaded, and counts as unreviewed until a person has looked.
//
//   TRY(upload, files::upload_of(name, bytes));              // what is it? outside any transaction
//   CHECK_OK(database.write([&](db::Tx& tx) -> Result<> {    // the module decides who may
//       …
//       return files::begin(tx, id, {"casework.case", case_id}, upload, today);
//   }));
//   CHECK_OK(files::fill(database, id, upload, now));        // chunk by chunk, then visible at
//   once
//
// Access is always decided by the module that owns the record; a file's id or hash opens nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/id.hpp"
#include "kernel/ids.hpp"
#include "kernel/result.hpp"
#include "kernel/time.hpp"
#include "platform/clock/clock.hpp"
#include "platform/db/database.hpp"
#include "platform/files/inspect.hpp"
#include "platform/files/reencode.hpp"
#include "platform/http/message.hpp"
#include "platform/jobs/jobs.hpp"

namespace pingyi::files {

using FileId = Id<struct FileEntity>;
inline constexpr std::size_t chunk_bytes_max = 256UL * 1024;
inline constexpr std::int64_t files_per_owner_max = 10;

/// The record that a file belongs to: kind "casework.case", id as its module writes it.
struct Owner {
    std::string kind;
    std::string id;
    bool operator==(const Owner&) const = default;
};

enum class State : std::uint8_t {
    arriving,  ///< chunks are missing: shown to nobody
    waiting,   ///< a picture that is being made anew: its bytes are shown to nobody
    ready,
    refused  ///< `reason` says why; the bytes are gone
};
struct Info {
    FileId id;
    Owner owner;
    std::string name;        ///< safe to show and to put into a header
    std::string media_type;  ///< "image/jpeg" or "application/pdf" when ready
    std::int64_t bytes = 0;
    std::string sha256;  ///< hex, of what is kept
    State state = State::arriving;
    std::string reason;  ///< code of an error, its text is `error.<code>`
    Day day;             ///< when it arrived
    std::optional<AccountId> reviewed_by;
    std::optional<Instant> reviewed_at;

    /// A picture was made anew; a PDF may hold anything until a person has looked.
    [[nodiscard]] bool may_be_public() const {
        return state == State::ready && (media_type == "image/jpeg" || reviewed_by.has_value());
    }
};

/// A file as it came in, looked at.
struct Upload {
    std::string name;
    std::string_view bytes;  ///< the caller's, must live until `fill` returns
    Format format = Format::jpeg;
    std::string sha256;
};
/// errors   those of format_of
[[nodiscard]] Result<Upload> upload_of(std::string_view name, std::string_view bytes);

/// Notes that a file is arriving. errors   conflict files.too_many: the owner has
/// `files_per_owner_max` already
[[nodiscard]] Result<> begin(db::Tx& tx, FileId id, const Owner& owner, const Upload& upload,
                             Day today);
/// Writes the chunks in short transactions and then shows the file; a picture is queued to be made
/// anew. What ends half-way is swept after a day.
/// errors   not_found files.no_such_file (swept, or never begun, or filled already); those of db
[[nodiscard]] Result<> fill(db::Database& database, FileId id, const Upload& upload, Instant now);

/// errors   not_found files.no_such_file: not there, or still arriving
[[nodiscard]] Result<Info> find(db::Tx& tx, FileId id);
/// In the order in which they came; without those still arriving.
[[nodiscard]] std::vector<Info> of_owner(db::Tx& tx, const Owner& owner);
/// One chunk of a ready file, at most `chunk_bytes_max`; chunks count from 0, empty behind the
/// last.
[[nodiscard]] std::string read(db::Tx& tx, FileId id, std::int64_t chunk);

/// Somebody looked at a ready file and found nothing against publishing it.
/// errors   not_found files.no_such_file; conflict files.not_ready
[[nodiscard]] Result<> review(db::Tx& tx, FileId id, const AccountId& by, Instant now);
/// Hands all files of a draft to the record that was made from it.
void give(db::Tx& tx, const Owner& from, const Owner& to);
/// Hands over one file.
void give(db::Tx& tx, FileId id, const Owner& to);
void remove(db::Tx& tx, FileId id);
void remove_of(db::Tx& tx, const Owner& owner);
/// Removes files of owners of this kind (drafts that became nothing) that came before `first_day`,
/// at most `files_max`. returns how many
std::int64_t remove_older(db::Tx& tx, std::string_view owner_kind, Day first_day,
                          std::int64_t files_max);

/// Who may keep a copy for a while: nobody, the reader's own browser, or caches on the way too.
enum class Cache : std::uint8_t { nobody, reader, everybody };
/// The answer that hands the file out, once the module has decided that it may: a picture is shown,
/// a PDF only saved; neither may run anything. errors   conflict files.not_ready
[[nodiscard]] Result<http::Response> answer(db::Tx& tx, const Info& info, Cache cache);

/// files.reencode and files.sweep.
[[nodiscard]] std::vector<jobs::Kind> job_kinds(db::Database& database, const Clock& clock,
                                                const Zone& zone, Reencoder reencoder = {});

}  // namespace pingyi::files
