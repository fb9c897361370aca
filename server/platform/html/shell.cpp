// Puts the document together and gives it the headers that let caches keep it honestly.
#include "platform/html/shell.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "platform/crypto/crypto.hpp"
#include "platform/html/frame.hpp"

namespace pingyi::html {
namespace {

namespace json = boost::json;

void add_once(std::vector<std::string>& list, std::string address) {
    if (std::ranges::find(list, address) == list.end()) list.push_back(std::move(address));
}

/// The manifest of Vite: `{"src/shell.ts": {"file": …, "css": […], "imports": ["_x.js"]}, …}`.
class Manifest {
public:
    explicit Manifest(const json::object& entries) : entries_{entries} {}

    /// Styles of a chunk and of all it imports, then the files that it imports.
    void gather(json::string_view chunk, std::vector<std::string>& styles,
                std::vector<std::string>& files) const {
        const json::value* entry = entries_.if_contains(chunk);
        if (entry == nullptr || !entry->is_object()) return;
        const json::object& found = entry->get_object();
        for (const json::value& name : list(found, "imports")) {
            if (!name.is_string()) continue;
            const std::string file = file_of(name.get_string());
            if (file.empty() || std::ranges::find(files, file) != files.end()) continue;
            add_once(files, file);
            gather(name.get_string(), styles, files);
        }
        for (const json::value& name : list(found, "css")) {
            if (name.is_string()) add_once(styles, "/" + std::string(name.get_string()));
        }
    }
    [[nodiscard]] std::string file_of(json::string_view chunk) const {
        const json::value* entry = entries_.if_contains(chunk);
        if (entry == nullptr || !entry->is_object()) return {};
        const json::value* file = entry->get_object().if_contains("file");
        if (file == nullptr || !file->is_string()) return {};
        return "/" + std::string(file->get_string());
    }

private:
    static json::array list(const json::object& entry, json::string_view key) {
        const json::value* found = entry.if_contains(key);
        return found != nullptr && found->is_array() ? found->get_array() : json::array{};
    }
    const json::object& entries_;
};

Result<Assets> read_assets(const std::string& folder) {
    const std::string path = folder + "/.vite/manifest.json";
    std::ifstream file{path, std::ios::binary};
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    boost::system::error_code problem;
    const json::value parsed = json::parse(content, problem);
    if (problem || !parsed.is_object()) return fail(ErrorKind::not_found, "html.no_assets", path);

    const Manifest manifest{parsed.get_object()};
    Assets assets;
    std::vector<std::string> preloads;
    manifest.gather("src/shell.ts", assets.styles, preloads);
    assets.scripts.push_back(manifest.file_of("src/shell.ts"));
    manifest.gather("src/main.ts", assets.app_styles, assets.app_preloads);
    assets.app_scripts.push_back(manifest.file_of("src/main.ts"));
    std::erase_if(assets.app_styles, [&](const std::string& style) {
        return std::ranges::find(assets.styles, style) != assets.styles.end();
    });
    if (assets.scripts.front().empty() || assets.app_scripts.front().empty()) {
        return fail(ErrorKind::not_found, "html.no_assets", path);
    }
    return assets;
}

bool is_known(std::string_view if_none_match, std::string_view tag) {
    return if_none_match == "*" || if_none_match.find(tag) != std::string_view::npos;
}

http::Response html_answer(const http::Context& context, int status, std::string body) {
    http::Response answer;
    answer.status = status;
    answer.body = std::move(body);
    answer.with("Content-Type", "text/html; charset=utf-8")
        .with("Content-Language", tag_of(context.language()))
        .with("Vary", "Cookie, Accept-Language");
    return answer;
}

void write_request_id(Writer& out, const http::Context& context, const Texts& texts) {
    if (context.request.request_id.empty()) return;
    out.inside("p", {{"class", "govuk-body-s"}}, [&] {
        out.text(texts.say(context.language(), "html.error.request_id")).text(" ");
        out.element("code", {{"class", "nw"}}, context.request.request_id);
    });
}

/// Statuses with words of their own; the others use those of 400 or 500.
std::string error_key(const Texts& texts, int status) {
    std::string own = "html.error." + std::to_string(status);
    if (texts.has(own + ".title")) return own;
    return status < 500 ? "html.error.400" : "html.error.500";
}

}  // namespace

Result<Shell> Shell::load(const Texts& texts, Installation installation, const std::string& assets,
                          Links links) {
    if (assets.empty()) return Shell{texts, std::move(installation), {}, std::move(links)};
    TRY(found, read_assets(assets));
    return Shell{texts, std::move(installation), std::move(found), std::move(links)};
}

std::string Shell::document(const http::Context& context, const Page& page,
                            const Writer* main) const {
    Writer out;
    const Frame frame{out, context, *texts_, installation_, assets_, links_, page, main == nullptr};
    std::string classes = "govuk-template pingyi";
    if (page.is_for_staff) classes += " staff";
    const int step = text_step(context);
    if (step > 0) classes += " elder";
    if (step > 1) classes += " elder-" + std::to_string(step);

    out.open("html", {{"lang", tag_of(context.language())}, {"class", classes}});
    write_head(frame);
    out.open("body", {{"class", "govuk-template__body pingyi-body"}});
    write_top(frame);
    out.inside("div", {{"class", "pingyi-width pingyi-content"}}, [&] {
        write_crumbs_and_notices(frame);
        if (main != nullptr) {
            out.inside("main", {{"class", "pingyi-main"}, {"id", "main"}},
                       [&] { out.append(*main); });
            return;
        }
        out.inside("main", {{"class", "pingyi-main"}, {"id", "app"}}, [&] {
            out.element("p", {{"class", "govuk-body pingyi-loading"}}, frame.say("html.loading"));
            out.inside("noscript", {}, [&] {
                out.element("p", {{"class", "govuk-body"}}, frame.say("html.needs_script"));
            });
        });
    });
    write_footer(frame);
    out.close().close();
    return "<!doctype html>\n" + out.str();
}

http::Response Shell::page(const http::Context& context, const Page& page,
                           const Writer& main) const {
    http::Response answer = html_answer(context, page.status, document(context, page, &main));
    if (page.status != 200) {
        answer.with("Cache-Control", "no-store");
        return answer;
    }
    // Weak, because a proxy may compress the page on the way.
    const std::string tag =
        "\"" + crypto::base64url(crypto::sha256(answer.body)).substr(0, 22) + "\"";
    answer.with("ETag", "W/" + tag)
        .with("Cache-Control", context.caller.identity == nullptr
                                   ? "public, max-age=0, must-revalidate"
                                   : "private, no-cache");
    if (is_known(context.request.header("If-None-Match"), tag)) {
        answer.status = 304;
        answer.body.clear();
    }
    return answer;
}

http::Response Shell::application(const http::Context& context, std::string_view title_key,
                                  bool is_for_staff) const {
    Page page;
    page.title = texts_->say(context.language(), title_key);
    page.is_for_staff = is_for_staff;
    http::Response answer = html_answer(context, 200, document(context, page, nullptr));
    answer.with("Cache-Control", "no-store");
    return answer;
}

http::Response Shell::app(const http::Context& context, std::string_view title_key) const {
    return application(context, title_key, false);
}

http::Response Shell::staff(const http::Context& context, std::string_view title_key,
                            http::Scripts scripts) const {
    http::Response answer = application(context, title_key, true);
    answer.with("Content-Security-Policy", http::content_policy(scripts));
    return answer;
}

http::Response Shell::error_page(const http::Context& context, const Error& error,
                                 int status) const {
    const Language language = context.language();
    const std::string key = error_key(*texts_, status);
    Page page;
    page.title = texts_->say(language, key + ".title");
    page.status = status;
    Writer main;
    main.element("h1", {{"class", "govuk-heading-l pingyi-title"}}, page.title);
    const std::string reason = "error." + error.code;
    if (texts_->has(reason)) {
        main.element("p", {{"class", "govuk-body"}}, texts_->say(language, reason));
    }
    main.element("p", {{"class", "govuk-body"}}, texts_->say(language, key + ".what"));
    write_request_id(main, context, *texts_);
    return this->page(context, page, main);
}

}  // namespace pingyi::html
