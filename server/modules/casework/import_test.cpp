// Importing letters of the past on both engines: the real ones, and what must be refused.
#include "modules/casework/import.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <zlib.h>

#include "kernel/testing.hpp"
#include "modules/casework/casework_test.hpp"
#include "modules/casework/import_file.hpp"
#include "modules/casework/import_letters.hpp"
#include "modules/casework/import_store.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::casework {
namespace {

constexpr std::string_view header =
    "留言编号,留言用户,留言主题,留言时间,留言详情,答复意见,答复时间\n";
constexpr std::string_view example =
    "1,A1,物业乱收费,2019-04-25 09:32:09,电话13812345678，请处理。,已责成整改。,2019-05-18 "
    "10:00:00\n";

std::string gzipped(const std::string& plain) {
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
    std::string out(plain.size() / 2 + 1'000, '\0');
    std::string input = plain;
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

class ImportLetters : public Bench {
protected:
    Result<ImportOutcome> run(std::string content, std::string yaml = {}, bool preview = false) {
        LettersFile file;
        file.content = std::move(content);
        file.mapping_yaml = std::move(yaml);
        file.preview = preview;
        return import_letters(deps(), std::move(file));
    }
    ImportDeps deps() { return {database, calendar, clock_, "a key of the tests"}; }
    /// The mistakes of a file, "place code limit" each.
    std::vector<std::string> mistakes(std::string content, std::string yaml = {}) {
        const auto outcome = run(std::move(content), std::move(yaml));
        std::vector<std::string> all;
        if (outcome) return {"was imported"};
        for (const FieldError& field : outcome.error().fields) {
            all.push_back(field.place + ": " + field.code +
                          (field.limit.empty() ? "" : " " + field.limit));
        }
        if (all.empty()) all.push_back(outcome.error().code);
        EXPECT_TRUE(cases().empty());
        return all;
    }
    std::vector<Case> cases() {
        return database
            .read([](db::Tx& tx) {
                return store::cases_of(
                    tx.run("SELECT " CASE_COLUMNS " FROM casework_case c ORDER BY c.source_id"));
            })
            .value();
    }
    std::int64_t count(const std::string& from) {
        return database
            .read([&](db::Tx& tx) { return tx.run("SELECT count(*) FROM " + from)[0].integer(0); })
            .value();
    }
    FixedClock clock_{now};
};
INSTANTIATE_TEST_SUITE_P(Engines, ImportLetters, ::testing::ValuesIn(db::testing::engines()),
                         db::testing::engine_name);

TEST_P(ImportLetters, RealLettersAreLateAsTheirWorkingDaysSay) {
    PINGYI_SHARED_FILE(letters, "data/complaints/cn_letters_with_replies.csv.gz");
    PINGYI_SHARED_FILE(expected, "data/complaints/cn_letters_working_days.csv");
    const auto outcome = run(letters);
    ASSERT_TRUE(outcome) << outcome.error().code << " " << outcome.error().detail;
    EXPECT_EQ(outcome->created, 1443);
    EXPECT_EQ(outcome->answered, 1443);
    EXPECT_GT(outcome->unassigned, 0);
    EXPECT_LT(outcome->unassigned, 1443);

    constexpr std::array<csv::Column, 7> columns{{{"留言编号"},
                                                  {"posted"},
                                                  {"replied"},
                                                  {"calendar_days"},
                                                  {"working_days"},
                                                  {"due_15_working_days"},
                                                  {"late"}}};
    const auto table = csv::read(expected, columns);
    ASSERT_TRUE(table);
    std::map<std::string, std::pair<std::string, bool>> due_and_late;
    std::int64_t late = 0;
    for (const csv::Row& row : table->rows) {
        due_and_late[row.cells[0]] = {row.cells[5], row.cells[6] == "1"};
        if (row.cells[6] == "1") ++late;
    }
    ASSERT_EQ(due_and_late.size(), 1443U);
    for (const Case& item : cases()) {
        const auto& [due, is_late] = due_and_late.at(*item.source_id);
        EXPECT_EQ(item.lateness != Lateness::in_time, is_late) << *item.source_id;
        ASSERT_TRUE(item.due_at);
        EXPECT_EQ(text_of(calendar.zone().day_of(*item.due_at - std::chrono::milliseconds{1})), due)
            << *item.source_id;
    }
    EXPECT_EQ(outcome->late, late);

    const auto again = run(letters);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->created, 0);
    EXPECT_EQ(again->unchanged, 1443);
    EXPECT_TRUE(again->differing.empty());
    EXPECT_EQ(count("casework_case"), 1443);
}

TEST_P(ImportLetters, IsNotedWithCountAndHashOfTheFile) {
    const auto noted = [&] {
        return database
            .read([](db::Tx& tx) {
                std::vector<std::string> all;
                for (const db::Row row :
                     tx.run("SELECT facts FROM accounts_log WHERE kind = $1 ORDER BY id",
                            {"casework.letters_imported"})) {
                    all.push_back(row.text(0));
                }
                return all;
            })
            .value();
    };
    const std::string file = gzipped(std::string(header) + std::string(example));
    ASSERT_TRUE(run(file, {}, true));
    EXPECT_TRUE(noted().empty()) << "a preview changes nothing";
    ASSERT_TRUE(run(file));
    const std::vector<std::string> expected{"rows=1 created=1 file_sha256=" +
                                            crypto::hex(crypto::sha256(file))};
    EXPECT_EQ(noted(), expected);
    ASSERT_TRUE(run(file));
    EXPECT_EQ(noted(), expected) << "nothing new was imported";
}

TEST_P(ImportLetters, ReadsEveryLayout) {
    const std::pair<const char*, std::int64_t> files[] = {
        {"data/complaints/cn_messages_votes.csv.gz", 2112},
        {"data/complaints/cn_messages_labelled.csv", 255},
        {"data/complaints/cn_messages_test_predicted.csv.gz", 1413},
        {"data/requests311/nyc_311_2024.csv", 483},
    };
    for (const auto& [path, rows] : files) {
        PINGYI_SHARED_FILE(content, path);
        const auto outcome = run(content, {}, true);
        ASSERT_TRUE(outcome) << path << " " << outcome.error().code << " "
                             << outcome.error().fields.front().place
                             << outcome.error().fields.front().code;
        EXPECT_EQ(outcome->rows, rows) << path;
        EXPECT_EQ(outcome->created + outcome->repeated, rows) << path;
    }
    EXPECT_EQ(count("casework_case"), 0);  // a preview
    EXPECT_EQ(count("casework_import"), 0);
}

TEST_P(ImportLetters, JsonAndCsvOfOneSourceAreTheSameLetters) {
    PINGYI_SHARED_FILE(table, "data/requests311/nyc_311_2024.csv");
    PINGYI_SHARED_FILE(objects, "data/requests311/nyc_311_2024_sample.json");
    ASSERT_TRUE(run(table));
    const auto outcome = run(objects);
    ASSERT_TRUE(outcome) << outcome.error().code;
    EXPECT_EQ(outcome->rows, 150);
    EXPECT_EQ(outcome->created, 0);
    EXPECT_EQ(outcome->unchanged, 150);
    const auto all = cases();
    const Case& closed =
        *std::ranges::find_if(all, [](const Case& item) { return item.replied_at.has_value(); });
    EXPECT_EQ(closed.channel, Channel::imported);
    EXPECT_EQ(closed.language, Language::en);
    EXPECT_EQ(closed.state, State::ended);
    EXPECT_FALSE(closed.due_at);  // the mapping names no rule
}

TEST_P(ImportLetters, TellsTheStoryInItsOwnTimes) {
    const auto outcome = run(std::string(header) + std::string(example));
    ASSERT_TRUE(outcome) << outcome.error().code;
    const Case item = cases().at(0);
    EXPECT_TRUE(item.is_public());
    EXPECT_EQ(item.state, State::ended);
    EXPECT_EQ(item.submitted_at, at("2019-04-25T09:32:09+08:00"));
    EXPECT_EQ(item.replied_at, at("2019-05-18T10:00:00+08:00"));
    EXPECT_EQ(item.changed_at, item.replied_at);
    EXPECT_EQ(item.lateness, Lateness::late);
    EXPECT_EQ(item.number.substr(0, 4), "2019");
    EXPECT_TRUE(is_case_number(item.number));
    EXPECT_EQ(item.body, "电话〔电话〕，请处理。");
    EXPECT_EQ(item.signature, "");
    EXPECT_EQ(outcome->unassigned, 0);
    const auto zhujian =
        database.read([](db::Tx& tx) { return units::find_by_code(tx, "qh-zhujian"); });
    EXPECT_EQ(item.lead_unit, zhujian->id);

    const auto events = timeline(item.id);
    ASSERT_EQ(events.size(), 4U);
    EXPECT_EQ(events[0].step, Step::submit);
    EXPECT_EQ(events[0].at, item.submitted_at);
    EXPECT_EQ(events[1].step, Step::reply);
    EXPECT_EQ(events[1].party, Party::body);
    EXPECT_EQ(events[3].to, State::ended);
    for (std::size_t i = 1; i < events.size(); ++i) EXPECT_EQ(events[i].from, events[i - 1].to);

    const auto rows =
        database
            .read([&](db::Tx& tx) {
                return std::tuple{store::clocks(tx, item.id), store::replies(tx, item.id),
                                  store::original(tx, item.id)};
            })
            .value();
    const auto& [clocks, replies, original] = rows;
    ASSERT_EQ(clocks.size(), 1U);
    EXPECT_EQ(clocks[0].stopped_at, item.replied_at);
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies[0].text, "已责成整改。");
    EXPECT_EQ(replies[0].state, ReplyState::published);
    EXPECT_EQ(original->body, "电话13812345678，请处理。");
    const auto proof = database.read([&](db::Tx& tx) {
        return calendar.proof(tx, *calendar::DeadlineId::from(clocks[0].deadline));
    });
    ASSERT_TRUE(proof) << proof.error().code;
    EXPECT_EQ(proof->deadline.due, item.due_at);
    EXPECT_GT(proof->days.size(), 15U);  // skipped days are told
}

TEST_P(ImportLetters, StartsNoClockAndGivesNobodyWork) {
    const std::string votes = "留言编号,留言用户,留言主题,留言时间,留言详情,反对数,点赞数\n";
    ASSERT_TRUE(run(votes + "7,A1,路灯坏了,2019-04-25 09:32:09,请修。,0,3\n"));
    const Case item = cases().at(0);
    EXPECT_EQ(item.state, State::ended);
    EXPECT_FALSE(item.lead_unit);  // no body is told off for what it never could answer
    EXPECT_TRUE(item.named_unit);
    EXPECT_FALSE(item.due_at);
    EXPECT_EQ(count("casework_clock"), 0);
    EXPECT_EQ(count("casework_stale"), 0);
    EXPECT_EQ(count("calendar_deadline WHERE is_open = 1"), 0);
    for (const jobs::Kind& kind : casework::job_kinds(database, calendar, clock_)) {
        ASSERT_TRUE(kind.work({})) << kind.name;
    }
    EXPECT_EQ(cases().at(0), item);
}

TEST_P(ImportLetters, LeavesWhatDiffersAlone) {
    ASSERT_TRUE(run(std::string(header) + std::string(example)));
    std::string changed{example};
    changed.replace(changed.find("已责成"), 9, "已经由");
    const auto outcome = run(std::string(header) + changed);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->created, 0);
    EXPECT_EQ(outcome->differing, std::vector<std::string>{"1"});
    EXPECT_EQ(count("casework_case"), 1);
    EXPECT_EQ(count("casework_reply WHERE text = '已责成整改。'"), 1);
}

