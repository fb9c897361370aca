#include "modules/casework/routing.hpp"

#include <algorithm>
#include <map>

#include "kernel/text.hpp"

namespace pingyi::casework {
namespace {

// A category that somebody chose outweighs a body that the resident named, and both outweigh words.
constexpr std::int64_t of_chosen_category = 100;
constexpr std::int64_t of_named_body = 60;
constexpr std::int64_t of_word_in_subject = 6;
constexpr std::int64_t of_word_in_body = 3;
constexpr std::int64_t of_matching_place = 2;
constexpr int levels_max = 10;

class Guesser {
public:
    Guesser(const Case& item, std::span<const Category> categories,
            std::span<const BodyRoute> routes)
        : item_{item},
          routes_{routes},
          subject_{text::folded(item.subject)},
          body_{text::folded(item.body)} {
        for (const Category& each : categories) categories_.emplace(each.code, &each);
    }

    std::vector<Guess> run() {
        if (item_.named_unit) {
            add(*item_.named_unit, of_named_body, {Because::named, {}, {}, {}});
        }
        if (item_.category) by_category(*item_.category, of_chosen_category, Because::category, {});
        for (const auto& [code, category] : categories_) by_words(*category);
        std::vector<Guess> all;
        for (auto& [unit, guess] : by_unit_) all.push_back(std::move(guess));
        std::ranges::sort(all, [](const Guess& a, const Guess& b) {
            return a.weight != b.weight ? a.weight > b.weight : a.unit < b.unit;
        });
        if (all.size() > guesses_max) all.resize(guesses_max);
        return all;
    }

private:
    void by_words(const Category& category) {
        if (!category.is_current) return;
        std::int64_t weight = 0;
        std::vector<std::string> found;
        for (const std::string& keyword : category.keywords) {
            const std::string word = text::folded(keyword);
            if (word.empty()) continue;
            const bool in_subject = subject_.find(word) != std::string::npos;
            const bool in_body = body_.find(word) != std::string::npos;
            if (!in_subject && !in_body) continue;
            weight += in_subject ? of_word_in_subject : of_word_in_body;
            found.push_back(keyword);
        }
        if (!found.empty()) by_category(category.code, weight, Because::words, std::move(found));
    }

    /// The rule of the category, or else of the nearest one above it that has one for this place.
    void by_category(const std::string& code, std::int64_t weight, Because because,
                     std::vector<std::string> words) {
        std::optional<std::string> at = code;
        for (int level = 0; at && level < levels_max; ++level) {
            if (const BodyRoute* route = route_of(*at)) {
                add(route->unit, weight + (route->place.empty() ? 0 : of_matching_place),
                    {because, code, std::move(words), route->place});
                return;
            }
            const auto category = categories_.find(*at);
            at = category == categories_.end() ? std::nullopt : category->second->parent;
        }
    }

    /// The rule with the longest matching place.
    [[nodiscard]] const BodyRoute* route_of(const std::string& category) const {
        const BodyRoute* best = nullptr;
        for (const BodyRoute& route : routes_) {
            if (route.category != category || !item_.place_code.starts_with(route.place)) continue;
            if (best == nullptr || route.place.size() > best->place.size()) best = &route;
        }
        return best;
    }

    void add(UnitId unit, std::int64_t weight, GuessReason reason) {
        Guess& guess = by_unit_[unit];
        guess.unit = unit;
        if (!reason.category.empty() && weight > best_of_[unit]) {
            best_of_[unit] = weight;
            guess.category = reason.category;
        }
        guess.weight += weight;
        guess.reasons.push_back(std::move(reason));
    }

    const Case& item_;
    std::span<const BodyRoute> routes_;
    std::string subject_, body_;
    std::map<std::string, const Category*, std::less<>> categories_;
    std::map<UnitId, Guess> by_unit_;
    std::map<UnitId, std::int64_t> best_of_;
};

}  // namespace

std::vector<Guess> guesses(const Case& item, std::span<const Category> categories,
                           std::span<const BodyRoute> routes) {
    return Guesser{item, categories, routes}.run();
}

}  // namespace pingyi::casework
