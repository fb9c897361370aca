// The page of one case: letter, replies, how the due date came about, and what happened since.
#include <boost/json.hpp>

#include "modules/casework/public_pages.hpp"
#include "modules/casework/rules.hpp"
#include "platform/db/words.hpp"
#include "platform/html/dates.hpp"

namespace pingyi::casework {
namespace {

using html::Writer;

/// "一、", "二、": such a paragraph hangs by two characters.
bool is_numbered(std::string_view line) {
    constexpr std::string_view numerals = "一二三四五六七八九十";
    if (line.size() < 6 || line.substr(3, 3) != "、") return false;
    const std::size_t at = numerals.find(line.substr(0, 3));
    return at != std::string_view::npos && at % 3 == 0;
}

void write_prose(const Sheet& sheet, std::string_view text, std::string_view lang) {
    Writer& out = sheet.out;
    const bool foreign = lang != tag_of(sheet.language);
    out.open("div", {{"class", "pingyi-prose"}, {"lang", lang, foreign}});
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.empty()) continue;
        out.element("p", {{"class", "pingyi-prose__hang", is_numbered(line)}}, line);
    }
    out.close();
}

std::string_view letter_tag(const CaseDetail& detail) {
    return detail.language == "en" ? "en" : "zh-CN";
}

void write_head(const Sheet& sheet, const CaseDetail& detail) {
    Writer& out = sheet.out;
    const bool foreign = !detail.subject.empty() && letter_tag(detail) != tag_of(sheet.language);
    out.element("h1",
                {{"class", "govuk-heading-l pingyi-title"}, {"lang", letter_tag(detail), foreign}},
                title_of(sheet.texts, sheet.language, detail));
    out.inside("p", {{"class", "pingyi-facts pingyi-case-facts"}}, [&] {
        out.element("span", {{"class", "nw"}},
                    sheet.say("casework.public.number", {{"number", shown_number(detail.number)}}));
        write_facts(sheet, {detail.body, detail.state, detail.lateness, detail.reopened,
                            detail.days_used, detail.days_allowed});
        out.element("span", {{"class", "pingyi-only-printed"}},
                    sheet.say("casework.public.as_of", {{"day", sheet.day(sheet.now)}}));
    });
}

void write_letter(const Sheet& sheet, const CaseDetail& detail) {
    Writer& out = sheet.out;
    out.open("section", {{"class", "pingyi-letter"}, {"aria-labelledby", "letter"}});
    out.element("h2", {{"class", "pingyi-letter__title"}, {"id", "letter"}},
                sheet.say("casework.public.letter"));
    std::string from = sheet.say("casework.public.letter.from",
                                 {{"day", sheet.day(detail.submitted_at)},
                                  {"kind", sheet.say("casework.kind." + word_of(detail.kind))}});
    out.element("p", {{"class", "pingyi-letter__from"}}, from);
    if (detail.state == Phase::withdrawn) {
        out.element("p", {{"class", "govuk-body"}}, sheet.say("casework.public.withdrawn"));
    } else {
        write_prose(sheet, detail.text, letter_tag(detail));
        if (!detail.place.empty()) {
            out.element("p", {{"class", "pingyi-letter__place"}},
                        sheet.say("casework.public.place", {{"place", detail.place}}));
        }
        if (!detail.signature.empty()) {
            out.element("p", {{"class", "pingyi-letter__signed"}}, detail.signature);
        }
    }
    out.close();
}

void write_seal(const Sheet& sheet, const PublicBody& body) {
    const std::string name = seal_of(body.name);
    if (name.size() != 6) return;  // two Chinese characters, or no seal
    sheet.out.inside("span", {{"class", "pingyi-seal"}, {"lang", "zh-CN"}, {"aria-hidden", "true"}},
                     [&] {
                         sheet.out.element("span", name);
                         sheet.out.element("span", "答复");
                     });
}