TEST_P(ImportLetters, NamesEveryMistakeWithRowAndColumn) {
    const std::string bad =
        std::string(header) + std::string(example) +
        "1,A1,物业乱收费,2019-04-25 09:32:09,另一封,已办。,2019-05-18 10:00:00\n"
        ",A1,题,2019-04-25 09:32:09,信,复,2019-05-18 10:00:00\n"
        "3,A1,题,2019-13-25 09:32:09,信,复,2019-05-18 10:00:00\n"
        "4,A1,题,2019-04-25 09:32:09,信,复,2019-04-18 10:00:00\n"
        "5,A1,题,2019-04-25 09:32:09,信,,2019-05-18 10:00:00\n"
        "6,A1,题,2019-04-25 09:32:09,信,复,\n"
        "7,A1,题,2099-04-25 09:32:09,信,复,2099-05-18 10:00:00\n"
        "8,A1,\"题\n题\",2019-04-25 09:32:09,信,复,2019-05-18 10:00:00\n";
    EXPECT_EQ(mistakes(bad), (std::vector<std::string>{
                                 "row 3, 留言编号: import_double_id 2",
                                 "row 4, 留言编号: required",
                                 "row 5, 留言时间: import_bad_time",
                                 "row 6, 答复时间: import_reply_before_letter",
                                 "row 7, 答复意见: import_time_without_reply",
                                 "row 8, 答复时间: import_reply_without_time",
                                 "row 9, 留言时间: import_in_future",
                                 "row 9, 答复时间: import_in_future",
                                 "row 10, 留言主题: control_character",
                             }));
}

