// Answers as JSON, and what must never leave.
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "platform/http/testing.hpp"

namespace pingyi::http {
namespace {

struct Holder {
    Change<Text<1, 5>> change;
    std::optional<std::string> maybe;
    std::optional<std::vector<std::string>> list;
};
BOOST_DESCRIBE_STRUCT(Holder, (), (change, maybe, list))

TEST(Write, EveryKind) {
    sample::LetterView view;
    view.id = sample::LetterId::from("0190f3a2-0000-7000-8000-000000000001").value();
    view.topic = sample::Topic::default_;
    view.title = "路灯 \"坏了\"\n\x01";
    view.sent_at = instant_from("2026-11-23T03:35:12.045Z").value();
    view.due = day_from("2026-12-01").value();
    view.tags = {"a", "b"};
    view.replies = -3;
    view.share = 0.25;
    EXPECT_EQ(to_json(view),
              R"({"id":"0190f3a2-0000-7000-8000-000000000001","topic":"default",)"
              R"("title":"路灯 \"坏了\"\n\u0001","sent_at":"2026-11-23T03:35:12.045Z",)"
              R"("due":"2026-12-01","tags":["a","b"],"replies":-3,"share":0.25,"open":true})");
}

TEST(Write, LeavesOutWhatIsAbsent) {
    Holder holder;
    EXPECT_EQ(to_json(holder), "{}");
    holder.change.present = true;
    EXPECT_EQ(to_json(holder), R"({"change":null})");
    holder.change.value.emplace().value = "x";
    holder.maybe = "";
    holder.list.emplace();
    EXPECT_EQ(to_json(holder), R"({"change":"x","maybe":"","list":[]})");
}

TEST(Write, RefusesOurOwnMistakes) {
    sample::LetterView view;
    view.topic = static_cast<sample::Topic>(77);
    EXPECT_THROW(static_cast<void>(to_json(view)), std::logic_error);
    view.topic = sample::Topic::roads;
    view.share = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THROW(static_cast<void>(to_json(view)), std::logic_error);
    EXPECT_THROW(static_cast<void>(to_json(sample::Secrets{{"password"}})), std::logic_error);
}

TEST(Schema, TablesSayWhatTheTypesSay) {
    const Type& letter = type_of<sample::LetterBody>;
    EXPECT_EQ(letter.fields.size(), 11U);
    EXPECT_EQ(letter.fields[0].name, "title");
    EXPECT_EQ(letter.fields[0].type->max, 40);
    EXPECT_EQ(letter.fields[4].type->kind, Kind::optional);
    EXPECT_EQ(letter.fields[4].type->item->kind, Kind::object);
    EXPECT_EQ(type_of<sample::TopicPath>.fields[1].name, "case");
    EXPECT_EQ(type_of<sample::Topic>.choices[3].name, "default");
    EXPECT_EQ(letter.name, "pingyi::sample::LetterBody");
    static_assert(depth_of(type_of<sample::LetterBody>) == 2);
    static_assert(is_bounded(type_of<sample::LetterBody>));
    static_assert(is_bounded(type_of<sample::Outline>), "recursive types end");
    static_assert(!is_bounded(type_of<sample::LetterView>), "answers need no limits");
}

}  // namespace
}  // namespace pingyi::http
