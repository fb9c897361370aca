// What looks like a person's number, plate or address, and the names that were marked. The text is
// looked at in gaps between what is masked already; rounds go on until nothing more is found, which
// makes the result stable under masking again.
#include "modules/casework/masking.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <unicode/utf8.h>

namespace pingyi::casework {
namespace {

struct Letter {
    char32_t value;
    std::size_t at;  ///< octet at which it begins
};
using Letters = std::vector<Letter>;

Letters letters_of(std::string_view text) {
    Letters letters;
    letters.reserve(text.size());
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t at = 0; at < size;) {
        const auto begin = static_cast<std::size_t>(at);
        UChar32 c = 0;
        U8_NEXT(bytes, at, size, c);
        letters.push_back({static_cast<char32_t>(c), begin});
    }
    return letters;
}

/// Full-width Latin letters, digits and signs as their ASCII twins.
char32_t plain(char32_t c) {
    return c >= U'！' && c <= U'～' ? c - U'！' + U'!' : c;
}
bool is_letter(char32_t c) {
    c = plain(c);
    return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}
/// 0 to 9, or -1. People also write numbers in Chinese to get round a mask.
int digit_of(char32_t c) {
    c = plain(c);
    if (c >= U'0' && c <= U'9') return static_cast<int>(c - U'0');
    constexpr std::u32string_view chinese = U"零一二三四五六七八九";
    const auto found = chinese.find(c);
    if (found != std::u32string_view::npos) return static_cast<int>(found);
    if (c == U'〇') return 0;
    return c == U'幺' ? 1 : -1;
}
bool is_ascii_digit(char32_t c) {
    c = plain(c);
    return c >= U'0' && c <= U'9';
}
bool is_alnum(char32_t c) {
    return is_letter(c) || is_ascii_digit(c);
}
bool is_one_of(char32_t c, std::u32string_view set) {
    return set.find(c) != std::u32string_view::npos;
}
/// What people put between the parts of a number.
bool is_gap(char32_t c) {
    return is_one_of(c, U"-－‐‑–—_.．·・()（） \u00A0\u3000");
}
char32_t lower(char32_t c) {
    c = plain(c);
    return c >= U'A' && c <= U'Z' ? c - U'A' + U'a' : c;
}

/// A stretch of the text in which nothing is masked yet; looks do not see beyond it.
struct Stretch {
    const Letters& letters;
    std::size_t begin, end;  ///< letters

    [[nodiscard]] char32_t at(std::size_t i) const { return i < end ? letters[i].value : U'\0'; }
    [[nodiscard]] char32_t before(std::size_t i) const {
        return i > begin ? letters[i - 1].value : U'\0';
    }
    /// Whether the word stands at i, Latin letters alike in both cases.
    [[nodiscard]] bool holds(const Letters& word, std::size_t i) const {
        if (word.size() > end - i) return false;
        for (std::size_t k = 0; k < word.size(); ++k) {
            if (lower(letters[i + k].value) != lower(word[k].value)) return false;
        }
        return true;
    }
    [[nodiscard]] bool ends_with(std::u32string_view word, std::size_t i) const {
        if (word.size() > i - begin) return false;
        for (std::size_t k = 0; k < word.size(); ++k) {
            if (lower(letters[i - word.size() + k].value) != word[k]) return false;
        }
        return true;
    }
};
struct Found {
    Masking masking;
    std::size_t begin, end;  ///< letters
};

// --- Addresses and plates ---

bool is_local_part(char32_t c) {
    return is_alnum(c) || is_one_of(plain(c), U"._%+-");
}

/// The end of a domain name that begins at i: labels, the last of at least two letters.
std::optional<std::size_t> domain_end(const Stretch& text, std::size_t i) {
    std::optional<std::size_t> end;
    while (is_alnum(text.at(i))) {
        while (is_alnum(text.at(i)) || plain(text.at(i)) == U'-') ++i;
        if (plain(text.at(i)) != U'.') break;
        std::size_t letters_end = ++i;
        while (is_letter(text.at(letters_end))) ++letters_end;
        if (letters_end - i >= 2) end = letters_end;
    }
    return end;
}

std::optional<Found> mail_at(const Stretch& text, std::size_t i) {
    if (!is_local_part(text.at(i)) || is_local_part(text.before(i))) return std::nullopt;
    std::size_t at_sign = i;
    while (is_local_part(text.at(at_sign))) ++at_sign;
    if (plain(text.at(at_sign)) != U'@') return std::nullopt;
    const auto end = domain_end(text, at_sign + 1);
    if (!end) return std::nullopt;
    return Found{Masking::mail, i, *end};
}

std::optional<Found> plate_at(const Stretch& text, std::size_t i) {
    constexpr std::u32string_view provinces =
        U"京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
    if (!is_one_of(text.at(i), provinces)) return std::nullopt;
    std::size_t k = i + 1;
    if (text.at(k) == U' ') ++k;
    const char32_t office = lower(text.at(k));
    if (!is_letter(office) || office == U'i' || office == U'o') return std::nullopt;
    ++k;
    if (is_one_of(text.at(k), U"·•・.- ")) ++k;
    const std::size_t first = k;
    bool has_digit = false;
    for (; is_alnum(text.at(k)); ++k) has_digit = has_digit || is_ascii_digit(text.at(k));
    if (k - first == 4 && is_one_of(text.at(k), U"挂学警港澳")) ++k;
    const std::size_t length = k - first;
    if (!has_digit || (length != 5 && length != 6)) return std::nullopt;
    return Found{Masking::plate, i, k};
}

// --- Numbers ---

/// Digits that stand together, all of one script.
struct Group {
    std::string digits;
    std::size_t begin = 0, end = 0;  ///< letters
    bool has_x = false;              ///< an X follows, as at the end of an identity number
};
constexpr std::size_t groups_max = 12;
constexpr std::size_t group_gap_max = 3;

Group group_at(const Stretch& text, std::size_t i) {
    Group group{.digits = {}, .begin = i, .end = i};
    const bool ascii = is_ascii_digit(text.at(i));
    for (; digit_of(text.at(group.end)) >= 0 && is_ascii_digit(text.at(group.end)) == ascii;
         ++group.end) {
        group.digits += static_cast<char>('0' + digit_of(text.at(group.end)));
    }
    group.has_x = lower(text.at(group.end)) == U'x' && !is_alnum(text.at(group.end + 1));
    return group;
}

/// The groups from i on, as far as only gaps part them.
std::vector<Group> groups_at(const Stretch& text, std::size_t i) {
    std::vector<Group> groups;
    while (groups.size() < groups_max) {
        groups.push_back(group_at(text, i));
        i = groups.back().end;
        std::size_t gap = 0;
        while (gap < group_gap_max && is_gap(text.at(i))) ++i, ++gap;
        if (digit_of(text.at(i)) < 0) break;
    }
    return groups;
}

int number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
}

