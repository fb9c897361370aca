// A scheme in words, line by line: the tree with the weight that each part has in the whole, and
// every rule.
#include <fmt/format.h>

#include "modules/scoring/lint.hpp"

namespace pingyi::scoring {
namespace {

constexpr double percent = 100;

/// "12.5 %"; of weights in the whole, shortened for reading.
std::string share(double part) {
    return fmt::format("{:.4g} %", part * percent);
}

Words both(std::string zh, std::string en) {
    return {std::move(zh), std::move(en)};
}

Words handling(const MissingRule& rule) {
    switch (rule.handling) {
        case Handling::redistribute: return both("权重分给其他项", "weight goes to the others");
        case Handling::class_median: return both("取同类中位数", "median of the class");
        case Handling::missing: return both("算作缺失", "counts as missing");
        case Handling::value: break;
    }
    return both("按 " + rule.value.text() + " 分计", "counts as " + rule.value.text());
}

Words statistic_words(Statistic statistic) {
    switch (statistic) {
        case Statistic::score: return both("得分", "score");
        case Statistic::rate: return both("率（%）", "rate (%)");
        case Statistic::ratio: return both("比值", "ratio");
        case Statistic::value: break;
    }
    return both("数值", "value");
}

Words aggregator_words(Aggregator aggregator) {
    switch (aggregator) {
        case Aggregator::arithmetic: return both("加权平均", "weighted mean");
        case Aggregator::geometric: return both("加权几何平均", "weighted geometric mean");
        case Aggregator::harmonic: return both("加权调和平均", "weighted harmonic mean");
        case Aggregator::minimum: break;
    }
    return both("取最低一项", "the lowest part");
}

Words basis_words(Basis basis) {
    switch (basis) {
        case Basis::census: return both("全部计数", "complete count");
        case Basis::sample: return both("抽样", "sample");
        case Basis::opt_in: break;
    }
    return both("自愿参加", "opt-in");
}

std::string ends(const Band& band) {
    std::string text;
    if (band.from) text += (band.includes_from ? "≥ " : "> ") + band.from->text();
    if (band.from && band.to) text += ", ";
    if (band.to) text += (band.includes_to ? "≤ " : "< ") + band.to->text();
    return text;
}

class Outline {
public:
    explicit Outline(const Scheme& scheme) : scheme_{scheme} {}

    std::vector<Line> write() {
        add(0, scheme_.title_mark,
            both(fmt::format("{}（{}，第 {} 版）", scheme_.title.zh, scheme_.code, scheme_.version),
                 fmt::format("{} ({}, version {})", scheme_.title.en, scheme_.code,
                             scheme_.version)));
        for (const Scale& scale : scheme_.scales) write_scale(scale);
        write_classes();
        for (const Measure& measure : scheme_.measures) write_measure(measure);
        for (const Strata& strata : scheme_.strata) write_strata(strata);
        write_indicator(scheme_.index, 0, 1);
        write_adjustments();
        write_bands();
        write_rules();
        for (const Choice& choice : scheme_.choices) {
            add(0, choice.mark,
                both("自定 " + choice.what + "：" + choice.why.zh,
                     "Chosen: " + choice.what + ": " + choice.why.en));
        }
        return std::move(lines_);
    }

private:
    void add(int depth, const Mark& mark, Words words) {
        lines_.push_back({depth, mark, std::move(words)});
    }

    void write_scale(const Scale& scale) {
        add(0, scale.mark, both("量表 " + scale.code, "Scale " + scale.code));
        for (const Option& option : scale.options) {
            std::string zh = "不计分";
            std::string en = "not scored";
            if (option.is_valid) {
                zh = option.points.text() + " 分" + (option.is_satisfied ? "，计入满意" : "");
                en = option.points.text() + " points" +
                     (option.is_satisfied ? ", counts as satisfied" : "");
            } else if (option.is_silent) {
                zh = "发出而没有收回";
                en = "asked, nothing came back";
            } else if (!option.is_abstention) {
                zh = "无效";
                en = "invalid";
            }
            add(1, option.mark, both(option.words.zh + "：" + zh, option.words.en + ": " + en));
        }
    }

