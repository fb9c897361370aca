#include "modules/casework/letter_maker.hpp"

#include <algorithm>
#include <span>

#include "kernel/text.hpp"
#include "modules/casework/demo_letters.hpp"

namespace pingyi::casework {
namespace {

/// splitmix64: the numbers of one letter follow from its own number.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_{seed} {}
    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31U);
    }
    /// From 0 to count - 1.
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
    double share() { return static_cast<double>(next() >> 11U) / 9007199254740992.0; }
    /// A value of a distribution given at `demo::shares`, straight in between.
    int from(const std::array<int, 14>& values) {
        const double at = share();
        std::size_t i = 1;
        while (i + 1 < demo::shares.size() && at > demo::shares[i]) ++i;
        const double width = demo::shares[i] - demo::shares[i - 1];
        const double part = (at - demo::shares[i - 1]) / width;
        return values[i - 1] + static_cast<int>(part * (values[i] - values[i - 1]));
    }
    std::string_view any(demo::Lines lines) { return lines[below(lines.size())]; }

private:
    std::uint64_t state_;
};

struct Setting {
    std::string place;
    std::string_view body;
};

std::string filled(std::string_view line, const Setting& setting, Chance& chance) {
    std::string out;
    while (!line.empty()) {
        const std::size_t open = std::min(line.find('{'), line.size());
        out += line.substr(0, open);
        line.remove_prefix(open);
        if (line.empty()) break;
        const char what = line[1];
        line.remove_prefix(3);
        if (what == 'p') out += setting.place;
        if (what == 'b') out += setting.body;
        if (what == 'n') out += std::to_string(2 + chance.below(8));
        if (what == 'd') {
            out += std::to_string(1 + chance.below(12)) + "月" +
                   std::to_string(1 + chance.below(28)) + "日";
        }
    }
    return out;
}

/// Sentences from several pools in turn until about `length` characters are reached; no sentence
/// twice in a row, long texts in paragraphs.
class Prose {
public:
    Prose(const Setting& setting, Chance& chance, int length)
        : setting_{setting}, chance_{chance}, length_{length} {}

    void add(demo::Lines pool) {
        if (is_full()) return;
        append(chance_.any(pool));
    }
    /// A pool in its order, from a drawn start.
    void add_all(demo::Lines pool) {
        const std::size_t start = chance_.below(pool.size());
        for (std::size_t i = 0; i < pool.size() && !is_full(); ++i) {
            append(pool[(start + i) % pool.size()]);
        }
    }
    [[nodiscard]] bool is_full() const { return written_ >= length_; }
    [[nodiscard]] std::string text() && { return std::move(text_); }

private:
    void append(std::string_view line) {
        if (line == last_) return;
        last_ = line;
        const std::string sentence = filled(line, setting_, chance_);
        const auto letters = static_cast<int>(text::length(sentence));
        if (paragraph_ > 150) {
            text_ += '\n';
            paragraph_ = 0;
        }
        text_ += sentence;
        written_ += letters;
        paragraph_ += letters;
    }
    const Setting& setting_;
    Chance& chance_;
    int length_;
    int written_ = 0;
    int paragraph_ = 0;
    std::string text_;
    std::string_view last_;
};

std::string letter_of(const demo::Topic& topic, const Setting& setting, Chance& chance) {
    const int length = chance.from(demo::letter_lengths);
    Prose prose{setting, chance, length};
    if (length > 60) prose.add(demo::lines::openings);
    prose.add_all(topic.problems);
    prose.add_all(topic.effects);
    prose.add_all(topic.requests);
    while (!prose.is_full()) {
        prose.add_all(demo::lines::more_letter);
        prose.add_all(topic.problems);
        prose.add_all(topic.effects);
    }
    std::string letter = std::move(prose).text();
    if (length > 60) letter += chance.any(demo::lines::closings);
    return letter;
}

std::string reply_of(const demo::Topic& topic, const Setting& setting, Chance& chance) {
    const int length = chance.from(demo::reply_lengths);
    Prose prose{setting, chance, length};
    if (length > 60) prose.add(demo::lines::reply_openings);
    prose.add_all(topic.findings);
    prose.add_all(topic.measures);
    while (!prose.is_full()) {
        prose.add_all(demo::lines::more_reply);
        prose.add_all(topic.measures);
        prose.add_all(topic.findings);
    }
    std::string reply = std::move(prose).text();
    if (length > 60) reply += chance.any(demo::lines::reply_closings);
    return reply;
}

}  // namespace

MadeLetter made_letter(std::uint64_t number, std::string_view body_name) {
    Chance chance{number * 2 + 1};
    const demo::Topic& topic = demo::topics[chance.below(std::size(demo::topics))];
    Setting setting{.place = {}, .body = body_name};
    if (chance.below(2) == 0) {
        setting.place = std::string(demo::streets[chance.below(std::size(demo::streets))]) +
                        std::to_string(1 + chance.below(240)) + "号";
    } else {
        setting.place = std::string(demo::estates[chance.below(std::size(demo::estates))]) +
                        std::to_string(1 + chance.below(30)) + "号楼";
    }
    MadeLetter made;
    made.kind = topic.kind;
    made.category = topic.category;
    made.unit = topic.unit;
    made.place = setting.place;
    made.subject = filled(chance.any(topic.subjects), setting, chance);
    made.body = letter_of(topic, setting, chance);
    made.reply = reply_of(topic, setting, chance);
    made.point = {39'900'000 + static_cast<std::int64_t>(chance.below(90'000)),
                  121'600'000 + static_cast<std::int64_t>(chance.below(120'000))};
    made.delay_minutes = std::int64_t{chance.from(demo::delay_tenths)} * 144;
    return made;
}

}  // namespace pingyi::casework
