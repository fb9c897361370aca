// The document around every page: head, header, breadcrumbs, footer, language and larger-text
// switch. Public pages put their content into <main>; pages of the Vue application leave <main
// id="app"> to it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/label.hpp"
#include "kernel/result.hpp"
#include "platform/html/writer.hpp"
#include "platform/http/context.hpp"
#include "platform/texts/texts.hpp"

namespace pingyi::html {

/// The installation as residents know it; from the configuration.
struct Installation {
    Label city;         ///< "青禾市", "Qinghe"
    Label office;       ///< who runs the programme
    std::string phone;  ///< shown at the left of the footer, in the same place on every page
    Label help;         ///< opening hours and places
    bool demonstration = false;  ///< shown on every page
};

struct Crumb {
    std::string text;
    std::string address;
};

struct Page {
    std::string title;        ///< of the document and, where `heading` is set, the <h1>
    std::string description;  ///< for search engines; may be empty
    std::string_view area;  ///< which word of the header is "you are here": "report" "rate" "find"
                            ///< "results" or ""
    std::vector<Crumb> crumbs;
    std::string json_ld;               ///< may be empty
    std::vector<std::string> notices;  ///< sentences shown above the content, e.g. unmet staffing
    int status = 200;
};

/// Built once. Answers carry Content-Language, ETag, Vary and Cache-Control; If-None-Match is
/// answered with 304.
class Shell {
public:
    /// `assets` is the folder of the built web client; its manifest names the hashed files.
    /// errors   not_found html.no_assets (build the web client first)
    [[nodiscard]] static Result<Shell> load(const Texts& texts, Installation installation,
                                            const std::string& assets);
    /// A page whose content the server writes.
    [[nodiscard]] http::Response page(const http::Context& context, const Page& page,
                                      const Writer& main) const;
    /// A page that the Vue application fills; never cached.
    [[nodiscard]] http::Response app(const http::Context& context,
                                     std::string_view title_key) const;
    /// The page for an error: what happened, what to do, the request id.
    [[nodiscard]] http::Response error_page(const http::Context& context, const Error& error,
                                            int status) const;
    [[nodiscard]] const Texts& texts() const { return *texts_; }
    [[nodiscard]] const Installation& installation() const { return installation_; }

private:
    Shell(const Texts& texts, Installation installation)
        : texts_{&texts}, installation_{std::move(installation)} {}
    const Texts* texts_;
    Installation installation_;
    std::string style_;  // hashed addresses from the manifest
    std::string script_;
    std::string app_script_;
    std::vector<std::string> app_styles_;
};

}  // namespace pingyi::html
