// The pieces of the document around every page; Shell puts them together. Private to this folder.
#pragma once

#include <string>

#include "platform/html/shell.hpp"

namespace pingyi::html {

/// What every piece may look at while one document is written.
struct Frame {
    Writer& out;
    const http::Context& context;
    const Texts& texts;
    const Installation& installation;
    const Assets& assets;
    const Links& links;
    const Page& page;
    bool app;  ///< filled by the Vue application

    [[nodiscard]] std::string say(std::string_view key) const {
        return texts.say(context.language(), key);
    }
};

/// 0 for the standard version, 1 to 3 for the steps of 长辈版.
[[nodiscard]] int text_step(const http::Context& context);

void write_head(const Frame& frame);
/// Skip link, and the header with larger-text bar and demonstration line.
void write_top(const Frame& frame);
void write_crumbs_and_notices(const Frame& frame);
void write_footer(const Frame& frame);

}  // namespace pingyi::html
