// Measures durable single-row writes through Database::write against the same machine's limits in
// the same run: raw SQLite group commit and single commits, and pgbench.
//
//   bench_db_durable_writes [--seconds 2] [--runs 5] [--folder .] [--postgres URL]
//
// The PostgreSQL server must run with fsync on; a database `pingyi_bench` is made in it and
// dropped.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <sqlite3.h>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <vector>

#include "platform/db/database.hpp"
#include "platform/db/migrate.hpp"
#include "platform/db/postgres_connection.hpp"

namespace {

using namespace pingyi;  // NOLINT(google-build-using-namespace): one small program
using Time = std::chrono::steady_clock;

constexpr std::string_view table_file =
    "CREATE TABLE ballot (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;\n";
constexpr EmbeddedFile files[] = {{"0001_ballot.sql", table_file}};
constexpr const char* insert = "INSERT INTO ballot (id, body) VALUES ($1, $2)";

struct Settings {
    double seconds = 2;
    int runs = 5;
    std::filesystem::path folder = ".";
    std::string postgres;
};

std::string random_key(std::mt19937_64& chance) {
    char text[33];
    std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(chance()),
                  static_cast<unsigned long long>(chance()));
    return text;
}
const std::string body(200, 'b');

// Commits of every connection of this process, by a hook that each new connection gets.
std::atomic<long> commits{0};
int count_commits(sqlite3* handle, const char**, const sqlite3_api_routines*) {
    sqlite3_commit_hook(
        handle,
        [](void*) {
            ++commits;
            return 0;
        },
        nullptr);
    return SQLITE_OK;
}

struct Measured {
    double rows_a_second = 0;
    double p50_ms = 0;
    double p99_ms = 0;
    double batch = 1;
    double cpu_us = 0;  ///< of this process, a row
};

// Processor time of this process so far: it says more than the clock on a machine that others use.
double cpu_seconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

enum class Way { write, append };

Measured through_database(const std::string& url, int callers, Way way, const Settings& settings) {
    db::Options options;
    options.write_limit = std::chrono::milliseconds{5000};  // a busy machine is not a failure here
    auto opened = db::open(url, options);
    if (!opened) throw std::runtime_error(opened.error().detail);
    db::Database& database = **opened;
    commits = 0;
    std::atomic<bool> is_over{false};
    std::atomic<long> failed{0};
    std::vector<std::vector<float>> waits(static_cast<std::size_t>(callers));
    std::vector<std::thread> threads;
    const double cpu_before = cpu_seconds();
    const auto start = Time::now();
    for (int caller = 0; caller < callers; ++caller) {
        threads.emplace_back([&, caller] {
            std::mt19937_64 chance{std::random_device{}()};
            auto& mine = waits[static_cast<std::size_t>(caller)];
            while (!is_over) {
                const std::string key = random_key(chance);
                const auto insert_row = [&](db::Tx& tx) { tx.run(insert, {key, body}); };
                const auto before = Time::now();
                const Result<> done =
                    way == Way::write ? database.write(insert_row) : database.append(insert_row);
                if (!done) ++failed;
                mine.push_back(
                    std::chrono::duration<float, std::milli>(Time::now() - before).count());
            }
        });
    }
    std::this_thread::sleep_for(std::chrono::duration<double>(settings.seconds));
    is_over = true;
    for (auto& thread : threads) thread.join();
    const double elapsed = std::chrono::duration<double>(Time::now() - start).count();
    std::vector<float> all;
    for (const auto& mine : waits) all.insert(all.end(), mine.begin(), mine.end());
    std::ranges::sort(all);
    if (failed > 0) std::fprintf(stderr, "%ld writes failed\n", failed.load());
    const auto count = static_cast<double>(all.size());
    return {count / elapsed, all[all.size() / 2], all[all.size() * 99 / 100],
            commits > 0 ? count / static_cast<double>(commits) : 1,
            (cpu_seconds() - cpu_before) * 1e6 / count};
}

void must(int code) {
    if (code != SQLITE_OK && code != SQLITE_DONE) throw std::runtime_error(sqlite3_errstr(code));
}

