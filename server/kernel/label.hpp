// A name that data carries in both languages: Chinese required, English optional and shown as
// Chinese.
#pragma once

#include <boost/describe/class.hpp>
#include <string>

#include "kernel/language.hpp"

namespace pingyi {

struct Label {
    std::string zh;
    std::string en;  ///< empty when there is none

    [[nodiscard]] const std::string& in(Language language) const {
        return language == Language::en && !en.empty() ? en : zh;
    }
    /// The language the shown text is really in, for the `lang` attribute.
    [[nodiscard]] Language shown_in(Language language) const {
        return language == Language::en && !en.empty() ? Language::en : Language::zh;
    }
    bool operator==(const Label&) const = default;
};
BOOST_DESCRIBE_STRUCT(Label, (), (zh, en))

}  // namespace pingyi
