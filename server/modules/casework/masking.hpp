// Masking: what identifies a person is taken out of a text before anybody else reads it.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pingyi::casework {

/// What stands in place of something: 〔电话〕〔身份证号〕〔车牌〕〔邮箱〕〔银行卡号〕〔姓名〕.
BOOST_DEFINE_ENUM_CLASS(Masking, phone, identity, plate, mail, card, name)
[[nodiscard]] std::string_view placeholder_of(Masking masking);

/// One replacement, in octets: [begin, end) of the text that came in, `at` where the placeholder
/// begins in the text that goes out.
struct MaskedSpan {
    Masking masking = Masking::phone;
    std::size_t begin = 0, end = 0, at = 0;
    bool operator==(const MaskedSpan&) const = default;
};

struct Masked {
    std::string text;
    std::vector<MaskedSpan> spans;  ///< in the order of the text
};

/// Replaces mobile and landline numbers, identity numbers of 18 and 15 digits, plates, e-mail
/// addresses, card numbers, and `names` wherever they stand (Latin letters alike in both cases,
/// whole words). Digits may be full-width or Chinese, parted by a blank, dash or dot. Changes
/// nothing else and gives the same again: masking a masked text does nothing.
/// text, names   valid UTF-8; an empty name is passed over
[[nodiscard]] Masked mask(std::string_view text, std::span<const std::string> names = {});

}  // namespace pingyi::casework
