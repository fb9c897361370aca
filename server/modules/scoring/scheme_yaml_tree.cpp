#include "modules/scoring/scheme_yaml_tree.hpp"

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "kernel/text.hpp"

namespace pingyi::scoring {
namespace {

constexpr std::size_t nodes_max = 300'000;
/// Three levels of YAML for each level of indicators, and some around them.
constexpr std::size_t nesting_max = 48;

/// Ends the reading: what follows would only repeat the mistake.
struct Refusal {
    Finding finding;
};

/// Columns in characters: the parser counts octets.
class Places {
public:
    explicit Places(std::string_view yaml) : columns_(yaml.size() + 1), starts_{0} {
        int column = 0;
        for (std::size_t at = 0; at < yaml.size(); ++at) {
            const bool is_first_octet = (static_cast<unsigned char>(yaml[at]) & 0xC0U) != 0x80U;
            columns_[at] = is_first_octet ? ++column : column;
            if (yaml[at] != '\n') continue;
            starts_.push_back(at + 1);
            column = 0;
        }
        columns_[yaml.size()] = column + 1;
    }
    [[nodiscard]] Mark of(const YAML::Mark& mark) const {
        if (mark.is_null()) return {1, 1};
        const auto line = std::min(static_cast<std::size_t>(mark.line), starts_.size() - 1);
        const auto at =
            std::min(starts_[line] + static_cast<std::size_t>(mark.column), columns_.size() - 1);
        return {static_cast<int>(line) + 1, columns_[at]};
    }

private:
    std::vector<int> columns_;  ///< of every octet, from 1
    std::vector<std::size_t> starts_;
};

/// Builds the tree from what the parser tells.
class TreeBuilder : public YAML::EventHandler {
public:
    explicit TreeBuilder(const Places& places) : places_{places} {}

    void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        add(YamlNode::Kind::nothing, mark, anchor, {});
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
        throw Refusal{{true, "scoring.no_aliases", {}, places_.of(mark), {}}};
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& text) override {
        refuse_tag(mark, tag);
        add(YamlNode::Kind::text, mark, anchor, text);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override {
        refuse_tag(mark, tag);
        open_.push_back({node(YamlNode::Kind::list, mark, anchor, {}), {}});
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override {
        refuse_tag(mark, tag);
        open_.push_back({node(YamlNode::Kind::map, mark, anchor, {}), {}});
    }
    void OnMapEnd() override { close(); }

    [[nodiscard]] YamlTree take() { return {std::move(root_), std::move(findings_)}; }

private:
    struct Open {
        YamlNode node;
        std::set<std::string> seen;  ///< keys of a map
    };

    void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
        if (tag.empty() || tag == "?" || tag == "!") return;  // plain and quoted
        throw Refusal{{true, "scoring.no_tags", tag, places_.of(mark), {}}};
    }
    YamlNode node(YamlNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor,
                  const std::string& text) {
        const Mark place = places_.of(mark);
        if (anchor != YAML::NullAnchor) throw Refusal{{true, "scoring.no_aliases", {}, place, {}}};
        if (++nodes_ > nodes_max) {
            throw Refusal{{true, "scoring.too_many_values", std::to_string(nodes_max), place, {}}};
        }
        if (open_.size() >= nesting_max)
            throw Refusal{{true, "scoring.nested_too_deep", {}, place, {}}};
        return {kind, text, {}, {}, place};
    }
    void add(YamlNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor,
             const std::string& text) {
        put(node(kind, mark, anchor, text));
    }
    void close() {
        YamlNode done = std::move(open_.back().node);
        open_.pop_back();
        if (done.keys.size() > done.items.size()) done.keys.pop_back();
        put(std::move(done));
    }
    void put(YamlNode done) {
        if (open_.empty()) {
            root_ = std::move(done);
            return;
        }
        Open& parent = open_.back();
        const bool is_key = parent.node.kind == YamlNode::Kind::map &&
                            parent.node.keys.size() == parent.node.items.size();
        if (!is_key) {
            parent.node.items.push_back(std::move(done));
            return;
        }
        if (done.kind != YamlNode::Kind::text) {
            findings_.push_back({true, "scoring.key_is_no_word", {}, done.mark, {}});
        } else if (!parent.seen.insert(done.text).second) {
            findings_.push_back(
                {true, "scoring.key_twice", text::shortened(done.text, 40), done.mark, {}});
        }
        parent.node.keys.push_back(std::move(done));
    }

    const Places& places_;
    std::optional<YamlNode> root_;
    std::vector<Open> open_;
    std::vector<Finding> findings_;
    std::size_t nodes_ = 0;
};

/// Where a text is no text that people could read.
std::optional<Finding> flaw_in(std::string_view yaml) {
    if (text::flaw_of(yaml, text::Lines::many) == text::Flaw::none) return std::nullopt;
    int line = 1;
    for (std::size_t from = 0; from < yaml.size(); ++line) {
        const std::size_t end = std::min(yaml.find('\n', from), yaml.size());
        const text::Flaw flaw = text::flaw_of(yaml.substr(from, end - from), text::Lines::many);
        if (flaw == text::Flaw::not_utf8)
            return Finding{true, "scoring.not_utf8", {}, {line, 1}, {}};
        if (flaw != text::Flaw::none)
            return Finding{true, "scoring.hidden_character", {}, {line, 1}, {}};
        from = end + 1;
    }
    return Finding{true, "scoring.not_utf8", {}, {1, 1}, {}};
}

YamlTree refused(Finding finding) {
    return {std::nullopt, {std::move(finding)}};
}

YamlTree parsed(std::string_view yaml, const Places& places) {
    std::istringstream in{std::string(yaml)};
    YAML::Parser parser{in};
    TreeBuilder builder{places};
    if (!parser.HandleNextDocument(builder))
        return refused({true, "scoring.empty", {}, {1, 1}, {}});
    YamlTree tree = builder.take();
    TreeBuilder rest{places};
    if (parser.HandleNextDocument(rest)) {
        tree.findings.push_back({true, "scoring.two_documents", {}, {1, 1}, {}});
    }
    if (!tree.findings.empty()) tree.root.reset();
    return tree;
}

}  // namespace

YamlTree tree_of(std::string_view yaml) {
    if (yaml.size() > scheme_bytes_max) {
        return refused(
            {true, "scoring.text_too_long", std::to_string(scheme_bytes_max), {1, 1}, {}});
    }
    if (yaml.starts_with("\xEF\xBB\xBF")) yaml.remove_prefix(3);
    std::string unix_lines{yaml};
    std::erase(unix_lines, '\r');
    if (auto flaw = flaw_in(unix_lines)) return refused(std::move(*flaw));
    const Places places{unix_lines};
    try {
        return parsed(unix_lines, places);
    } catch (const Refusal& refusal) {
        return refused(refusal.finding);
    } catch (const YAML::Exception& error) {
        const bool is_alias = error.msg == YAML::ErrorMsg::UNKNOWN_ANCHOR;
        return refused({true,
                        is_alias ? "scoring.no_aliases" : "scoring.not_yaml",
                        is_alias ? "" : error.msg,
                        places.of(error.mark),
                        {}});
    }
}

}  // namespace pingyi::scoring