bool is_mobile(std::string_view d) {
    return d.size() == 11 && d[0] == '1' && d[1] >= '3';
}
/// With the country code or a leading 0.
bool is_long_mobile(std::string_view d) {
    for (const std::string_view prefix : {"86", "0086", "0"}) {
        if (d.starts_with(prefix) && is_mobile(d.substr(prefix.size()))) return true;
    }
    return is_mobile(d);
}
/// 0 and an area code, then 7 or 8 digits.
bool is_landline(std::string_view d) {
    if (d.size() < 11 || d.size() > 12 || d[0] != '0' || d[1] == '0') return false;
    const bool is_short = d[1] == '1' || d[1] == '2';
    return is_short ? d.size() == 11 && d[3] >= '2' : d[4] >= '2';
}
bool is_day(std::string_view month_day) {
    const int month = number(month_day.substr(0, 2));
    const int day = number(month_day.substr(2, 2));
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
/// Province, birthday; the check digit is not asked, since a slip of the pen identifies as well.
bool is_identity(std::string_view d, bool has_x) {
    if (d.size() < 15) return false;
    const int province = number(d.substr(0, 2));
    if (province < 11 || province > 83) return false;
    if (d.size() == 15) return !has_x && is_day(d.substr(8, 4));
    if (d.size() + (has_x ? 1 : 0) != 18) return false;
    const int century = number(d.substr(6, 2));
    return (century == 19 || century == 20) && is_day(d.substr(10, 4));
}
bool passes_luhn(std::string_view d) {
    int sum = 0;
    for (std::size_t i = 0; i < d.size(); ++i) {
        const int digit = d[d.size() - 1 - i] - '0';
        const int doubled = digit * 2 - (digit > 4 ? 9 : 0);
        sum += i % 2 == 0 ? digit : doubled;
    }
    return sum % 10 == 0;
}
/// 16 digits always: cards, and the receipt codes of this program.
bool is_card(std::string_view d) {
    if (d.size() == 16) return true;
    return d.size() > 16 && d.size() <= 19 && (d.starts_with("62") || passes_luhn(d));
}
bool is_year(std::string_view d) {
    return d.size() == 4 && (d.starts_with("19") || d.starts_with("20"));
}

/// Ways in which a number is parted; 0 ends a row.
using Shape = std::array<std::uint8_t, 11>;
constexpr Shape mobile_shapes[] = {{11},      {3, 8},          {7, 4},
                                   {3, 4, 4}, {3, 2, 2, 2, 2}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}};
