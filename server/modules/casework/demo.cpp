// Fills a city with made letters and takes each through its life by the ordinary steps; for the
// demonstration (some hundred) and for benches (as many as asked for).
#include <map>

#include "modules/casework/case_store.hpp"
#include "modules/casework/categories.hpp"
#include "modules/casework/demo_letters.hpp"
#include "modules/casework/letter_maker.hpp"
#include "modules/casework/masking.hpp"
#include "modules/casework/module.hpp"
#include "modules/casework/rules.hpp"
#include "modules/casework/steps.hpp"
#include "modules/units/api.hpp"
#include "platform/crypto/crypto.hpp"

namespace pingyi::casework {
namespace {

constexpr std::uint64_t letters_a_write = 4;  ///< whole lives; a write stays under 50 ms
constexpr std::uint32_t numbers_max = 16;     ///< tried for one letter
constexpr std::uint8_t reply_id = 40;

using Bodies = std::map<std::string_view, units::Unit>;

std::string categories_table() {
    std::string csv = "category,parent,name_zh,name_en,keywords\n";
    for (const demo::Category& category : demo::categories) {
        csv.append(category.code).append(",").append(category.parent).append(",");
        csv.append(category.zh).append(",").append(category.en).append(",");
        csv.append(category.keywords).append("\n");
    }
    return csv;
}

std::string routes_table() {
    std::string csv = "category,place,unit\n";
    for (const demo::Category& category : demo::categories) {
        csv.append(category.code).append(",,").append(category.unit).append("\n");
    }
    return csv;
}

/// One letter and what becomes of it by `now`, decided before the write.
struct Life {
    MadeLetter letter;
    UnitId unit;
    Instant filed;
    bool is_private = false;
    bool is_returned = false;
    std::uint32_t number = 0;
    std::array<Moment, 8> moments;
};

Life life_of(std::uint64_t i, const Bodies& bodies, Instant from, Instant now,
             std::uint64_t letters) {
    Life life;
    const auto span = (now - from) / static_cast<std::int64_t>(letters);
    life.filed = from + span * static_cast<std::int64_t>(i);
    const MadeLetter sketch = made_letter(i, "");
    const units::Unit& body = bodies.at(sketch.unit);
    life.letter = made_letter(i, body.short_name.zh.empty() ? body.name.zh : body.short_name.zh);
    life.unit = body.id;
    life.is_private = i % 17 == 3;
    life.is_returned = i % 23 == 5;
    const std::string chance = crypto::random_bytes(4);
    for (const char octet : chance) {
        life.number = life.number << 8U | static_cast<std::uint8_t>(octet);
    }
    for (Moment& moment : life.moments) moment = casework::moment(now);
    return life;
}

/// Takes a step at a time of the past, unless that is still to come.
class Walk {
public:
    Walk(db::Tx& tx, const calendar::Calendar& calendar, const Life& life, Case& item, Instant now)
        : tx_{tx}, calendar_{calendar}, life_{life}, item_{item}, now_{now} {}