// The limit: one thread, nothing but SQLite, the same pragmas, cached statements, a savepoint a
// row when there is more than one.
Measured raw_sqlite(const std::string& file, int batch, const Settings& settings) {
    sqlite3* handle = nullptr;
    must(sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                         nullptr));
    must(sqlite3_exec(handle,
                      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32768; "
                      "PRAGMA foreign_keys=ON",
                      nullptr, nullptr, nullptr));
    std::map<std::string, sqlite3_stmt*> statements;
    const auto step = [&](const char* sql) {
        auto& statement = statements[sql];
        if (!statement) {
            must(sqlite3_prepare_v3(handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement,
                                    nullptr));
        }
        return statement;
    };
    const auto control = [&](const char* sql) {
        must(sqlite3_step(step(sql)));
        sqlite3_reset(step(sql));
    };
    std::mt19937_64 chance{std::random_device{}()};
    long rows = 0;
    const double cpu_before = cpu_seconds();
    const auto start = Time::now();
    const auto end = start + std::chrono::duration<double>(settings.seconds);
    while (Time::now() < end) {
        control("BEGIN IMMEDIATE");
        for (int i = 0; i < batch; ++i, ++rows) {
            if (batch > 1) control("SAVEPOINT s");
            sqlite3_stmt* statement = step(insert);
            const std::string key = random_key(chance);
            must(
                sqlite3_bind_text(statement, 1, key.data(), static_cast<int>(key.size()), nullptr));
            must(sqlite3_bind_text(statement, 2, body.data(), static_cast<int>(body.size()),
                                   nullptr));
            must(sqlite3_step(statement));
            sqlite3_reset(statement);
            if (batch > 1) control("RELEASE s");
        }
        control("COMMIT");
    }
    const double elapsed = std::chrono::duration<double>(Time::now() - start).count();
    for (auto& [sql, statement] : statements) sqlite3_finalize(statement);
    sqlite3_close(handle);
    const auto count = static_cast<double>(rows);
    return {count / elapsed, 0, 0, static_cast<double>(batch),
            (cpu_seconds() - cpu_before) * 1e6 / count};
}

std::string fresh_file(const Settings& settings) {
    const auto file = settings.folder / "durable_writes.db";
    for (const char* suffix : {"", "-wal", "-shm"}) {
        std::filesystem::remove(file.string() + suffix);
    }
    if (!db::migrate("sqlite:" + file.string(), {{"bench", files}})) {
        throw std::runtime_error("cannot make " + file.string());
    }
    return file.string();
}

