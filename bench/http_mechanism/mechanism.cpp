// What the engine over type tables costs: reading, refusing and writing, and the way to a handler.
#include <benchmark/benchmark.h>

#include "platform/http/router.hpp"
#include "platform/http/service.hpp"
#include "platform/http/testing.hpp"

namespace {

using namespace pingyi;

/// 11 fields, two nested structs, 0.75 kB of Chinese.
const std::string& good_body() {
    static const std::string body = [] {
        sample::LetterBody letter;
        letter.title.value = "青禾路东段三盏路灯不亮，晚上过马路不安全";
        for (int i = 0; i < 12; ++i) letter.words.value += "路灯坏了三天，老人晚上出门看不清路。";
        letter.contact.name.value = "王小明";
        letter.contact.phone.emplace().value = "0551000";
        letter.place.emplace() = {{"青禾路东段"}, {31}};
        letter.tags.value = {{"路灯"}, {"安全"}};
        letter.happened_on = Day{std::chrono::days{20780}};
        letter.seen_at = Instant{std::chrono::milliseconds{1795400000000}};
        letter.follows = sample::LetterId::from("0190f3a2-0000-7000-8000-000000000001");
        letter.urgency.value = 40;
        return http::to_json(letter);
    }();
    return body;
}
constexpr std::string_view bad_body = R"({
    "title": "x", "words": "", "topic": "parks", "contact": {"name": "", "phone": "abcdefgh", "fax": "1"},
    "place": {"street": 3, "latitude": 90.5}, "tags": ["ok", "far too long a tag", 7],
    "happened_on": "2026-02-30", "seen_at": "yesterday", "follows": "42", "urgency": 101, "open": true})";

void read_body(benchmark::State& state) {
    for (auto _ : state) {
        sample::LetterBody letter;
        http::FieldErrors errors;
        http::read_json(http::type_of<sample::LetterBody>, &letter, good_body(), errors);
        if (!errors.empty()) state.SkipWithError("refused");
        benchmark::DoNotOptimize(letter);
    }
    state.counters["bytes"] = static_cast<double>(good_body().size());
}
void read_body_with_mistakes(benchmark::State& state) {
    std::size_t mistakes = 0;
    for (auto _ : state) {
        sample::LetterBody letter;
        http::FieldErrors errors;
        http::read_json(http::type_of<sample::LetterBody>, &letter, bad_body, errors);
        mistakes = errors.all().size();
    }
    state.counters["mistakes"] = static_cast<double>(mistakes);
}
void write_25_views(benchmark::State& state) {
    Page<sample::LetterView> page;
    for (int i = 0; i < 25; ++i) {
        sample::LetterView view;
        view.title = "青禾路东段三盏路灯不亮，晚上过马路不安全";
        view.words = "路灯坏了三天，老人晚上出门看不清路。";
        view.tags = {"路灯", "安全"};
        page.items.push_back(view);
    }
    std::size_t bytes = 0;
    for (auto _ : state) {
        const std::string json = http::to_json(page);
        bytes = json.size();
        benchmark::DoNotOptimize(json.data());
    }
    state.counters["bytes"] = static_cast<double>(bytes);
}
void read_query(benchmark::State& state) {
    for (auto _ : state) {
        sample::LetterQuery query;
        http::FieldErrors errors;
        http::read_query(http::type_of<sample::LetterQuery>, &query,
                         "q=%E5%B8%82+a&topic=roads&limit=5&from=2026-11-23", false, errors);
        benchmark::DoNotOptimize(query);
    }
}
void find_row(benchmark::State& state) {
    http::Router router;
    for (const auto& row : sample::table) router.add({&row, nullptr});
    for (auto _ : state) {
        const auto segments = http::path_segments("/api/letters/0190f3a2-0000-7000-8000-1");
        benchmark::DoNotOptimize(router.find(http::Method::patch, *segments));
    }
}

/// A whole request through the service, on a row that writes no log line.
class Nobody final : public http::Authenticator {
public:
    Result<http::Caller> identify(const http::Request&, Instant) override { return http::Caller{}; }
};
void whole_request(benchmark::State& state) {
    const FixedClock clock{Instant{}};
    const Texts texts({});
    Nobody nobody;
    http::Service service(clock, texts, nobody);
    const sample::Deps deps;
    service.mount(sample::routes(), deps);
    http::Request request;
    request.path = "/api/topics/roads/%E5%B8%82";
    for (auto _ : state) {
        const http::Response response = service.handle(request);
        if (response.status != 200) state.SkipWithError("refused");
    }
}

BENCHMARK(read_body);
BENCHMARK(read_body_with_mistakes);
BENCHMARK(write_25_views);
BENCHMARK(read_query);
BENCHMARK(find_row);
BENCHMARK(whole_request);

}  // namespace

BENCHMARK_MAIN();
