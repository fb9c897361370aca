#include "platform/search/terms.hpp"

#include <algorithm>
#include <cstdint>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include "kernel/text.hpp"

namespace pingyi::search {
namespace {

constexpr std::size_t sought_terms_max = 32;  // the recheck sees to the rest

enum class Sign : std::uint8_t {
    letter,  ///< part of a word that is written with spaces around it, or of a number
    gram,    ///< stands for itself: Chinese, kana, hangul, emoji, and what no rule knows
    other    ///< spaces and punctuation: no terms
};

bool is_written_without_spaces(UChar32 c) {
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(c, &status)) {
        case USCRIPT_HAN:
        case USCRIPT_HIRAGANA:
        case USCRIPT_KATAKANA:
        case USCRIPT_BOPOMOFO:
        case USCRIPT_HANGUL:
        case USCRIPT_YI:
        case USCRIPT_THAI:
        case USCRIPT_LAO:
        case USCRIPT_KHMER:
        case USCRIPT_MYANMAR:
        case USCRIPT_TIBETAN: return true;
        default: return u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) != 0;
    }
}

Sign sign_of(UChar32 c) {
    if (c < 0x80) return u_isalnum(c) != 0 ? Sign::letter : Sign::other;
    if (u_isUWhiteSpace(c) != 0 || u_ispunct(c) != 0) return Sign::other;
    if (is_written_without_spaces(c)) return Sign::gram;
    const bool is_letter = u_isalnum(c) != 0 || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
    return is_letter ? Sign::letter : Sign::gram;
}

/// Reads folded text sign by sign and gathers the spaced text and the terms.
class Reading {
public:
    explicit Reading(bool singles_too) : singles_too_{singles_too} {}

    void read(std::string_view folded) {
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(folded.data());
        const auto size = static_cast<std::int64_t>(folded.size());
        for (std::int64_t at = 0; at < size;) {
            const std::int64_t begin = at;
            UChar32 c = 0;
            U8_NEXT(bytes, at, size, c);
            take(sign_of(c), folded.substr(static_cast<std::size_t>(begin),
                                           static_cast<std::size_t>(at - begin)));
        }
        take(Sign::other, {});
    }
    std::string text;
    std::vector<std::string> terms;  ///< in the order of the text, repeated as often as there

private:
    void take(Sign sign, std::string_view bytes) {
        if (sign != Sign::letter) end_word();
        if (sign != Sign::gram) end_run();
        if (sign == Sign::letter) {
            if (word_.empty()) space();
            word_ += bytes;
        } else if (sign == Sign::gram) {
            take_gram(bytes);
        }
        if (bytes == " ") {
            space();
        } else if (bytes != std::string_view("\0", 1)) {  // no engine stores it
            text += bytes;
        }
    }
    void take_gram(std::string_view bytes) {
        if (singles_too_) terms.emplace_back(bytes);
        if (!last_.empty()) terms.push_back(std::string(last_).append(bytes));
        last_ = bytes;
        ++run_;
    }
    void end_word() {
        if (word_.empty()) return;
        space();
        terms.push_back(cut(word_));
        word_.clear();
    }
    void end_run() {
        if (run_ == 1 && !singles_too_) terms.emplace_back(last_);
        last_ = {};
        run_ = 0;
    }
    void space() {
        if (!text.ends_with(' ')) text += ' ';
    }
    static std::string cut(std::string_view word) {
        std::size_t at = 0;
        for (std::size_t i = 0; i < term_length_max && at < word.size(); ++i) {
            U8_FWD_1(word, at, word.size());
        }
        return std::string(word.substr(0, at));
    }

    bool singles_too_;
    std::string word_;
    std::string_view last_;  // the sign before, within a run
    int run_ = 0;
};

void keep_each_once(std::vector<std::string>& terms) {
    std::ranges::sort(terms);
    const auto repeated = std::ranges::unique(terms);
    terms.erase(repeated.begin(), repeated.end());
}

}  // namespace

Analysed analysed(std::string_view input) {
    const std::string folded = text::folded(input);
    Reading reading{true};
    reading.read(folded);
    keep_each_once(reading.terms);
    return {std::move(reading.text), std::move(reading.terms)};
}

Sought sought(std::string_view word) {
    const std::string folded = text::folded(word);
    Reading reading{false};
    reading.read(folded);
    Sought sought;
    sought.is_exact = reading.terms.size() == 1 && reading.terms.front() == folded &&
                      text::length(folded) < term_length_max;
    if (reading.terms.size() > sought_terms_max) reading.terms.resize(sought_terms_max);
    keep_each_once(reading.terms);
    sought.terms = std::move(reading.terms);
    sought.text = std::move(reading.text);
    return sought;
}

}  // namespace pingyi::search
