// Bundles on disk.
#include <fstream>
#include <iterator>

#include "modules/scoring/bundle.hpp"

namespace pingyi::scoring {
namespace {

namespace fs = std::filesystem;

// Of a folder that is no bundle of ours not more than this is read.
constexpr std::size_t files_max = 200'000;
constexpr std::uintmax_t bytes_max = 4'000'000'000;

std::unexpected<Error> unwritten(const fs::path& path) {
    return fail(ErrorKind::unavailable, "scoring.bundle_not_written", path.string());
}

/// What a web server may read, whatever the umask; of auditors only their own.
struct Rights {
    fs::perms file;
    fs::perms folder;
};
Rights rights_of(BundleKind kind) {
    using enum fs::perms;
    if (kind == BundleKind::audit) return {owner_read | owner_write, owner_all};
    return {owner_read | owner_write | group_read | others_read,
            owner_all | group_read | group_exec | others_read | others_exec};
}

Result<> write_file(const fs::path& path, const std::string& content, fs::perms rights) {
    std::ofstream stream(path, std::ios::binary);
    std::error_code failure;
    fs::permissions(path, rights, failure);  // before anything stands in it
    stream << content;
    stream.close();
    if (!stream || failure) return unwritten(path);
    return {};
}

}  // namespace

bool is_bundle(const fs::path& folder) {
    std::error_code failure;
    return fs::is_regular_file(folder / manifest_file, failure);
}

Result<> write_bundle(const Files& files, BundleKind kind, const fs::path& folder) {
    std::error_code failure;
    if (fs::exists(folder, failure) && !fs::is_empty(folder, failure)) {
        return fail(ErrorKind::invalid_input, "scoring.folder_not_empty", folder.string());
    }
    const Rights rights = rights_of(kind);
    const auto make_folder = [&](const fs::path& path) -> Result<> {
        fs::create_directories(path, failure);
        if (!failure) fs::permissions(path, rights.folder, failure);
        if (failure) return unwritten(path);
        return {};
    };
    CHECK_OK(make_folder(folder));
    for (const auto& [name, content] : files) {
        const fs::path parent = (folder / name).parent_path();
        if (parent != folder) CHECK_OK(make_folder(parent));
        CHECK_OK(write_file(folder / name, content, rights.file));
    }
    return {};
}

Result<Files> read_bundle(const fs::path& folder) {
    if (!is_bundle(folder)) {
        return fail(ErrorKind::not_found, "scoring.no_manifest", folder.string());
    }
    Files files;
    std::uintmax_t bytes = 0;
    std::error_code failure;
    for (auto at = fs::recursive_directory_iterator(folder, failure);
         !failure && at != fs::recursive_directory_iterator{}; at.increment(failure)) {
        const std::string name = at->path().lexically_relative(folder).generic_string();
        if (at->is_directory(failure)) {
            if (!at->is_symlink(failure)) continue;
            return fail(ErrorKind::invalid_input, "scoring.file_not_listed", name);
        }
        const bool is_file = at->is_regular_file(failure) && !failure;
        std::ifstream stream;
        if (is_file) stream.open(at->path(), std::ios::binary);
        if (!stream.is_open()) {
            return fail(ErrorKind::unavailable, "scoring.file_unreadable", name);
        }
        bytes += at->file_size(failure);
        if (bytes > bytes_max || files.size() >= files_max) {
            return fail(ErrorKind::invalid_input, "scoring.bundle_too_large", folder.string());
        }
        files[name] = std::string(std::istreambuf_iterator<char>(stream), {});
    }
    if (failure) return fail(ErrorKind::unavailable, "scoring.file_unreadable", folder.string());
    return files;
}

Result<Checked> verify_bundle(const fs::path& folder) {
    TRY(files, read_bundle(folder));
    return verify_bundle(std::move(files));
}

}  // namespace pingyi::scoring
