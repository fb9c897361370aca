#include "platform/config/yaml_file.hpp"

#include <sstream>
#include <utility>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace pingyi::config {
namespace {

/// Hears the events of the parser; depth 1 is the map of settings, depth 2 a list of values.
class FlatReader : public YAML::EventHandler {
public:
    FlatReader(FilePairs& out, std::string file) : out_{out}, file_{std::move(file)} {}

    void complain(const YAML::Mark& mark, std::string expected) {
        const int line = mark.is_null() ? 1 : mark.line + 1;
        out_.mistakes.push_back(
            {file_ + " line " + std::to_string(line), "bad_file", std::move(expected)});
    }

    void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { value(mark, anchor, ""); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
        complain(mark, "a value, not an alias (*)");
        is_name_next_ = depth_ != 1 || !is_name_next_;
    }
    void OnScalar(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                  const std::string& text) override {
        value(mark, anchor, text);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override {
        open(mark, anchor, depth_ == 1 && !is_name_next_);
        items_.clear();
    }
    void OnSequenceEnd() override {
        if (--depth_ == 1) finish_pair(items_);
    }
    void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override {
        open(mark, anchor, depth_ == 0);
    }
    void OnMapEnd() override {
        if (--depth_ == 1) is_name_next_ = true;
    }

private:
    void open(const YAML::Mark& mark, YAML::anchor_t anchor, bool is_allowed) {
        if (anchor != 0) complain(mark, "a value without an anchor (&)");
        if (!is_allowed) complain(mark, "plain settings, one \"name: value\" a line");
        ++depth_;
    }

    void value(const YAML::Mark& mark, YAML::anchor_t anchor, const std::string& text) {
        if (anchor != 0) complain(mark, "a value without an anchor (&)");
        if (depth_ == 2) {
            items_ += (items_.empty() ? "" : ",") + text;
        } else if (depth_ == 1 && is_name_next_) {
            name_ = text;
            line_ = mark.line + 1;
            is_name_next_ = false;
        } else if (depth_ == 1) {
            finish_pair(text);
        } else if (depth_ == 0 && !text.empty()) {
            complain(mark, "plain settings, one \"name: value\" a line");
        }
    }

    void finish_pair(std::string text) {
        out_.pairs.push_back({name_, std::move(text), line_});
        is_name_next_ = true;
    }

    FilePairs& out_;
    std::string file_;
    int depth_ = 0;
    bool is_name_next_ = true;
    int line_ = 0;
    std::string name_;
    std::string items_;
};

}  // namespace

FilePairs pairs_from_yaml(const std::string& content, const std::string& name) {
    FilePairs out;
    FlatReader reader{out, name};
    try {
        std::istringstream in{content};
        YAML::Parser parser{in};
        if (parser.HandleNextDocument(reader) && parser.HandleNextDocument(reader)) {
            reader.complain(YAML::Mark::null_mark(), "one YAML document");
        }
    } catch (const YAML::Exception& error) {
        reader.complain(error.mark, "YAML (" + error.msg + ")");
    }
    return out;
}

}  // namespace pingyi::config