Measured pgbench(const std::string& url, int clients, const Settings& settings) {
    const auto script = (settings.folder / "durable_writes.pgbench").string();
    std::FILE* out = std::fopen(script.c_str(), "w");
    if (!out) throw std::runtime_error("cannot write " + script);
    std::fprintf(out,
                 "\\set a random(1, 9000000000000000000)\n\\set b random(1, 9000000000000000000)\n"
                 "INSERT INTO ballot (id, body) VALUES (:a::text || :b::text, '%s');\n",
                 body.c_str());
    std::fclose(out);
    const std::string command = "pgbench -n -M prepared -c " + std::to_string(clients) +
                                " -j 1 -T " +
                                std::to_string(std::max(1, static_cast<int>(settings.seconds))) +
                                " -f " + script + " '" + url + "' 2>/dev/null";
    std::FILE* pipe = popen(command.c_str(), "r");
    if (!pipe) throw std::runtime_error("cannot run pgbench");
    double rate = 0;
    char line[512];
    while (std::fgets(line, sizeof line, pipe)) std::sscanf(line, "tps = %lf", &rate);
    pclose(pipe);
    return {rate, 0, 0, 1, 0};
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// Every figure of every run, by the name of its row.
class Figures {
public:
    void add(const std::string& name, const Measured& measured) { runs_[name].push_back(measured); }
    [[nodiscard]] double rate(const std::string& name) const {
        return of(name, &Measured::rows_a_second);
    }
    void print() const {
        std::printf(
            "| way | rows/s, median | least | most | p50 ms | p99 ms | rows a commit | CPU us a "
            "row |\n");
        std::printf("|---|---|---|---|---|---|---|---|\n");
        for (const auto& [name, runs] : runs_) {
            const auto [least, most] =
                std::ranges::minmax(runs, {}, [](const Measured& m) { return m.rows_a_second; });
            std::printf("| %s | %.0f | %.0f | %.0f | %.1f | %.1f | %.0f | %.1f |\n", name.c_str(),
                        rate(name), least.rows_a_second, most.rows_a_second,
                        of(name, &Measured::p50_ms), of(name, &Measured::p99_ms),
                        of(name, &Measured::batch), of(name, &Measured::cpu_us));
        }
    }

private:
    [[nodiscard]] double of(const std::string& name, double Measured::* field) const {
        std::vector<double> values;
        for (const auto& measured : runs_.at(name)) values.push_back(measured.*field);
        return median(values);
    }
    std::map<std::string, std::vector<Measured>> runs_;
};

void measure_sqlite(Figures& figures, const Settings& settings) {
    for (const int callers : {64, 256}) {
        const std::string suffix = " " + std::to_string(callers);
        const auto ours =
            through_database("sqlite:" + fresh_file(settings), callers, Way::write, settings);
        figures.add("SQLite write, callers" + suffix, ours);
        figures.add("SQLite raw, batch of callers" + suffix,
                    raw_sqlite(fresh_file(settings),
                               std::max(1, static_cast<int>(ours.batch + 0.5)), settings));
    }
    figures.add("SQLite raw, one by one", raw_sqlite(fresh_file(settings), 1, settings));
}

void measure_postgres(Figures& figures, const Settings& settings) {
    const auto server = [&](const std::string& sql) {
        db::PostgresConnection{settings.postgres, std::chrono::milliseconds{0}}.exec(sql);
    };
    const std::string& base = settings.postgres;
    const std::string url = base.substr(0, base.rfind('/')) + "/pingyi_bench";
    server("DROP DATABASE IF EXISTS pingyi_bench");
    server(
        "CREATE DATABASE pingyi_bench TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' "
        "LC_CTYPE 'C.UTF-8'");
    if (!db::migrate(url, {{"bench", files}})) throw std::runtime_error("cannot migrate " + url);
    for (const int callers : {64, 256}) {
        const std::string suffix = ", callers " + std::to_string(callers);
        figures.add("PostgreSQL write" + suffix,
                    through_database(url, callers, Way::write, settings));
        figures.add("PostgreSQL append" + suffix,
                    through_database(url, callers, Way::append, settings));
    }
    for (const int clients : {16, 64}) {
        figures.add("pgbench, connections " + std::to_string(clients),
                    pgbench(url, clients, settings));
    }
    server("DROP DATABASE pingyi_bench WITH (FORCE)");
}

void print_ratio(const Figures& figures, const std::string& ours, const std::string& limit,
                 double wanted) {
    const double ratio = figures.rate(ours) / figures.rate(limit);
    std::printf("| %s / %s | %.2f | %.1f | %s |\n", ours.c_str(), limit.c_str(), ratio, wanted,
                ratio >= wanted ? "met" : "MISSED");
}

void print_targets(const Figures& figures, const Settings& settings) {
    std::printf("\n| ratio of medians | found | wanted | |\n|---|---|---|---|\n");
    for (const std::string callers : {"64", "256"}) {
        const std::string ours = "SQLite write, callers " + callers;
        print_ratio(figures, ours, "SQLite raw, batch of callers " + callers, 0.5);
        print_ratio(figures, ours, "SQLite raw, one by one", 8);
        if (settings.postgres.empty()) continue;
        print_ratio(figures, "PostgreSQL write, callers " + callers, "pgbench, connections 16",
                    0.5);
        print_ratio(figures, "PostgreSQL write, callers " + callers, "pgbench, connections 64",
                    0.5);
    }
}

}  // namespace

int main(int count, char** words) {
    Settings settings;
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string name = words[i];
        const std::string value = words[i + 1];
        if (name == "--seconds") settings.seconds = std::stod(value);
        if (name == "--runs") settings.runs = std::stoi(value);
        if (name == "--folder") settings.folder = value;
        if (name == "--postgres") settings.postgres = value;
    }
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(count_commits));
    Figures figures;
    for (int run = 0; run < settings.runs; ++run) {
        std::fprintf(stderr, "run %d of %d\n", run + 1, settings.runs);
        measure_sqlite(figures, settings);
        if (!settings.postgres.empty()) measure_postgres(figures, settings);
    }
    figures.print();
    print_targets(figures, settings);
    return 0;
}
