// Addresses: escapes, queries, paths.
#include <gtest/gtest.h>

#include "platform/http/router.hpp"
#include "platform/http/testing.hpp"

namespace pingyi::http {
namespace {

template <class T>
std::vector<std::string> query_mistakes(std::string_view query, bool unknown_allowed = false) {
    T value;
    FieldErrors errors;
    read_query(type_of<T>, &value, query, unknown_allowed, errors);
    std::vector<std::string> out;
    for (const FieldError& error : errors.all()) {
        out.push_back(error.place + " " + error.code + (error.limit.empty() ? "" : " ") +
                      error.limit);
    }
    return out;
}

TEST(Query, Table) {
    struct Row {
        std::string_view why;
        std::string query;
        std::vector<std::string> want;
    };
    const std::vector<Row> rows{
        {"nothing", "", {}},
        {"separators only", "&&&", {}},
        {"all", "q=%E5%B8%82+a&topic=roads&topic=water&limit=5&from=2026-11-23&open=true", {}},
        {"an empty optional is absent, as forms send it", "q=&limit=&from=", {}},
        {"no equals sign", "q", {}},
        {"an equals sign in the value", "q=a=b", {}},
        {"bad number", "limit=abc", {"limit not_whole"}},
        {"3.0 is no number here", "limit=3.0", {"limit not_whole"}},
        {"too large", "limit=101", {"limit too_large 100"}},
        {"beyond 64 bits", "limit=99999999999999999999", {"limit too_large 100"}},
        {"below, beyond 64 bits", "limit=-99999999999999999999", {"limit too_small 1"}},
        {"space before a number", "limit=+5", {"limit not_whole"}},
        {"twice", "limit=5&limit=6", {"limit duplicate_field"}},
        {"list too long, told once",
         "topic=roads&topic=water&topic=schools&topic=roads",
         {"topic too_many 2"}},
        {"a list's empty value", "topic=", {"topic not_a_choice roads, water, schools, default"}},
        {"unknown", "page=2", {"page unknown_field"}},
        {"unknown, with something to hide", "%3Cscript%3E=1", {"%3Cscript%3E unknown_field"}},
        {"NUL", "q=%00", {"q control_character"}},
        {"broken escape", "q=%4", {"q bad_escape"}},
        {"broken escape in a name", "%zz=1", {"%25 unknown_field"}},
        {"overlong slash", "q=%C0%AF", {"q not_utf8"}},
        {"lone surrogate", "q=%ED%A0%80", {"q not_utf8"}},
        {"bad cursor", "after=!!!", {"after bad_cursor"}},
        {"bad flag", "open=1", {"open not_a_choice true, false"}},
        {"bad day", "from=2026-13-01", {"from bad_day"}},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(query_mistakes<sample::LetterQuery>(row.query), row.want) << row.why;
    }
    EXPECT_TRUE(query_mistakes<sample::LetterQuery>("utm_source=x&q=a", true).empty());
}

TEST(Query, Values) {
    sample::LetterQuery query;
    FieldErrors errors;
    read_query(type_of<sample::LetterQuery>, &query,
               "q=%E5%B8%82+a%2Bb&topic=water&topic=roads&limit=7&open=false&after=" +
                   text_of(Cursor{"k", "i"}),
               false, errors);
    EXPECT_TRUE(errors.empty());
    EXPECT_EQ(query.q->value, "市 a+b");
    EXPECT_EQ(query.topic.value,
              (std::vector<sample::Topic>{sample::Topic::water, sample::Topic::roads}));
    EXPECT_EQ(query.limit->value, 7);
    EXPECT_EQ(query.open, false);
    EXPECT_EQ(query.after, (Cursor{"k", "i"}));
    EXPECT_FALSE(query.from.has_value());
}

TEST(Query, WhatIsNeeded) {
    EXPECT_EQ(query_mistakes<sample::NeededQuery>(""),
              (std::vector<std::string>{"on required", "word too_few 1"}));
    EXPECT_TRUE(query_mistakes<sample::NeededQuery>("on=2026-11-23&word=a").empty());
}

TEST(Path, Segments) {
    using Segments = std::vector<std::string>;
    EXPECT_EQ(path_segments("/"), Segments{});
    EXPECT_EQ(path_segments("/units"), Segments{"units"});
    EXPECT_EQ(path_segments("/units/%E5%B8%82"), (Segments{"units", "市"}));
    EXPECT_EQ(path_segments("/a%2Fb"), Segments{"a/b"});
    EXPECT_EQ(path_segments("/a+b"), Segments{"a+b"});
    EXPECT_EQ(path_segments("/units/"), (Segments{"units", ""}));
    EXPECT_EQ(path_segments("//x"), (Segments{"", "x"}));
    for (const std::string_view bad :
         {"", "units", "/%", "/%4", "/%zz", "/%00", "/a%0Ab", "/..", "/a/../b", "/.", "/%2e%2E/x",
          "/%C0%AF", "/%ED%A0%80", "/%FF", "/\xFF", "/%E2%80%AE"}) {
        EXPECT_FALSE(path_segments(bad).has_value()) << bad;
    }
}

TEST(Path, Values) {
    sample::TopicPath path;
    FieldErrors errors;
    const std::vector<std::string> segments{"water", "第3号"};
    read_path(type_of<sample::TopicPath>, &path, "/api/topics/{topic}/{case}", segments, errors);
    EXPECT_TRUE(errors.empty());
    EXPECT_EQ(path.topic, sample::Topic::water);
    EXPECT_EQ(path.case_.value, "第3号");
    const std::vector<std::string> wrong{"parks", " "};
    read_path(type_of<sample::TopicPath>, &path, "/api/topics/{topic}/{case}", wrong, errors);
    ASSERT_EQ(errors.all().size(), 2U);
    EXPECT_EQ(errors.all()[0].place, "topic");
    EXPECT_EQ(errors.all()[1].code, "required");
}

TEST(Percent, EncodesAndDecodes) {
    for (const std::string_view text : {"", "a b", "市", "100%", "a/b?c=d&e", "~-_."}) {
        EXPECT_EQ(percent_decoded(percent_encoded(text), Plus::space), text);
    }
    EXPECT_EQ(percent_encoded("a b/市"), "a%20b%2F%E5%B8%82");
    EXPECT_EQ(percent_decoded("a+b", Plus::itself), "a+b");
}

TEST(Router, FixedWinsAndMethodsAreTold) {
    Router router;
    static constexpr sample::Deps* no_deps = nullptr;
    for (const auto& row : sample::table) router.add({&row, no_deps});
    const auto found = [&](Method method, std::string_view path) -> std::string_view {
        const auto match = router.find(method, path_segments(path).value());
        return match.row ? match.row->route->operation : "";
    };
    EXPECT_EQ(found(Method::get, "/api/letters"), "list_letters");
    EXPECT_EQ(found(Method::head, "/api/letters"), "list_letters");
    EXPECT_EQ(found(Method::get, "/api/letters.csv"), "export_letters");
    EXPECT_EQ(found(Method::get, "/api/letters/17"), "read_letter");
    EXPECT_EQ(found(Method::get, "/api/letters/"), "");
    EXPECT_EQ(found(Method::get, "/api/letters/17/more"), "");
    EXPECT_EQ(found(Method::put, "/api/letters/17"), "");
    EXPECT_EQ(router.find(Method::put, {"api", "letters", "17"}).allow, "GET, HEAD, PATCH, DELETE");
    EXPECT_EQ(router.find(Method::get, {"api"}).allow, "");
    const auto match = router.find(Method::get, {"api", "topics", "roads", "a/b"});
    EXPECT_EQ(match.segments, (std::vector<std::string>{"roads", "a/b"}));
    EXPECT_THROW(router.add({&sample::table[0], nullptr}), std::logic_error);
}

}  // namespace
}  // namespace pingyi::http