TEST_P(ImportLetters, RefusesWhatIsNoTable) {
    using Told = std::vector<std::string>;
    EXPECT_EQ(mistakes(""), Told{": csv_empty"});
    EXPECT_EQ(mistakes("a,b\n1,2\n").size(), 6U);  // told against the nearest layout
    EXPECT_EQ(mistakes("留言编号,留言用户,留言主题,留言时间,留言详情,答复意见\n"),
              Told{"row 1, 答复时间: csv_missing_column"});
    using namespace std::string_literals;  // a literal that may hold a NUL
    const std::string nul = "1,A1,题,2019-04-25 09:32:09,信\0信,复,2019-05-18 10:00:00\n"s;
    EXPECT_EQ(mistakes(std::string(header) + nul).at(0), "row 2, 留言详情: control_character");
    EXPECT_EQ(mistakes(std::string(header) + "1,A1,\xFF,2019-04-25,信,复,2019-05-18\n"),
              Told{"row 2, 留言主题: bad_utf8"});
    EXPECT_EQ(mistakes(std::string(header) + "1,2,3\n"), Told{"row 2: csv_cell_count 7"});
    EXPECT_EQ(mistakes("[{\"unique_key\": \"1\", "), Told{": import_bad_json"});
    EXPECT_EQ(mistakes(gzipped(std::string(header)).substr(0, 30)),
              Told{"casework.import_bad_gzip"});
}

