// Every sentence shown to people, in both languages, from the modules' zh.json and en.json: flat
// objects whose keys start with the module's name ("units.directory.title"). Placeholders are
// {name}; a key may exist as `.one` and
// `.other` instead, chosen by the argument `n` (Chinese needs `.other` only).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/embedded.hpp"
#include "kernel/language.hpp"
#include "kernel/result.hpp"

namespace pingyi {

struct Argument {
    std::string_view name;
    std::string value;
    Argument(std::string_view n, std::string v) : name{n}, value{std::move(v)} {}
    Argument(std::string_view n, std::int64_t number);  ///< shown with digits grouped by three
};

class Texts {
public:
    /// Reads the embedded files named "zh.json" and "en.json" of every set; aborts on a malformed
    /// file or a key given twice, since both are mistakes of the build.
    explicit Texts(const std::vector<EmbeddedFiles>& sets);
    /// The sentence, unescaped. A missing key answers with the key itself; the texts test makes
    /// that impossible.
    [[nodiscard]] std::string say(Language language, std::string_view key,
                                  std::initializer_list<Argument> arguments = {}) const;
    [[nodiscard]] bool has(std::string_view key) const;

private:
    std::map<std::string, std::string, std::less<>> of_[2];
};

}  // namespace pingyi