constexpr Shape landline_shapes[] = {{3, 8}, {4, 7}, {4, 8}, {3, 4, 4}, {4, 4, 4}, {4, 3, 4}};
constexpr Shape identity_shapes[] = {{18}, {17}, {15}, {6, 8, 4}, {6, 8, 3}};
constexpr Shape card_shapes[] = {
    {16}, {17}, {18}, {19}, {4, 4, 4, 4, 3}, {4, 4, 4, 4, 2}, {4, 4, 4, 4, 1}, {4, 4, 4, 4}};
constexpr Shape local_shapes[] = {{8}, {7}, {4, 4}, {3, 4}};

/// The first groups, put together, when they are of this shape.
std::optional<std::string> shaped(const std::vector<Group>& groups, std::size_t from,
                                  const Shape& shape, std::size_t& used) {
    std::string digits;
    used = from;
    for (const std::uint8_t length : shape) {
        if (length == 0) break;
        if (used >= groups.size() || groups[used].digits.size() != length) return std::nullopt;
        digits += groups[used++].digits;
    }
    return digits;
}

/// Numbers of 7 or 8 digits are phones only where the text says so: "电话：8888 8888".
bool is_called_phone(const Stretch& text, std::size_t i) {
    for (int skipped = 0; skipped < 5 && is_one_of(text.before(i), U" :：为是号码"); ++skipped) --i;
    for (const std::u32string_view word : {U"电话", U"座机", U"手机", U"致电", U"拨打", U"tel"}) {
        if (text.ends_with(word, i)) return true;
    }
    return false;
}

/// Looks at the groups that begin at one place, kind by kind.
class Number {
public:
    Number(const Stretch& text, std::size_t i) : text_{text}, groups_{groups_at(text, i)} {}

    [[nodiscard]] std::optional<Found> found() const {
        if (const auto end = identity()) return Found{Masking::identity, begin(), *end};
        if (const auto end = card()) return Found{Masking::card, begin(), *end};
        if (const auto end = phone()) return Found{Masking::phone, begin_of_phone(), *end};
        return std::nullopt;
    }

private:
    [[nodiscard]] std::size_t begin() const { return groups_[0].begin; }
    [[nodiscard]] std::size_t begin_of_phone() const {
        const char32_t sign = plain(text_.before(begin()));
        const bool is_bracketed = sign == U'(' && plain(text_.at(groups_[0].end)) == U')';
        const bool has_plus = sign == U'+' && groups_[0].digits.starts_with("86");
        return is_bracketed || has_plus ? begin() - 1 : begin();
    }
    template <std::size_t N, class Is>
    [[nodiscard]] std::optional<std::size_t> any(const Shape (&shapes)[N], std::size_t from,
                                                 Is is) const {
        std::size_t used = 0;
        for (const Shape& shape : shapes) {
            const auto digits = shaped(groups_, from, shape, used);
            if (digits && is(*digits)) return groups_[used - 1].end;
        }
        return std::nullopt;
    }
    [[nodiscard]] std::optional<std::size_t> identity() const {
        std::size_t used = 0;
        for (const Shape& shape : identity_shapes) {
            const auto digits = shaped(groups_, 0, shape, used);
            if (!digits) continue;
            const Group& last = groups_[used - 1];
            if (is_identity(*digits, last.has_x)) return last.end + (last.has_x ? 1 : 0);
            if (is_identity(*digits, false)) return last.end;
        }
        return std::nullopt;
    }
    [[nodiscard]] std::optional<std::size_t> card() const {
        if (groups_.size() >= 4 &&
            std::ranges::all_of(groups_.begin(), groups_.begin() + 4,
                                [](const Group& each) { return is_year(each.digits); })) {
            return std::nullopt;
        }
        return any(card_shapes, 0, is_card);
    }
    [[nodiscard]] std::optional<std::size_t> phone() const {
        if (const auto end = mobile()) return end;
        const auto landline = [](std::string_view d) { return is_landline(d); };
        const std::string& first = groups_[0].digits;
        if (landline(first)) return groups_[0].end;
        if (const auto end = any(landline_shapes, 0, landline)) return end;
        if (!is_called_phone(text_, begin())) return std::nullopt;
        return any(local_shapes, 0, [](std::string_view d) { return d[0] >= '2'; });
    }
    [[nodiscard]] std::optional<std::size_t> mobile() const {
        if (is_long_mobile(groups_[0].digits)) return groups_[0].end;
        if (const auto end = any(mobile_shapes, 0, is_mobile)) return end;
        const bool has_code = groups_[0].digits == "86" || groups_[0].digits == "0086";
        return has_code ? any(mobile_shapes, 1, is_mobile) : std::nullopt;
    }

    const Stretch& text_;
    std::vector<Group> groups_;
};