    void write_classes() {
        for (const UnitClass& one : scheme_.classes) {
            add(0, one.mark,
                both("分类 " + one.words.zh + (one.is_ranked ? "" : "，不排名") +
                         (one.is_published ? "" : "，不公布"),
                     "Class " + one.words.en + (one.is_ranked ? "" : ", not ranked") +
                         (one.is_published ? "" : ", not published")));
        }
    }

    void write_measure(const Measure& measure) {
        const Words basis = basis_words(measure.basis);
        add(0, measure.mark,
            both("数据 " + measure.words.zh + "（" + measure.code + ".csv，" + basis.zh + "）",
                 "Data " + measure.words.en + " (" + measure.code + ".csv, " + basis.en + ")"));
    }

    void write_strata(const Strata& strata) {
        const Words empty = handling(strata.empty);
        add(0, strata.mark,
            both("评议主体 " + strata.code + "；没有有效票时：" + empty.zh,
                 "Groups " + strata.code + "; without a valid ballot: " + empty.en));
        for (const auto& [name, weights] : strata.weights) {
            const auto sum = sum_of(weights);
            const double whole = sum ? number_of(*sum) : 0;
            Words row;
            for (std::size_t i = 0; i < std::min(weights.size(), strata.strata.size()); ++i) {
                const std::string part = whole > 0 ? share(number_of(weights[i]) / whole) : "–";
                row.zh += (i == 0 ? "" : "，") + strata.strata[i].words.zh + " " + part;
                row.en += (i == 0 ? "" : ", ") + strata.strata[i].words.en + " " + part;
            }
            const auto* one = find_code(scheme_.classes, name);
            const auto mark = strata.weight_marks.find(name);
            add(1, mark == strata.weight_marks.end() ? strata.mark : mark->second,
                both((one == nullptr ? name : one->words.zh) + "：" + row.zh,
                     (one == nullptr ? name : one->words.en) + ": " + row.en));
        }
    }

    void write_indicator(const Indicator& indicator, int depth, double weight) {
        const Words what = indicator.source ? source_words(indicator) : node_words(indicator);
        add(depth, indicator.mark,
            both(fmt::format("{}（占 {}）：{}", indicator.words.zh, share(weight), what.zh),
                 fmt::format("{} ({} of the whole): {}", indicator.words.en, share(weight),
                             what.en)));
        double sum = 0;
        for (const Indicator& part : indicator.parts) sum += number_of(part.weight);
        for (const Indicator& part : indicator.parts) {
            write_indicator(part, depth + 1, weight * number_of(part.weight) / sum);
        }
    }

    static Words node_words(const Indicator& node) {
        const Words how = aggregator_words(node.aggregator);
        const std::string least = share(number_of(node.coverage_min));
        return both(how.zh + "，至少要有 " + least + " 的权重",
                    how.en + ", with at least " + least + " of the weight there");
    }

    static Words source_words(const Indicator& leaf) {
        const Source& source = *leaf.source;
        Words words = statistic_words(source.statistic);
        std::string table = " ← " + source.measure + "." + source.column;
        if (source.over) table += " ÷ " + *source.over;
        words.zh += table;
        words.en += table;
        if (leaf.goalposts) {
            const std::string posts =
                leaf.goalposts->low.text() + " … " + leaf.goalposts->high.text();
            const bool is_down = leaf.direction == Direction::down;
            words.zh += "，" + posts + (is_down ? " 反向" : "") + "折算为 0 … 100";
            words.en += ", " + posts + (is_down ? ", lower is better," : "") + " to 0 … 100";
        }
        if (source.strata) {
            words.zh += "，按 " + *source.strata + " 加权";
            words.en += ", weighted by " + *source.strata;
        }
        const auto [none, unsaid, gone] =
            std::tuple{handling(leaf.missing.not_applicable), handling(leaf.missing.not_reported),
                       handling(leaf.missing.absent)};
        words.zh += "；无此职责：" + none.zh + "，未报送：" + unsaid.zh + "，无数据：" + gone.zh;
        words.en += "; no such duty: " + none.en + ", not reported: " + unsaid.en +
                    ", nothing there: " + gone.en;
        return words;
    }

