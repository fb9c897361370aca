// For tests, benchmarks and fuzz targets: a small module with every kind of field and row, and a
// door at which nobody is known.
#pragma once

#include <algorithm>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "platform/http/routes.hpp"
#include "platform/http/service.hpp"

namespace pingyi {

inline std::ostream& operator<<(std::ostream& out, const FieldError& error) {
    return out << error.place << " " << error.code << " " << error.limit;
}

namespace http::testing {

class Nobody final : public Authenticator {
public:
    Result<Caller> identify(const Request&, Instant) override { return Caller{}; }
};

}  // namespace http::testing

namespace sample {

using namespace http;

inline constexpr Callers clerk{2};
inline constexpr Callers chief{4};

inline bool is_phone(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}
inline constexpr Pattern phone_number{&is_phone, "^[0-9]*$", "bad_phone", "0551000"};

struct LetterEntity;
using LetterId = Id<LetterEntity>;
BOOST_DEFINE_ENUM_CLASS(Topic, roads, water, schools, default_)

struct Contact {
    Text<1, 20> name;
    std::optional<Text<7, 15, &phone_number>> phone;
};
BOOST_DESCRIBE_STRUCT(Contact, (), (name, phone))
struct Place {
    Text<1, 100> street;
    Int<-90, 90> latitude;
};
BOOST_DESCRIBE_STRUCT(Place, (), (street, latitude))
struct LetterBody {
    Text<2, 40> title;
    Prose<1, 2000> words;
    Topic topic{};
    Contact contact;
    std::optional<Place> place;
    List<Text<1, 10>, 3> tags;
    std::optional<Day> happened_on;
    std::optional<Instant> seen_at;
    std::optional<LetterId> follows;
    Int<0, 100> urgency;
    bool open = false;
};
BOOST_DESCRIBE_STRUCT(LetterBody, (),
                      (title, words, topic, contact, place, tags, happened_on, seen_at, follows,
                       urgency, open))
struct LetterChange {
    Change<Text<2, 40>> title;
    Change<Day> happened_on;
    Change<Place> place;
};
BOOST_DESCRIBE_STRUCT(LetterChange, (), (title, happened_on, place))
struct Outline {
    Text<1, 20> heading;
    List<Outline, 5> parts;
};
BOOST_DESCRIBE_STRUCT(Outline, (), (heading, parts))

struct LetterPath {
    LetterId letter;
};
BOOST_DESCRIBE_STRUCT(LetterPath, (), (letter))
struct TopicPath {
    Topic topic{};
    Text<1, 20> case_;
};
BOOST_DESCRIBE_STRUCT(TopicPath, (), (topic, case_))
struct LetterQuery {
    std::optional<Text<1, 20>> q;
    List<Topic, 2> topic;
    std::optional<Int<1, 100>> limit;
    std::optional<Day> from;
    std::optional<Cursor> after;
    std::optional<bool> open;
};
BOOST_DESCRIBE_STRUCT(LetterQuery, (), (q, topic, limit, from, after, open))
struct NeededQuery {
    Day on;
    List<Text<1, 5>, 3, 1> word;
};
BOOST_DESCRIBE_STRUCT(NeededQuery, (), (on, word))

struct LetterView {
    LetterId id;
    Topic topic{};
    std::string title;
    std::optional<std::string> words;
    Instant sent_at;
    Day due;
    std::vector<std::string> tags;
    int replies = 0;
    double share = 0;
    bool open = true;
};
BOOST_DESCRIBE_STRUCT(LetterView, (),
                      (id, topic, title, words, sent_at, due, tags, replies, share, open))
struct Secrets {
    Secret<8, 64> password;
};
BOOST_DESCRIBE_STRUCT(Secrets, (), (password))

struct Deps {
    LetterView letter;
};

inline Result<Page<LetterView>> list_letters(const Call<Deps>& call, const Query<LetterQuery>&) {
    return Page<LetterView>{{call.deps.letter}, std::nullopt};
}
inline Result<Created<LetterView>> send_letter(const Call<Deps>& call,
                                               const Body<LetterBody>& body) {
    LetterView view = call.deps.letter;
    view.title = body->title.value;
    view.words = body->words.value;
    return Created<LetterView>{view, "/letters/" + view.id.text()};
}
inline Result<LetterView> read_letter(const Call<Deps>& call, const Path<LetterPath>& path) {
    call.more_headers.push_back({"Cache-Control", "private, max-age=60"});
    if (path->letter != call.deps.letter.id) {
        return fail(ErrorKind::not_found, "sample.no_such_letter");
    }
    return call.deps.letter;
}
inline Result<> change_letter(const Call<Deps>&, const Path<LetterPath>&,
                              const Body<LetterChange>&) {
    return {};
}
inline Result<> drop_letter(const Call<Deps>&, const Path<LetterPath>&) {
    throw std::runtime_error("a handler that breaks");
}
inline Result<LetterView> sort_letter(const Call<Deps>& call, const Path<TopicPath>& path) {
    LetterView view = call.deps.letter;
    view.topic = path->topic;
    view.title = path->case_.value;
    return view;
}
inline Result<Response> export_letters(const Call<Deps>&, const Query<NeededQuery>& query) {
    return Response{.body = text_of(query->on)};
}
inline Result<> import_letters(const Call<Deps>&, const RawBody& body) {
    if (body.bytes.empty()) return fail_fields({{"row 1, column title", "required", ""}});
    return {};
}
inline Result<Outline> outline_letter(const Call<Deps>&, const Body<Outline>& body) {
    return *body;
}
inline Result<> set_secrets(const Call<Deps>&, const Body<Secrets>&) {
    return fail(ErrorKind::too_many, "sample.too_many");
}
inline Result<Response> letter_page(const Call<Deps>& call, const Path<LetterPath>&,
                                    const Query<LetterQuery>&) {
    return Response{.body = call.language() == Language::en ? "<p>letter" : "<p>来信"};
}

inline constexpr Row<Deps> table[] = {
    get<list_letters>("/api/letters", anyone, {"查询来信", "List letters"}),
    post<send_letter>("/api/letters", clerk, {"登记来信", "Register a letter"}),
    get<read_letter>("/api/letters/{letter}", anyone, {"查看来信", "Read a letter"}),
    patch<change_letter>("/api/letters/{letter}", clerk | chief, {"修改来信", "Change a letter"}),
    del<drop_letter>("/api/letters/{letter}", chief, {"删除来信", "Drop a letter"}),
    get<sort_letter>("/api/topics/{topic}/{case}", anyone, {"归类来信", "Sort a letter"})
        .unlogged(),
    get<export_letters>("/api/letters.csv", anyone, {"导出来信", "Export letters"})
        .answers("text/csv"),
    put<import_letters>("/api/letters.csv", chief, {"导入来信", "Import letters"})
        .takes("text/csv", 64),
    post<outline_letter>("/api/outline", anyone, {"整理提纲", "Outline a letter"}),
    put<set_secrets>("/api/secrets", anyone, {"设置密码", "Set secrets"}),
    page<letter_page>("/letters/{letter}", {"来信页面", "Page of a letter"}),
};
inline Routes<Deps> routes() {
    return {"sample", {"来信", "Letters"}, table};
}

/// The mistakes of a JSON text, as "pointer code limit".
template <class T>
std::vector<std::string> mistakes_in(std::string_view json) {
    T value;
    FieldErrors errors;
    read_json(type_of<T>, &value, json, errors);
    std::vector<std::string> out;
    for (const FieldError& error : errors.all()) {
        out.push_back(error.place + " " + error.code + (error.limit.empty() ? "" : " ") +
                      error.limit);
    }
    return out;
}

}  // namespace sample
}  // namespace pingyi
