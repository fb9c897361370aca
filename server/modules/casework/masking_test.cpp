// Masking: what is found, what is left alone, and that masking twice is masking once.
#include "modules/casework/masking.hpp"

#include <gtest/gtest.h>
#include <map>
#include <rapidcheck.h>
#include <zlib.h>

#include "kernel/testing.hpp"
#include "platform/csv/csv.hpp"

namespace pingyi::casework {
namespace {

std::string masked(std::string_view text, const std::vector<std::string>& names = {}) {
    return mask(text, names).text;
}

struct Sample {
    std::string_view text, masked;
};

TEST(Masking, FindsWhatIdentifiesAPerson) {
    const Sample samples[] = {
        {"请打13812345678。", "请打〔电话〕。"},
        {"星期一13812345678联系", "星期一〔电话〕联系"},
        {"138-1234-5678", "〔电话〕"},
        {"138 1234 5678或139 1234 5678", "〔电话〕或〔电话〕"},
        {"138 12 34 56 78", "〔电话〕"},
        {"1 3 8 1 2 3 4 5 6 7 8", "〔电话〕"},
        {"１３８１２３４５６７８", "〔电话〕"},
        {"一三八一二三四五六七八", "〔电话〕"},
        {"138一二三四5678", "〔电话〕"},
        {"+86 138-1234-5678", "〔电话〕"},
        {"008613812345678", "〔电话〕"},
        {"微信同号X13812345678y", "微信同号X〔电话〕y"},
        {"2019-04-25 138 1234 5678", "2019-04-25 〔电话〕"},
        {"0731-88888888转8001", "〔电话〕转8001"},
        {"(0731)88888888", "〔电话〕"},
        {"（010）6888 8888", "〔电话〕"},
        {"073188888888", "〔电话〕"},
        {"家里电话：88888888，", "家里电话：〔电话〕，"},
        {"Tel 8888-8888", "Tel 〔电话〕"},
        {"身份证430102199001011234", "身份证〔身份证号〕"},
        {"43010219900101123X。", "〔身份证号〕。"},
        {"430102 19900101 123x", "〔身份证号〕"},
        {"老证430102900101123", "老证〔身份证号〕"},
        {"湘A12345挡路", "〔车牌〕挡路"},
        {"粤B·D12345和京A1234学", "〔车牌〕和〔车牌〕"},
        {"写信到 zhang.san+a@mail.example.com.", "写信到 〔邮箱〕."},
        {"a@b.cn13812345678", "〔邮箱〕〔电话〕"},
        {"ｚｓ＠ｅｘａｍｐｌｅ．ｃｏｍ", "〔邮箱〕"},
        {"卡号6222020200112233445", "卡号〔银行卡号〕"},
        {"回执码 1234 5678 9012 3456", "回执码 〔银行卡号〕"},
        {"京AB123XY13812345678", "〔车牌〕〔电话〕"},
    };
    for (const Sample& sample : samples) EXPECT_EQ(masked(sample.text), sample.masked);
}

TEST(Masking, LeavesEverythingElseAlone) {
    for (const std::string_view text : {"",
                                        "路灯坏了",
                                        "2019-04-25 09:32:09",
                                        "留言编号A00045581",
                                        "拨打12345",
                                        "110或119",
                                        "办件编号2026123456785",
                                        "2026 1234 5678 5",
                                        "2015 2016 2017 2018年都反映过",
                                        "长100.5米，宽88888888毫米",
                                        "150000000元",
                                        "粤ICP备12345678号",
                                        "沪B2-20190012",
                                        "从A市到K8县",
                                        "新G20",
                                        "@张三 a@b",
                                        "电话一直打不通",
                                        "二〇一九年十二月三十一日",
                                        "400-123-4567",
                                        "1.5 3.4 4.5",
                                        "G2345次列车",
                                        "〔电话〕88888888",
                                        "第12345678901234号文"}) {
        EXPECT_EQ(masked(text), text);
    }
}

TEST(Masking, TakesTheMarkedNames) {
    const std::vector<std::string> names{"王小", "王小明", "Li", "电话", ""};
    EXPECT_EQ(masked("王小明和王小说", names), "〔姓名〕和〔姓名〕说");
    EXPECT_EQ(masked("LI told Lily, li.", names), "〔姓名〕 told Lily, 〔姓名〕.");
    EXPECT_EQ(masked("〔电话〕和电话", names), "〔电话〕和〔姓名〕");
    EXPECT_EQ(masked("13812王小345678", names), "13812〔姓名〕345678");
}

TEST(Masking, TellsTheSpans) {
    const Masked done = mask("打13812345678，车湘A12345");
    ASSERT_EQ(done.spans.size(), 2);
    EXPECT_EQ(done.spans[0], (MaskedSpan{Masking::phone, 3, 14, 3}));
    EXPECT_EQ(done.text.substr(done.spans[1].at), "〔车牌〕");
}

/// Text out of pieces that touch and overlap in unlucky ways.
rc::Gen<std::string> hostile() {
    const std::vector<std::string> pieces{
        "13812345678", "138",    "1234",   "5678",     "0731",     "88888888", "-",    " ",    "(",
        ")",           "+86",    "电话",   "：",       "京",       "A",        "AB12", "X",    "3X",
        "43010219900", "101123", "a@b.cn", "@",        ".",        "cn",       "〔",   "〕",   "王",
        "小",          "明",     "一三八", "〔电话〕", "〔姓名〕", "１３８",   "6222", "·",    "挂",
        "年",          "\n",     "😀",     "Li",       "tel",      "x",        "86",   "0086", "1"};
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)),
                        [](const std::vector<std::string>& chosen) {
                            std::string all;
                            for (const auto& piece : chosen) all += piece;
                            return all;
                        });
}

