// Measures a public log without its database: hashing alone, growing, proving, and full
// verification from files, each in CPU time, and the memory that it took.
//
//   bench_ledger_verify --folder EMPTY_FOLDER [--entries 1000000] [--batch 20000] [--octets 160]
#include "platform/tlog/verify.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <sys/resource.h>

namespace {

using namespace pingyi;  // NOLINT(google-build-using-namespace): one small program
namespace fs = std::filesystem;

/// CPU seconds of this process: other work on the machine does not count.
double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

long peak_megabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

template <class T>
T required(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().code + " " + result.error().detail);
    return std::move(*result);
}

/// Entries of this length that differ.
class Entries {
public:
    explicit Entries(std::size_t octets) : octets_{octets} {}
    std::string_view at(std::uint64_t index) {
        text_ = std::to_string(index);
        text_.resize(octets_, '.');
        return text_;
    }

private:
    std::size_t octets_;
    std::string text_;
};

struct Settings {
    std::string folder;
    std::uint64_t entries = 1'000'000;
    std::uint64_t batch = 20'000;
    std::size_t octets = 160;
};

/// What verification cannot do without: a hash a leaf, a hash a node.
double hashing_alone(const Settings& settings) {
    Entries entries(settings.octets);
    tlog::Hash sum{};
    const double began = cpu_seconds();
    for (std::uint64_t i = 0; i < settings.entries; ++i) {
        const tlog::Hash leaf = tlog::leaf_hash(entries.at(i));
        sum = tlog::node_hash(sum, leaf);
    }
    const double took = cpu_seconds() - began;
    std::printf("hashing alone: %.2f s CPU, %.2f million hashes/s (%02x)\n", took,
                static_cast<double>(2 * settings.entries) / took / 1e6, sum[0]);
    return took;
}

void put(const fs::path& folder, const tlog::Tile& tile) {
    const fs::path path = folder / tlog::path_of(tile.id);
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << tile.octets;
}

tlog::TileReader tiles_in(const fs::path& folder) {
    return [folder](const tlog::TileId& id) -> Result<std::optional<std::string>> {
        std::ifstream file(folder / tlog::path_of(id), std::ios::binary);
        if (!file) return std::nullopt;
        return std::string(std::istreambuf_iterator<char>(file), {});
    };
}

/// Grows the log in batches, each from the tiles that the last one left, as the server does.
tlog::Checkpoint grow(const Settings& settings) {
    const fs::path folder = settings.folder;
    Entries entries(settings.octets);
    double computing = 0;
    tlog::Checkpoint checkpoint{"bench.example", 0, tlog::empty_root(), {}};
    while (checkpoint.size < settings.entries) {
        double began = cpu_seconds();
        auto growth = required(tlog::Growth::of(checkpoint.size, tiles_in(folder)));
        const std::uint64_t goal = std::min(settings.entries, checkpoint.size + settings.batch);
        while (growth.size() < goal) {
            if (!growth.append(entries.at(growth.size()))) throw std::runtime_error("append");
        }
        checkpoint.size = growth.size();
        checkpoint.root = growth.root();
        const auto changed = growth.take_changed();
        computing += cpu_seconds() - began;
        for (const tlog::Tile& tile : changed) put(folder, tile);
    }
    std::printf("growing in batches of %llu: %.2f s CPU, %.0f entries/s, without writing\n",
                static_cast<unsigned long long>(settings.batch), computing,
                static_cast<double>(settings.entries) / computing);
    return checkpoint;
}

void prove(const Settings& settings, const tlog::Checkpoint& checkpoint) {
    tlog::TileNodes nodes(checkpoint.size, tiles_in(settings.folder));
    Entries entries(settings.octets);
    const double began = cpu_seconds();
    for (std::uint64_t index = 0; index < checkpoint.size; ++index) {
        const auto proof = required(tlog::inclusion_proof(index, checkpoint.size, nodes.reader()));
        if (!tlog::verify_inclusion(index, checkpoint.size, tlog::leaf_hash(entries.at(index)),
                                    proof, checkpoint.root)) {
            throw std::runtime_error("a proof that does not hold");
        }
    }
    const double took = cpu_seconds() - began;
    std::printf("proving and checking each entry: %.2f s CPU, %.0f/s\n", took,
                static_cast<double>(checkpoint.size) / took);
}

double verify(const Settings& settings, const tlog::Checkpoint& checkpoint) {
    const tlog::Source source = [folder = fs::path(settings.folder)](
                                    const std::string& path) -> Result<std::optional<std::string>> {
        std::ifstream file(folder / path, std::ios::binary);
        if (!file) return std::nullopt;
        std::string octets(static_cast<std::size_t>(fs::file_size(folder / path)), '\0');
        file.read(octets.data(), static_cast<std::streamsize>(octets.size()));
        return octets;
    };
    std::uint64_t seen = 0;
    const double began = cpu_seconds();
    required(tlog::verify_log(checkpoint, source, {},
                              {[&seen](std::uint64_t, std::string_view) -> Result<> {
                                   ++seen;
                                   return {};
                               },
                               {}}));
    const double took = cpu_seconds() - began;
    if (seen != checkpoint.size) throw std::runtime_error("entries were left out");
    std::printf("full verification from files: %.2f s CPU, %.0f entries/s\n", took,
                static_cast<double>(seen) / took);
    return took;
}

int run(const Settings& settings) {
    const double alone = hashing_alone(settings);
    const tlog::Checkpoint checkpoint = grow(settings);
    const double verified = verify(settings, checkpoint);
    std::printf("verification runs at %.0f %% of the hash rate\n", 100 * alone / verified);
    prove(settings, checkpoint);
    std::printf("most memory: %ld MB\n", peak_megabytes());
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    Settings settings;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string flag = argv[i];
        if (flag == "--folder") settings.folder = argv[i + 1];
        if (flag == "--entries") settings.entries = std::stoull(argv[i + 1]);
        if (flag == "--batch") settings.batch = std::stoull(argv[i + 1]);
        if (flag == "--octets") settings.octets = std::stoul(argv[i + 1]);
    }
    if (settings.folder.empty()) {
        std::fprintf(stderr, "say --folder EMPTY_FOLDER\n");
        return 2;
    }
    try {
        return run(settings);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
