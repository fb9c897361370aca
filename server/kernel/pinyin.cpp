// Pinyin keys: ICU's reading of each character, corrected where the names of public bodies differ.
#include <cstdlib>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unordered_map>
#include <vector>

#include "kernel/text.hpp"

namespace pingyi::text {

namespace {

struct Reading {
    std::u16string_view written;
    std::string_view read;
};

/// ICU knows one reading a character. Longer entries come first, so the first that fits is right.
/// Words that names join by accident are left out: 大连市长海县 holds no 市长, 城建行政 no 建行.
// clang-format off
constexpr Reading exceptions[] = {
    {u"市长热线", "shi zhang re xian"}, {u"市长信箱", "shi zhang xin xiang"},
    {u"市长公开", "shi zhang gong kai"}, {u"局长信箱", "ju zhang xin xiang"},
    {u"秘书长", "mi shu zhang"}, {u"河长制", "he zhang zhi"}, {u"林长制", "lin zhang zhi"},
    {u"长子县", "zhang zi xian"}, {u"分行政", "fen xing zheng"}, {u"支行政", "zhi xing zheng"},
    {u"家长", "jia zhang"},   {u"校长", "xiao zhang"},  {u"首长", "shou zhang"},
    {u"成长", "cheng zhang"}, {u"增长", "zeng zhang"},  {u"生长", "sheng zhang"},
    {u"银行", "yin hang"},    {u"支行", "zhi hang"},    {u"分行", "fen hang"},
    {u"行业", "hang ye"},     {u"行长", "hang zhang"},  {u"太行", "tai hang"},
    {u"首都", "shou du"},     {u"成都", "cheng du"},    {u"都市", "du shi"},
    {u"都江", "du jiang"},    {u"都匀", "du yun"},      {u"于都", "yu du"},
    {u"丰都", "feng du"},     {u"宜都", "yi du"},       {u"昌都", "chang du"},
    {u"花都", "hua du"},      {u"江都", "jiang du"},    {u"新都", "xin du"},
    {u"武都", "wu du"},       {u"盐都", "yan du"},      {u"望都", "wang du"},
    {u"金都", "jin du"},      {u"古都", "gu du"},       {u"会计", "kuai ji"},
    {u"调解", "tiao jie"},    {u"调整", "tiao zheng"},  {u"调处", "tiao chu"},
    {u"调节", "tiao jie"},    {u"调控", "tiao kong"},   {u"音乐", "yin yue"},
    {u"乐团", "yue tuan"},    {u"乐清", "yue qing"},    {u"乐亭", "lao ting"},
    {u"乐陵", "lao ling"},    {u"畜牧", "xu mu"},       {u"供给", "gong ji"},
    {u"给水", "ji shui"},     {u"西藏", "xi zang"},     {u"藏族", "zang zu"},
    {u"重庆", "chong qing"},  {u"重建", "chong jian"},  {u"重阳", "chong yang"},
    {u"校验", "jiao yan"},    {u"校准", "jiao zhun"},   {u"大厦", "da sha"},
    {u"蔚县", "yu xian"},     {u"六安", "lu an"},       {u"六合", "lu he"},
    {u"洪洞", "hong tong"},   {u"番禺", "pan yu"},      {u"铅山", "yan shan"},
    {u"浚县", "xun xian"},    {u"东阿", "dong e"},      {u"单县", "shan xian"},
    {u"蚌埠", "beng bu"},     {u"大埔", "da bu"},       {u"尉犁", "yu li"},
    {u"大夫", "dai fu"},      {u"人参", "ren shen"},
    {u"长", "chang"}, {u"地", "di"}, {u"佛", "fo"}, {u"厦", "xia"}, {u"莞", "guan"},
};
// clang-format on

using Readings = std::vector<const Reading*>;

/// The exceptions that begin with `c`, longer ones first.
const Readings* exceptions_from(UChar32 c) {
    static const std::unordered_map<UChar32, Readings> by_first = [] {
        std::unordered_map<UChar32, Readings> made;
        for (const Reading& reading : exceptions) made[reading.written.front()].push_back(&reading);
        return made;
    }();
    const auto found = by_first.find(c);
    return found == by_first.end() ? nullptr : &found->second;
}

const Reading* exception_at(const icu::UnicodeString& input, std::int32_t at) {
    const Readings* readings = exceptions_from(input.char32At(at));
    if (readings == nullptr) return nullptr;
    for (const Reading* reading : *readings) {
        const auto size = static_cast<std::int32_t>(reading->written.size());
        if (input.compare(at, size, reading->written.data(), 0, size) == 0) return reading;
    }
    return nullptr;
}

/// ICU's transliterator costs 0.15 s and 7 MB to make, 0.1 ms to use, and is not to be shared
/// between threads: there is one, made at first use, behind a lock.
std::string transliterated(const icu::UnicodeString& input) {
    static std::mutex mutex;
    static const std::unique_ptr<icu::Transliterator> latin = [] {
        UErrorCode status = U_ZERO_ERROR;
        UParseError place;
        std::unique_ptr<icu::Transliterator> made{icu::Transliterator::createInstance(
            "Han-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, place, status)};
        if (U_FAILURE(status)) std::abort();  // ICU's own data is missing
        return made;
    }();
    icu::UnicodeString text = input;
    const std::scoped_lock lock{mutex};
    latin->transliterate(text);
    std::string out;
    return text.toUTF8String(out);
}

/// One Han character; each is asked of ICU once, so the table stays within the Han characters.
std::string reading_of(UChar32 c) {
    static std::shared_mutex mutex;
    static std::unordered_map<UChar32, std::string> known;
    {
        const std::shared_lock lock{mutex};
        if (const auto found = known.find(c); found != known.end()) return found->second;
    }
    std::string reading = transliterated(icu::UnicodeString(c));
    const std::scoped_lock lock{mutex};
    return known.emplace(c, std::move(reading)).first->second;
}

bool is_in_word(UChar32 c) {
    return u_isalnum(c) || u_charType(c) == U_NON_SPACING_MARK;
}

bool is_han(UChar32 c) {
    UErrorCode status = U_ZERO_ERROR;
    return uscript_getScript(c, &status) == USCRIPT_HAN;
}

/// A stretch without Han characters; ICU is asked only where letters outside ASCII stand.
std::string latin_of(const icu::UnicodeString& stretch) {
    for (std::int32_t at = 0; at < stretch.length(); at = stretch.moveIndex32(at, 1)) {
        const UChar32 c = stretch.char32At(at);
        if (c > 0x7F && is_in_word(c)) return transliterated(stretch);
    }
    std::string out;
    return stretch.toUTF8String(out);
}

/// The reading of everything, every Han character or exception between spaces.
std::string read_aloud(const icu::UnicodeString& input) {
    std::string out;
    for (std::int32_t at = 0; at < input.length();) {
        const std::int32_t begin = at;
        while (at < input.length() && !is_han(input.char32At(at))) at = input.moveIndex32(at, 1);
        if (at > begin) out += latin_of(input.tempSubStringBetween(begin, at));
        if (at == input.length()) break;
        if (const Reading* reading = exception_at(input, at)) {
            out.append(" ").append(reading->read).append(" ");
            at += static_cast<std::int32_t>(reading->written.size());
        } else {
            out.append(" ").append(reading_of(input.char32At(at))).append(" ");
            at = input.moveIndex32(at, 1);
        }
    }
    return out;
}

}  // namespace

std::string pinyin(std::string_view input) {
    const std::string key = folded(input);
    const auto latin = icu::UnicodeString::fromUTF8(read_aloud(icu::UnicodeString::fromUTF8(key)));
    icu::UnicodeString words;
    for (std::int32_t at = 0; at < latin.length(); at = latin.moveIndex32(at, 1)) {
        const UChar32 c = latin.char32At(at);
        if (is_in_word(c)) {
            words.append(c);
        } else if (!words.isEmpty() && words.char32At(words.length() - 1) != u' ') {
            words.append(u' ');
        }
    }
    words.trim();
    std::string out;
    return words.toUTF8String(out);
}

std::string pinyin_initials(std::string_view input) {
    const auto words = icu::UnicodeString::fromUTF8(pinyin(input));
    icu::UnicodeString initials;
    bool word_begins = true;
    bool in_number = false;
    for (std::int32_t at = 0; at < words.length();) {
        const UChar32 c = words.char32At(at);
        at += U16_LENGTH(c);
        in_number = u_isdigit(c) && (word_begins || in_number);
        if (c != u' ' && (word_begins || in_number)) initials.append(c);
        word_begins = c == u' ';
    }
    std::string out;
    return initials.toUTF8String(out);
}

}  // namespace pingyi::text
