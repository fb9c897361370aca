#include "modules/casework/feeds.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <utility>

#include "platform/db/words.hpp"

namespace pingyi::casework {
namespace {

using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

Instant updated(const CaseSummary& item) {
    return item.replied_at ? std::max(*item.replied_at, item.submitted_at) : item.submitted_at;
}

/// Appends text for XML, which has no place for control characters and U+FFFE, U+FFFF, not even
/// escaped.
void add_xml(std::string& out, std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const std::string_view three = text.substr(i, 3);
        if (three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF") {
            i += 2;
        } else if (c == '&') {
            out += "&amp;";
        } else if (c == '<') {
            out += "&lt;";
        } else if (c == '>') {
            out += "&gt;";
        } else if (c == '"') {
            out += "&quot;";
        } else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') {
            out += c;
        }
    }
}

/// One element with attributes and text; without text it is empty.
void add_element(std::string& out, std::string_view tag, const Attributes& attributes,
                 std::string_view text) {
    out += "<" + std::string(tag);
    for (const auto& [name, value] : attributes) {
        out += " " + std::string(name) + "=\"";
        add_xml(out, value);
        out += "\"";
    }
    out += ">";
    add_xml(out, text);
    out += "</" + std::string(tag) + ">\n";
}

void add_link(std::string& out, const FeedHead& head, std::string_view rel, std::string_view type,
              const std::string& address) {
    if (address.empty()) return;
    add_element(out, "link", {{"rel", rel}, {"type", type}, {"href", head.origin + address}}, "");
}

/// The host alone names the feed for ever, whatever becomes of the scheme.
std::string tag_uri(const FeedHead& head, std::string_view what) {
    const std::size_t host = head.origin.find("//");
    return "tag:" + head.origin.substr(host == std::string::npos ? 0 : host + 2) +
           ",2026:" + std::string(what);
}

void add_entry(std::string& out, const FeedHead& head, const CaseSummary& item) {
    out += "<entry>\n";
    add_element(out, "id", {}, tag_uri(head, "case/" + item.number));
    add_element(out, "title", {}, item.subject.empty() ? item.number : item.subject);
    add_link(out, head, "alternate", "text/html", "/cases/" + item.number);
    add_element(out, "published", {}, text_of(item.submitted_at));
    add_element(out, "updated", {}, text_of(updated(item)));
    add_element(out, "summary", {}, item.excerpt);
    add_element(out, "category", {{"scheme", head.origin + "/kinds"}, {"term", word_of(item.kind)}},
                "");
    add_element(out, "category",
                {{"scheme", head.origin + "/states"}, {"term", word_of(item.state)}}, "");
    if (item.body) {
        out += "<author>\n";
        add_element(out, "name", {}, item.body->name);
        add_element(out, "uri", {}, head.origin + "/units/" + item.body->code);
        out += "</author>\n";
    }
    out += "</entry>\n";
}

}  // namespace

std::string atom_of(const FeedHead& head, std::span<const CaseSummary> items) {
    std::string out =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n";
    Instant newest{};
    for (const CaseSummary& item : items) newest = std::max(newest, updated(item));
    add_element(out, "id", {}, tag_uri(head, head.page));
    add_element(out, "title", {}, head.title);
    add_element(out, "updated", {}, text_of(items.empty() ? head.now : newest));
    out += "<author>\n";
    add_element(out, "name", {}, head.title);
    out += "</author>\n";
    add_link(out, head, "self", "application/atom+xml", head.self);
    add_link(out, head, "alternate", "text/html", head.page);
    add_link(out, head, "next", "application/atom+xml", head.next);
    for (const CaseSummary& item : items) add_entry(out, head, item);
    return out + "</feed>\n";
}

std::string json_feed_of(const FeedHead& head, std::span<const CaseSummary> items) {
    namespace json = boost::json;
    json::array entries;
    for (const CaseSummary& item : items) {
        json::object entry{{"id", head.origin + "/cases/" + item.number},
                           {"url", head.origin + "/cases/" + item.number},
                           {"title", item.subject.empty() ? item.number : item.subject},
                           {"content_text", item.excerpt},
                           {"date_published", text_of(item.submitted_at)},
                           {"date_modified", text_of(updated(item))},
                           {"tags", {word_of(item.kind), word_of(item.state)}}};
        if (item.body) {
            entry["authors"] = json::array{
                {{"name", item.body->name}, {"url", head.origin + "/units/" + item.body->code}}};
        }
        entries.push_back(std::move(entry));
    }
    json::object feed{{"version", "https://jsonfeed.org/version/1.1"},
                      {"title", head.title},
                      {"language", "zh-CN"},
                      {"home_page_url", head.origin + head.page},
                      {"feed_url", head.origin + head.self}};
    if (!head.next.empty()) feed["next_url"] = head.origin + head.next;
    feed["items"] = std::move(entries);
    return json::serialize(feed);
}

std::span<const csv::Column> csv_columns() {
    static constexpr std::array<csv::Column, 14> columns{{{"number"},
                                                          {"kind"},
                                                          {"state"},
                                                          {"body_code"},
                                                          {"body"},
                                                          {"subject"},
                                                          {"submitted_on"},
                                                          {"replied_on"},
                                                          {"due_on"},
                                                          {"lateness"},
                                                          {"reopened"},
                                                          {"days_used"},
                                                          {"days_allowed"},
                                                          {"address"}}};
    return columns;
}

void write_row(csv::Writer& out, const CaseSummary& item, std::string_view origin,
               const Zone& zone) {
    const auto day = [&](const std::optional<Instant>& at) {
        return at ? std::optional{zone.day_of(*at)} : std::nullopt;
    };
    const auto number = [&](const std::optional<std::int64_t>& n) {
        out.cell(n ? std::to_string(*n) : std::string{});
    };
    const auto due =
        item.due_at ? std::optional{*item.due_at - std::chrono::milliseconds{1}} : std::nullopt;
    out.cell(item.number).cell(word_of(item.kind)).cell(word_of(item.state));
    out.cell(item.body ? item.body->code : "").cell(item.body ? item.body->name : "");
    out.cell(item.subject);
    out.cell(day(item.submitted_at)).cell(day(item.replied_at)).cell(day(due));
    out.cell(word_of(item.lateness)).cell(std::int64_t{item.reopened ? 1 : 0});
    number(item.days_used);
    number(item.days_allowed);
    out.cell(std::string(origin) + "/cases/" + item.number).end_row();
}

}  // namespace pingyi::casework