void write_reply(const Sheet& sheet, const PublicReply& reply) {
    Writer& out = sheet.out;
    const std::string id = "reply-" + std::to_string(reply.round);
    out.open("section", {{"class", "pingyi-letter pingyi-letter--reply"}, {"aria-labelledby", id}});
    out.element(
        "h2", {{"class", "pingyi-letter__title"}, {"id", id}},
        sheet.say(reply.round > 1 ? "casework.public.reply.again" : "casework.public.reply"));
    write_prose(sheet, reply.text, "zh-CN");
    out.inside("div", {{"class", "pingyi-letter__foot"}}, [&] {
        out.inside("p", {{"class", "pingyi-letter__signed"}}, [&] {
            if (reply.body) {
                const Label name{reply.body->name, reply.body->name_en.value_or("")};
                const Language shown = name.shown_in(sheet.language);
                out.element(
                    "span",
                    {{"class", "pingyi-block"}, {"lang", tag_of(shown), shown != sheet.language}},
                    name.in(sheet.language));
            }
            html::write_day(out, sheet.zone.day_of(reply.published_at), sheet.language);
        });
        if (reply.body) write_seal(sheet, *reply.body);
    });
    out.close();
}

void write_other(const Sheet& sheet, const OtherCase& other) {
    sheet.out.element("a", {{"class", "govuk-link"}, {"href", "/cases/" + other.number}},
                      other.subject.empty() ? shown_number(other.number) : other.subject);
}

/// Why there is no reply here, where that is so.
void write_instead(const Sheet& sheet, const CaseDetail& detail) {
    Writer& out = sheet.out;
    if (detail.merged_into) {
        out.inside("div", {{"class", "govuk-inset-text"}}, [&] {
            out.text(sheet.say("casework.public.merged_into")).text(" ");
            write_other(sheet, *detail.merged_into);
        });
    }
    if (detail.refusal) {
        const Label why{detail.refusal->text, detail.refusal->text_en};
        out.inside("div", {{"class", "govuk-inset-text"}}, [&] {
            out.text(sheet.say("casework.public.refused", {{"why", why.in(sheet.language)}}));
        });
    }
    if (detail.replies.empty() && detail.state == Phase::handling) {
        out.element("p", {{"class", "pingyi-empty"}},
                    detail.due_at ? sheet.say("casework.public.no_reply_yet",
                                              {{"day", sheet.due_day(*detail.due_at)}})
                                  : sheet.say("casework.public.no_reply_no_date"));
    }
}

void write_extensions(const Sheet& sheet, const CaseDetail& detail) {
    if (detail.extensions.empty()) return;
    Writer& out = sheet.out;
    out.open("section", {{"class", "pingyi-sheet"}, {"aria-labelledby", "extensions"}});
    out.element("h2", {{"class", "pingyi-sheet__title"}, {"id", "extensions"}},
                sheet.say("casework.public.extensions"));
    for (const PublicExtension& extension : detail.extensions) {
        out.element(
            "p", {{"class", "govuk-body"}},
            sheet.say("casework.public.extension.asked", {{"day", sheet.day(extension.asked_at)},
                                                          {"n", extension.days},
                                                          {"reason", extension.reason}}));
        std::string answer =
            sheet.say("casework.public.extension." +
                          (extension.state == "asked" ? std::string{"waits"} : extension.state),
                      {{"why", extension.decision}});
        if (extension.state == "granted" && extension.due_before && extension.due_after) {
            answer += sheet.language == Language::en ? " " : "";
            answer += sheet.say("casework.public.extension.moved",
                                {{"before", sheet.due_day(*extension.due_before)},
                                 {"after", sheet.due_day(*extension.due_after)}});
        }
        out.element("p", {{"class", "govuk-body"}}, answer);
    }
    out.close();
}

void write_supervision(const Sheet& sheet, const CaseDetail& detail) {
    if (detail.supervision.empty()) return;
    Writer& out = sheet.out;
    out.open("section", {{"class", "pingyi-sheet"}, {"aria-labelledby", "supervision"}});
    out.element("h2", {{"class", "pingyi-sheet__title"}, {"id", "supervision"}},
                sheet.say("casework.public.supervision"));
    for (const PublicSupervision& one : detail.supervision) {
        out.element("p", {{"class", "govuk-body"}},
                    sheet.say("casework.public.supervision.since",
                              {{"day", sheet.day(one.opened_at)}, {"reason", one.reason}}));
        if (one.ended_at) {
            out.element("p", {{"class", "govuk-body"}},
                        sheet.say("casework.public.supervision.ended",
                                  {{"day", sheet.day(*one.ended_at)}}));
        }
    }
    out.close();
}