TEST(Masking, KeepsItsPromisesOnHostileText) {
    const std::vector<std::string> names{"王小", "小明", "Li", "话", "〔姓", "A1"};
    EXPECT_TRUE(rc::check("stable, exact spans, nothing else changed", [&] {
        const std::string text = *hostile();
        const Masked once = mask(text, names);
        RC_ASSERT(mask(once.text, names).text == once.text);
        RC_ASSERT(mask(once.text, names).spans.empty());
        std::string back;
        std::size_t from = 0;
        for (const MaskedSpan& span : once.spans) {
            const std::string_view word = placeholder_of(span.masking);
            RC_ASSERT(span.begin < span.end);
            RC_ASSERT(once.text.substr(span.at, word.size()) == word);
            back += once.text.substr(from, span.at - from);
            back += text.substr(span.begin, span.end - span.begin);
            from = span.at + word.size();
        }
        back += once.text.substr(from);
        RC_ASSERT(back == text);
    }));
}

TEST(Masking, NeverShowsAMobileNumberHoweverItStands) {
    EXPECT_TRUE(rc::check("a mobile number between other text is gone", [] {
        std::string number = "1" + std::to_string(*rc::gen::inRange(3, 10));
        for (int i = 0; i < 9; ++i) number += static_cast<char>('0' + *rc::gen::inRange(0, 10));
        const auto words = rc::gen::elementOf(std::vector<std::string>{
            "", "我", "：", "电话", " ", "x", "，", "\n", "一", "！", "(", "A座"});
        const std::string text = *words + number + *words;
        RC_ASSERT(masked(text).find(number) == std::string::npos);
    }));
}

/// What a .gz file holds.
std::string unpacked(const std::string& packed) {
    std::string out(60'000'000, '\0');
    z_stream stream{};
    EXPECT_EQ(inflateInit2(&stream, 16 + MAX_WBITS), Z_OK);
    std::string in = packed;  // zlib wants it writable
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return out;
}

// Real letters are anonymised and cite few numbers; what is masked in them and in their replies
// was looked at, and more of it would be a mistake.
TEST(Masking, LeavesRealLettersAsTheyAre) {
    PINGYI_SHARED_FILE(packed, "data/complaints/cn_letters_with_replies.csv.gz");
    const csv::Column columns[] = {{"留言编号"}, {"留言用户"}, {"留言主题"}, {"留言时间"},
                                   {"留言详情"}, {"答复意见"}, {"答复时间"}};
    const auto table =
        csv::read(unpacked(packed), columns, {.bytes_max = 60'000'000, .cell_bytes_max = 200'000});
    ASSERT_TRUE(table);
    std::map<Masking, int> in_letters;
    std::map<Masking, int> in_replies;
    for (const csv::Row& row : table->rows) {
        for (const MaskedSpan& span : mask(row.cells[4]).spans) ++in_letters[span.masking];
        for (const MaskedSpan& span : mask(row.cells[5]).spans) ++in_replies[span.masking];
    }
    EXPECT_EQ(table->rows.size(), 1443);
    EXPECT_EQ(in_letters, (std::map<Masking, int>{{Masking::plate, 1}}));
    EXPECT_EQ(in_replies, (std::map<Masking, int>{{Masking::phone, 7}}));
}

}  // namespace
}  // namespace pingyi::casework
