#include "modules/scoring/bundle_words.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "modules/scoring/bands.hpp"
#include "modules/scoring/lookup.hpp"
#include "modules/scoring/numbers.hpp"

namespace pingyi::scoring {
namespace {

/// So many digits more than are shown tell a score from its rounded self.
constexpr int digits_more_max = 9;

std::string ordinal(int number) {
    constexpr int ten = 10;
    constexpr int hundred = 100;
    const int last = number % ten;
    const bool is_teen = number % hundred / ten == 1;
    std::string_view ending = "th";
    if (!is_teen && last == 1) ending = "st";
    if (!is_teen && last == 2) ending = "nd";
    if (!is_teen && last == 3) ending = "rd";
    return fmt::format("{}{}", number, ending);
}

template <class Range>
Words words_of(const Range& range, std::string_view code) {
    const auto found = std::ranges::find(range, code, [](const auto& of) { return of.code; });
    if (found == std::ranges::end(range)) return {std::string(code), std::string(code)};
    return found->words;
}

Words evidence_of_event(const Scheme& scheme, const Data& data, std::string_view id) {
    const auto found = std::ranges::find(data.incidents, id, &Incident::id);
    if (found == data.incidents.end()) return {std::string(id), std::string(id)};
    const Words kind = words_of(scheme.events, found->kind);
    return {
        fmt::format("{}，{}，{}（events.csv，编号{}）", found->day, kind.zh, found->evidence, id),
        fmt::format("{}, {}, {} (events.csv, id {})", found->day, kind.en, found->evidence, id)};
}

std::optional<Words> band_doubt_words(const Scheme& scheme, const Outcome& outcome,
                                      const UnitResult& result) {
    const Doubt doubt = outcome.nodes[result.score].doubt;
    if (doubt == Doubt::none) return std::nullopt;
    const auto others = other_bands(scheme, result, doubt);
    if (!others) {
        return Words{"没有误差区间，看不出是否还可能是别的等次",
                     "there is no interval to tell whether it could be another band"};
    }
    if (others->empty()) return Words{"区间都在本等次内", "the whole interval lies in this band"};
    Words words{"还可能是：", "could also be: "};
    for (const std::size_t at : *others) {
        const bool is_first = at == others->front();
        words.zh += (is_first ? "" : "、") + scheme.bands[at].words.zh;
        words.en += (is_first ? "" : ", ") + scheme.bands[at].words.en;
    }
    return words;
}

std::optional<Words> band_rounding_words(const Scheme& scheme, const UnitResult& result) {
    if (!result.value) return std::nullopt;
    const auto own = index_of(scheme.bands, result.band);
    const auto band_at = [&](const std::string& score) {
        const auto decimal = Decimal::from(score);
        return decimal ? band_for(scheme, result, exact(*decimal)) : own;
    };
    const int places = scheme.rounding.places;
    const std::string rounded = shown(*result.value, places);
    const auto other = band_at(rounded);
    if (other == own) return std::nullopt;
    int enough = places + 1;
    while (enough < places + digits_more_max && band_at(shown(*result.value, enough)) != own) {
        ++enough;
    }
    const std::string score = shown(*result.value, enough);
    const Words of = other ? scheme.bands[*other].words : Words{"别的等次", "another band"};
    return Words{fmt::format("得分四舍五入后显示为{}，等次按四舍五入前的{}定，所以不是“{}”",
                             rounded, score, of.zh),
                 fmt::format("the score is shown rounded, as {}; the band follows {}, the score "
                             "before rounding, and so is not “{}”",
                             rounded, score, of.en)};
}

}  // namespace

Words doubt_words(Doubt doubt) {
    switch (doubt) {
        case Doubt::none:
            return {"按给定数字计算，没有误差", "made of given figures, without error"};
        case Doubt::sample: return {"抽样误差区间（95%）", "95% interval of the sampling error"};
        case Doubt::process:
            return {"过程区间（95%）：全部计票，没有抽样误差",
                    "95% process interval: a full count, no sampling error"};
        case Doubt::mixed:
            return {"误差区间（95%）：抽样误差和过程误差合并",
                    "95% interval of sampling and process error together"};
        case Doubt::opt_in: return {"自愿参与：没有误差区间", "opt-in answers: no margin of error"};
        case Doubt::not_estimable:
            return {"误差无从估计：不等于没有误差",
                    "the error cannot be estimated, which is not the same as none"};
    }
    return {};
}

bool has_interval(const Outcome& outcome, const UnitResult& result) {
    return result.interval && outcome.nodes[result.score].doubt != Doubt::opt_in;
}

std::optional<std::string> interval_text(const Scheme& scheme, const Outcome& outcome,
                                         const UnitResult& result) {
    if (!has_interval(outcome, result)) return std::nullopt;
    return fmt::format("{:.{}f}–{:.{}f}", result.interval->low, scheme.rounding.places,
                       result.interval->high, scheme.rounding.places);
}

std::optional<Words> range_words(const Scheme& scheme, const Node& node) {
    if (!node.range) return std::nullopt;
    const int places = scheme.rounding.places;
    const std::string ends = shown(node.range->low, places) + "–" + shown(node.range->high, places);
    return Words{"如果发出的都收回，这个数会在" + ends + "之间",
                 "had all who were asked answered, it would lie in " + ends};
}

Words rank_words(const UnitResult& result) {
    switch (result.standing) {
        case Standing::class_not_ranked: return {"本类不排位次", "the class is not ranked"};
        case Standing::veto: return {"一票否决，不排位次", "not ranked, by a veto"};
        case Standing::no_score: return {"没有得分", "no score"};
        case Standing::withheld: return {"不公布", "not published"};
        case Standing::ranked: break;
    }
    const RankSet& of = result.ranks;
    if (of.best == of.worst) {
        return {fmt::format("第{}名，共{}个", of.best, result.of),
                fmt::format("{} of {}", ordinal(of.best), result.of)};
    }
    return {fmt::format("第{}–{}名之间，共{}个", of.best, of.worst, result.of),
            fmt::format("between {} and {} of {}", ordinal(of.best), ordinal(of.worst), result.of)};
}

Words withheld_words(const Scheme& scheme, const UnitResult& result) {
    if (result.withheld == Withheld::small_cell) {
        return {"有一组评议人太少，得分不公布",
                "no score is published: a group of evaluators is too small"};
    }
    const std::int64_t least = scheme.publication.ballots_min;
    if (result.ballots == 0) {
        return {fmt::format("有效票不足{}张，得分不公布", least),
                fmt::format("no score is published: fewer than {} valid ballots", least)};
    }
    return {fmt::format("有效票{}张，不足{}张，得分不公布", result.ballots, least),
            fmt::format("no score is published: {} valid ballots, fewer than {}", result.ballots,
                        least)};
}

Words false_votes_words(const UnitResult& result) {
    if (!result.false_votes) {
        return {"一组评议人的票再假也改变不了等次，或者推算不出",
                "the ballots of one group of evaluators could not, or it cannot be told"};
    }
    return {fmt::format("最少{}张", *result.false_votes),
            fmt::format("{} at least", *result.false_votes)};
}

Words band_words(const Scheme& scheme, std::string_view code) {
    return words_of(scheme.bands, code);
}

std::vector<Words> band_remarks(const Scheme& scheme, const Outcome& outcome,
                                const UnitResult& result) {
    std::vector<Words> remarks;
    if (result.band.empty()) return remarks;
    for (auto& words :
         {band_doubt_words(scheme, outcome, result), band_rounding_words(scheme, result)}) {
        if (words) remarks.push_back(*words);
    }
    return remarks;
}

Words rounding_words(const Scheme& scheme) {
    const int places = scheme.rounding.places;
    return {"等次和位次按四舍五入前的得分定；显示的得分四舍五入到" +
                (places == 0 ? std::string("整数") : fmt::format("小数点后{}位", places)) + "。",
            "Bands and places follow the score before rounding; scores are shown rounded to " +
                (places == 0   ? std::string("whole numbers")
                 : places == 1 ? std::string("1 decimal place")
                               : fmt::format("{} decimal places", places)) +
                "."};
}

Words veto_words(const Scheme& scheme, std::string_view code) {
    const auto veto = std::ranges::find(scheme.vetoes, code, &Veto::code);
    Words words = words_of(scheme.vetoes, code);
    if (veto == scheme.vetoes.end()) return words;
    if (veto->effect == VetoEffect::not_ranked) {
        return {words.zh + "：不排位次", words.en + ": not ranked"};
    }
    const Words band = band_words(scheme, veto->band);
    return {words.zh + "：最高只能是" + band.zh, words.en + ": at most " + band.en};
}

Words sanction_words(const Scheme& scheme, const Reached& reached) {
    const auto sanction = std::ranges::find(scheme.sanctions, reached.code, &Sanction::code);
    Words words = words_of(scheme.sanctions, reached.code);
    if (sanction == scheme.sanctions.end() || !reached.needs_history) return words;
    return {fmt::format("{}：须连续{}轮，本轮达到条件", words.zh, sanction->rounds),
            fmt::format("{}: needs {} rounds running; the conditions hold in this one", words.en,
                        sanction->rounds)};
}

std::vector<Words> evidence_words(const Scheme& scheme, const Data& data, const Node& node) {
    constexpr std::string_view events = "events.csv#";
    std::vector<Words> all;
    if (!node.evidence.starts_with(events)) {
        const std::size_t hash = node.evidence.find(".csv#");
        if (hash == std::string::npos) return all;
        const std::string measure = node.evidence.substr(0, hash);
        const std::string column = node.evidence.substr(node.evidence.find('#') + 1);
        const Words words = words_of(scheme.measures, measure);
        const std::size_t slash = column.find('/');  // of a ratio
        const std::string first = column.substr(0, slash);
        Words columns{first + "列", "column " + first};
        if (slash != std::string::npos) {
            const std::string second = column.substr(slash + 1);
            columns = {columns.zh + "和" + second + "列", "columns " + first + " and " + second};
        }
        all.push_back({fmt::format("{}（{}.csv，{}）", words.zh, measure, columns.zh),
                       fmt::format("{} ({}.csv, {})", words.en, measure, columns.en)});
        return all;
    }
    std::string_view left = std::string_view{node.evidence}.substr(events.size());
    const std::string between = " " + std::string(events);
    while (!left.empty()) {
        const std::size_t end = left.find(between);
        all.push_back(evidence_of_event(scheme, data, left.substr(0, end)));
        left = end == std::string_view::npos ? "" : left.substr(end + between.size());
    }
    return all;
}

}  // namespace pingyi::scoring
