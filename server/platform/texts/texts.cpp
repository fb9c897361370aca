// Reads the embedded sentences and fills in their placeholders.
#include "platform/texts/texts.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <cstdio>
#include <cstdlib>

namespace pingyi {

namespace json = boost::json;

namespace {

/// Reads one flat object of texts. By events, because a tree would hide a key given twice.
class FlatReader {
public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
    using Sentences = std::map<std::string, std::string, std::less<>>;

    explicit FlatReader(Sentences& into) : into_{into} {}

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code& ec) { return ++objects_ == 1 || refuse(ec); }
    bool on_object_end(std::size_t, json::error_code&) { return true; }
    bool on_array_begin(json::error_code& ec) { return refuse(ec); }
    bool on_array_end(std::size_t, json::error_code&) { return true; }
    bool on_key_part(json::string_view s, std::size_t, json::error_code&) { return add(key_, s); }
    bool on_key(json::string_view s, std::size_t, json::error_code&) { return add(key_, s); }
    bool on_string_part(json::string_view s, std::size_t, json::error_code&) {
        return add(sentence_, s);
    }
    bool on_string(json::string_view s, std::size_t, json::error_code& ec) {
        add(sentence_, s);
        const bool is_new = into_.emplace(key_, sentence_).second;
        if (!is_new) std::fprintf(stderr, "texts: the key %s is given twice\n", key_.c_str());
        key_.clear();
        sentence_.clear();
        return is_new || refuse(ec);
    }
    bool on_number_part(json::string_view, json::error_code& ec) { return refuse(ec); }
    bool on_int64(std::int64_t, json::string_view, json::error_code& ec) { return refuse(ec); }
    bool on_uint64(std::uint64_t, json::string_view, json::error_code& ec) { return refuse(ec); }
    bool on_double(double, json::string_view, json::error_code& ec) { return refuse(ec); }
    bool on_bool(bool, json::error_code& ec) { return refuse(ec); }
    bool on_null(json::error_code& ec) { return refuse(ec); }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

private:
    static bool add(std::string& to, json::string_view part) {
        to.append(part.data(), part.size());
        return true;
    }
    static bool refuse(json::error_code& ec) {
        ec = json::error::syntax;
        return false;
    }
    Sentences& into_;
    int objects_ = 0;
    std::string key_;
    std::string sentence_;
};

void read(const EmbeddedFile& file, FlatReader::Sentences& into) {
    json::basic_parser<FlatReader> parser(json::parse_options{}, into);
    json::error_code problem;
    const std::size_t used =
        parser.write_some(false, file.content.data(), file.content.size(), problem);
    if (!problem && used == file.content.size()) return;
    std::fprintf(stderr, "texts: %.*s is not a flat object of texts, or holds a key twice\n",
                 static_cast<int>(file.name.size()), file.name.data());
    std::abort();
}

std::string grouped(std::int64_t number) {
    std::string digits = std::to_string(number);
    const std::ptrdiff_t first = number < 0 ? 1 : 0;
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > first; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), ",");
    }
    return digits;
}

}  // namespace

Argument::Argument(std::string_view n, std::int64_t number) : name{n}, value{grouped(number)} {}

Texts::Texts(const std::vector<EmbeddedFiles>& sets) {
    for (const EmbeddedFiles& files : sets) {
        for (const EmbeddedFile& file : files) {
            if (file.name == "zh.json") read(file, of_[0]);
            if (file.name == "en.json") read(file, of_[1]);
        }
    }
}

bool Texts::has(std::string_view key) const {
    return of_[0].contains(key) || of_[0].contains(std::string(key) + ".other");
}

std::string Texts::say(Language language, std::string_view key,
                       std::initializer_list<Argument> arguments) const {
    const auto& sentences = of_[language == Language::zh ? 0 : 1];
    auto found = sentences.find(key);
    if (found == sentences.end()) {
        bool one = false;
        for (const Argument& argument : arguments) {
            one |= argument.name == "n" && argument.value == "1";
        }
        if (one) found = sentences.find(std::string(key) + ".one");
        if (found == sentences.end()) found = sentences.find(std::string(key) + ".other");
        if (found == sentences.end()) return std::string(key);
    }
    std::string_view rest = found->second;
    std::string out;
    while (!rest.empty()) {
        const std::size_t open = rest.find('{');
        const std::size_t close = rest.find('}', open == std::string_view::npos ? 0 : open);
        if (open == std::string_view::npos || close == std::string_view::npos) break;
        out.append(rest.substr(0, open));
        const std::string_view name = rest.substr(open + 1, close - open - 1);
        std::string_view value = rest.substr(open, close - open + 1);  // unknown: shown as it is
        for (const Argument& argument : arguments) {
            if (argument.name == name) value = argument.value;
        }
        out.append(value);
        rest.remove_prefix(close + 1);
    }
    return out.append(rest);
}

}  // namespace pingyi