    /// returns  whether it was time
    Result<bool> take(Instant at, Step step, Party who, std::optional<UnitId> unit = {}) {
        if (at > now_) return false;
        Moment moment = life_.moments[next_++];
        moment.now = at;
        CHECK_OK(casework::take(tx_, calendar_, moment, item_,
                                {.step = step, .who = who, .unit = unit}));
        return true;
    }
    Result<bool> reply(Instant at) {
        if (at > now_) return false;
        Reply reply{.id = life_.moments[0].id<ReplyId>(reply_id),
                    .case_id = item_.id,
                    .round = item_.round,
                    .unit = life_.unit,
                    .state = ReplyState::published,
                    .text = life_.letter.reply,
                    .written_by = {},
                    .written_at = at,
                    .approved_by = {},
                    .published_at = at,
                    .version = 1};
        store::insert_reply(tx_, reply);
        return take(at, Step::reply, Party::body, life_.unit);
    }

private:
    db::Tx& tx_;
    const calendar::Calendar& calendar_;
    const Life& life_;
    Case& item_;
    Instant now_;
    std::size_t next_ = 1;
};

Case case_of(const Life& life) {
    Case item;
    item.id = life.moments[0].id<CaseId>(0);
    item.kind = life.letter.kind;
    item.visibility = life.is_private ? Visibility::body_only : Visibility::everyone;
    item.category = std::string(life.letter.category);
    item.subject = life.letter.subject;
    item.body = life.letter.body;
    item.place = life.letter.place;
    item.point = life.letter.point;
    item.signature = "一位居民";
    item.submitted_at = life.filed;
    return item;
}

/// Files under the next number that is free: of many letters two may draw the same.
Result<> file(db::Tx& tx, const calendar::Calendar& calendar, const Life& life, Case& item) {
    Moment filing = life.moments[0];
    filing.now = life.filed;
    const int year = year_of(calendar.zone().day_of(life.filed));
    for (std::uint32_t n = 0;; ++n) {
        item.number = case_number(year, life.number + n);
        auto opened =
            open_case(tx, calendar, filing, item, {item.subject, item.body, item.place, {}},
                      {.step = Step::submit, .who = Party::resident});
        if (opened || opened.error().code != "casework.number_taken" || n == numbers_max) {
            return opened;
        }
    }
}

/// Filed, screened, passed on, answered, closed and final, as far as time has come.
Result<> live(db::Tx& tx, const calendar::Calendar& calendar, const Life& life, Instant now) {
    using std::chrono::hours;
    Case item = case_of(life);
    CHECK_OK(file(tx, calendar, life, item));
    Walk walk{tx, calendar, life, item, now};
    TRY(accepted, walk.take(life.filed + hours{5}, Step::accept, Party::intake));
    if (!accepted) return {};
    TRY(assigned, walk.take(life.filed + hours{6}, Step::assign, Party::intake, life.unit));
    if (!assigned) return {};
    Instant at = life.filed + hours{20};
    if (life.is_returned) {
        TRY(back, walk.take(at, Step::return_to_intake, Party::body, life.unit));
        if (!back) return {};
        return {};
    }
    TRY(signed_for, walk.take(at, Step::sign_for, Party::body, life.unit));
    if (!signed_for) return {};
    at += std::chrono::minutes{life.letter.delay_minutes};
    TRY(replied, walk.reply(at));
    if (!replied) return {};
    TRY(closed, walk.take(at + hours{1}, Step::close, Party::clock));
    if (!closed || !item.window_until || *item.window_until > now) return {};
    TRY(over, walk.take(*item.window_until, Step::finish, Party::clock));
    static_cast<void>(over);
    return {};
}

Result<Bodies> bodies_of_city(db::Database& database) {
    return database.read([](db::Tx& tx) -> Result<Bodies> {
        Bodies bodies;
        for (const demo::Topic& topic : demo::topics) {
            TRY(unit, units::find_by_code(tx, topic.unit));
            bodies.emplace(topic.unit, unit);
        }
        return bodies;
    });
}

}  // namespace

Result<> add_demo(db::Database& database, const calendar::Calendar& calendar, Instant now,
                  const DemoLetters& asked) {
    TRY(is_there, database.read([](db::Tx& tx) { return !store::latest(tx, 1).empty(); }));
    if (is_there) return {};
    const Day today = calendar.zone().day_of(now);
    CHECK_OK(import_categories(database, now, std::nullopt, categories_table(), false));
    CHECK_OK(import_body_routes(database, now, today, std::nullopt, routes_table(), false));
    TRY(bodies, bodies_of_city(database));
    for (std::uint64_t begin = 0; begin < asked.letters; begin += letters_a_write) {
        std::vector<Life> lives;
        for (std::uint64_t i = begin; i < std::min(begin + letters_a_write, asked.letters); ++i) {
            lives.push_back(life_of(i, bodies, now - asked.span, now, asked.letters));
        }
        const auto written = database.write([&](db::Tx& tx) -> Result<> {
            for (const Life& life : lives) CHECK_OK(live(tx, calendar, life, now));
            return {};
        });
        if (!written) return std::unexpected(written.error());
    }
    return {};
}

}  // namespace pingyi::casework
