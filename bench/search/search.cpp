// Measures indexing and two-character search over as many letters as asked for, put together from
// halves of real ones.
//
//   bench_search --letters FILE.csv [--documents 100000] [--database URL of an empty database]
#include "platform/search/search.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "platform/csv/csv.hpp"
#include "platform/db/database.hpp"
#include "platform/db/embedded.hpp"
#include "platform/db/migrate.hpp"
#include "platform/search/embedded.hpp"
#include "platform/search/terms.hpp"

namespace {

using namespace pingyi;  // NOLINT(google-build-using-namespace): one small program
using Time = std::chrono::steady_clock;

double milliseconds_since(Time::time_point begin) {
    return std::chrono::duration<double, std::milli>(Time::now() - begin).count();
}

struct Settings {
    std::string letters;
    std::string database = "sqlite:bench_search.db";
    std::size_t documents = 100'000;
};

template <class T>
T required(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().code + " " + result.error().detail);
    return std::move(*result);
}

struct Letter {
    std::string subject, body, reply;
};
std::vector<Letter> letters_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    constexpr csv::Column columns[] = {{"留言编号"}, {"留言用户"}, {"留言主题"}, {"留言时间"},
                                       {"留言详情"}, {"答复意见"}, {"答复时间"}};
    const auto table = required(csv::read(text, columns));
    std::vector<Letter> letters;
    for (const csv::Row& row : table.rows) {
        letters.push_back({row.cells[2], row.cells[4], row.cells[5]});
    }
    return letters;
}

/// Half of `text`, cut between characters.
std::string half(const std::string& text, bool first) {
    std::size_t middle = text.size() / 2;
    while (middle < text.size() && (static_cast<unsigned char>(text[middle]) & 0xC0U) == 0x80U) {
        ++middle;
    }
    return first ? text.substr(0, middle) : text.substr(middle);
}
std::string made_letter(const std::vector<Letter>& letters, std::mt19937& chance) {
    const auto any = [&]() -> const Letter& { return letters[chance() % letters.size()]; };
    return any().subject + "\n" + half(any().body, true) + half(any().body, false) + "\n" +
           half(any().reply, true) + half(any().reply, false);
}

void index(db::Database& database, const std::vector<Letter>& letters, std::size_t documents) {
    std::mt19937 chance{1};
    double prepared = 0;
    double stored = 0;
    std::size_t bytes = 0;
    for (std::size_t done = 0; done < documents;) {
        std::vector<std::string> texts;
        for (int i = 0; i < 50 && done + texts.size() < documents; ++i) {
            texts.push_back(made_letter(letters, chance));
            bytes += texts.back().size();
        }
        const auto begin = Time::now();
        std::vector<search::Entry> entries;
        for (const std::string& text : texts) {
            const std::size_t number = done + entries.size();
            const std::string facets[] = {"unit:" + std::to_string(chance() % 60)};
            entries.push_back(search::entry("case", std::to_string(number), text,
                                            Instant{std::chrono::minutes{24'000'000 + number}},
                                            facets));
        }
        prepared += milliseconds_since(begin);
        const auto middle = Time::now();
        const auto put = database.write([&](db::Tx& tx) {
            for (const search::Entry& entry : entries) search::put(tx, entry);
        });
        if (!put) throw std::runtime_error(put.error().code + put.error().detail);
        stored += milliseconds_since(middle);
        done += texts.size();
    }
    const auto count = static_cast<double>(documents);
    std::printf("%zu letters, %.0f bytes each: made ready %.0f us, stored %.0f us a letter\n",
                documents, static_cast<double>(bytes) / count, prepared * 1000 / count,
                stored * 1000 / count);
}

/// Prints median, 95th percentile and maximum over the words.
void measure(db::Database& database, const char* what, const std::vector<std::string>& words,
             search::Query query) {
    std::vector<double> times;
    std::size_t found = 0;
    for (const std::string& word : words) {
        query.words = word;
        const auto begin = Time::now();
        found +=
            required(database.read([&](db::Tx& tx) { return search::find(tx, query); })).size();
        times.push_back(milliseconds_since(begin));
    }
    std::ranges::sort(times);
    std::printf("%-44s p50 %7.2f  p95 %7.2f  max %7.2f ms  (%zu words, %.1f hits each)\n", what,
                times[times.size() / 2], times[times.size() * 95 / 100], times.back(), words.size(),
                static_cast<double>(found) / static_cast<double>(words.size()));
}

/// Words of `length` characters as they stand in letters (common ones come often), or each once.
std::vector<std::string> words_of(const std::vector<Letter>& letters, std::size_t length,
                                  bool each_once) {
    std::mt19937 chance{2};
    std::vector<std::string> words;
    while (words.size() < 400) {
        const std::string& text = letters[chance() % letters.size()].body;
        if (text.size() < 40) continue;
        std::size_t begin = chance() % (text.size() - 30);
        while ((static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) ++begin;
        const std::string word = text.substr(begin, 3 * length);
        const search::Sought sought = search::sought(word);
        if (sought.terms.size() != (length < 3 ? 1 : length - 1)) continue;
        if (sought.text != word) continue;
        if (each_once && std::ranges::find(words, word) != words.end()) continue;
        words.push_back(word);
    }
    return words;
}

void queries(db::Database& database, const std::vector<Letter>& letters) {
    const std::vector<std::string> common{"问题", "小区", "领导", "我们", "工作", "回复", "反映",
                                          "你好", "政府", "情况", "业主", "学校", "停车", "建设"};
    for (const int round : {1, 2}) {
        std::printf("round %d\n", round);
        const auto two = words_of(letters, 2, false);
        measure(database, "two characters, newest 25", two, {.kind = "case"});
        measure(database, "two characters, each word once", words_of(letters, 2, true),
                {.kind = "case"});
        measure(database, "the most common words", common, {.kind = "case"});
        measure(database, "two characters and a body", two, {.kind = "case", .facets = {"unit:7"}});
        measure(database, "two characters, newest 2,000", two, {.kind = "case", .limit = 2000});
        measure(database, "most common, newest 2,000", common, {.kind = "case", .limit = 2000});
        measure(database, "two characters, oldest fifth of the time", two,
                {.kind = "case", .until = Instant{std::chrono::minutes{24'000'000 + 20'000}}});
        measure(database, "one character", words_of(letters, 1, false), {.kind = "case"});
        measure(database, "four characters", words_of(letters, 4, false), {.kind = "case"});
    }
}

}  // namespace

int main(int count, char** words) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    Settings settings;
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string name = words[i];
        const std::string value = words[i + 1];
        if (name == "--letters") settings.letters = value;
        if (name == "--database") settings.database = value;
        if (name == "--documents") settings.documents = std::stoul(value);
    }
    const auto letters = letters_of(settings.letters);
    required(db::migrate(settings.database, {{"platform_db", db::embedded::migrations()},
                                             {"platform_search", search::embedded::migrations()}}));
    db::Options options;
    options.write_limit = std::chrono::seconds{10};
    const auto database = required(db::open(settings.database, options));
    const auto is_full = required(database->read(
        [](db::Tx& tx) { return !search::find(tx, {.kind = "case", .limit = 1}).empty(); }));
    if (!is_full) index(*database, letters, settings.documents);
    queries(*database, letters);
    return 0;
}