TEST_P(ImportLetters, TakesLongLettersAndRefusesLonger) {
    std::string long_one;
    for (int i = 0; i < 20'000; ++i) long_one += "信";
    const auto row = [&](const std::string& body) {
        return std::string(header) + "1,A1,题,2019-04-25 09:32:09," + body +
               ",复,2019-05-18 10:00:00\n";
    };
    EXPECT_EQ(mistakes(row(long_one + "长")),
              std::vector<std::string>{"row 2, 留言详情: too_long 20000"});
    const auto outcome = run(gzipped(row(long_one)));
    ASSERT_TRUE(outcome) << outcome.error().code;
    EXPECT_EQ(cases().at(0).body, long_one);
}

TEST_P(ImportLetters, FollowsAMappingOfOnesOwn) {
    const std::string yaml =
        "name: Letters\nsource: own\nzone: America/New_York\nlanguage: en\n"
        "columns: {id: no, subject: what, body: [what, more], submitted_at: came, closed_at: "
        "done}\n"
        "deadline: {clock: calendar_days, amount: 1, very_late: 3}\n"
        "bodies: {columns: place, match: prefix, table: {'33': qh-chengguan, '9': nowhere}}\n";
    EXPECT_EQ(mistakes("no,what,more,came,done,place\n1,a,b,2024-05-27,2024-05-28,99\n", yaml),
              std::vector<std::string>{"row 2, place: import_no_such_body nowhere"});
    const auto outcome =
        run("no,what,more,came,done,place\n"
            "1,Hole,Deep,2024-05-27T02:08,2024-05-29T00:08,3301\n"
            "2,Lamp,Dark,2024-05-27T02:08,,12\n",
            yaml);
    ASSERT_TRUE(outcome) << outcome.error().code;
    const auto all = cases();
    EXPECT_EQ(all[0].submitted_at, at("2024-05-27T02:08:00-04:00"));
    EXPECT_EQ(all[0].body, "Hole\nDeep");
    EXPECT_EQ(all[0].closed_at, at("2024-05-29T00:08:00-04:00"));
    EXPECT_FALSE(all[0].replied_at);
    EXPECT_EQ(all[0].lateness, Lateness::late);  // days of the installation's zone
    EXPECT_EQ(all[0].state, State::ended);
    EXPECT_EQ(outcome->unassigned, 1);
}

TEST_P(ImportLetters, SweepsWhatWasAbortedAndFinishesWhatWasCommitted) {
    const auto add = [&](std::string source, ImportState state) {
        ImportRun run;
        run.id = crypto::new_id<ImportId>(now);
        run.source = std::move(source);
        run.mapping = "m";
        run.letters = 1;
        run.state = state;
        run.touched_at = now;
        StagedLetter staged{1, {}, "hash"};
        staged.letter.source_id = "1";
        staged.letter.subject = "题";
        staged.letter.body = "信";
        staged.letter.submitted_at = at("2019-04-25T09:32:09+08:00");
        ASSERT_TRUE(database.write([&](db::Tx& tx) {
            ASSERT_TRUE(store::add_import(tx, run));
            store::stage(tx, run.id, staged);
        }));
    };
    add("cn-letters-replies", ImportState::staging);
    add("committed", ImportState::publishing);
    EXPECT_EQ(run(std::string(header) + std::string(example)).error().code,
              "casework.import_running");
    ASSERT_TRUE(finish_imports(deps()));
    EXPECT_EQ(count("casework_import_letter"), 2);  // touched just now
    clock_.set(now + std::chrono::minutes{3});
    ASSERT_TRUE(finish_imports(deps()));
    EXPECT_EQ(count("casework_import_letter"), 0);
    EXPECT_EQ(count("casework_import"), 1);
    EXPECT_EQ(count("casework_import WHERE state = 'done'"), 1);
    ASSERT_EQ(cases().size(), 1U);
    EXPECT_EQ(cases()[0].source, "committed");
    EXPECT_TRUE(run(std::string(header) + std::string(example)));
}

TEST(ImportFile, UnpacksNoBombs) {
    const std::string bomb = gzipped(std::string(10'000'000, 'a'));
    EXPECT_LT(bomb.size(), 20'000U);
    EXPECT_EQ(unpacked(bomb, 1'000'000).error().code, "casework.import_too_large");
    EXPECT_EQ(unpacked(bomb).value().size(), 10'000'000U);
    EXPECT_EQ(unpacked(gzipped("a") + gzipped("b")).value(), "ab");
    EXPECT_EQ(unpacked(gzipped("a") + "tail").error().code, "casework.import_bad_gzip");
    EXPECT_EQ(unpacked("plain").value(), "plain");
}

TEST(ImportFile, ReadsTimesInTheirZone) {
    const Zone zone = Zone::named("Asia/Shanghai").value();
    const auto expected = instant_from("2019-04-25T09:32:09+08:00");
    for (const std::string_view text :
         {"2019-04-25 09:32:09", "2019-04-25T09:32:09.000", "2019-04-25T01:32:09Z"}) {
        EXPECT_EQ(time_of(text, zone), expected) << text;
    }
    EXPECT_EQ(time_of("2019-04-25 09:32", zone), instant_from("2019-04-25T09:32:00+08:00"));
    EXPECT_EQ(time_of("2019-04-25", zone), instant_from("2019-04-25T00:00:00+08:00"));
    for (const std::string_view text : {"", "25.04.2019", "2019-04-25 25:00:00", "43580.4"}) {
        EXPECT_FALSE(time_of(text, zone)) << text;
    }
}

TEST(ImportMappingFile, ShippedOnesAreRight) {
    EXPECT_EQ(shipped_mappings().size(), 5U);
    for (const ShippedMapping& shipped : shipped_mappings()) {
        const auto mapping = mapping_from_yaml(std::string(shipped.yaml));
        EXPECT_TRUE(mapping) << shipped.name << " " << mapping.error().fields.at(0).place << " "
                             << mapping.error().fields.at(0).code;
    }
}

TEST(ImportMappingFile, NamesEveryMistakeWithItsLine) {
    const auto told = mapping_from_yaml(
        "name: x\nsource: No Good\nzone: Nowhere/City\nkind: poem\ncolours: red\n"
        "columns: {id: a, subject: b, submitted_at: c, bdy: d}\n"
        "deadline: {clock: working_days, amount: 15, very_late: 10}\n");
    ASSERT_FALSE(told);
    std::vector<std::string> all;
    for (const FieldError& field : told.error().fields)
        all.push_back(field.place + " " + field.code);
    EXPECT_EQ(all,
              (std::vector<std::string>{"line 2 mapping_bad_value", "line 3 mapping_bad_value",
                                        "line 4 mapping_bad_value", "line 6 mapping_missing",
                                        "line 6 mapping_unknown_key", "line 7 mapping_bad_value",
                                        "line 5 mapping_unknown_key"}));
    EXPECT_FALSE(mapping_from_yaml("- a\n- b\n"));
    EXPECT_FALSE(mapping_from_yaml("{"));
    EXPECT_FALSE(mapping_from_yaml(""));
    EXPECT_FALSE(mapping_from_yaml("a: &a [*a, *a]"));
    EXPECT_FALSE(mapping_from_yaml(std::string(300'000, 'a')));
}

}  // namespace
}  // namespace pingyi::casework