template <class Body>
void write_side(const Sheet& sheet, std::string_view id, std::string_view key, Body&& body) {
    Writer& out = sheet.out;
    out.open("section", {{"class", "pingyi-section"}, {"aria-labelledby", id}});
    out.inside("div", {{"class", "pingyi-section__head"}}, [&] {
        out.element("h2", {{"class", "pingyi-section__title"}, {"id", id}}, sheet.say(key));
    });
    body();
    out.close();
}

/// A term and its value among the facts of the side column.
template <class Value>
void write_fact(const Sheet& sheet, std::string_view key, Value&& value) {
    Writer& out = sheet.out;
    out.inside("div", {{"class", "govuk-summary-list__row"}}, [&] {
        out.element("dt", {{"class", "govuk-summary-list__key"}}, sheet.say(key));
        out.inside("dd", {{"class", "govuk-summary-list__value"}}, value);
    });
}

void write_where(const Sheet& sheet, const CaseDetail& detail) {
    write_side(sheet, "where", "casework.public.where", [&] {
        Writer& out = sheet.out;
        out.open("dl", {{"class", "govuk-summary-list pingyi-dense"}});
        if (detail.body) {
            write_fact(sheet, "casework.public.where.body",
                       [&] { write_body_link(sheet, *detail.body); });
        }
        for (const PublicPart& part : detail.parts) {
            if (!part.body) continue;
            write_fact(sheet, "casework.public.where.with", [&] {
                write_body_link(sheet, *part.body);
                out.text(sheet.say(part.answered_at ? "casework.public.part.answered"
                                                    : "casework.public.part.waits"));
            });
        }
        if (detail.due_at) {
            write_fact(sheet, "casework.public.where.due",
                       [&] { out.text(sheet.due_day(*detail.due_at)); });
        }
        if (detail.replied_at) {
            write_fact(sheet, "casework.public.where.replied",
                       [&] { out.text(sheet.day(*detail.replied_at)); });
        }
        if (detail.closed_at) {
            write_fact(sheet, "casework.public.where.closed",
                       [&] { out.text(sheet.day(*detail.closed_at)); });
        }
        out.close();
    });
}

/// "820 KB", "1.4 MB".
std::string size_of(std::int64_t bytes) {
    constexpr std::int64_t kilobyte = 1'000;
    constexpr std::int64_t megabyte = 1'000'000;
    if (bytes < megabyte) return std::to_string((bytes + kilobyte - 1) / kilobyte) + " KB";
    const std::int64_t tenths = bytes / (megabyte / 10);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " MB";
}

void write_files(const Sheet& sheet, const CaseDetail& detail) {
    if (detail.attachments.empty()) return;
    write_side(sheet, "files", "casework.public.files", [&] {
        Writer& out = sheet.out;
        out.open("ul", {{"class", "govuk-list"}});
        for (const AttachmentView& file : detail.attachments) {
            const std::string address =
                "/cases/" + detail.number + "/attachments/" + file.file.text();
            out.inside("li", {}, [&] {
                out.element("a", {{"class", "govuk-link"}, {"href", address}}, file.name);
                out.text(" ").text(sheet.say(file.reply ? "casework.public.files.of_reply"
                                                        : "casework.public.files.of_letter",
                                             {{"size", size_of(file.bytes)}}));
            });
        }
        out.close();
    });
}

