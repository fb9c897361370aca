// End to end: a small JSON is read, checked and queued, one row with a unique key inserted, and 201
// answered after the commit; and the limit, raw group commit on the same table.
//
//   writes fill FILE ROWS            makes the table
//   writes serve FILE PORT           POST /ballots until SIGTERM
//   writes raw FILE SECONDS BATCH    prints rows/s and the p50 and p99 of a commit in ms
//   writes apart FILE SECONDS BATCH  the same with our checkpoints beside the writer
#include <algorithm>
#include <boost/describe/class.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <random>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "platform/clock/clock.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/database.hpp"
#include "platform/db/migrate.hpp"
#include "platform/db/sqlite_checkpoints.hpp"
#include "platform/http/server.hpp"
#include "platform/http/service.hpp"

namespace ballots {

using namespace pingyi;  // NOLINT(google-build-using-namespace): one small program
using Time = std::chrono::steady_clock;

constexpr std::string_view table_file =
    "CREATE TABLE ballot (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;\n";
constexpr EmbeddedFile files[] = {{"0001_ballot.sql", table_file}};
constexpr const char* insert = "INSERT INTO ballot (id, body) VALUES ($1, $2)";
constexpr std::size_t id_bytes = 24;  // 32 characters
constexpr int fill_batch = 1000;

// --- Our way ---

struct Ballot {
    Text<1, 200> words;
    Int<1, 5> stars;
};
BOOST_DESCRIBE_STRUCT(Ballot, (), (words, stars))
struct Receipt {
    std::string id;
};
BOOST_DESCRIBE_STRUCT(Receipt, (), (id))
struct Deps {
    db::Database& database;
};

Result<http::Created<Receipt>> cast(const http::Call<Deps>& call,
                                    const http::Body<Ballot>& ballot) {
    const std::string id = crypto::random_token(id_bytes);
    CHECK_OK(
        call.deps.database.write([&](db::Tx& tx) { tx.run(insert, {id, ballot->words.value}); }));
    return http::Created<Receipt>{{id}, "/ballots/" + id};
}
constexpr http::Row<Deps> table[] = {
    http::post<cast>("/ballots", http::anyone, {"投票", "Cast a ballot"}).unlogged(),
};

class Nobody final : public http::Authenticator {
public:
    Result<http::Caller> identify(const http::Request&, Instant) override { return http::Caller{}; }
};

template <class T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().code + " " + result.error().detail);
    return std::move(*result);
}

void serve(const std::string& file, int port) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    const auto database = must(db::open("sqlite:" + file));
    const SystemClock clock;
    const Texts texts({});
    Nobody nobody;
    http::Service service{clock, texts, nobody};
    const Deps deps{*database};
    service.mount(http::Routes<Deps>{"ballots", {"选票", "Ballots"}, table}, deps);
    http::ServerOptions options;
    options.port = static_cast<std::uint16_t>(port);
    http::Handlers handlers;
    handlers.handle = [&](const http::Request& request) { return service.handle(request); };
    const auto server = must(http::Server::start(options, std::move(handlers)));
    int signal = 0;
    sigwait(&signals, &signal);
    server->stop();
}

// --- The limit: one thread, nothing but SQLite, the same pragmas, cached statements ---

class Raw {
public:
    explicit Raw(const std::string& file) {
        check(sqlite3_open_v2(file.c_str(), &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                              nullptr));
        check(sqlite3_exec(handle_,
                           "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                           "PRAGMA cache_size=-32768; PRAGMA foreign_keys=ON",
                           nullptr, nullptr, nullptr));
        begin_ = prepared("BEGIN IMMEDIATE");
        save_ = prepared("SAVEPOINT s");
        insert_ = prepared(insert);
        release_ = prepared("RELEASE s");
        commit_ = prepared("COMMIT");
    }
    ~Raw() {
        for (sqlite3_stmt* statement : {begin_, save_, insert_, release_, commit_}) {
            sqlite3_finalize(statement);
        }
        sqlite3_close(handle_);
    }
    Raw(const Raw&) = delete;
    Raw& operator=(const Raw&) = delete;

