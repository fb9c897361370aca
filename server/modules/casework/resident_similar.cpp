// Looks for words of subject and place in the search index, then weighs what it found by how much
// of the new letter's subject and place stands in it.
#include "modules/casework/resident_similar.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "kernel/text.hpp"
#include "modules/casework/resident_store.hpp"
#include "modules/casework/resident_view.hpp"
#include "modules/casework/rules.hpp"
#include "modules/units/api.hpp"
#include "platform/search/search.hpp"

namespace pingyi::casework {
namespace {

constexpr std::string_view kind = "casework.case";
constexpr std::size_t shown_max = 5;
constexpr std::size_t searches_max = 8;  ///< each takes a few milliseconds
constexpr std::int64_t hits_max = 20;    ///< of one search, the newest
constexpr std::size_t pieces_max = 40;
constexpr std::size_t excerpt_length = 120;
constexpr double enough = 0.25;  ///< a quarter of the pieces, or less with the same body or place

struct Wanted {
    std::vector<std::string> pieces;  ///< of subject and place
    std::string place;                ///< folded
    std::optional<UnitId> unit;
    std::optional<std::string> category;
};

std::vector<std::string> searches_of(const SimilarBody& body) {
    std::vector<std::string> words;
    if (body.place && !body.place->value.empty()) words.push_back(body.place->value);
    const std::string subject = body.subject ? body.subject->value : "";
    const auto pieces = pieces_of(subject, pieces_max);
    // Spread over the subject, so that its end is looked for too.
    const std::size_t room = searches_max - words.size();
    const std::size_t stride = std::max<std::size_t>(1, (pieces.size() + room - 1) / room);
    for (std::size_t i = 0; i < pieces.size(); i += stride) words.push_back(pieces[i]);
    return words;
}

double likeness(const Wanted& wanted, const Case& item) {
    const std::string text = text::folded(item.subject + " " + item.place + " " + item.body);
    double score = 0;
    if (!wanted.pieces.empty()) {
        const auto held = std::ranges::count_if(wanted.pieces, [&](const std::string& piece) {
            return text.find(piece) != std::string::npos;
        });
        score = static_cast<double>(held) / static_cast<double>(wanted.pieces.size());
    }
    if (!wanted.place.empty() && text.find(wanted.place) != std::string::npos) score += 0.3;
    if (wanted.unit && item.lead_unit == wanted.unit) score += 0.1;
    if (wanted.category && item.category == wanted.category) score += 0.1;
    return score;
}

SimilarCase view_of(const Case& item, const Zone& zone, const std::optional<BodyRef>& unit) {
    SimilarCase view;
    view.number = item.number;
    view.shown_number = shown_number(item.number);
    view.subject = item.subject;
    view.place = item.place;
    view.excerpt = text::shortened(item.body, excerpt_length);
    view.state = item.state;
    view.unit = unit;
    view.submitted = zone.day_of(item.submitted_at);
    if (item.replied_at) view.replied = zone.day_of(*item.replied_at);
    view.followers = item.followers;
    return view;
}

std::optional<BodyRef> unit_of(db::Tx& tx, const Case& item) {
    if (!item.lead_unit) return std::nullopt;
    const auto unit = units::find(tx, *item.lead_unit);
    if (!unit) return std::nullopt;
    return ref_of(*unit);
}

}  // namespace

std::vector<std::string> pieces_of(std::string_view text, std::size_t limit) {
    const std::string folded = text::folded(text);
    std::vector<std::string> pieces;
    std::set<std::string> seen;
    const auto add = [&](const std::string& piece) {
        if (pieces.size() < limit && seen.insert(piece).second) pieces.push_back(piece);
    };
    std::string before;  // the Chinese character before
    std::string word;    // the Latin word or number so far
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(folded.data());
    const auto size = static_cast<std::int32_t>(folded.size());
    for (std::int32_t at = 0; at < size;) {
        const auto begin = static_cast<std::size_t>(at);
        UChar32 c = 0;
        U8_NEXT(bytes, at, size, c);
        const std::string one = folded.substr(begin, static_cast<std::size_t>(at) - begin);
        const bool is_han = u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) != 0;
        if (is_han && !before.empty()) add(before + one);
        before = is_han ? one : "";
        const bool in_word = !is_han && u_isalnum(c) != 0;
        if (in_word) word += one;
        if (!in_word && word.size() > 1) add(word);
        if (!in_word) word.clear();
    }
    if (word.size() > 1) add(word);
    return pieces;
}

Result<SimilarCases> similar_cases(const Deps& deps, const SimilarBody& body) {
    Wanted wanted;
    const std::string place = body.place ? body.place->value : "";
    wanted.place = text::folded(place);
    wanted.pieces = pieces_of((body.subject ? body.subject->value : "") + " " + place, pieces_max);
    if (body.category) wanted.category = body.category->value;
    const auto searches = searches_of(body);
    return deps.database.read([&](db::Tx& tx) {
        Wanted here = wanted;
        if (body.unit) {
            if (const auto unit = units::find_by_code(tx, body.unit->value)) here.unit = unit->id;
        }
        std::set<std::string> ids;
        for (const std::string& words : searches) {
            for (const auto& hit :
                 search::find(tx, {.kind = kind, .words = words, .limit = hits_max})) {
                ids.insert(hit.id);
            }
        }
        const std::vector<std::string> list(ids.begin(), ids.end());
        std::vector<std::pair<double, Case>> found;
        for (Case& item : store::public_cases(tx, list)) {
            const double score = likeness(here, item);
            if (score >= enough) found.emplace_back(score, std::move(item));
        }
        std::ranges::sort(found, [](const auto& a, const auto& b) {
            return std::tuple{a.first, a.second.submitted_at, a.second.id} >
                   std::tuple{b.first, b.second.submitted_at, b.second.id};
        });
        if (found.size() > shown_max) found.resize(shown_max);
        SimilarCases view;
        for (const auto& [score, item] : found) {
            view.items.push_back(view_of(item, deps.calendar.zone(), unit_of(tx, item)));
        }
        return view;
    });
}

}  // namespace pingyi::casework
