#include "modules/rounds/tar.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <memory>

namespace pingyi::rounds {
namespace {

constexpr unsigned file_mode = 0644;

struct Freed {
    void operator()(archive* writer) const { archive_write_free(writer); }
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};
using Writer = std::unique_ptr<archive, Freed>;
using Entry = std::unique_ptr<archive_entry, Freed>;

la_ssize_t append(archive* /*writer*/, void* out, const void* octets, std::size_t size) {
    static_cast<std::string*>(out)->append(static_cast<const char*>(octets), size);
    return static_cast<la_ssize_t>(size);
}

bool add(archive* writer, const std::string& path, const std::string& octets, Instant at) {
    const Entry entry{archive_entry_new()};
    archive_entry_set_pathname(entry.get(), path.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(octets.size()));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), file_mode);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
    archive_entry_set_mtime(entry.get(), seconds, 0);
    return archive_write_header(writer, entry.get()) == ARCHIVE_OK &&
           archive_write_data(writer, octets.data(), octets.size()) ==
               static_cast<la_ssize_t>(octets.size());
}

}  // namespace

Result<std::string> tar_of(std::string_view folder, const store::Contents& files, Instant at) {
    std::string out;
    const Writer writer{archive_write_new()};
    archive_write_set_format_pax_restricted(writer.get());
    bool is_well = archive_write_open(writer.get(), &out, nullptr, &append, nullptr) == ARCHIVE_OK;
    for (const auto& [name, octets] : files) {
        is_well = is_well && add(writer.get(), std::string(folder) + "/" + name, octets, at);
    }
    is_well = is_well && archive_write_close(writer.get()) == ARCHIVE_OK;
    if (!is_well) {
        const char* const why = archive_error_string(writer.get());
        return fail(ErrorKind::internal, "rounds.no_archive", why == nullptr ? "" : why);
    }
    return out;
}

}  // namespace pingyi::rounds