    void commit(int rows) {
        run(begin_);
        for (int i = 0; i < rows; ++i) {
            run(save_);
            const std::string id = random_id();
            check(sqlite3_bind_text(insert_, 1, id.data(), static_cast<int>(id.size()), nullptr));
            check(sqlite3_bind_text(insert_, 2, body_.data(), static_cast<int>(body_.size()),
                                    nullptr));
            run(insert_);
            run(release_);
        }
        run(commit_);
    }

    /// Leaves checkpoints out of the commits; `follow` then runs them as our writer does.
    void set_apart(const std::string& file) {
        checkpoints_.emplace(file);
        sqlite3_wal_hook(
            handle_,
            [](void* self, sqlite3*, const char*, int pages) {
                static_cast<Raw*>(self)->log_pages_ = pages;
                return SQLITE_OK;
            },
            this);
    }
    void follow() {
        if (!checkpoints_ || !checkpoints_->follow(log_pages_)) return;
        sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    }

private:
    static void check(int code) {
        if (code != SQLITE_OK && code != SQLITE_DONE) {
            throw std::runtime_error(sqlite3_errstr(code));
        }
    }
    sqlite3_stmt* prepared(const char* sql) {
        sqlite3_stmt* statement = nullptr;
        check(sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
        return statement;
    }
    static void run(sqlite3_stmt* statement) {
        check(sqlite3_step(statement));
        sqlite3_reset(statement);
    }
    std::string random_id() {
        char text[33];
        std::snprintf(text, sizeof text, "%016llx%016llx",
                      static_cast<unsigned long long>(chance_()),
                      static_cast<unsigned long long>(chance_()));
        return text;
    }

    sqlite3* handle_ = nullptr;
    std::optional<db::SqliteCheckpoints> checkpoints_;
    int log_pages_ = 0;
    sqlite3_stmt *begin_, *save_, *insert_, *release_, *commit_;
    std::mt19937_64 chance_{std::random_device{}()};
    const std::string body_ = std::string(60, 'b');  // as long as the words that writes.lua sends
};

void fill(const std::string& file, int rows) {
    if (!db::migrate("sqlite:" + file, {{"bench", files}})) {
        throw std::runtime_error("cannot make " + file);
    }
    Raw raw{file};
    for (int done = 0; done < rows; done += fill_batch) raw.commit(fill_batch);
}

void measure_raw(const std::string& file, double seconds, int batch, bool is_apart) {
    Raw raw{file};
    if (is_apart) raw.set_apart(file);
    std::vector<double> waits;
    const auto start = Time::now();
    while (Time::now() - start < std::chrono::duration<double>(seconds)) {
        const auto before = Time::now();
        raw.follow();
        raw.commit(batch);
        waits.push_back(std::chrono::duration<double, std::milli>(Time::now() - before).count());
    }
    const double elapsed = std::chrono::duration<double>(Time::now() - start).count();
    std::ranges::sort(waits);
    std::printf("%.0f %.1f %.1f\n", static_cast<double>(waits.size()) * batch / elapsed,
                waits[waits.size() / 2], waits[waits.size() * 99 / 100]);
}

}  // namespace ballots

int main(int count, char** words) {
    try {
        pingyi::crypto::start();
        const std::string what = count > 3 ? words[1] : "";
        if (what == "fill") {
            ballots::fill(words[2], std::stoi(words[3]));
        } else if (what == "serve") {
            ballots::serve(words[2], std::stoi(words[3]));
        } else if ((what == "raw" || what == "apart") && count > 4) {
            ballots::measure_raw(words[2], std::stod(words[3]), std::stoi(words[4]),
                                 what == "apart");
        } else {
            std::fputs("usage: see the head of bench/http/writes.cpp\n", stderr);
            return 2;
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