/// Others with the same matter, and what the writer can do.
void write_more(const Sheet& sheet, const CaseDetail& detail) {
    Writer& out = sheet.out;
    if (detail.state == Phase::withdrawn) return;
    write_side(sheet, "more", "casework.public.me_too", [&] {
        if (detail.followers > 0) {
            out.element("p", {{"class", "govuk-body-s"}},
                        sheet.say("casework.public.followers", {{"n", detail.followers}}));
        }
        if (detail.state != Phase::refused && detail.state != Phase::merged) {
            out.inside("p", {{"class", "govuk-body-s"}}, [&] {
                out.element("a",
                            {{"class", "govuk-link"},
                             {"href", "/cases/follow?case=" + detail.number},
                             {"rel", "nofollow"}},
                            sheet.say("casework.public.follow"));
            });
        }
        for (const OtherCase& other : detail.merged) {
            out.inside("p", {{"class", "govuk-body-s"}}, [&] {
                out.text(sheet.say("casework.public.merged")).text(" ");
                write_other(sheet, other);
            });
        }
        out.element("p", {{"class", "govuk-body-s"}},
                    sheet.say(detail.state == Phase::refused ? "casework.public.contest.refusal"
                              : detail.replies.empty()       ? "casework.public.contest.waiting"
                                                             : "casework.public.contest.reply"));
        out.inside("p", {{"class", "govuk-body-s"}}, [&] {
            out.element("a", {{"class", "govuk-link"}, {"href", "/cases/track"}},
                        sheet.say("casework.public.track"));
        });
    });
}

}  // namespace

std::string title_of(const Texts& texts, Language language, const CaseDetail& detail) {
    if (!detail.subject.empty()) return detail.subject;
    return texts.say(language, detail.state == Phase::withdrawn ? "casework.public.title.withdrawn"
                                                                : "casework.public.title.none");
}

html::Writer case_main(const http::Context& context, const Texts& texts, const Zone& zone,
                       const CaseDetail& detail) {
    Writer out;
    const Sheet sheet{out, context.language(), texts, zone, context.now};
    write_head(sheet, detail);
    out.open("div", {{"class", "pingyi-case"}});
    out.open("div", {{"class", "pingyi-case__letters"}});
    write_letter(sheet, detail);
    write_instead(sheet, detail);
    for (const PublicReply& reply : detail.replies) write_reply(sheet, reply);
    out.close();
    out.inside("div", {{"class", "pingyi-case__side pingyi-columns__side"}}, [&] {
        write_where(sheet, detail);
        write_files(sheet, detail);
        write_more(sheet, detail);
        write_timeline(sheet, detail);
    });
    out.open("div", {{"class", "pingyi-case__proof"}});
    write_extensions(sheet, detail);
    write_supervision(sheet, detail);
    for (auto deadline = detail.deadlines.rbegin(); deadline != detail.deadlines.rend();
         ++deadline) {
        write_deadline(sheet, *deadline, detail.lateness);
    }
    out.close().close();
    return out;
}

std::string json_ld_of(const CaseDetail& detail, Language language) {
    namespace json = boost::json;
    const std::string url = "/cases/" + detail.number;
    json::object question{{"@type", "Question"},
                          {"name", detail.subject},
                          {"text", detail.text},
                          {"url", url},
                          {"identifier", detail.number},
                          {"dateCreated", text_of(detail.submitted_at)},
                          {"answerCount", detail.replies.size()},
                          {"upvoteCount", detail.followers}};
    json::array answers;
    for (const PublicReply& reply : detail.replies) {
        json::object answer{{"@type", "Answer"},
                            {"text", reply.text},
                            {"url", url + "#reply-" + std::to_string(reply.round)},
                            {"dateCreated", text_of(reply.published_at)}};
        if (reply.body) {
            const Label name{reply.body->name, reply.body->name_en.value_or("")};
            answer["author"] = {{"@type", "GovernmentOrganization"},
                                {"name", name.in(language)},
                                {"url", "/units/" + reply.body->code}};
        }
        answers.push_back(std::move(answer));
    }
    if (!answers.empty()) question["suggestedAnswer"] = std::move(answers);
    return json::serialize(json::object{{"@context", "https://schema.org"},
                                        {"@type", "QAPage"},
                                        {"inLanguage", detail.language == "en" ? "en" : "zh-CN"},
                                        {"mainEntity", std::move(question)}});
}

}  // namespace pingyi::casework
