// The routes of the calendar: the public pages, the calculator, imports and warnings.
#include <algorithm>
#include <charconv>
#include <limits>

#include "modules/calendar/module.hpp"
#include "modules/calendar/page.hpp"
#include "modules/calendar/rules.hpp"
#include "modules/calendar/store.hpp"
#include "modules/calendar/wire.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/db/idempotency.hpp"

namespace pingyi::calendar {
using namespace http;

namespace {

using accounts::Role;

constexpr std::int64_t imports_rows = 50;
constexpr std::string_view public_cache = "public, max-age=300";

/// Rows for staff only are gated before a handler runs, so somebody is signed in here.
AccountId account_id(const Call<Deps>& call) {
    return accounts::account_of(call.caller)->id;
}
std::optional<accounts::Role> acting_role(const Call<Deps>& call) {
    return accounts::only_role_of(
        *accounts::account_of(call.caller),
        {accounts::Role::administrator, accounts::Role::programme_office});
}

Day today_of(const Call<Deps>& call) {
    return call.deps.calendar.zone().day_of(call.now);
}

std::optional<std::string> english_or_none(std::string_view name) {
    std::string english = english_name(name);
    if (english.empty()) return std::nullopt;
    return english;
}

YearRow row_of(const YearState& state) {
    return {state.year, state.version, state.source, state.at, state.off_days, state.make_up_days};
}

DayView view_of(const SpecialDay& special) {
    return {special.day, special.is_off, special.name, english_or_none(special.name)};
}

ImportView view_of(const Import& import) {
    return {import.id,    import.version, import.source,  import.at,     import.by,
            import.years, import.added,   import.changed, import.removed};
}

PreviewView view_of(const Preview& preview) {
    PreviewView view;
    view.source = preview.source;
    for (const NoticeYear& year : preview.years) {
        const bool is_new =
            std::ranges::find(preview.new_years, year.year) != preview.new_years.end();
        view.years.push_back({year.year, is_new, off_days(year), make_up_days(year)});
    }
    for (const DayChange& change : preview.changes) {
        ChangeView one{change.notice_year, change.day, std::nullopt, std::nullopt};
        if (change.before) one.before = view_of(*change.before);
        if (change.after) one.after = view_of(*change.after);
        view.changes.push_back(std::move(one));
    }
    return view;
}

ProofDay view_of(const DeadlineDay& day) {
    ProofDay view;
    view.day = day.day;
    view.reason = day.reason;
    if (day.number > 0) view.number = day.number;
    if (!day.name.empty()) {
        view.name = day.name;
        view.name_en = english_or_none(day.name);
    }
    return view;
}

ReadOptions options_of(const ImportQuery& query) {
    ReadOptions options;
    if (query.year) options.year = static_cast<int>(query.year->value);
    options.unmarked = query.unmarked.value_or(Unmarked::refuse);
    return options;
}

// Pages

Result<Response> answer_year(const Call<Deps>& call, int year) {
    YearPage page;
    page.year = year;
    CHECK_OK(call.deps.database.read([&](db::Tx& tx) {
        page.calendar = call.deps.calendar.current(tx);
        page.versions = store::versions_of(tx, year);
        const auto notices = store::notices(tx, std::span(&year, 1));
        page.notice = notices.empty() ? NoticeYear{year, {}} : notices.front();
    }));
    page.missing = missing_years(page.calendar->years(), today_of(call));
    const Texts& texts = call.deps.shell.texts();
    const std::string number = std::to_string(year);
    html::Page around;
    around.title = texts.say(call.language(), "calendar.year.title", {{"year", number}});
    around.description = texts.say(call.language(), "calendar.description", {{"year", number}});
    around.area = "calendar";
    around.notices = call.deps.staffing.notices(texts, call.language(), call.now);
    return call.deps.shell.page(call, around,
                                year_main(call, texts, page, call.deps.calendar.zone()));
}

Result<Response> calendar_page(const Call<Deps>& call) {
    return answer_year(call, year_of(today_of(call)));
}

Result<Response> calendar_year_page(const Call<Deps>& call, const Path<YearPath>& path) {
    return answer_year(call, static_cast<int>(path->year.value));
}

Result<Response> deadline_page(const Call<Deps>& call) {
    return call.deps.shell.app(call, "calendar.deadline.title");
}

Result<Response> imports_page(const Call<Deps>& call) {
    return call.deps.shell.staff(call, "calendar.imports.title");
}

// API

Result<YearList> list_calendar_years(const Call<Deps>& call) {
    call.more_headers.push_back({"Cache-Control", std::string(public_cache)});
    return call.deps.database.read([](db::Tx& tx) {
        YearList list;
        for (const YearState& state : store::year_states(tx)) list.items.push_back(row_of(state));
        return list;
    });
}

Result<YearView> show_calendar_year(const Call<Deps>& call, const Path<YearPath>& path) {
    call.more_headers.push_back({"Cache-Control", std::string(public_cache)});
    const int year = static_cast<int>(path->year.value);
    return call.deps.database.read([&](db::Tx& tx) -> Result<YearView> {
        YearView view;
        for (const YearState& state : store::versions_of(tx, year)) {
            view.versions.push_back(row_of(state));
        }
        if (view.versions.empty()) return fail(ErrorKind::not_found, "calendar.no_such_year");
        view.year = view.versions.front();
        for (const NoticeYear& notice : store::notices(tx, std::span(&year, 1))) {
            for (const SpecialDay& special : notice.days) view.days.push_back(view_of(special));
        }
        return view;
    });
}

Result<DeadlineView> compute_deadline(const Call<Deps>& call, const Query<DeadlineQuery>& query) {
    const Calendar& calendar = call.deps.calendar;
    TRY(current, call.deps.database.read([&](db::Tx& tx) { return calendar.current(tx); }));
    DeadlineView view;
    view.start = query->start;
    view.days = query->days.value;
    view.clock = query->clock.value_or(DayClock::working_days);
    const DeadlineRule rule{view.clock == DayClock::working_days ? DeadlineClock::working_days
                                                                 : DeadlineClock::calendar_days,
                            view.days};
    TRY(made, deadline(*current, calendar.zone(), calendar.zone().start_of(view.start), rule));
    view.state = made.missing_year ? DeadlineState::year_missing : DeadlineState::computed;
    view.due_day = made.due_day(calendar.zone());
    view.due = made.due;
    view.missing_year = made.missing_year;
    view.text = due_text(call.deps.shell.texts(), call.language(), made, calendar.zone());
    view.calendar_version = made.calendar_version;
    for (const DeadlineDay& day : days_of(*current, calendar.zone(), made)) {
        view.skipped += day.number == 0 ? 1 : 0;
        view.proof.push_back(view_of(day));
    }
    return view;
}

Result<PreviewView> preview_calendar_import(const Call<Deps>& call, const Query<ImportQuery>& query,
                                            const RawBody& body) {
    TRY(notice, read_notice(body.bytes, options_of(*query)));
    return call.deps.database.read([&](db::Tx& tx) { return view_of(preview(tx, notice)); });
}

Result<Created<ImportView>> import_calendar(const Call<Deps>& call, const Query<ImportQuery>& query,
                                            const RawBody& body) {
    TRY(notice, read_notice(body.bytes, options_of(*query)));
    const Edit edit{crypto::new_id<ImportId>(call.now), call.now, account_id(call),
                    accounts::file_fact(body.bytes), acting_role(call)};
    const std::string scope = "calendar.import/" + edit.by->text();
    const db::RepeatKey key{scope, call.key->value, call.key->body_hash};
    TRY(made, call.deps.database.write([&](db::Tx& tx) -> Result<Import> {
        TRY(before, db::earlier(tx, key));
        if (before) return store::find_import(tx, *before);
        TRY(import, import_notice(tx, notice, edit));
        db::remember(tx, key, import.id.text(), today_of(call));
        return import;
    }));
    const std::string location = "/api/calendar/years/" + std::to_string(made.years.front());
    return Created<ImportView>{view_of(made), location};
}

/// The version that a cursor of ours names.
std::optional<std::int64_t> version_from(const Cursor& cursor) {
    std::int64_t version = 0;
    const char* end = cursor.key.data() + cursor.key.size();
    const auto read = std::from_chars(cursor.key.data(), end, version);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return version;
}

Result<Page<ImportView>> list_calendar_imports(const Call<Deps>& call,
                                               const Query<ImportsQuery>& query) {
    std::int64_t before = std::numeric_limits<std::int64_t>::max();
    if (query->after) {
        const auto version = version_from(*query->after);
        if (!version) return fail_fields({{"after", "bad_cursor", ""}});
        before = *version;
    }
    return call.deps.database.read([&](db::Tx& tx) {
        Page<ImportView> page;
        for (const Import& import : store::imports(tx, before, imports_rows)) {
            page.items.push_back(view_of(import));
        }
        if (page.items.size() == imports_rows) {
            const ImportView& last = page.items.back();
            page.next = text_of(Cursor{std::to_string(last.version), last.id.text()});
        }
        return page;
    });
}

Result<NoticeList> list_calendar_notices(const Call<Deps>& call) {
    const Texts& texts = call.deps.shell.texts();
    return call.deps.database.read([&](db::Tx& tx) {
        NoticeList list;
        for (const MissingYear& missing : store::missing_years(tx)) {
            list.items.push_back({missing.year, missing.since, missing.waiting_deadlines,
                                  texts.say(call.language(), "calendar.notice.year_missing",
                                            {{"year", std::to_string(missing.year)},
                                             {"n", missing.waiting_deadlines}})});
        }
        return list;
    });
}

constexpr Callers importers = accounts::only(Role::administrator, Role::programme_office);
constexpr std::string_view file_media = "application/octet-stream";

constexpr Row<Deps> table[] = {
    page<calendar_page>("/calendar", {"今年的工作日历", "The working-day calendar of this year"}),
    page<calendar_year_page>("/calendar/{year}", {"一年的工作日历", "The calendar of a year"}),
    page<deadline_page>("/calendar/deadline", {"期限计算", "The deadline calculator"}),
    page<imports_page>("/calendar/imports", {"导入放假安排", "Importing a year"}),
    get<list_calendar_years>("/api/calendar/years", anyone,
                             {"已有放假安排的年份", "Years whose notice is known"}),
    get<show_calendar_year>("/api/calendar/years/{year}", anyone,
                            {"一年的放假和调休", "Days off and make-up days of a year"}),
    get<compute_deadline>("/api/calendar/deadline", anyone,
                          {"计算期限，逐日列明", "A deadline with every day it counts or skips"}),
    get<list_calendar_imports>("/api/calendar/imports", accounts::any_staff,
                               {"历次导入", "Every import, newest first"}),
    post<preview_calendar_import>("/api/calendar/imports/preview", importers,
                                  {"预览导入会改什么", "What an import would change"})
        .takes(file_media, file_bytes_max),
    post<import_calendar>("/api/calendar/imports", importers,
                          {"导入放假安排", "Import the notice of a year"})
        .takes(file_media, file_bytes_max),
    get<list_calendar_notices>("/api/calendar/notices", accounts::any_staff,
                               {"缺哪年的放假安排", "Years whose notice is still missing"}),
};

}  // namespace

Routes<Deps> routes() {
    return {"calendar", {"工作日历与期限", "Working days and deadlines"}, table};
}

html::Link area() {
    return {"calendar", "calendar.area", "/calendar"};
}

}  // namespace pingyi::calendar