std::optional<Found> number_at(const Stretch& text, std::size_t i) {
    if (digit_of(text.at(i)) < 0) return std::nullopt;
    const bool goes_on = digit_of(text.before(i)) >= 0 &&
                         is_ascii_digit(text.before(i)) == is_ascii_digit(text.at(i));
    if (goes_on) return std::nullopt;
    return Number{text, i}.found();
}

// --- All of it ---

class Search {
public:
    Search(std::string_view text, std::span<const std::string> names) : letters_{letters_of(text)} {
        for (const std::string& name : names) {
            if (!name.empty()) names_.push_back(letters_of(name));
        }
        // The longest first: of 王小 and 王小明 the second goes as a whole.
        std::ranges::sort(names_, std::ranges::greater{}, &Letters::size);
        find_placeholders();
    }

    /// What is to be replaced, in octets and in the order of the text.
    std::vector<MaskedSpan> spans(std::size_t size) {
        std::size_t before = 0;
        do {
            before = taken_.size();
            look([this](const Stretch& text, std::size_t i) { return name_at(text, i); });
            look(mail_at);
            look(plate_at);
            look(number_at);
        } while (taken_.size() != before);
        std::vector<MaskedSpan> all;
        for (const Taken& each : taken_) {
            if (!each.masking) continue;
            all.push_back({*each.masking, octet(each.begin, size), octet(each.end, size), 0});
        }
        return all;
    }

private:
    struct Taken {
        std::optional<Masking> masking;  ///< nothing: a placeholder stood there
        std::size_t begin, end;          ///< letters
    };

    [[nodiscard]] std::size_t octet(std::size_t letter, std::size_t size) const {
        return letter < letters_.size() ? letters_[letter].at : size;
    }

    void find_placeholders() {
        std::vector<Letters> words;
        for (std::uint8_t m = 0; m <= static_cast<std::uint8_t>(Masking::name); ++m) {
            words.push_back(letters_of(placeholder_of(static_cast<Masking>(m))));
        }
        const Stretch text{letters_, 0, letters_.size()};
        for (std::size_t i = 0; i < letters_.size(); ++i) {
            if (letters_[i].value != U'〔') continue;
            const auto word = std::ranges::find_if(
                words, [&](const Letters& each) { return text.holds(each, i); });
            if (word == words.end()) continue;
            taken_.push_back({std::nullopt, i, i + word->size()});
            i += word->size() - 1;
        }
    }

    [[nodiscard]] std::vector<Stretch> stretches() const {
        std::vector<Stretch> all;
        std::size_t begin = 0;
        for (const Taken& each : taken_) {
            if (each.begin > begin) all.push_back({letters_, begin, each.begin});
            begin = each.end;
        }
        if (begin < letters_.size()) all.push_back({letters_, begin, letters_.size()});
        return all;
    }

    template <class Look>
    void look(const Look& look_at) {
        std::vector<Taken> more;
        for (const Stretch& text : stretches()) {
            for (std::size_t i = text.begin; i < text.end;) {
                const std::optional<Found> found = look_at(text, i);
                if (found) more.push_back({found->masking, found->begin, found->end});
                i = found ? found->end : i + 1;
            }
        }
        taken_.insert(taken_.end(), more.begin(), more.end());
        std::ranges::sort(taken_, std::less{}, &Taken::begin);
    }

    [[nodiscard]] std::optional<Found> name_at(const Stretch& text, std::size_t i) const {
        for (const Letters& name : names_) {
            if (!text.holds(name, i)) continue;
            const std::size_t end = i + name.size();
            const bool goes_on = (is_alnum(name.front().value) && is_alnum(text.before(i))) ||
                                 (is_alnum(name.back().value) && is_alnum(text.at(end)));
            if (!goes_on) return Found{Masking::name, i, end};
        }
        return std::nullopt;
    }

    Letters letters_;
    std::vector<Letters> names_;
    std::vector<Taken> taken_;
};

}  // namespace

std::string_view placeholder_of(Masking masking) {
    switch (masking) {
        case Masking::phone: return "〔电话〕";
        case Masking::identity: return "〔身份证号〕";
        case Masking::plate: return "〔车牌〕";
        case Masking::mail: return "〔邮箱〕";
        case Masking::card: return "〔银行卡号〕";
        case Masking::name: return "〔姓名〕";
    }
    return {};
}

Masked mask(std::string_view text, std::span<const std::string> names) {
    Masked masked;
    masked.spans = Search{text, names}.spans(text.size());
    std::size_t from = 0;
    for (MaskedSpan& span : masked.spans) {
        masked.text += text.substr(from, span.begin - from);
        span.at = masked.text.size();
        masked.text += placeholder_of(span.masking);
        from = span.end;
    }
    masked.text += text.substr(from);
    return masked;
}

}  // namespace pingyi::casework
