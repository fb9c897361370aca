// The document around every page: head, header, breadcrumbs, footer, language and larger-text
// switch. Public pages put their content into <main>; pages of the Vue application leave <main
// id="app"> to it. The structure and its class names are in README.md.
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

/// A word of the header or footer. Modules bring their own, the wiring puts them in order: nothing
/// is linked that does not exist.
struct Link {
    std::string_view area;      ///< matched with Page::area for "you are here"
    std::string_view text_key;  ///< of the word, e.g. "units.area"
    std::string_view address;
};
struct Links {
    std::vector<Link> header;
    std::vector<Link> footer;
};

struct Crumb {
    std::string text;
    std::string address;
};

struct Page {
    std::string title;                 ///< of the document; the page writes its own <h1>
    std::string description;           ///< for search engines; may be empty
    std::string_view area;             ///< which word of the header is "you are here", or ""
    std::vector<Crumb> crumbs;         ///< below the home page, which is put in front
    std::string json_ld;               ///< may be empty
    std::vector<std::string> notices;  ///< sentences shown above the content, e.g. unmet staffing
    int status = 200;
    bool is_for_staff = false;  ///< wider
};

/// Hashed addresses of the built web client, from its manifest. Empty without one.
struct Assets {
    std::vector<std::string> styles;      ///< of every page
    std::vector<std::string> scripts;     ///< of every page
    std::vector<std::string> app_styles;  ///< more, of application pages
    std::vector<std::string> app_scripts;
    std::vector<std::string> app_preloads;
};

/// Built once. Answers carry Content-Language, ETag, Vary and Cache-Control; If-None-Match is
/// answered with 304.
class Shell {
public:
    /// `assets` is the folder of the built web client, whose `.vite/manifest.json` names the hashed
    /// files; empty for pages without style and script (tests).
    /// errors   not_found html.no_assets (build the web client first)
    [[nodiscard]] static Result<Shell> load(const Texts& texts, Installation installation,
                                            const std::string& assets, Links links = {});
    /// A page whose content the server writes.
    [[nodiscard]] http::Response page(const http::Context& context, const Page& page,
                                      const Writer& main) const;
    /// A page that the Vue application fills; never cached.
    [[nodiscard]] http::Response app(const http::Context& context,
                                     std::string_view title_key) const;
    /// The same for the pages of staff, which are wider. Where `scripts` is not `own`, the route of
    /// the web client must say `ownDocument`.
    [[nodiscard]] http::Response staff(const http::Context& context, std::string_view title_key,
                                       http::Scripts scripts = http::Scripts::own) const;
    /// The page for an error: what happened, what to do, the request id. Never cached.
    [[nodiscard]] http::Response error_page(const http::Context& context, const Error& error,
                                            int status) const;
    [[nodiscard]] const Texts& texts() const { return *texts_; }
    [[nodiscard]] const Installation& installation() const { return installation_; }

private:
    Shell(const Texts& texts, Installation installation, Assets assets, Links links)
        : texts_{&texts},
          installation_{std::move(installation)},
          assets_{std::move(assets)},
          links_{std::move(links)} {}
    [[nodiscard]] std::string document(const http::Context& context, const Page& page,
                                       const Writer* main) const;
    [[nodiscard]] http::Response application(const http::Context& context,
                                             std::string_view title_key, bool is_for_staff) const;
    const Texts* texts_;
    Installation installation_;
    Assets assets_;
    Links links_;
};

}  // namespace pingyi::html