    void write_adjustments() {
        for (const RankBonus& bonus : scheme_.bonuses) {
            std::string points;
            for (const Decimal& one : bonus.first) points += " " + one.text();
            points += bonus.last.empty() ? "" : " …";
            for (auto one = bonus.last.rbegin(); one != bonus.last.rend(); ++one) {
                points += " " + one->text();
            }
            add(0, bonus.mark,
                both("名次加减分 " + bonus.words.zh + "：" + points,
                     "Points for places: " + bonus.words.en + ":" + points));
        }
        for (const Deduction& one : scheme_.deductions) {
            const std::string cap = one.cap ? one.cap->text() : "";
            add(0, one.mark,
                both("扣分 " + one.words.zh + "：每次 " + one.points.text() + " 分" +
                         (one.cap ? "，最多 " + cap + " 分" : ""),
                     "Deduction: " + one.words.en + ": " + one.points.text() + " each" +
                         (one.cap ? ", at most " + cap : "")));
        }
        for (const Veto& veto : scheme_.vetoes) {
            const auto* band = find_code(scheme_.bands, veto.band);
            add(0, veto.mark,
                band == nullptr ? both("一票否决 " + veto.words.zh + "：不参加排名",
                                       "Veto: " + veto.words.en + ": not ranked")
                                : both("一票否决 " + veto.words.zh + "：最高为" + band->words.zh,
                                       "Veto: " + veto.words.en + ": at most " + band->words.en));
        }
    }

    void write_bands() {
        for (auto band = scheme_.bands.rbegin(); band != scheme_.bands.rend(); ++band) {
            const std::string top =
                band->top_share ? share(number_of(*band->top_share)) : std::string{};
            add(0, band->mark,
                both("等次 " + band->words.zh + "：" + ends(*band) +
                         (top.empty() ? "" : "，且在同类前 " + top),
                     "Band " + band->words.en + ": " + ends(*band) +
                         (top.empty() ? "" : ", and among the first " + top + " of the class")));
        }
        for (const Sanction& one : scheme_.sanctions) {
            const auto* band = find_code(scheme_.bands, one.band.value_or(""));
            Words when;
            if (band != nullptr)
                when = both(band->words.zh + "及以下", band->words.en + " or lower");
            if (one.last) {
                const std::string last = std::to_string(*one.last);
                when.zh += (when.zh.empty() ? "" : "，且为") + ("同类后 " + last + " 名");
                when.en += (when.en.empty() ? "" : ", and ") + ("last " + last + " of the class");
            }
            const std::string rounds = std::to_string(one.rounds);
            const std::string days = std::to_string(one.working_days);
            add(0, one.mark,
                both("后果 " + one.words.zh + "：" + when.zh + "，连续 " + rounds + " 轮" +
                         (one.needs_separation ? "，且超出误差" : "") + "；整改期限 " + days +
                         " 个工作日",
                     "Consequence: " + one.words.en + ": " + when.en + ", rounds running: " +
                         rounds + (one.needs_separation ? ", beyond the error" : "") +
                         "; working days to put it right: " + days));
        }
    }

    void write_rules() {
        const std::string ballots = std::to_string(scheme_.publication.ballots_min);
        const std::string cell = std::to_string(scheme_.publication.cell_min);
        const std::string places = std::to_string(scheme_.rounding.places);
        const bool is_bound =
            scheme_.publication.ballots_min > 0 || scheme_.publication.cell_min > 0;
        if (is_bound) {
            add(0, scheme_.publication.mark,
                both("有效票少于 " + ballots + " 张的不公布得分，少于 " + cell + " 的格子不公布",
                     "No score below " + ballots + " valid ballots, no cell below " + cell));
        }
        add(0, scheme_.rounding.mark,
            both("最后一步四舍五入，保留 " + places + " 位小数",
                 "Rounded half up at the last step, decimal places: " + places));
        add(0, scheme_.ties.mark,
            both("舍入前得分相同的名次并列", "Equal scores before rounding share a place"));
    }

    const Scheme& scheme_;
    std::vector<Line> lines_;
};

}  // namespace

std::vector<Line> outline(const Scheme& scheme) {
    return Outline{scheme}.write();
}

}  // namespace pingyi::scoring
